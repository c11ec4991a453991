"""The papers of a stay: their sections as data, which are still empty, how one goes its way; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tiexin.core.refusal import Refused

DATA = Path(__file__).parent / "data" / "papers.yaml"
STATES = {"draft": "起草中", "submitted": "已报送", "accepted": "已通过", "returned": "已退回"}
WRITABLE = ("draft", "returned")
SECTION = 8000  # characters of one section
REASON = 200


@dataclass(frozen=True)
class Section:
    """One part of a paper and the clause that asks for it."""

    key: str
    label: str
    clause: str


@dataclass(frozen=True)
class Kind:
    """A kind of paper; `measure` is what its acceptance proves, "" for nothing."""

    name: str
    label: str
    clause: str
    sections: tuple[Section, ...]
    measure: str = ""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of the data."""
    with DATA.open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)["papers"]
    return {
        name: Kind(
            name,
            row["label"],
            row["clause"],
            tuple(Section(**each) for each in row["sections"]),
            row.get("measure", ""),
        )
        for name, row in rows.items()
    }


def kind(name: str) -> Kind:
    """The kind with this name; refused for another word."""
    if name not in kinds():
        raise Refused("请选择要写哪一种", field="kind")
    return kinds()[name]


def missing(name: str, sections: Mapping[str, str]) -> list[Section]:
    """The sections in which nothing stands yet."""
    return [each for each in kind(name).sections if not sections.get(each.key, "").strip()]


def gaps(name: str, sections: Mapping[str, str]) -> list[str]:
    """The names of the sections in which nothing stands yet."""
    return [each.label for each in missing(name, sections)]


def cleaned(name: str, sections: Mapping[str, str]) -> dict[str, str]:
    """The sections of this kind, trimmed; refused for one too long or with what no text holds."""
    for each in kind(name).sections:
        text = sections.get(each.key, "")
        if len(text) > SECTION or "\0" in text:
            raise Refused(f"“{each.label}”最多{SECTION}字", field=each.key)
    return {each.key: sections.get(each.key, "").strip() for each in kind(name).sections}


def check_writable(state: str) -> None:
    """Refuse to change what was handed in."""
    if state not in WRITABLE:
        raise Refused(f"已经{'报送' if state == 'submitted' else '通过'}，不能再改；需要改的请先退回")


def check_whole(name: str, sections: Mapping[str, str]) -> None:
    """Refuse to hand in a paper with empty sections, naming them."""
    if empty := missing(name, sections):
        said = "、".join(each.label for each in empty)
        raise Refused(f"还有没写的：{said}", clause=empty[0].clause, field=empty[0].key)
