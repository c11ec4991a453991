"""A year as twelve small months, and its days off as runs: what pages and the command line show."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from tiexin.calendars.models import DayType

WEEKDAYS = "一二三四五六日"
MARKS = {DayType.OFF: "休", DayType.MAKE_UP: "班", DayType.WORK: "班"}
STYLES = {DayType.OFF: "off", DayType.MAKE_UP: "make", DayType.WORK: "make"}


class Said(Protocol):
    """What is said of a day, stored or only meant."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class Cell:
    """One day of the grid: its mark is a word, so that it does not hang on colour."""

    day: date
    mark: str
    style: str
    name: str
    today: bool


@dataclass(frozen=True)
class Run:
    """Days in a row of which the same is said."""

    first: date
    last: date
    kind: str
    name: str

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> str:
        """The days in words, with weekdays."""
        first, last = _zh(self.first), _zh(self.last)
        return first if self.first == self.last else f"{first}至{last}"

    @property
    def says(self) -> str:
        """What is said of them."""
        label = DayType(self.kind).label
        if self.kind == DayType.OFF:
            return f"{self.name}，{label} {self.count} 天"
        return f"{label}（{self.name}）" if self.name else label


def months(year: int, said: Mapping[date, Said], today: date) -> list[list[list[Cell | None]]]:
    """Twelve months of weeks of seven cells, Monday first; None where another month's days would stand."""
    weeks = Weeks()
    return [
        [
            [_cell(day, said.get(day), today) if day.month == month else None for day in week]
            for week in weeks.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]


def _cell(day: date, said: Said | None, today: date) -> Cell:
    weekend = "weekend" if day.weekday() >= 5 else ""
    if said is None:
        return Cell(day, "", weekend, "", day == today)
    kind = DayType(said.kind)
    ordinary = kind == DayType.WORK and not said.name
    return Cell(day, "" if ordinary else MARKS[kind], STYLES[kind], said.name or kind.label, day == today)


def runs(said: Iterable[Said]) -> Iterator[Run]:
    """Join days in a row of which the same is said; in order of their days."""
    run: Run | None = None
    for each in sorted(said, key=lambda one: one.day):
        if run and (run.kind, run.name, run.last + timedelta(days=1)) == (each.kind, each.name, each.day):
            run = Run(run.first, each.day, run.kind, run.name)
            continue
        if run:
            yield run
        run = Run(each.day, each.day, each.kind, each.name)
    if run:
        yield run


def _zh(day: date) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
