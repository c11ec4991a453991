"""Limits and units: a limit says how long, one sum has one unit, months become days as the pack states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiexin.duties.definition import UNIT_LABELS
from tiexin.plans.clause import Clause
from tiexin.plans.draft import Draft
from tiexin.plans.duty import TARGETS, amounts
from tiexin.plans.items import Milestone
from tiexin.plans.lint.sums import stated
from tiexin.plans.problems import Problem, choices
from tiexin.plans.readings import Length

_LIMIT = re.compile(r"限时|适时|及时|尽快|定期")
_UNIT_OF = {
    "worker": "person",
    "officer": "person",
    "employer": "enterprise",
    "household": "household",
    "day": "day",
}
_SAYS_WHEN = ("from_", "to", "by", "before", "within", "after", "festival", "limit")


def without_number(draft: Draft) -> Iterator[Problem]:
    """A sentence that sets a limit in time says how long, or how it is read here (trap T8)."""
    for path, clause, _ in draft.clauses:
        vague = _LIMIT.search(clause.quote)
        if not (vague or isinstance(clause, Milestone)) or clause.reading or _bound(clause):
            continue
        word = f"“{vague[0]}”" if vague else "时间"
        said = f"{clause.ident} 的{word}没有日期或期限，只能看发生了几次。"
        accepted = ("by", "from", "to", "reading")
        yield draft.problem("warning", path, "limit-without-number", said + choices(accepted), accepted)


def units_mixed(draft: Draft) -> Iterator[Problem]:
    """Workers are counted in 人, households in 户, enterprises in 家; one sum has one unit (trap T4)."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for path, duty, definition in stated(draft):
        if definition.do is None or definition.kind == "rate":
            continue
        unit, own = UNIT_LABELS[definition.unit], _UNIT_OF.get(definition.do.count)
        if own and own != definition.unit:
            said = f"{duty.ident} 数的是不同的{UNIT_LABELS[own]}，单位却写 {unit}。"
            yield draft.problem("warning", (*path, "unit"), "units-mixed", said, (UNIT_LABELS[own],))
            continue
        known, before = first.setdefault((definition.do.measure, definition.do.count), (unit, duty.ident))
        if known != unit:
            said = f"{duty.ident} 的单位是 {unit}，{before} 数同样的东西用 {known}。"
            yield draft.problem("warning", (*path, "unit"), "units-mixed", said, (known,))


def month_without_conversion(draft: Draft) -> Iterator[Problem]:
    """A month needs a stated conversion to days; without it the duty is only measured (trap T2)."""
    has = isinstance(draft.readings.stated.get("month"), Length)
    for path, duty in draft.duties:
        if not has and any(amount.unit == "month" for amount in amounts(duty)):
            said = f"{duty.ident} 按月写、按天数，没有写明一个月是几天，目标先不算。"
            example = "conversions: {month: 30天}"
            said = f"{said}请写 {example}。"
            yield draft.problem("warning", path, "month-without-conversion", said, (example,))


def _bound(clause: Clause) -> bool:
    return any(getattr(clause, name, None) for name in (*_SAYS_WHEN, *TARGETS))
