"""Sums that the document implies: floors against the stated total, lists against their counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from tiexin.duties.definition import UNIT_LABELS, Definition, Of
from tiexin.plans.clause import Who
from tiexin.plans.draft import Draft
from tiexin.plans.duty import Duty, define, define_who
from tiexin.plans.items import Organ, Teams
from tiexin.plans.problems import Problem
from tiexin.plans.source import Keys

T = TypeVar("T", bound=BaseModel)
Owers = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]


class Stated(NamedTuple):
    """A duty with its translation."""

    path: Keys
    duty: Duty
    definition: Definition


class Floor(NamedTuple):
    """One lower bound of a sum: so many owers, so much each; `owers` None when nobody says how many."""

    duty: Duty
    each: int
    owers: int | None


def stated(draft: Draft) -> list[Stated]:
    """Return the duties with their translations."""
    return [Stated(path, duty, define(duty, draft.words, draft.readings)) for path, duty in draft.duties]


def floors_below_total(draft: Draft) -> Iterator[Problem]:
    """What every ower must do at least, added up, reaches the total that the plan states (trap T5)."""
    for total, floors, own in _totals(draft):
        known = [floor for floor in floors if floor.owers is not None]
        reached, goal = sum(floor.each * (floor.owers or 0) for floor in known), total.definition.low or 0
        if known and reached < goal:
            unit = UNIT_LABELS[total.definition.unit]
            terms = "，".join(f"{f.duty.ident} {f.owers}×{f.each}={f.each * (f.owers or 0)}" for f in known)
            open_ones = f"；自定数的 {'、'.join(own)} 未计" if own else ""
            gap = f"比 {total.duty.ident} 的 {goal} {unit}少 {goal - reached} {unit}"
            said = f"各项下限合计 {reached} {unit}（{terms}），{gap}{open_ones}。"
            yield draft.problem("warning", total.path, "floors-below-total", said)


def floors_without_size(draft: Draft) -> Iterator[Problem]:
    """A floor counts towards a total only when it is known how many owe it."""
    for total, floors, _ in _totals(draft):
        for floor in floors:
            if floor.owers is None:
                said = f"不知道 {floor.duty.ident} 有几个责任者，未计入 {total.duty.ident} 的下限之和。"
                example = "在 parameters 写明个数，of 与该任务相同"
                yield draft.problem("warning", total.path, "size-unknown", f"{said}请{example}。", (example,))


def counts_match_lists(draft: Draft) -> Iterator[Problem]:
    """A list has as many members as the document says it has."""
    sizes = {_owers(draft, roster.of): len(roster.groups) for roster in _parts(draft, "teams", Teams)}
    for path, duty, definition in stated(draft):
        listed = sizes.get(_key(definition.stock)) if definition.stock else None
        if listed is not None and definition.low is not None and listed < definition.low:
            said = f"{duty.ident} 应有 {definition.low} 个，名单列了 {listed} 个。"
            yield draft.problem("warning", path, "list-short", said)
    for path, part in draft.parts.get("organs", []):
        if isinstance(part, Organ) and part.group_count and part.group_count.count != len(part.groups):
            said = f"{part.name} 写明 {part.group_count.count} 个组，列了 {len(part.groups)} 个。"
            yield draft.problem("warning", path, "list-short", said)


def _totals(draft: Draft) -> Iterator[tuple[Stated, list[Floor], list[str]]]:
    """Each subtree total with the own-work floors of the same sum, and the duties with a self-set number."""
    sizes, same = _sizes(draft), defaultdict(list)
    for duty in stated(draft):
        same[_sum(duty.definition), duty.definition.counted].append(duty)
    totals = [d for (_, counted), duties in same.items() if counted == "below" for d in duties]
    for total in totals:
        if total.definition.kind != "tally" or total.definition.low is None:
            continue
        parts = same[_sum(total.definition), "own"]
        floors = [
            Floor(d.duty, d.definition.low, sizes.get(_key(d.definition.of)))
            for d in parts
            if d.definition.low is not None
        ]
        yield total, floors, [d.duty.ident for d in parts if d.definition.target == "self_set"]


def _sum(definition: Definition) -> tuple[str, str, str] | None:
    """Duties with the same answer add up to the same sum."""
    return (definition.kind, definition.do.measure, definition.do.count) if definition.do else None


def _sizes(draft: Draft) -> Mapping[Owers, int]:
    """How many owers there are, from the parameters and the rosters of teams."""
    sizes = {_owers(draft, roster.of): len(roster.groups) for roster in _parts(draft, "teams", Teams)}
    for parameter in draft.head.parameters.values() if draft.head else ():
        if parameter.of:
            sizes[_owers(draft, parameter.of)] = parameter.value
    return sizes


def _parts(draft: Draft, name: str, model: type[T]) -> list[T]:
    return [part for _, part in draft.parts.get(name, []) if isinstance(part, model)]


def _owers(draft: Draft, who: Who) -> Owers:
    return _key(define_who(who, draft.words))


def _key(of: Of) -> Owers:
    filters = sorted((column, tuple(sorted(values))) for column, values in of.where.items())
    return of.population, tuple(filters)
