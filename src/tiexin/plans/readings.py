"""Days, numbers and lengths as a document says them, and the stated reading of the vague ones.

Nothing is guessed: “3月初” or “5人左右” has no meaning here until the pack's `readings` gives it one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

LAST = 0  # stands for the last day of a month, whichever that is in the plan's year
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = r"(?:(?P<{p}year>[\d*]{{4}})[-年])?(?P<{p}month>\d{{1,2}})(?:-|月)(?P<{p}day>\d{{1,2}})日?"
_ONE = re.compile(_DAY.format(p=""))
_TWO = re.compile(_DAY.format(p="a") + r"\s*(?:\.\.|至|到|~)\s*" + _DAY.format(p="b"))
_MONTH = re.compile(r"(?:(?P<year>[\d*]{4})年)?(?P<month>\d{1,2})月")
_LAST = re.compile(r"(?P<month>\d{1,2})月最后一天|last day of (?P<month2>\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,9})\s*(?:\.\.|–|至|到|~)\s*(\d{1,9})")
_LENGTH = re.compile(r"(\d{1,4})\s*(个月|天|months?|days?)")
_SPAN = re.compile(r"(\d{1,3})\s*(?:(?P<work>个?工作日|working days?)|天|日|days?)")

WHEN_SHAPES = ("2-13", "2月13日", "2月", "3-1..3-10", "readings 里写明的说法")
READING_SHAPES = ("2月最后一天", "6-30", "3-1..3-10", "30天", "4..6")


class MonthDay(NamedTuple):
    """A day whose year the plan supplies; `day` 0 is the month's last."""

    month: int
    day: int

    def on(self, year: int) -> date | None:
        """Return the day in `year`; None when that year has no such day (29 February)."""
        length = monthrange(year, self.month)[1]
        return date(year, self.month, self.day or length) if self.day <= length else None


@dataclass(frozen=True)
class Window:
    """From one day to another of the plan's year; `year` is set only where the text names one."""

    start: MonthDay
    end: MonthDay
    year: str = ""

    def on(self, year: int) -> tuple[date, date] | None:
        """Return first and last day in `year`, None when one of them does not exist then."""
        start, end = self.start.on(year), self.end.on(year)
        return (start, end) if start and end else None


@dataclass(frozen=True)
class Numbers:
    """A number with its tolerance, as lowest and highest good value."""

    low: int
    high: int


@dataclass(frozen=True)
class Length:
    """An amount of time: `n` of `unit` (`day` or `month`)."""

    n: int
    unit: str


@dataclass(frozen=True)
class Span:
    """A limit: so many days after an event, calendar days or working days."""

    days: int
    working: bool = False


Reading = Window | Numbers | Length


@dataclass(frozen=True)
class Readings:
    """The stated readings of one pack: phrase → what it means here."""

    stated: Mapping[str, Reading] = field(default_factory=dict)

    def window(self, phrase: str) -> Window | None:
        """Read a day or window; None when it is neither plain nor stated."""
        stated = self.stated.get(phrase)
        if stated is not None:
            return stated if isinstance(stated, Window) else None
        return window(phrase)

    def numbers(self, phrase: str) -> Numbers | None:
        """Return the stated range behind a phrase such as “5人左右”."""
        stated = self.stated.get(phrase)
        return stated if isinstance(stated, Numbers) else None


def _month_day(month: str, day: str) -> MonthDay | None:
    m, d = int(month), int(day)
    return MonthDay(m, d) if 1 <= m <= 12 and 1 <= d <= _LONGEST[m - 1] else None


def window(text: str) -> Window | None:
    """Read `2-13`, `201*年2月13日`, `2月` (the whole month), `3-1..3-10`; None for anything else."""
    if found := _TWO.fullmatch(text):
        start, end = _month_day(found["amonth"], found["aday"]), _month_day(found["bmonth"], found["bday"])
        return Window(start, end, found["ayear"] or "") if start and end and start <= end else None
    if found := _ONE.fullmatch(text):
        day = _month_day(found["month"], found["day"])
        return Window(day, day, found["year"] or "") if day else None
    if (found := _MONTH.fullmatch(text)) and (first := _month_day(found["month"], "1")):
        return Window(first, MonthDay(first.month, LAST), found["year"] or "")
    return None


def length(text: str) -> Length | None:
    """Read `30天`, `1个月`, `30 days`, `1 month`; None for anything else."""
    found = _LENGTH.fullmatch(text)
    if not found:
        return None
    return Length(int(found[1]), "month" if found[2][0] in "个m" else "day")


def span(text: str) -> Span | None:
    """Read a limit: `3天`, `5日`, `3个工作日`, `3 working days`, `当天`; None for anything else."""
    if text == "当天":
        return Span(0)
    found = _SPAN.fullmatch(text)
    return Span(int(found[1]), bool(found["work"])) if found else None


def reading(text: str) -> Reading | None:
    """Read the right side of `readings:`; None when it has none of `READING_SHAPES`."""
    if found := _LAST.fullmatch(text):
        last = _month_day(found["month"] or found["month2"], "1")
        return Window(MonthDay(last.month, LAST), MonthDay(last.month, LAST)) if last else None
    if found := _NUMBERS.fullmatch(text):
        low, high = int(found[1]), int(found[2])
        return Numbers(low, high) if low <= high else None
    return window(text) or length(text)


def candidates(mask: str) -> list[int]:
    """Return the years that a masked year can be: `201*` → 2010 … 2019; `2012` → itself."""
    free = mask.count("*")
    stem = mask.rstrip("*")
    if not stem.isdecimal() or len(stem) + free != 4 or free > 2:
        return []
    low = int(stem) * 10**free
    return list(range(max(low, 1), low + 10**free))


def candidates_text(mask: str) -> str:
    """Return the candidates for a sentence: `2010–2019`, or the one year."""
    years = candidates(mask)
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
