"""What the plan costs those who carry it out, said beside the other findings when it is much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tiexin.core.documents.problems import Problem
from tiexin.plans.burden import LIMIT, LIMIT_PARAMETER, Estimate, Task, estimate
from tiexin.plans.lint.seen import Seen, once, size, stated


@once
def burden(draft: Seen) -> Estimate:
    """The estimate for the duties of a pack; its limit is a parameter of the pack, else the usual one."""
    unions = draft.words.populations.get("unions")
    tasks = [Task(one.duty.ident, one.definition, _period(draft)) for one in stated(draft)]
    parameter = draft.head.parameters.get(LIMIT_PARAMETER) if draft.head else None
    limit = parameter.value if parameter else LIMIT
    return estimate(tasks, lambda of: size(draft, of), unions.filters if unions else {}, limit)


def too_heavy(draft: Seen) -> Iterator[Problem]:
    """Writing takes no more of an officer's month than the stated limit; said where most of it is asked for."""
    found = burden(draft)
    named = draft.head and LIMIT_PARAMETER in draft.head.parameters
    source = "本方案的参数" if named else "通常的限度"
    places = {one.duty.ident: one.path for one in stated(draft)} if found.heavy else {}
    for row in found.heavy:
        most = "、".join(f"{part.measure}（{part.ident}）{part.minutes:.0f} 分钟" for part in row.largest)
        load = f"{row.records:.0f} 条、{row.minutes:.0f} 分钟"
        said = f"{row.label}每名干部每月登记约 {load}，超过{source} {found.limit} 分钟。"
        yield draft.problem(
            "warning", places[row.largest[0].ident], "burden", f"{said}最多的是{most}。请看哪些可以少记或合并。"
        )


def _period(draft: Seen) -> tuple[date, date] | None:
    """The plan's own days; while the year is unknown those of the first year that it can be."""
    if draft.head is None or not draft.years:
        return None
    ends = (draft.readings.window(phrase) for phrase in (draft.head.period.from_, draft.head.period.to))
    spans = [window.on(draft.years[0]) if window else None for window in ends]
    return (spans[0][0], spans[1][1]) if spans[0] and spans[1] else None
