"""Sums that the document implies: floors against totals, lists against their counts, totals without a share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tiexin.core.documents.problems import Problem
from tiexin.duties.definition import UNIT_LABELS, Definition, Of
from tiexin.plans.items import Organ, Teams
from tiexin.plans.lint.seen import Owers, Seen, Stated, key, once, owers, parts, size, stated


class Floor(NamedTuple):
    """One lower bound of a sum: so many owers, so much each; `owers` None when nobody says how many."""

    ident: str
    of: Of
    each: int
    owers: int | None

    @property
    def sum(self) -> int:
        """What they owe together, 0 while nobody knows how many they are."""
        return self.each * (self.owers or 0)


class Total(NamedTuple):
    """A stated total with the floors that go into it and the duties whose number is set by the owing unit."""

    stated: Stated
    floors: list[Floor]
    self_set: list[str]


def lows(definition: Definition) -> Iterator[tuple[Of, int]]:
    """Each part of the owers with the least that one of them owes: the cells of a table, else all alike."""
    for cell in definition.cells:
        if cell.low is not None:
            said = {"level": cell.level, "rank": cell.rank}
            where = {**definition.of.where, **{column: [value] for column, value in said.items() if value}}
            yield definition.of.model_copy(update={"where": where}), cell.low
    if not definition.cells and definition.low is not None:
        yield definition.of, definition.low


def floors_below_total(draft: Seen) -> Iterator[Problem]:
    """What every ower must do at least, added up, reaches the total that the plan states (trap T5)."""
    for total in totals(draft):
        known = counted_once([floor for floor in total.floors if floor.owers is not None])
        reached, goal = sum(floor.sum for floor in known), total.stated.definition.low or 0
        if known and reached < goal:
            unit = UNIT_LABELS[total.stated.definition.unit]
            terms = "，".join(f"{f.ident} {f.owers}×{f.each}={f.sum}" for f in known)
            open_ones = f"；自定数的 {'、'.join(total.self_set)} 未计" if total.self_set else ""
            gap = f"比 {total.stated.duty.ident} 的 {goal} {unit}少 {goal - reached} {unit}"
            said = f"各项下限合计 {reached} {unit}（{terms}），{gap}{open_ones}。"
            yield draft.problem("warning", total.stated.path, "floors-below-total", said)


def floors_without_size(draft: Seen) -> Iterator[Problem]:
    """A floor counts towards a total only when it is known how many owe it."""
    for total in totals(draft):
        for floor in total.floors:
            if floor.owers is None:
                ident = total.stated.duty.ident
                said = f"不知道 {floor.ident} 有几个责任者，未计入 {ident} 的下限之和。"
                example = "在 parameters 写明个数，of 与该任务相同"
                yield draft.problem("warning", total.stated.path, "size-unknown", f"{said}请{example}。", (example,))


def total_without_share(draft: Seen) -> Iterator[Problem]:
    """A total of many says who owes how much of it (trap T6: 29万余名职工, but how many for each cadre?)."""
    people = [p for p in draft.head.parameters.values() if p.of] if draft.head else []
    heads = [p for p in people if p.of and owers(draft, p.of)[0] == "officers"]
    for total in totals(draft):
        if total.floors or total.self_set:
            continue
        goal, unit = total.stated.definition.low or 0, UNIT_LABELS[total.stated.definition.unit]
        said = f"{total.stated.duty.ident} 只有总数 {goal} {unit}，没有写明哪一级、每个单位或每人应做多少。"
        known = [head for head in heads if 0 < head.value <= goal]
        mean = "".join(f"按“{p.title}”{p.value} 算，平均每名约 {goal / p.value:.1f} {unit}。" for p in known)
        asked = "请另写一项分到各级的任务，或写 self_set: true 由责任单位自定。"
        yield draft.problem("warning", total.stated.path, "total-without-share", said + mean + asked)


def counts_match_lists(draft: Seen) -> Iterator[Problem]:
    """A list has as many members as the document says it has."""
    sizes = {owers(draft, roster.of): len(roster.groups) for _, roster in parts(draft, "teams", Teams)}
    for path, duty, definition in stated(draft):
        listed = sizes.get(key(definition.stock)) if definition.stock else None
        if listed is not None and definition.low is not None and listed < definition.low:
            said = f"{duty.ident} 应有 {definition.low} 个，名单列了 {listed} 个。请补齐名单，或改正个数。"
            yield draft.problem("warning", path, "list-short", said)
    for path, organ in parts(draft, "organs", Organ):
        if organ.group_count and organ.group_count.count != len(organ.groups):
            said = f"{organ.name} 写明 {organ.group_count.count} 个组，列了 {len(organ.groups)} 个。请补齐或改正。"
            yield draft.problem("warning", path, "list-short", said)


def parameters_differ(draft: Seen) -> Iterator[Problem]:
    """A number that the pack supplies agrees with the registers, where they know it."""
    for name, parameter in draft.head.parameters.items() if draft.head else ():
        of = owers(draft, parameter.of) if parameter.of else None
        actual = draft.sizes(_of(of)) if of else None
        if actual is not None and actual != parameter.value:
            said = f"参数“{parameter.title}”写 {parameter.value}，名册里现在有 {actual}。请核对是参数旧了还是名册不全。"
            yield draft.problem("warning", ("parameters", name, "value"), "parameter-differs", said)


def counted_once(floors: list[Floor]) -> list[Floor]:
    """Leave out floors whose work is in a larger one: twice the same owers, or two populations of one level."""
    largest: dict[Owers, Floor] = {}
    for floor in floors:
        known = largest.get(key(floor.of))
        if known is None or known.each < floor.each:
            largest[key(floor.of)] = floor
    levels: defaultdict[tuple[str, ...], defaultdict[str, list[Floor]]] = defaultdict(lambda: defaultdict(list))
    for floor in largest.values():
        levels[tuple(sorted(floor.of.where.get("level", [])))][floor.of.population].append(floor)
    kept = {id(f) for level in levels.values() for f in max(level.values(), key=lambda fs: sum(f.sum for f in fs))}
    return [floor for floor in floors if id(floor) in kept]


@once
def totals(draft: Seen) -> list[Total]:
    """Each subtree total with the own-work floors of the same sum, and the duties with a self-set number."""
    own: defaultdict[object, list[Stated]] = defaultdict(list)
    for one in stated(draft):
        if one.definition.counted == "own":
            own[_sum(one.definition)].append(one)
    return [_total(draft, one, own[_sum(one.definition)]) for one in stated(draft) if _is_total(one.definition)]


def _is_total(definition: Definition) -> bool:
    return definition.counted == "below" and definition.kind == "tally" and definition.low is not None


def _total(draft: Seen, total: Stated, own: list[Stated]) -> Total:
    members = [one for one in own if _goes_into(one, total)]
    floors = [Floor(m.duty.ident, of, low, size(draft, of)) for m in members for of, low in lows(m.definition)]
    return Total(total, floors, [one.duty.ident for one in members if one.definition.target == "self_set"])


def _goes_into(part: Stated, total: Stated) -> bool:
    """Tell whether what counts for `part` counts for `total` too."""
    asked, given = (one.definition.do.where if one.definition.do else {} for one in (total, part))
    same_time = part.definition.per == total.definition.per or _differs(part.definition)
    return same_time and all(set(given.get(tag, ())) & set(values) for tag, values in asked.items())


def _differs(definition: Definition) -> bool:
    """Different things are counted: whatever the period, the least in it is the least over all."""
    return bool(definition.do and definition.do.count not in ("times", "sum"))


def _sum(definition: Definition) -> tuple[str, str, str] | None:
    """Duties with the same answer add up to the same sum."""
    return (definition.kind, definition.do.measure, definition.do.count) if definition.do else None


def _of(owers_key: Owers) -> Of:
    population, where, unless = owers_key
    return Of(
        population=population,
        where={column: list(values) for column, values in where},
        unless=[{column: list(values) for column, values in but} for but in unless],
    )
