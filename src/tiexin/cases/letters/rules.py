"""Letters filled from what is known: what is missing is marked, nothing is invented. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import ClockRule, Letter, Service, Source, catalogue
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

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
DELIVERED = {"sent_outside": "delivered", "proposed": "proposal_delivered"}  # what goes out → that it arrived
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


@dataclass(frozen=True)
class Delivery:
    """How letters reach whom they are written to, by which law, and after how many days somebody is reminded of it."""

    ways: Mapping[str, str]
    source: str
    remind: int


@cache
def delivery() -> Delivery:
    """What is said of delivery."""
    said = yaml.safe_load(DATA.read_text(encoding="utf-8"))["delivery"]
    return Delivery(said["ways"], str(Source(**said["source"])), said["remind"])


def terms(service: Service, letter: Letter) -> list[ClockRule]:
    """The terms that run from the delivery of a letter."""
    event = DELIVERED.get(letter.at)
    return [clock for clock in service.clocks if event in clock.starts]


def delivered(service: Service, name: str) -> str:
    """The event that the delivery of a letter is; empty where no term runs from it."""
    letter = next((each for each in service.letters if each.name == name), None)
    return DELIVERED[letter.at] if letter is not None and terms(service, letter) else ""


@cache
def with_term() -> Mapping[str, tuple[str, ...]]:
    """By service its letters from whose delivery a term runs."""
    found = {
        name: tuple(letter.name for letter in service.letters if terms(service, letter))
        for name, service in catalogue().items()
    }
    return {name: letters for name, letters in found.items() if letters}


def check_delivery(day: date | None, way: str, since: date, today: date, field: str = "day") -> str:
    """How a letter was delivered, in words; refuses a day before it was issued or to come, and no known way."""
    found = delivery()
    if day is None or not since <= day <= today:
        said = f"送达的日子要在{zh_date(since)}到{zh_date(today)}之间" if since < today else "送达的日子只能是今天"
        raise Refused(said if day else "请写哪天送达的", clause=found.source, field=field)
    if way not in found.ways:
        raise Refused("请选择怎么送达的", clause=found.source, field="way")
    return found.ways[way]


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
