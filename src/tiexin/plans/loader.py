"""From a file to a plan: everything that is wrong in one go, or the pack with its items and duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tiexin.core.documents.problems import Problem, has_errors, in_order
from tiexin.core.documents.source import Source, read
from tiexin.core.workdays import Calendar
from tiexin.duties.definition import Definition
from tiexin.plans.clause import Clause
from tiexin.plans.draft import Draft, Placed, sketch, walk
from tiexin.plans.duty import Duty, define, define_who
from tiexin.plans.headings import heading, natural
from tiexin.plans.items import Milestone, Size, Teams
from tiexin.plans.lint import ERRORS, run
from tiexin.plans.moments import before
from tiexin.plans.pack import Pack
from tiexin.plans.quotes import Document
from tiexin.plans.readings import candidates, candidates_text
from tiexin.plans.windows import Windows
from tiexin.plans.words import Owing, standard

PACKS = Path(__file__).parent / "packs"
# Keys that every item has as columns, and lists whose members are items of their own.
_APART = {*Clause.model_fields, "posts", "tasks", "groups", "group_count"}


@dataclass(frozen=True)
class Item:
    """One clause as a typed item, ready to be stored and shown; `data` holds the keys of its kind.

    `kind` is `tally`, `stock`, `rate` or `response` for duties, else the kind of item (`post`, `document`, `check` …);
    `line` is its line in the file, `section` the heading of the document it stands under.
    """

    id: str
    clause: str
    quote: str
    section: str
    kind: str
    title: str
    strength: str
    line: int
    reading: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Owed:
    """A duty to be executed: records count from `start` to `end`, a good value is due on `due`.

    The days are None while the plan's year is unknown.
    """

    id: str
    definition: Definition
    start: date | None
    end: date | None
    due: date | None

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day that count, for `terms`."""
        return (self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True)
class Loaded:
    """The answer of `load`. With any error `pack` is None and `items` and `duties` are empty."""

    pack: Pack | None
    problems: list[Problem]
    draft: Draft
    items: list[Item] = field(default_factory=list)
    duties: list[Owed] = field(default_factory=list)
    readings: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None

    @property
    def effective(self) -> date | None:
        """The day from which a change holds: it governs the terms that end on or after it."""
        found = self.draft.days(self.pack.effective) if self.pack else None
        return found[0] if found else None


@dataclass(frozen=True)
class Examined:
    """A pack as far as it could be read, and what is wrong with it: all that the lint needs."""

    draft: Draft
    problems: list[Problem]


def examine(
    source: Source,
    *,
    year: int | None = None,
    document: str | None = None,
    populations: Mapping[str, Owing] | None = None,
    calendar: Calendar | None = None,
) -> Examined:
    """Fit what was read to the schema and apply the rules that stand in the way of loading."""
    if source.value is None and source.problems:
        return Examined(Draft(source, standard(populations)), in_order(source.problems))
    draft, problems = sketch(source, standard(populations))
    problems += [*source.problems, *_settle_year(draft, year)]
    draft.document, draft.calendar = Document(document) if document is not None else None, calendar
    return Examined(draft, in_order([*problems, *run(ERRORS, draft)]))


def load(
    raw: str | bytes | Path,
    *,
    year: int | None = None,
    document: str | None = None,
    populations: Mapping[str, Owing] | None = None,
    calendar: Calendar | None = None,
) -> Loaded:
    """Read a pack from its text, bytes or file; never raises for anything the file contains.

    `year` fills in a masked year (`201*`) and is never guessed: without it days stay None and a warning says
    so. `document` is the full text that quotes are checked against. `populations` default to the registered
    ones. `calendar` tells working days and festivals; without one, those known when the product was made. An
    unreadable file is a problem too.
    """
    source = read(raw)
    found = examine(source, year=year, document=document, populations=populations, calendar=calendar)
    draft, problems = found.draft, found.problems
    if has_errors(problems):
        return Loaded(None, problems, draft, year=draft.year)
    pack = Pack.model_validate(source.value)
    items, duties = _items(draft, pack), _owed(draft, pack)
    return Loaded(pack, problems, draft, items, duties, _used(pack, source), draft.year)


