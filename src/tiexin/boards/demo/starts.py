"""How the unions took the plan: signed when, started when, with a plan of their own, and the numbers they set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tiexin.boards.demo import pace, places
from tiexin.boards.demo.groups import group_count, pace_of
from tiexin.boards.demo.parts import Start, Unit

PUBLISHED = pace.SETUP
LED = date(2012, 2, 24)  # the region itself
EAGER, EAGERS_DAY = "640104", date(2012, 2, 23)  # one that did not wait for the region
EARLY, LATE = date(2012, 3, 1), date(2012, 3, 12)
DECIDED = date(2012, 3, 14)
SILENT = "640424"
PLAN = "{name}“面对面、心贴心、实打实服务职工在基层”活动实施方案\n\n一、成立活动领导小组。\n二、3月起集中走访。\n"
MINUTES = "3月{day}日主席办公会研究，按所属企业数定为{low}家"


def starts(units: Iterable[Unit]) -> list[Start]:
    """What each union that gets the plan has done with it, in the order of the units."""
    getting = [unit for unit in units if unit.key == places.REGION or pace_of(unit)]
    return [_start(unit, number) for number, unit in enumerate(getting)]


def _start(unit: Unit, number: int) -> Start:
    if unit.key == places.REGION:
        return Start(unit.key, f"{unit.key}.o1", PUBLISHED, LED, PLAN.format(name=unit.name))
    who = f"{unit.key}.o1" if unit.kind == "territorial" else f"{unit.key}.l1"
    if unit.key == SILENT or number % 13 == 0:
        return Start(unit.key, who)
    signed = PUBLISHED + timedelta(days=1 + number % 4)
    day = _begun(unit, number)
    own_plan = PLAN.format(name=unit.name) if day and (number % 2 or unit.key == EAGER) else ""
    low = _own(unit, number)
    minutes = MINUTES.format(day=5 + number % 9, low=low) if low else ""
    return Start(unit.key, who, signed, day, own_plan, low, minutes)


def _begun(unit: Unit, number: int) -> date | None:
    """The day of the start; a union without a group has not started."""
    if unit.key == EAGER:
        return EAGERS_DAY
    if not group_count(unit):
        return None
    first = EARLY if number % 5 else LATE
    return first + timedelta(days=number % 9)


def _own(unit: Unit, number: int) -> int:
    """Every other industry or direct union has set its number of visits; nought for none."""
    return 2 + number % 4 if unit.kind in ("industry", "direct") and number % 2 == 0 else 0
