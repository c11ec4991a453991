"""A pack as far as it could be read: what the checks and the lint look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from tiexin.core.documents.problems import Level, Problem, by_clause
from tiexin.core.documents.source import Keys, Source
from tiexin.core.workdays import Calendar
from tiexin.plans.clause import Clause
from tiexin.plans.duty import Duty, expanded
from tiexin.plans.items import Milestone
from tiexin.plans.moments import ANCHORS
from tiexin.plans.pack import LISTS, Head, Pack
from tiexin.plans.quotes import Document
from tiexin.plans.readings import Readings, candidates, reading
from tiexin.plans.said import explain
from tiexin.plans.windows import Windows
from tiexin.plans.words import Words


class Placed(NamedTuple):
    """A clause, its path in the file, and the names of what it stands in (`活动领导小组`)."""

    path: Keys
    clause: Clause
    inside: tuple[str, ...] = ()


@dataclass
class Draft:
    """What was read: raw values with places, the parts that fit the schema, the words that may be used.

    A part with an error is missing from `parts`, the others are there, so that one look finds all errors.
    """

    source: Source
    words: Words
    head: Head | None = None
    parts: dict[str, list[tuple[Keys, BaseModel]]] = field(default_factory=dict)
    readings: Readings = field(default_factory=Readings)
    year: int | None = None
    document: Document | None = None
    calendar: Calendar | None = None  # None: the years known when the product was made

    @property
    def clauses(self) -> list[Placed]:
        """Every clause of every part, those inside organs, rosters and lists too."""
        parts = [placed for members in self.parts.values() for placed in members]
        return [placed for path, part in parts for placed in clauses_in(path, part)]

    @property
    def duties(self) -> list[tuple[Keys, Duty]]:
        """The duties with their paths; one with a cadence of its own for each kind of ower is several."""
        written = ((path, duty) for path, duty in self.parts.get("duties", []) if isinstance(duty, Duty))
        return [(path, duty) for path, one in written for duty in expanded(one)]

    @property
    def years(self) -> list[int]:
        """The year asked for, or all that the masked year can be."""
        return [self.year] if self.year else candidates(self.head.year) if self.head else []

    def days(self, phrase: str) -> tuple[date, date] | None:
        """First and last day behind a phrase in the plan's year; None when unknown."""
        found = self.readings.window(phrase) if phrase else None
        return found.on(self.year) if found and self.year else None

    def windows(self) -> Windows:
        """The days of the milestones and of the head, as far as they are known."""
        head: dict[str, tuple[date, date] | None] = dict.fromkeys(ANCHORS)
        if self.head:
            first, last = self.days(self.head.period.from_), self.days(self.head.period.to)
            head["issued"] = self.days(self.head.issued)
            head["period.from"], head["period.to"] = first and (first[0],) * 2, last and (last[1],) * 2
        stones = [stone for _, stone in self.parts.get("milestones", []) if isinstance(stone, Milestone)]
        return Windows(self.year, self.days, self._later, head, {stone.ident: stone for stone in stones}, self.calendar)

    def _later(self, phrase: str) -> tuple[date, date] | None:
        """First and last day behind a phrase in the year after the plan's."""
        found = self.readings.window(phrase) if phrase else None
        return found.on(self.year + 1) if found and self.year else None

    def problem(self, level: Level, path: Keys, rule: str, message: str, accepted: tuple[str, ...] = ()) -> Problem:
        """Make a finding at a path."""
        return Problem(level, *self.source.place(path), self.source.name(path), by_clause(message), accepted, rule)


def clauses_in(path: Keys, part: BaseModel, inside: tuple[str, ...] = ()) -> Iterator[Placed]:
    """Walk a part and yield it and everything inside it that is a clause, in file order."""
    if isinstance(part, Duty):
        yield from (Placed(path, duty, inside) for duty in expanded(part))
    elif isinstance(part, Clause):
        yield Placed(path, part, inside)
    within = (*inside, name) if isinstance(name := getattr(part, "name", None), str) else inside
    for step, member in _members_of(part):
        yield from clauses_in((*path, *step), member, within)


def _members_of(part: BaseModel) -> Iterator[tuple[Keys, BaseModel]]:
    for name, info in type(part).model_fields.items():
        value, key = getattr(part, name), info.alias or name
        if isinstance(value, BaseModel):
            yield (key,), value
        elif isinstance(value, list):
            yield from (((key, i), member) for i, member in enumerate(value) if isinstance(member, BaseModel))


def walk(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield every value of a raw tree with its path, outer before inner."""
    yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in steps:
        yield from walk(member, (*path, step))


def sketch(source: Source, words: Words) -> tuple[Draft, list[Problem]]:
    """Fit the raw values to the schema part by part; return what fits and what does not."""
    draft, problems = Draft(source, words), list[Problem]()
    raw = source.value
    if not isinstance(raw, dict):
        said = "方案的最外层应是“键: 值”，从 pack: 和 title: 写起。"
        return draft, [draft.problem("error", (), "shape", said, ("pack: ningxia-f2f",))]
    draft.head = fit(Head, {k: v for k, v in raw.items() if k not in LISTS}, (), source, problems)
    if draft.head:
        stated = {**draft.head.readings, **draft.head.conversions}
        read = {phrase: reading(text) for phrase, text in stated.items()}
        draft.readings = Readings({phrase: value for phrase, value in read.items() if value})
    for name in (name for name in LISTS if name in raw):
        draft.parts[name] = list(_members(name, raw[name], draft, problems))
    return draft, problems


def _members(name: str, value: Any, draft: Draft, problems: list[Problem]) -> Iterator[tuple[Keys, BaseModel]]:
    if draft.source.in_hole((name,)):
        return
    if not isinstance(value, list):
        said = f"{name} 应是列表：每项另起一行，以“- ”开头。"
        problems.append(draft.problem("error", (name,), "shape", said, ("- clause: C227",)))
        return
    for index, member in enumerate(value):
        path: Keys = (name, index)
        part = fit(LISTS[name], member, path, draft.source, problems)
        if part is not None:
            yield path, part


def fit(model: type[BaseModel], value: Any, path: Keys, source: Source, problems: list[Problem]) -> Any:
    """Return the part that a raw value is, or None with its problems added."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        known = Pack if model is Head else model
        for detail in error.errors(include_url=False):
            if not source.in_hole((*path, *detail["loc"])):
                problems.append(explain(detail, known, path, source))
        return None
