"""The history of a unit in words: what happened when, by whom, why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Org, Tree
from tiexin.orgs.structure import ChangeKind, OrgChange

TREE = {Tree.TERRITORY: "", Tree.INDUSTRY: "（产业）"}


@dataclass(frozen=True)
class Told:
    """One change as it is shown: `text` says it in a sentence, `undone` that it was taken back."""

    change: OrgChange
    text: str
    undone: bool
    may_undo: bool


def of(unit: Org) -> QuerySet[OrgChange]:
    """Return the changes that concern a unit, the newest first."""
    rows = OrgChange.objects.filter(units=unit).order_by("-since", "-pk")
    return rows.select_related("org", "before", "after", "by", "undone_by", "undoes").prefetch_related("units")


def told(changes: Iterable[OrgChange], reach: set[int]) -> list[Told]:
    """Say each change in words; it may be taken back by whom all its units are in reach of."""
    return [_told(change, reach) for change in changes]


def _told(change: OrgChange, reach: set[int]) -> Told:
    undone = hasattr(change, "undone_by")
    whole = {unit.pk for unit in change.units.all()} <= reach
    may_undo = whole and not undone and change.kind != ChangeKind.UNDO
    return Told(change, _SAID[ChangeKind(change.kind)](change), undone, may_undo)


def _move(change: OrgChange) -> str:
    where = f"由“{change.before}”划归“{change.after}”" if change.before and change.after else ""
    where = where or (f"归“{change.after}”" if change.after else f"不再归“{change.before}”")
    return f"“{change.org}”{where}{TREE[Tree(change.tree)]}"


def _merge(change: OrgChange) -> str:
    parts = change.parts
    gone = [f"干部 {len(parts['officers'])} 人"] if parts["officers"] else []
    gone += [f"企业 {len(ids)} 家" for kind, ids in parts["follow"].items() if ids and kind == "employer"]
    units = sum(1 for _, unit, _ in parts["links"] if unit != change.org_id)
    gone += [f"下级单位 {units} 个"] if units else []
    along = f"，{'、'.join(gone)}随同转入" if gone else ""
    return f"“{change.org}”并入“{change.after}”，同日撤销{along}"


def _split(change: OrgChange) -> str:
    names = "、".join(f"“{unit}”" for unit in change.units.all() if unit.pk in change.parts["founded"])
    return f"由“{change.org}”拆出{names}"


def _undo(change: OrgChange) -> str:
    first = change.undoes
    return f"撤销{zh_date(first.since)}的{first.get_kind_display()}：{change.org}" if first else ""


_SAID = {ChangeKind.MOVE: _move, ChangeKind.MERGE: _merge, ChangeKind.SPLIT: _split, ChangeKind.UNDO: _undo}


def waits(unit: Org) -> bool:
    """Tell whether the unit's numbers are being counted anew after a change of the tree."""
    return unit.recounts.exists()
