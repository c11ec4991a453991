"""Levels and order: who owes less than those below, who travels before having started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys
from tiexin.duties.definition import UNIT_LABELS, Definition, Of
from tiexin.plans.clause import Clause
from tiexin.plans.items import Milestone
from tiexin.plans.lint.dates import day
from tiexin.plans.lint.seen import Seen, Stated, stated
from tiexin.plans.lint.sums import lows
from tiexin.plans.readings import Window
from tiexin.plans.words import resolve

Levels = tuple[str, ...]
_HEIGHT = {"national": 5, "province": 4, "city": 3, "county": 2, "township": 1, "enterprise": 0}


class Least(NamedTuple):
    """The least that one level owes."""

    one: Stated
    levels: Levels
    n: int


class Begin(NamedTuple):
    """A sentence that lets something begin, the phrase that says when, and its window."""

    path: Keys
    clause: Clause
    phrase: str
    window: Window


def higher_owes_less(draft: Seen) -> Iterator[Problem]:
    """A higher level owes no less than a lower one of the same line and sum (trap T3).

    Each duty is compared with the largest floor below it only, so that a long pack stays readable.
    """
    alike: defaultdict[tuple[str, ...], dict[Levels, Least]] = defaultdict(dict)
    floors = [(of, floor) for of, floor in _leasts(draft) if floor.levels]
    for of, floor in floors:
        largest = alike[_work(floor.one.definition, of)]
        if floor.levels not in largest or largest[floor.levels].n < floor.n:
            largest[floor.levels] = floor
    for of, upper in floors:
        others = alike[_work(upper.one.definition, of)]
        below = [floor for levels, floor in others.items() if _above(upper.levels, levels)]
        lower = max(below, key=lambda floor: floor.n, default=upper)
        if lower.n > upper.n:
            yield draft.problem("warning", upper.one.path, "higher-owes-less", _less(draft, upper, lower))


def _leasts(draft: Seen) -> Iterator[tuple[Of, Least]]:
    for one in stated(draft):
        for of, low in lows(one.definition):
            yield of, Least(one, tuple(sorted(of.where.get("level", []))), low)


def _less(draft: Seen, upper: Least, lower: Least) -> str:
    sides = []
    for floor in (upper, lower):
        labels = draft.words.populations[floor.one.definition.of.population].filters.get("level", {})
        names = "、".join(labels.get(level, level) for level in floor.levels)
        cell = f"（{names}）" if floor.one.definition.cells else ""
        sides.append(f"{floor.one.duty.ident}{cell} 不少于 {floor.n} {UNIT_LABELS[floor.one.definition.unit]}")
    return f"上级少于下级：{sides[0]}，而 {sides[1]}。如原文如此，可以不改。"


def before_kickoff(draft: Seen) -> Iterator[Problem]:
    """Visits may begin before the units have started (trap T17); each is held against the last start there is."""
    starts = list(_begins(draft, "unit_started")) or list(_duties(draft, "unit_started"))
    if not starts:
        return
    last = max(starts, key=lambda start: start.window.start)
    for visit in list(_begins(draft, "visit")) or list(_duties(draft, "visit"))[:1]:
        spans = [(visit.window.on(year), last.window.on(year)) for year in draft.years]
        if spans and all(a and b and a[0] < b[0] for a, b in spans):
            begins = _say(draft, visit, ends=False)
            starting = _say(draft, last, ends=True)
            said = f"{visit.clause.ident} 走访从{begins}开始，早于 {last.clause.ident} 单位启动的{starting}"
            asked = "走访可能早于启动记录。如原文如此，可以不改：早走访照样计数，会有标记。"
            yield draft.problem("warning", visit.path, "before-kickoff", f"{said}：{asked}")


def _work(definition: Definition, of: Of) -> tuple[str, ...]:
    """What must be equal for two floors to be compared: all but level, number and strength."""
    line = str(sorted((column, sorted(values)) for column, values in of.where.items() if column != "level"))
    do = definition.do.model_dump_json() if definition.do else ""
    over = definition.over.model_dump_json() if definition.over else ""
    rest = (definition.kind, definition.unit, definition.per, str(definition.length), definition.counted)
    return (*rest, of.population, line, do, over)


def _above(upper: Levels, lower: Levels) -> bool:
    """Every level of `upper` stands above every level of `lower`."""
    return min(_HEIGHT.get(name, -1) for name in upper) > max(_HEIGHT.get(name, 9) for name in lower)


def _begins(draft: Seen, measure: str) -> Iterator[Begin]:
    """The milestones of a measure that say when."""
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Milestone) and resolve(clause.event, draft.words.measures) == measure:
            phrase = clause.from_ or clause.by
            if window := draft.readings.window(phrase):
                yield Begin(path, clause, phrase, window)


def _duties(draft: Seen, measure: str) -> Iterator[Begin]:
    """The same where no milestone says it: duties to start by a day, duties to visit from a day on."""
    first = draft.head.period.from_ if draft.head else ""
    for path, duty, definition in stated(draft):
        if definition.do and definition.do.measure == measure:
            phrase = duty.by if measure == "unit_started" else duty.from_ or first
            if window := draft.readings.window(phrase):
                yield Begin(path, duty, phrase, window)


def _say(draft: Seen, begin: Begin, *, ends: bool) -> str:
    """Return the phrase with its days when the year is known: “3月初”（3月1日至3月10日）."""
    span = begin.window.on(draft.year) if draft.year else None
    if span is None:
        return f"“{begin.phrase}”"
    through = f"至{day(span[1])}" if ends and span[0] != span[1] else ""
    return f"“{begin.phrase}”（{day(span[0])}{through}）"
