"""Targets: weights make a whole, nobody owes more than there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product

from tiexin.core.documents.problems import SHOWN, Problem
from tiexin.duties.definition import UNIT_LABELS, Definition, Of
from tiexin.evidence.measures import DIMENSIONS
from tiexin.plans.enforcing import only_shown
from tiexin.plans.lint.seen import Seen, Stated, key, said_sizes, size, stated

WHOLE = 100  # points that the weights of one unit's duties make together
_COUNTED_AS = {"officer": "officers", "team": "teams"}  # dimensions whose members are a population of their own
_DAYS = {"year": 366, "half-year": 184, "quarter": 92, "month": 31, "half-month": 16, "week": 7, "day": 1}
_COLUMNS = ("level", "kind", "rank")

Place = tuple[str, ...]


def weights_sum(draft: Seen) -> Iterator[Problem]:
    """Whoever owes several weighted duties owes a hundred points; those of an assessment sheet are summed there."""
    owed: defaultdict[tuple[str, Place], list[Stated]] = defaultdict(list)
    for one in stated(draft):
        if one.definition.weight and not one.duty.score:
            for place in _places(draft, one.definition.of):
                owed[one.definition.of.population, place].append(one)
    alike: dict[tuple[str, ...], list[Place]] = {}
    for (_, place), duties in owed.items():
        alike.setdefault(tuple(one.duty.ident for one in duties), []).append(place)
    named = {one.duty.ident: one for duties in owed.values() for one in duties}
    for idents, places in alike.items():
        duties = [named[ident] for ident in idents]
        total = sum(one.definition.weight for one in duties)
        if total != WHOLE and len(duties) > 1:  # of a single one `weights_without_sheet` asks
            said = (
                f"{_who(draft, duties[0], places)}的权重合计 {total}，应为 {WHOLE}（{_terms(duties)}）。请改正 weight。"
            )
            yield draft.problem("error", (*duties[0].path, "weight"), "weights", said)


def _who(draft: Seen, one: Stated, places: list[Place]) -> str:
    more = f"等 {len(places)} 类" if len(places) > 1 else ""
    return f"{_call(draft, one.definition.of, places[0])}{more}"


def _terms(duties: list[Stated]) -> str:
    more = f" 等 {len(duties)} 项" if len(duties) > SHOWN else ""
    return "，".join(f"{one.duty.ident} {one.definition.weight}" for one in duties[:SHOWN]) + more


def larger_than_there_is(draft: Seen) -> Iterator[Problem]:
    """A target is no larger than the number of those who can be counted."""
    for path, duty, definition in stated(draft):
        most = max((n for n in (definition.low, *(cell.low for cell in definition.cells)) if n), default=0)
        there = _there_are(draft, definition) if most else None
        if there and most > there[0]:
            unit = "%" if definition.kind == "rate" else f" {UNIT_LABELS[definition.unit]}"
            said = f"{duty.ident} 要 {most}{unit}，而{there[1]}。请核对目标，或核对这个数。"
            yield draft.problem("warning", path, "target-too-large", said)


def held_or_shown(draft: Seen) -> Iterator[Problem]:
    """A cap that is to stop or warn is one that a record can be held against."""
    for path, duty, definition in stated(draft):
        why = only_shown(definition) if definition.enforce != "measure" else ""
        if why:
            wanted = "拒绝" if definition.enforce == "refuse" else "提醒"
            said = f"{duty.ident} 写了超限就{wanted}，而{why}，登记时拦不住，只能在指标上看。"
            said += "请改目标，或写 enforce: 只计。"
            yield draft.problem("warning", (*path, "enforce"), "only-shown", said, ("只计",))


def _there_are(draft: Seen, definition: Definition) -> tuple[int, str] | None:
    """The most that can be counted, with a phrase that says so; None when nobody knows."""
    if definition.kind == "rate":
        return 100, "分子是分母的一部分，最多 100%"
    if definition.stock:  # what is to be founded is not there yet: only a number that the pack states can be too small
        there = said_sizes(draft).get(key(definition.stock)) if definition.stock.population != "teams" else None
        return _known(there, "人")
    count = definition.do.count if definition.do else ""
    if count == "day":
        return _days(draft, definition)
    if count.startswith("tag:") and definition.do:
        tag = count.removeprefix("tag:")
        values = definition.do.where.get(tag) or draft.words.tags.get(tag, {})
        return len(values), f"可数的只有 {len(values)} 种"
    population = _COUNTED_AS.get(count, count)
    return _known(size(draft, Of(population=population)), DIMENSIONS.get(count, "")) if count in DIMENSIONS else None


def _known(there: int | None, label: str) -> tuple[int, str] | None:
    return None if there is None else (there, f"现在知道的{label}一共只有 {there} 个")


def _days(draft: Seen, definition: Definition) -> tuple[int, str] | None:
    """Days of one period; of the campaign itself when its days are known."""
    if definition.per in _DAYS:
        return _DAYS[definition.per], f"一期最多 {_DAYS[definition.per]} 天"
    period = draft.head.period if draft.head else None
    first, last = (draft.days(phrase) for phrase in (period.from_, period.to)) if period else (None, None)
    if definition.per != "campaign" or not (first and last):
        return None
    length = (last[1] - first[0] + timedelta(1)).days
    return length, f"活动期只有 {length} 天"


def _places(draft: Seen, of: Of) -> Iterator[Place]:
    """Every level × kind × rank that a population with its filters has."""
    filters = _filters(draft, of)
    return product(*(of.where.get(column) or list(filters.get(column, ())) or [""] for column in _COLUMNS))


def _call(draft: Seen, of: Of, place: Place) -> str:
    """Return “市级领导” for a place: its labels one after the other."""
    labels = {value: label for column in _filters(draft, of).values() for value, label in column.items()}
    return "".join(labels.get(value, value) for value in place) or draft.words.population_labels.get(of.population, "")


def _filters(draft: Seen, of: Of) -> Mapping[str, Mapping[str, str]]:
    """Filter columns with their values; none for a population that another rule calls unknown."""
    known = draft.words.populations.get(of.population)
    return known.filters if known else {}
