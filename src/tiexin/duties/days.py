"""Days by running numbers, from the calendar of working days as far as it is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import chinese_calendar


@dataclass
class Day:
    """One day; `work_no` counts working days up to and including it, None in a year that nobody has published."""

    day: date
    cal_no: int
    work_no: int | None
    works: bool


def known() -> set[int]:
    """The years whose holidays and make-up days are known."""
    table: dict[date, Any] = chinese_calendar.constants.holidays
    return {day.year for day in table}


def of_year(year: int) -> Iterator[Day]:
    """Yield every day of a year; weekends of an unknown year are only a guess and get no number."""
    published = year in known()
    number = _before(year) if published else None
    for day, works in zip(_dates(year), _worked(year) if published else _guessed(year), strict=True):
        number = number + works if number is not None else None
        yield Day(day, day.toordinal(), number, works)


def _dates(year: int) -> list[date]:
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return [first + timedelta(days=n) for n in range(count)]


@cache
def _worked(year: int) -> tuple[bool, ...]:
    """Whether each day of a published year is worked; asked once, for the calendar is slow to answer."""
    return tuple(chinese_calendar.is_workday(day) for day in _dates(year))


def _guessed(year: int) -> tuple[bool, ...]:
    return tuple(day.weekday() < 5 for day in _dates(year))


@cache
def _before(year: int) -> int:
    """How many working days the published years before this one have."""
    return _before(year - 1) + sum(_worked(year - 1)) if year - 1 in known() else 0
