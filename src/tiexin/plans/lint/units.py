"""Units: persons, person-times, households and enterprises are told apart; months become days as the pack states."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tiexin.core.documents.problems import Problem
from tiexin.duties.definition import UNIT_LABELS, Definition
from tiexin.plans.duty import amounts
from tiexin.plans.lint.seen import Seen, stated
from tiexin.plans.readings import Length

# What is counted when different ones are counted; what there is when a population is counted.
_UNIT_OF = {
    "worker": "person",
    "officer": "person",
    "employer": "enterprise",
    "household": "household",
    "day": "day",
}
_UNIT_OF_POPULATION = {"officers": "person", "workers": "person", "households": "household", "teams": "group"}
_HEADS = {"person", "person-time", "household"}
_PERSONS = re.compile(r"[\d万千百十余多两一二三四五六七八九]\s*(?:名|人(?!次))")
_HOUSEHOLDS = re.compile(r"[\d万千百十余多两一二三四五六七八九每]\s*户")


def units_mixed(draft: Seen) -> Iterator[Problem]:
    """Workers are counted in 人, households in 户, enterprises in 家; one sum has one unit (trap T4)."""
    first: dict[tuple[str, str, str], tuple[str, str]] = {}
    for path, duty, definition in stated(draft):
        unit, own = UNIT_LABELS[definition.unit], _own(definition)
        if own and own != definition.unit:
            said = f"{duty.ident} 数的是不同的{UNIT_LABELS[own]}，单位却写 {unit}。请把单位改成 {UNIT_LABELS[own]}。"
            yield draft.problem("warning", (*path, "unit"), "units-mixed", said, (UNIT_LABELS[own],))
        elif definition.do:
            known, before = first.setdefault(_figure(definition), (unit, duty.ident))
            if known != unit:
                said = f"{duty.ident} 的单位是 {unit}，{before} 数同样的东西用 {known}。请统一成一种。"
                yield draft.problem("warning", (*path, "unit"), "units-mixed", said, (known,))


def parts_mixed(draft: Seen) -> Iterator[Problem]:
    """Numerator and denominator of a rate count the same kind of thing (trap T4)."""
    for path, duty, definition in stated(draft):
        if definition.kind != "rate" or not (definition.do and definition.over):
            continue
        top, bottom = (_UNIT_OF.get(part.count, "") for part in (definition.do, definition.over))
        if top and bottom and top != bottom:
            said = f"{duty.ident} 分子数{UNIT_LABELS[top]}，分母数{UNIT_LABELS[bottom]}，除不出有意义的百分率。"
            yield draft.problem("warning", (*path, "over"), "units-mixed", f"{said}请让 do 和 over 数同样的东西。")


def total_in_another_unit(draft: Seen) -> Iterator[Problem]:
    """A total of persons cannot be reached by floors in households or person-times (trap T4)."""
    floors: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _, duty, definition in stated(draft):
        if definition.do and definition.counted == "own" and definition.low is not None:
            floors[definition.do.measure].setdefault(definition.unit, duty.ident)
    for path, duty, definition in stated(draft):
        if not definition.do or definition.counted == "own" or definition.low is None or definition.unit not in _HEADS:
            continue
        others = {unit: ident for unit, ident in floors[definition.do.measure].items() if unit in _HEADS}
        if others and definition.unit not in others:
            unit, ident = next(iter(others.items()))
            said = f"{duty.ident} 的总数按{UNIT_LABELS[definition.unit]}，下面的 {ident} 按{UNIT_LABELS[unit]}"
            yield draft.problem("warning", path, "units-mixed", f"{said}，加不到一起。请统一数人、数人次或数户。")


def persons_and_households(draft: Seen) -> Iterator[Problem]:
    """A sentence that says both 名 and 户 states which of them is counted (trap T4: 14.2万名……一户不漏)."""
    for path, duty, definition in stated(draft):
        both = _PERSONS.search(duty.quote) and _HOUSEHOLDS.search(duty.quote)
        if both and not duty.reading:
            unit = UNIT_LABELS[definition.unit]
            said = f"{duty.ident} 的原文既说人又说户，这里按{unit}数。一户可能不止一人：请在 reading 写明按什么数。"
            yield draft.problem("warning", (*path, "quote"), "persons-or-households", said, ("reading",))


def month_without_conversion(draft: Seen) -> Iterator[Problem]:
    """A month needs a stated conversion to days; without it the duty is only measured (trap T2)."""
    has = isinstance(draft.readings.stated.get("month"), Length)
    for path, duty in () if has else draft.duties:
        if any(amount.unit == "month" for amount in amounts(duty)):
            example = "conversions: {month: 30天}"
            said = f"{duty.ident} 按月写、按天数，没有写明一个月是几天，目标先不算。请写 {example}。"
            yield draft.problem("warning", path, "month-without-conversion", said, (example,))


def _own(definition: Definition) -> str:
    """The unit that what is counted has by itself."""
    if definition.stock:
        return _UNIT_OF_POPULATION.get(definition.stock.population, "")
    return _UNIT_OF.get(definition.do.count, "") if definition.do else ""


def _figure(definition: Definition) -> tuple[str, str, str]:
    """Duties with the same figure are compared: a rate's figure is its numerator over its denominator."""
    over = definition.over.measure if definition.over else ""
    return (definition.do.measure, definition.do.count, over) if definition.do else ("", "", over)
