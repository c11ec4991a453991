"""How a visit is announced: the enterprise confirms or moves the day; whether it is visited too often (C174)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

DATA = Path(__file__).parent / "data" / "visit_limits.yaml"
STATES = {"announced": "等企业确认", "confirmed": "企业已确认", "visited": "已走访", "cancelled": "已取消"}
STANDING = ("announced", "confirmed")
PURPOSE, NAME, TEXT = 200, 40, 500  # characters
AHEAD = 366  # days ahead that a visit is announced at most
NO_BURDEN = "C174：决不能给基层和职工增负担、添麻烦"


@cache
def limits() -> Mapping[str, int]:
    """How many visits in how many days are not yet a burden: data, see the file."""
    read: dict[str, int] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


def window(day: date) -> tuple[date, date]:
    """The days that are looked at for a visit on a day, both ends included."""
    return day - timedelta(days=limits()["days"] - 1), day


def too_often(others: Collection[date], day: date) -> int:
    """How many visits there would be in the window with the one on that day, where that is too many; else 0."""
    first, last = window(day)
    count = 1 + sum(first <= other <= last for other in others)
    return count if count > limits()["visits"] else 0


def check_text(text: str, field: str, asks: str, longest: int) -> None:
    """Refuse words that are missing, too long, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    check_words(text, field, longest)


def check_words(text: str, field: str, longest: int) -> None:
    """Refuse words that are too long or not to be kept; none are fine."""
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_day(day: date, on: date) -> None:
    """Refuse to announce a visit for a day that has passed, or for one that nobody can plan."""
    if day < on:
        raise Refused("预告的日子已经过了", field="day")
    if day > on + timedelta(days=AHEAD):
        raise Refused(f"最多预告{AHEAD}天以内的走访", field="day")


def check_standing(state: str) -> None:
    """Refuse to change what was visited already or cancelled."""
    if state not in STANDING:
        raise Refused(f"这次预告“{STATES[state]}”，不能再改")


def check_said(day: date, first: date, on: date) -> None:
    """Refuse to have been told something on a day to come, or before there was anything to answer."""
    if day > on:
        raise Refused("日期还没有到", field="day")
    if day < first:
        raise Refused(f"不能早于{zh_date(first)}", field="day")
