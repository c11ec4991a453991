"""Who may leave a matter out of the rates, who may ask a second time, and how far two answers differ. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases import calling_rules
from tiexin.cases.calling_rules import Rate
from tiexin.core.refusal import Refused

DATA = Path(__file__).parents[1] / "data" / "exclusions.yaml"
DECISIONS = {"asked": "等上一级决定", "granted": "不计入", "refused": "不同意，照常计入"}
WORDS = 500  # characters of a reason in full, or of what was said again
ABOVE = "不计入三个率，由本单位申请、上一级决定：被评的人不能决定自己怎么算"
APART = "抽查由没有承办、没有回访、也不在那个单位的人做"


@dataclass(frozen=True)
class Reason:
    """One of the few reasons for which a matter is left out, with its source."""

    name: str
    label: str
    source: str


@cache
def reasons() -> Mapping[str, Reason]:
    """The closed list."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {name: Reason(name, **each) for name, each in said["reasons"].items()}


@dataclass(frozen=True)
class Answer:
    """What somebody answered: whether it is solved, whether they are satisfied."""

    solved: str
    answer: str


def check_asked(reason: str, of_unit: bool, has_above: bool, standing: bool) -> None:
    """Refuse to ask from another unit, where nobody stands above, twice, or for a reason that is not on the list."""
    if reason not in reasons():
        raise Refused("请从列出的理由里选", field="reason")
    if not of_unit:
        raise Refused("由负责这件诉求的单位自己申请", clause=ABOVE)
    if not has_above:
        raise Refused("本单位上面没有能决定的工会，不能申请不计", clause=ABOVE)
    if standing:
        raise Refused("这件诉求已经申请过，等决定或者已经不计", clause=ABOVE)


def check_decided(state: str, above: bool, took_part: bool) -> None:
    """Refuse a decision by whoever is judged by it, from the same unit, by the handler, or a second time."""
    if state != "asked":
        raise Refused("这一件已经有决定，不能再改", clause=ABOVE)
    if not above or took_part:
        raise Refused("要由上级单位没有参与办理、也没有申请的人决定", clause=ABOVE)


def check_again(took_part: bool, same_unit: bool, drawn: bool, ended: bool) -> None:
    """Refuse to ask a second time what was not drawn, was asked already, or by somebody who is not apart from it."""
    if took_part or same_unit:
        raise Refused("您参与过这件诉求，或者是那个单位的，请由别人抽查", clause=APART)
    if not drawn:
        raise Refused("抽签没有抽到这一件，或者是那个单位自己抽的", clause=APART)
    if ended:
        raise Refused("这一件已经抽查过", clause=APART)


def differs(first: Answer, second: Answer) -> bool:
    """Whether somebody else heard something else."""
    return first != second


@dataclass(frozen=True)
class Told:
    """One rate with what was left out by decision, and without leaving anything out."""

    rate: Rate
    whole: Rate

    @property
    def left_out(self) -> int:
        """How many it would be over besides."""
        return self.whole.total - self.rate.total


def told(counted: Mapping[str, int], all_of_them: Mapping[str, int]) -> list[Told]:
    """Each rate twice, side by side."""
    return [Told(*pair) for pair in zip(calling_rules.rates(counted), calling_rules.rates(all_of_them), strict=True)]


@dataclass(frozen=True)
class Compared:
    """Of one unit: how many were asked again, how many were reached, of whom how many said something else."""

    org: str
    asked: int
    reached: int
    differing: int

    @property
    def rate(self) -> Rate:
        """How many differ, over those who were reached both times; no percent under the fewest."""
        return Rate("不一致率", "两次回答不一样的", "抽查找到本人的", self.differing, self.reached)


WAYS = {"code": "text", "call": "ring", "slip": "paper"}  # how one is reminded, by how one wants to be told


def reminded_by(reply_way: str, mobile: bool) -> str:
    """How somebody is reminded: as they want to be told; "" where a text is wished and nothing can take it."""
    way = WAYS[reply_way]
    return "" if way == "text" and not mobile else way


def may_remind(replied: date, worked: int, today: date) -> bool:
    """Whether the day has come to remind somebody: enough working days later, not too many days later."""
    numbers = calling_rules.numbers()
    return worked >= int(numbers["remind_after"]) and (today - replied).days <= int(numbers["remind_within"])
