"""Levels and order: who owes less than those below, who travels before having started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tiexin.duties.definition import UNIT_LABELS, Definition
from tiexin.plans.draft import Draft
from tiexin.plans.items import Milestone
from tiexin.plans.lint.dates import day
from tiexin.plans.lint.sums import Stated, stated
from tiexin.plans.problems import Problem
from tiexin.plans.readings import Window
from tiexin.plans.source import Keys
from tiexin.plans.words import resolve

Levels = tuple[str, ...]
_HEIGHT = {"national": 5, "province": 4, "city": 3, "county": 2, "township": 1, "enterprise": 0}


def higher_owes_less(draft: Draft) -> Iterator[Problem]:
    """A higher level owes no less than a lower one of the same line and sum (trap T3).

    Each duty is compared with the largest floor below it only, so that a long pack stays readable.
    """
    alike: defaultdict[tuple[str, ...], dict[Levels, Stated]] = defaultdict(dict)
    duties = [one for one in stated(draft) if one.definition.low is not None and _levels(one.definition)]
    for one in duties:
        largest = alike[_work(one.definition)]
        known = largest.get(_levels(one.definition))
        if known is None or (known.definition.low or 0) < (one.definition.low or 0):
            largest[_levels(one.definition)] = one
    for upper in duties:
        own, others = _levels(upper.definition), alike[_work(upper.definition)]
        below = [one for levels, one in others.items() if _above(own, levels)]
        lower = max(below, key=lambda one: one.definition.low or 0, default=upper)
        if (lower.definition.low or 0) > (upper.definition.low or 0):
            yield draft.problem("warning", upper.path, "higher-owes-less", _less(upper, lower))


def _less(upper: Stated, lower: Stated) -> str:
    unit = UNIT_LABELS[upper.definition.unit]
    higher = f"{upper.duty.ident} 不少于 {upper.definition.low} {unit}"
    smaller = f"{lower.duty.ident} 不少于 {lower.definition.low} {unit}"
    return f"上级少于下级：{higher}，而 {smaller}。如原文如此，可以不改。"


def before_kickoff(draft: Draft) -> Iterator[Problem]:
    """Visits may begin before the units have started (trap T17)."""
    visits = list(_windows(draft, "visit"))
    starts = list(_windows(draft, "unit_started"))
    for path, visit, first in visits:
        for _, start, kickoff in starts:
            spans = [(first.on(year), kickoff.on(year)) for year in draft.years]
            if spans and all(a and b and a[0] < b[0] for a, b in spans):
                begins = _say(draft, visit.from_ or visit.by, first, ends=False)
                starting = _say(draft, start.from_ or start.by, kickoff, ends=True)
                said = f"{visit.ident} 走访从{begins}开始，早于 {start.ident} 单位启动的{starting}"
                yield draft.problem("warning", path, "before-kickoff", f"{said}：走访可能早于启动记录。")


def _work(definition: Definition) -> tuple[str, ...]:
    """What must be equal for two floors to be compared: all but level, number and strength."""
    of = definition.of.where
    line = str(sorted((column, sorted(values)) for column, values in of.items() if column != "level"))
    do = definition.do.model_dump_json() if definition.do else ""
    rest = (definition.kind, definition.unit, definition.per, definition.counted)
    return (*rest, definition.of.population, line, do)


def _levels(definition: Definition) -> Levels:
    return tuple(sorted(definition.of.where.get("level", [])))


def _above(upper: Levels, lower: Levels) -> bool:
    """Every level of `upper` stands above every level of `lower`."""
    return min(_HEIGHT.get(name, -1) for name in upper) > max(_HEIGHT.get(name, 9) for name in lower)


def _windows(draft: Draft, measure: str) -> Iterator[tuple[Keys, Milestone, Window]]:
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Milestone) and resolve(clause.event, draft.words.measures) == measure:
            window = draft.readings.window(clause.from_ or clause.by)
            if window:
                yield path, clause, window


def _say(draft: Draft, phrase: str, window: Window, *, ends: bool) -> str:
    """Return the phrase with its days when the year is known: “3月初”（3月1日至3月10日）."""
    span = window.on(draft.year) if draft.year else None
    if span is None:
        return f"“{phrase}”"
    through = f"至{day(span[1])}" if ends and span[0] != span[1] else ""
    return f"“{phrase}”（{day(span[0])}{through}）"
