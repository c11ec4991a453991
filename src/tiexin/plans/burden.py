"""What a plan costs those who carry it out: records, fields and minutes per officer and month. Pure.

An estimate of the writing, not of the work. What one record costs stands beside each measure; one record serves
every duty that counts it, so of the duties with the same measure only the largest is taken. Assumptions are in
docs/burden.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tiexin.core.documents.problems import by_clause
from tiexin.duties.definition import Definition, Of
from tiexin.evidence.measures import MEASURES

Sizes = Callable[[Of], int | None]
Labels = Mapping[str, Mapping[str, str]]

LIMIT = 120  # minutes per officer and month above which a plan is called heavy, unless its pack states another number
LIMIT_PARAMETER = "burden_minutes"
LARGEST = 3  # contributors that are named for each line
_MONTH = 365.25 / 12  # days
_MONTHS: dict[str, float] = {
    "year": 12,
    "event-year": 12,
    "half-year": 6,
    "quarter": 3,
    "month": 1,
    "half-month": 0.5,
    "week": 7 / _MONTH,
    "day": 1 / _MONTH,
}
_OWN_KINDS = ("industry", "direct", "enterprise")  # unions with a line of their own whatever their level
_TERRITORIAL = "territorial"


class Line(NamedTuple):
    """A kind of union that owes: territorial ones by level, the others by kind."""

    level: str = ""
    kind: str = ""

    @property
    def where(self) -> dict[str, list[str]]:
        """The filters of a population that belong to this line."""
        named = {"level": self.level, "kind": self.kind}
        return {column: [value] for column, value in named.items() if value}


ALL = Line()


class Task(NamedTuple):
    """A duty as the estimate needs it; the period is None while the plan's year is unknown."""

    ident: str
    definition: Definition
    period: tuple[date, date] | None


def in_words(minutes: float) -> str:
    """Say a time in whole minutes; a few seconds are not nothing."""
    return f"{int(minutes + 0.5)} 分钟" if minutes >= 0.5 else "不到 1 分钟"


@dataclass(frozen=True)
class Part:
    """What one measure costs an officer in a month, and the duty that asks for most of it."""

    ident: str
    measure: str
    records: float
    fields: float
    minutes: float

    @property
    def said(self) -> str:
        """The time in words."""
        return in_words(self.minutes)

    @property
    def called(self) -> str:
        """The duty as a person reads it."""
        return by_clause(self.ident)


@dataclass(frozen=True)
class Row:
    """One line of the table: how many unions and officers there are, and what each officer writes in a month."""

    label: str
    unions: int | None
    officers: int
    parts: tuple[Part, ...]

    @property
    def records(self) -> float:
        """Records per officer and month."""
        return sum(part.records for part in self.parts)

    @property
    def fields(self) -> float:
        """Fields per officer and month."""
        return sum(part.fields for part in self.parts)

    @property
    def minutes(self) -> float:
        """Minutes per officer and month."""
        return sum(part.minutes for part in self.parts)

    @property
    def said(self) -> str:
        """The time in words."""
        return in_words(self.minutes)

    @property
    def largest(self) -> tuple[Part, ...]:
        """The contributors that take most time."""
        return self.parts[:LARGEST]


@dataclass(frozen=True)
class Estimate:
    """The table by level, what could not be estimated with the reason, and the limit in minutes."""

    rows: tuple[Row, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]
    limit: int = LIMIT

    @property
    def heavy(self) -> tuple[Row, ...]:
        """The lines above the limit."""
        return tuple(row for row in self.rows if row.minutes > self.limit)


def estimate(tasks: Iterable[Task], sizes: Sizes, labels: Labels, limit: int = LIMIT) -> Estimate:
    """Estimate what these duties cost; `labels` are the filters of unions with their values' labels."""
    every, left_out = list(tasks), defaultdict[str, list[str]](list)
    owed = [task for task in every if _costs(task, left_out)]
    rows = [row for line in _lines(labels) for row in _rows(line, owed, sizes, labels)]
    if not rows:  # nobody knows how many officers each level has: all of them together, when that is known
        rows = list(_rows(ALL, owed, sizes, labels))
    if owed and not rows:
        left_out["不知道有多少干部"] = [task.ident for task in owed]
    return Estimate(tuple(rows), tuple((why, tuple(who)) for why, who in left_out.items()), limit)


def _rows(line: Line, owed: list[Task], sizes: Sizes, labels: Labels) -> Iterator[Row]:
    """The line's row, if somebody owes by its name and it has officers."""
    mine = [task for task in owed if _concerns(task.definition.of, line)]
    officers = _count("officers", line, sizes) if any(_names(task.definition.of, line) for task in mine) else None
    if officers:
        yield _row(line, mine, officers, sizes, labels)


