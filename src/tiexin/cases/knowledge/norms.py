"""Numbers of the knowledge base, the articles at hand and the questions shipped: data beside the code, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import catalogue
from tiexin.cases.knowledge import rules
from tiexin.cases.knowledge.naming import Naming
from tiexin.cases.knowledge.speech import Speech
from tiexin.core.refusal import Refused

DATA = Path(__file__).parents[1] / "data" / "knowledge"
SHIPPED = "ask_*.yaml"
TEXTS = ("knowledge/*.yaml", "services/*.yaml")  # written by the house: what stands there is no name


@dataclass(frozen=True)
class Limits:
    """The numbers of `data/knowledge/limits.yaml`."""

    source: str
    valid_days: int
    longest_days: int
    soon_days: int
    remind_before: tuple[int, ...]


@cache
def limits() -> Limits:
    """The numbers of this installation."""
    said = _read(DATA / "limits.yaml")
    return Limits(**{**said, "remind_before": tuple(said["remind_before"])})


@cache
def articles() -> Mapping[tuple[str, str], str]:
    """Law and article → its whole text, of those that are cited by what is shipped."""
    return {(each["law"], each["article"]): each["text"] for each in _read(DATA / "articles.yaml")}


@cache
def speech() -> Speech:
    """The words of `data/knowledge/speech.yaml`."""
    said = _read(DATA / "speech.yaml")
    days = {name: tuple(words.split()) for name, words in said["days"].items()}
    same = tuple(tuple(line.split()) for line in said["same"])
    asking, empty = tuple(said["asking"].split()), tuple(said["empty"].split())
    return Speech(said["source"], asking, empty, said["edges"], days, same)


@cache
def naming() -> Naming:
    """The words of `data/names.yaml`, and the texts in which no name stands."""
    said = _read(DATA.parent / "names.yaml")
    texts = "\n".join(path.read_text(encoding="utf-8") for each in TEXTS for path in sorted(DATA.parent.glob(each)))
    surnames, common, words = (frozenset(said[name].split()) for name in ("surnames", "common", "words"))
    compound, forms = (tuple(said[name].split()) for name in ("compound", "forms"))
    return Naming(surnames, common, compound, forms, said["between"], words, texts)


@dataclass(frozen=True)
class Asked:
    """One question shipped with its answer."""

    kind: str
    question: str
    answer: str
    sources: tuple[Mapping[str, str], ...]


def shipped() -> list[Asked]:
    """Every question shipped, in the order of the files."""
    return [_asked(said) for path in files() for said in _read(path)]


def files() -> Sequence[Path]:
    """The files of questions."""
    return sorted(DATA.glob(SHIPPED))


def _asked(said: Mapping[str, Any]) -> Asked:
    empty = {"clause": "", "law": "", "article": "", "url": ""}
    sources = tuple({**empty, **each} for each in said["sources"])
    return Asked(said["kind"], said["question"], said["answer"].strip(), sources)


def lint() -> list[str]:
    """What is wrong with the questions shipped: no such service, no sentence, a sentence not in its article."""
    found, seen = [], set[str]()
    for each in shipped():
        at = each.question[:20]
        if each.kind and each.kind not in catalogue():
            found.append(f"{at}：没有这项服务 {each.kind}")
        if each.question in seen:
            found.append(f"{at}：写了两次")
        seen.add(each.question)
        found += [f"{at}：{problem}" for problem in _problems(each)]
    return found


def _problems(asked: Asked) -> list[str]:
    missing = [rules.cited(each) for each in asked.sources if (each["law"], each["article"]) not in articles()]
    found = [f"没有带上{cited}的全文" for cited in missing]
    try:
        rules.check_quotes(asked.sources, articles())
        rules.check_words(asked.question, "question", "问题", rules.QUESTION)
        rules.check_words(asked.answer, "answer", "答复", rules.ANSWER)
    except Refused as refusal:
        found.append(refusal.message)
    return found if asked.sources else [*found, "没有依据"]


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
