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
    first, number = date(year, 1, 1), _before(year) if year in known() else None
    for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)):
        works = chinese_calendar.is_workday(day) if number is not None else day.weekday() < 5
        if number is not None:
            number += works
        yield Day(day, day.toordinal(), number, works)


@cache
def _before(year: int) -> int:
    """How many working days the known years before this one have."""
    first = min(known())
    days = (date.fromordinal(n) for n in range(date(first, 1, 1).toordinal(), date(year, 1, 1).toordinal()))
    return sum(chinese_calendar.is_workday(day) for day in days)