def _count(population: str, line: Line, sizes: Sizes) -> int | None:
    """Members of a population on a line; where nobody knows them by kind, those of the level."""
    exact = sizes(Of(population=population, where=line.where))
    if exact is not None or not line.level:
        return exact
    return sizes(Of(population=population, where={"level": [line.level]}))


def months(definition: Definition, period: tuple[date, date] | None) -> float:
    """How many months one period of a duty lasts; a campaign of unknown length counts as one year."""
    if definition.per in _MONTHS:
        return _MONTHS[definition.per]
    if definition.per in ("cycle", "rolling"):
        return 12 * definition.length
    if definition.per == "every-days":
        return definition.length / _MONTH
    return max(1.0, ((period[1] - period[0]).days + 1) / _MONTH) if period else 12.0


def _costs(task: Task, left_out: dict[str, list[str]]) -> bool:
    """Tell whether somebody has to write something by this duty, and note it when nobody can say how much."""
    definition = task.definition
    reason = ""
    if definition.target == "self_set":
        reason = "由责任单位自己定数"
    elif definition.kind in ("rate", "response"):
        reason = "做多少要看发生多少"
    elif definition.counted == "below":
        reason = "是各级的总数，已分在各级或没有分下去"
    elif definition.strength == "encouraged" or not definition.do or not list(_least(definition)):
        return False
    if reason:
        left_out[reason].append(task.ident)
    return not reason


def _least(definition: Definition) -> Iterator[tuple[dict[str, list[str]], int]]:
    """Filters with the least that those whom they name owe; nothing for a cap or a mere measure."""
    for cell in definition.cells:
        if cell.low:
            said = {"level": cell.level, "rank": cell.rank}
            yield {column: [value] for column, value in said.items() if value}, cell.low
    if not definition.cells and definition.low:
        yield {}, definition.low


def _lines(labels: Labels) -> Iterator[Line]:
    yield from (Line(level=level, kind=_TERRITORIAL) for level in labels.get("level", {}))
    yield from (Line(kind=kind) for kind in labels.get("kind", {}) if kind in _OWN_KINDS)


def _concerns(of: Of, line: Line) -> bool:
    """Tell whether some of the owers belong to the line; teams have kinds of their own and go by level."""
    levels, kinds = of.where.get("level"), of.where.get("kind") if of.population != "teams" else None
    if of.population == "teams" and line.kind in _OWN_KINDS:
        return False
    fits = (not levels or not line.level or line.level in levels, not kinds or not line.kind or line.kind in kinds)
    return all(fits)


def _names(of: Of, line: Line) -> bool:
    """Tell whether the owers are of this line by name, so that it deserves a line of the table."""
    if line == ALL:
        return True
    return line.level in of.where.get("level", ()) or (not line.level and line.kind in of.where.get("kind", ()))


def _row(line: Line, tasks: list[Task], officers: int, sizes: Sizes, labels: Labels) -> Row:
    unions = _count("unions", line, sizes)
    largest: dict[str, tuple[float, str]] = {}
    for task in tasks:
        assert task.definition.do is not None  # noqa: S101 - `_costs` left out the others
        measure = task.definition.do.measure
        for where, low in _least(task.definition):
            each = _each(task, where, low, line, officers, sizes)
            largest[measure] = max(largest.get(measure, (0.0, "")), (each, task.ident))
    parts = [_part(name, records, ident) for name, (records, ident) in largest.items() if records]
    return Row(_call(line, labels), unions, officers, tuple(sorted(parts, key=lambda part: -part.minutes)))


def _each(task: Task, where: dict[str, list[str]], low: int, line: Line, officers: int, sizes: Sizes) -> float:
    """Records per officer and month that one floor asks for."""
    of, a_month = task.definition.of, low / months(task.definition, task.period)
    if not _concerns(of.model_copy(update={"where": {**of.where, **where}}), line):
        return 0.0
    if of.population == "officers":
        return a_month
    own = line.where if of.population == "unions" else {"level": [line.level]} if line.level else {}
    owers = sizes(Of(population=of.population, where={**of.where, **own}))
    return a_month * owers / officers if owers else 0.0


def _part(name: str, records: float, ident: str) -> Part:
    cost = MEASURES[name]
    return Part(ident, cost.label, records, records * cost.fields, records * cost.minutes)


def _call(line: Line, labels: Labels) -> str:
    level = labels.get("level", {}).get(line.level, "")
    return f"{level}总工会" if level else labels.get("kind", {}).get(line.kind, "全部干部")
