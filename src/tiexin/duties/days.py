"""Days by running numbers, from the calendar of working days as far as it is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tiexin.core.workdays import Calendar


@dataclass(frozen=True)
class Day:
    """One day; `work_no` counts working days up to and including it, None in a year that nobody has published."""

    day: date
    cal_no: int
    work_no: int | None
    works: bool


def numbered(calendar: Calendar, years: Iterable[int]) -> Iterator[Day]:
    """Yield every day of the published years and of those asked for, in order.

    Working days are numbered from the first published year on; weekends of an unknown year are only a guess and
    get no number.
    """
    number = 0
    for year in sorted(calendar.published | set(years)):
        published = year in calendar.published
        for day in _dates(year):
            works = calendar.works(day) if published else day.weekday() < 5
            number += works and published
            yield Day(day, day.toordinal(), number if published else None, works)


def _dates(year: int) -> Iterator[date]:
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return (first + timedelta(days=n) for n in range(count))
