"""Who is on the list of a matter of many, and when each of them has been answered (C137). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.core.refusal import Refused
from tiexin.outbox.rules import MOBILE

DATA = Path(__file__).parents[1] / "data" / "members.yaml"
NAME, NOTE = 40, 200
EACH = "C137：领导包案，一个包案领导管到底；每一个人各答复一次"
OWN = "code"
TELLS = ("refused", "replied", "review_answered", "second_review_answered")  # steps that answer everybody
ANSWERED = (
    *("replied", "called_back", "reviewing", "reviewed", "second_reviewing", "second_reviewed"),
    *("closed", "elsewhere"),
)
BETWEEN = re.compile(r"[\s,，、;；:：]+")


@dataclass(frozen=True)
class Numbers:
    """The numbers of `data/members.yaml`."""

    most: int
    at_once: int
    slips: int
    unlisted: int
    ways: Mapping[str, str]
    own: str


@dataclass(frozen=True)
class Listed:
    """One line of a list: a name, and a mobile number where one was left."""

    name: str
    phone: str = ""


@cache
def numbers() -> Numbers:
    """The numbers as they are used."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return Numbers(**{name: value for name, value in said.items() if name != "source"})


def said_way(way: str) -> str:
    """How an answer reached somebody, in words."""
    return numbers().own if way == OWN else numbers().ways.get(way, "").split("（")[0]


def read_lines(typed: str) -> list[Listed]:
    """Read a list: a person on each line, the name and then the number of a mobile, if there is one.

    Refused, naming the line: no name, a name too long, what is no mobile number, the same person twice, too many.
    """
    lines = [(number, line.strip()) for number, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if not lines:
        raise Refused("请填写名单，一行一个人", clause=EACH, field="lines")
    if len(lines) > numbers().at_once:
        raise Refused(f"一次最多登记{numbers().at_once}人，其余的下一次再贴", clause=EACH, field="lines")
    found: list[Listed] = []
    for number, line in lines:
        each = _read(number, line)
        if each in found:
            raise Refused(f"第{number}行：{each.name}前面已经写过", clause=EACH, field="lines")
        found.append(each)
    return found


def _read(number: int, line: str) -> Listed:
    digits = re.search(r"[\d+][\d\s-]*$", line)
    name = BETWEEN.sub("", line[: digits.start()] if digits else line)
    phone = re.sub(r"[\s-]", "", digits[0]).removeprefix("+86") if digits else ""
    if not name:
        raise Refused(f"第{number}行没有写姓名", clause=EACH, field="lines")
    if len(name) > NAME or "\0" in name:
        raise Refused(f"第{number}行：姓名请写在{NAME}字以内", clause=EACH, field="lines")
    if phone and not MOBILE.fullmatch(phone):
        raise Refused(f"第{number}行：{name}的手机号是11位数字，请核对；没有的可以不写", clause=EACH, field="lines")
    return Listed(name, phone)


def check_listed(asker: str, sealed: bool) -> None:
    """Refuse a list for what was not brought by a group, and for what is under seal."""
    if asker != "group":
        raise Refused("集体提出的诉求才有名单", clause=EACH)
    if sealed:
        raise Refused("内容加密的诉求不登记名单", clause=EACH)


def check_new(new: Sequence[Listed], there: Collection[Listed]) -> None:
    """Refuse who is on the list already, and more than a list holds."""
    for each in new:
        if each in there:
            which = "和这个手机号" if each.phone else "，没有写手机号；同名的，请加上手机号，或者在姓名后面写班组"
            raise Refused(f"{each.name}{which}已经在名单里", clause=EACH, field="lines")
    if len(there) + len(new) > numbers().most:
        raise Refused(f"一件诉求的名单最多{numbers().most}人", clause=EACH, field="lines")


def check_way(way: str, note: str) -> None:
    """Refuse an answer that reached somebody no way, and one who could not be found without what was tried."""
    if way not in numbers().ways:
        raise Refused("请选择怎么答复到的", clause=EACH, field="way")
    if way == "unreached" and not note.strip():
        raise Refused("联系不上的，请写明试过几次、怎么联系的", clause=EACH, field="note")
    if len(note.strip()) > NOTE or "\0" in note:
        raise Refused(f"请写在{NOTE}字以内", clause=EACH, field="note")


def check_answerable(state: str, answered: bool) -> None:
    """Refuse to answer somebody before there is an answer, and twice."""
    if state not in ANSWERED:
        raise Refused("这件诉求还没有答复，答复以后再记谁知道了", clause=EACH)
    if answered:
        raise Refused("这次的答复已经记过，没有再记一遍", clause=EACH)


def unsaid(more: int) -> Refused:
    """The refusal to close while nothing is said of those on no list."""
    said = f"还有{more}人不在名单里：请先登记名单、一个一个答复，或者写明他们是怎么答复到的"
    return Refused(f"{said}（至少{numbers().unlisted}个字）", clause=EACH, field="others")


def check_all_answered(left: int, more: int, others: str) -> str:
    """What is said beside closing of those on no list; refuses to close while somebody was not answered.

    `left` of the list have no answer yet; `more` stand on no list, and `others` says how these were answered.
    """
    if left:
        raise Refused(f"名单里还有{left}人没有答复到，请先在“名单”里一个一个记下", clause=EACH)
    if not more:
        return ""
    others = others.strip()
    if len(others) < numbers().unlisted:
        raise unsaid(more)
    if len(others) > NOTE or "\0" in others:
        raise Refused(f"请写在{NOTE}字以内", clause=EACH, field="others")
    return f"\n不在名单里的{more}人：{others}"
