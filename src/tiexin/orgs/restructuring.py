"""Decisions about moving, merging and splitting units; plain values in, refusals out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

if TYPE_CHECKING:
    from tiexin.orgs.models import Org

LEVELS = ("national", "province", "city", "county", "township", "enterprise")
BASE = ("enterprise", "direct")
FOUNDING = "组织层级规则：地方总工会逐级设立，下级低于上级；产业工会可与同级并列；企业工会和直属基层工会为企业一级"
RULE = "单位调整规则：每棵树上一个单位只有一个上级，不成环，不回到过去，不动已撤销的单位"


def check_reason(reason: str) -> str:
    """Return the reason without blanks around it; a change without one is refused."""
    if not reason.strip():
        raise Refused("请写明调整的依据和理由", field="reason")
    return reason.strip()


def check_day(since: date, on: date, *units: Org) -> None:
    """Refuse a day to come, and a day on which one of the units did not exist."""
    if since > on:
        raise Refused("生效日期还没有到", clause=RULE, field="since")
    for unit in units:
        if since < unit.opened:
            raise Refused(f"“{unit}”在{zh_date(since)}还没有成立", clause=RULE, field="since")


def check_open(unit: Org, field: str = "") -> None:
    """Refuse to touch a unit that was closed: it comes back only by taking back the change that closed it."""
    if unit.closed is not None:
        raise Refused(f"“{unit}”已于{zh_date(unit.closed)}撤销，不能再调整", clause=RULE, field=field)


def check_place(unit: Org, parent: Org, below: set[int]) -> None:
    """Refuse a parent that is the unit itself, stands below it, or is of a level that cannot stand above it."""
    if parent.pk == unit.pk:
        raise Refused("单位不能作自己的上级", clause=RULE, field="parent")
    if parent.pk in below:
        raise Refused(f"“{parent}”是“{unit}”的下级，不能反过来作它的上级", clause=RULE, field="parent")
    step = LEVELS.index(parent.level) - LEVELS.index(unit.level)
    if step > 0 or (step == 0 and unit.kind == "territorial"):
        told = f"{unit.get_level_display()}的“{unit}”不能归{parent.get_level_display()}的“{parent}”领导"
        raise Refused(told, clause=RULE, field="parent")


def check_founding(name: str, level: str, kind: str, parent: Org | None) -> None:
    """Refuse a unit of a level or kind that cannot stand below its parent, or be at all.

    Territorial unions step down level by level (steps may be left out) and stand below territorial ones only; an
    industry union may stand beside the unions of its level; unions of enterprises and direct ones stand on the
    enterprises' level, below any other or below each other.
    """
    base = kind in BASE
    if base != (level == "enterprise"):
        told = "企业工会和直属基层工会属于企业一级" if base else "企业一级只设企业工会和直属基层工会"
        raise Refused(f"{told}，请改层级或类别", clause=FOUNDING, field="level")
    if parent is None:
        return
    if kind == "territorial" and parent.kind != "territorial":
        told = f"地方总工会只能设在地方总工会之下，“{parent}”是{parent.get_kind_display()}"
        raise Refused(told, clause=FOUNDING, field="kind")
    step = LEVELS.index(level) - LEVELS.index(parent.level)
    if step < 0 or (step == 0 and kind == "territorial"):
        told = f"“{name}”的层级不能{'高于' if step < 0 else '等于'}上级：“{parent}”是{parent.get_level_display()}"
        raise Refused(told, clause=FOUNDING, field="level")


def check_merge(unit: Org, into: Org, below: set[int]) -> None:
    """Refuse a merge into itself, into a unit below it, or into one of a lower level."""
    if into.pk == unit.pk:
        raise Refused("单位不能并入自己", clause=RULE, field="into")
    if into.pk in below:
        raise Refused(f"“{into}”是“{unit}”的下级，不能并入自己的下级", clause=RULE, field="into")
    if LEVELS.index(into.level) > LEVELS.index(unit.level):
        raise Refused(f"“{into}”的层级比“{unit}”低，不能并入", clause=RULE, field="into")


def check_since_link(since: date, linked: date | None) -> None:
    """Refuse a day before the unit came to where it is now: the history would overlap."""
    if linked is not None and since < linked:
        raise Refused(f"{zh_date(linked)}才归现在的上级，不能从更早的日期起划走", clause=RULE, field="since")
