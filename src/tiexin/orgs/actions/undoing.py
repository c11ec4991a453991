"""Taking back a change of the trees: the opposite move, with its own entry; the first change stays readable."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tiexin.core import findable as found
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import findable, followers
from tiexin.orgs import restructuring as rules
from tiexin.orgs.actions.moves import Plan, _hand_over, _Step
from tiexin.orgs.actions.trees import ids_below, locked, parent_of, relink
from tiexin.orgs.models import Officer, Org, Tree
from tiexin.orgs.structure import ChangeKind, OrgChange


@transaction.atomic
def undo_change(change: OrgChange, reason: str, *, by: Officer | None, on: date) -> OrgChange:
    """Take a change back from today on.

    Refused, with nothing written: twice, the taking back of a taking back, while a later change of the same units
    stands, when the former parent was closed since.
    """
    change = OrgChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    step = _Step(by, on, Plan(on, rules.check_reason(reason)))
    units = list(change.units.order_by("pk"))
    locked(*units)
    _check(change)
    _BACK[change.kind](change, step)
    said = {"tree": change.tree, "before": change.after, "after": change.before, "undoes": change}
    return step.keep(ChangeKind.UNDO, change.org, [unit.pk for unit in units], **said)


def _check(change: OrgChange) -> None:
    if not OrgChange.objects.standing().filter(pk=change.pk).exists():
        raise Refused("这次调整已经撤销过，或者它本身就是撤销", clause=rules.RULE)
    ours = _subjects(change)
    touches = Q(org__in=[*ours, change.after_id if change.kind == ChangeKind.MERGE else 0])
    touches |= Q(kind=ChangeKind.MERGE, units__in=ours)
    later = OrgChange.objects.standing().filter(touches, pk__gt=change.pk).first()
    if later is not None:
        told = f"{zh_date(later.since)}的{later.get_kind_display()}（{later.org}）"
        raise Refused(f"同一单位后来还有调整，请先撤销{told}", clause=rules.RULE)


def _subjects(change: OrgChange) -> set[int]:
    """The units whose own place or state the change touched."""
    moved = {unit for _, unit, _ in change.parts.get("links", [])}
    return {change.org_id, *moved, *change.parts.get("founded", [])}


def _move(change: OrgChange, step: _Step) -> None:
    rules.check_open(change.org)
    _back(change.org, change.before, change.tree, step)


def _back(org: Org, parent: Org | None, tree: str, step: _Step) -> None:
    if parent is not None:
        rules.check_open(parent)
        if parent.pk in ids_below(org, tree):
            raise Refused(f"原来的上级“{parent}”现在在“{org}”之下，不能撤销", clause=rules.RULE)
    relink(org, parent, tree, step.on)


def _merge(change: OrgChange, step: _Step) -> None:
    org, into = change.org, change.after
    org.closed = None
    org.save(update_fields=["closed"])
    found.announce(findable.of_org(org))
    for tree, unit, parent in reversed(change.parts["links"]):
        moved = Org.objects.get(pk=unit)
        link = parent_of(moved, tree)
        if link is not None and into is not None and link.parent_id == into.pk and moved.closed is None:
            _back(moved, Org.objects.get(pk=parent), tree, step)
    for officer in Officer.objects.filter(pk__in=change.parts["officers"], org=into).serving(step.on).order_by("pk"):
        step.transfer(officer, org)
    for kind, ids in change.parts["follow"].items():
        follower = followers.FOLLOWERS[kind]
        still = follower.of(into).filter(pk__in=ids) if into is not None else []
        follower.move([row.pk for row in still], org)


def _split(change: OrgChange, step: _Step) -> None:
    """Everybody goes back; the new units are closed and hang under the first, where their work counts."""
    for new in Org.objects.filter(pk__in=change.parts["founded"]).order_by("pk"):
        rules.check_open(new)
        if Org.objects.under(new).exclude(pk=new.pk).open_on(step.on).exists():
            raise Refused(f"“{new}”已有下级单位，请先处理下级", clause=rules.RULE)
        _hand_over(new, change.org, step)
        relink(new, change.org, Tree.TERRITORY, step.on)
        new.closed = max(step.on, new.opened + timedelta(days=1))
        new.save(update_fields=["closed"])
        found.announce(findable.of_org(new))
        journal.write(Act("close", new, step.by, step.on, new.pk))


_BACK: dict[str, Any] = {ChangeKind.MOVE: _move, ChangeKind.MERGE: _merge, ChangeKind.SPLIT: _split}