def _settle_year(draft: Draft, year: int | None) -> list[Problem]:
    """Fix the plan's year from the file or the parameter; refuse one that the document contradicts."""
    if draft.head is None:
        return []
    mask, known = draft.head.year, candidates(draft.head.year)
    accepted = tuple(str(candidate) for candidate in known)
    if year is None and len(known) > 1:
        said = f"年份写作 {mask}，还不知道是哪一年：日期先不算。载入时请给出年份（{candidates_text(mask)}）。"
        return [draft.problem("warning", ("year",), "year-unknown", said, accepted)]
    if year is not None and year not in known:
        said = f"给出的年份 {year} 与文件里的 {mask} 不符，应在 {candidates_text(mask)} 之内。"
        return [draft.problem("error", ("year",), "year", said, accepted)]
    draft.year = year or known[0]
    return []


def _items(draft: Draft, pack: Pack) -> list[Item]:
    """Every clause in the order of the document."""

    def order(placed: Placed) -> tuple[object, ...]:
        return natural(placed.clause.clause), draft.source.place(placed.path)

    windows = draft.windows()
    return [_item(draft, pack, placed, windows) for placed in sorted(draft.clauses, key=order)]


def _item(draft: Draft, pack: Pack, placed: Placed, windows: Windows) -> Item:
    clause = placed.clause
    return Item(
        id=clause.ident,
        clause=clause.clause,
        quote=clause.quote,
        section=heading(clause.clause, pack.sections),
        kind=clause.sort if isinstance(clause, Duty) else clause.kind,
        title=clause.heading,
        strength=clause.strength,
        line=draft.source.place(placed.path).line,
        reading=clause.reading,
        data=_data(placed, windows) | _sized(placed, draft),
    )


def _data(placed: Placed, windows: Windows) -> dict[str, Any]:
    """The keys of the item's own kind as written; clauses inside it are items of their own.

    A milestone also has its days, `resolved`, as far as they are known.
    """
    own = placed.clause.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_APART)
    if isinstance(placed.clause, Milestone) and (resolved := windows.resolved(placed.clause)):
        own["resolved"] = resolved
    return {**own, **({"in": list(placed.inside)} if placed.inside else {})}


def _sized(placed: Placed, draft: Draft) -> dict[str, Any]:
    """For the size of a team: the range that the pack reads into it, and whose teams it speaks of."""
    if not isinstance(placed.clause, Size):
        return {}
    read, kept = draft.readings.numbers(placed.clause.about), dict(draft.parts["teams"])
    of = next((part.of for path, part in kept.items() if path == placed.path[:2] and isinstance(part, Teams)), None)
    if read is None or of is None:
        return {}
    return {"low": read.low, "high": read.high, "of": define_who(of, draft.words).model_dump(mode="json")}


def _owed(draft: Draft, pack: Pack) -> list[Owed]:
    """The duties to execute, in the order of the document, with their days in the plan's year."""
    first, last = draft.days(pack.period.from_), draft.days(pack.period.to)
    owed, windows = [], draft.windows()
    for _, duty in sorted(draft.duties, key=lambda placed: natural(placed[1].clause)):
        start, due = draft.days(duty.from_) or first, _due(duty, draft, windows) or last
        days = (start and start[0], last and last[1], due and due[1])
        owed.append(Owed(duty.ident, define(duty, draft.words, draft.readings), *days))
    return owed


def _due(duty: Duty, draft: Draft, windows: Windows) -> tuple[date, date] | None:
    """The day on which a duty is due; “每年” may be met until the last day of the plan's year."""
    last = before(duty.before, windows.span, draft.calendar) if duty.before else None
    if last is None and draft.year and duty.per == "year":
        last = date(draft.year, 12, 31)
    return draft.days(duty.by) or ((last, last) if last else None)


def _used(pack: Pack, source: Source) -> dict[str, str]:
    """The stated readings that something in the pack relies on, conversions included."""
    elsewhere = (value for path, value in walk(source.value) if path[:1] != ("readings",))
    said = {value for value in elsewhere if isinstance(value, str)}
    used = {phrase: text for phrase, text in pack.readings.items() if phrase in said}
    return {**used, **pack.conversions}
