"""Letters filled from what is known: what is missing is marked, nothing is invented. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import Letter, Service
from tiexin.core.refusal import Refused

DATA = Path(__file__).parents[1] / "data" / "letters.yaml"
TO, TEXT = 60, 5000  # characters
KNOWN = {  # what a body may name → how its absence is called
    "who": "谁提出的",
    "title": "什么事",
    "on": "提出的日期",
    "number": "编号",
    "unit": "单位",
    "owner": "承办人",
    "employer": "用人单位",
    "place": "地点",
    "due": "办理期限",
    "answer": "对方答复的期限",
    "needs": "要补的材料",
    "words": "内容，先在办理里写下",
    "facts": "查明的事实、依据和要求",
    "source": "依据",
}
WHOM = {
    "asker": "收文的人",
    "employer": "用人单位",
    "above": "上级单位",
    "body": "收文机关",
    "parties": "双方当事人",
}
HOLE = re.compile(r"\{(\w+)\}")
MISSING = re.compile(r"【缺：[^】]*】")
OUTSIDE = {"sent_outside": "answered_outside", "proposed": "department_answered"}  # what goes out → what comes back
BY_HAND = (*OUTSIDE, "reported")  # events that a letter itself makes; others come of a step before it
ANSWERING = ("employer", "body")  # who may answer a letter in writing
READY = "文书写的是已经办了的事：先办这一步，再发文书"


@dataclass(frozen=True)
class Body:
    """The text of a letter with its holes, and to whom it is written."""

    to: str
    lines: tuple[str, ...]


@cache
def bodies() -> Mapping[str, Body]:
    """Every body: by event, and by service and letter."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {
        name: Body(each["to"], tuple(each["lines"])) for part in ("bodies", "own") for name, each in said[part].items()
    }


def body_of(service: Service, letter: Letter) -> Body:
    """The body of a letter: its own, else that of its step."""
    return bodies().get(f"{service.name}.{letter.name}") or bodies()[letter.at]


def missing(what: str) -> str:
    """How something that is not known stands in a letter: so that nobody overlooks it."""
    return f"【缺：{what}】"


def filled(body: Body, known: Mapping[str, str]) -> str:
    """The text, one paragraph a line; a hole for which nothing is known stays open, by name."""

    def put(hole: re.Match[str]) -> str:
        return known.get(hole[1]) or missing(KNOWN[hole[1]])

    return "\n".join(HOLE.sub(put, line) for line in body.lines)


def check_ready(letter: Letter | None, happened: Collection[str], label: str) -> Letter:
    """Refuse a letter that the service does not have, and one about a step that was not taken."""
    if letter is None:
        raise Refused("这项服务没有这种文书", field="letter")
    if letter.at not in BY_HAND and letter.at not in happened:
        raise Refused(f"还没有“{label}”，不能发{letter.label}", clause=READY)
    return letter


def answers(service: Service, name: str) -> str:
    """The event that an answer to a letter is; empty where nobody answers it, or the service has it no more."""
    letter = next((each for each in service.letters if each.name == name), None)
    if letter is None or body_of(service, letter).to not in ANSWERING:
        return ""
    return OUTSIDE.get(letter.at, "answered_outside")


def check_text(to: str, text: str) -> None:
    """Refuse a letter to nobody, without words, with something missing, or too long."""
    for words, field, most, asks in ((to, "to", TO, "写给谁"), (text, "text", TEXT, "正文")):
        if not words.strip():
            raise Refused(f"请写{asks}", field=field)
        if len(words) > most:
            raise Refused(f"请写在{most}字以内", field=field)
        if "\0" in words:
            raise Refused("文字里有不能保存的字符，请删去后重写", field=field)
        if found := MISSING.findall(words):
            raise Refused(f"还有{len(found)}处没有填：{'、'.join(found)}", field=field)
