"""Units that move, are merged or split, and each of these taken back. No record is rewritten: only places change.

Facts stay with the unit that did the work; which units count it follows from the tree. The structure changes at once,
the worker counts the marked nodes anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from tiexin.core import findable as found
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs import actions, findable, followers
from tiexin.orgs import restructuring as rules
from tiexin.orgs.actions.people import home_since, transfer_officer
from tiexin.orgs.actions.trees import ids_below, locked, parent_of, relink, trees_of
from tiexin.orgs.models import Kind, Level, Officer, Org, OrgLink, Tree
from tiexin.orgs.rules import check_sides
from tiexin.orgs.structure import ChangeKind, OrgChange


@dataclass(frozen=True)
class Plan:
    """From which day a change holds, and on what grounds."""

    since: date
    reason: str


@dataclass(frozen=True)
class Part:
    """A unit that a split founds, with who and what goes there: officers, and rows of other rooms by kind."""

    name: str
    short_name: str = ""
    officers: Sequence[Officer] = ()
    follow: Mapping[str, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Step:
    """Who makes a change on which day; with what it says of itself."""

    by: Officer | None
    on: date
    plan: Plan

    def keep(self, kind: str, org: Org, units: Collection[int], **said: Any) -> OrgChange:
        """Write the change beside the units that it concerns, and the entry."""
        when = {"since": self.plan.since, "reason": rules.check_reason(self.plan.reason), "by": self.by, "on": self.on}
        change = OrgChange.objects.create(kind=kind, org=org, **when, **said)
        change.units.set({org.pk, *units})
        journal.write(Act(kind, org, self.by, self.on, org.pk))
        return change

    def transfer(self, officer: Officer, org: Org) -> None:
        """Let an officer go along; who came after that day goes from the day of coming."""
        since = max(self.plan.since, home_since(officer))
        transfer_officer(officer, org, since=since, by=self.by, on=self.on)


@transaction.atomic
def move_org(org: Org, parent: Org | None, plan: Plan, *, tree: str, by: Officer | None, on: date) -> OrgChange:
    """Hang a unit with all that is below it under another parent of a tree; `parent` None takes it out of the industry.

    Refused, with nothing written: a circle, a closed unit, the parent it has, a day to come or before either was
    founded or before the unit came to its present place, a level that cannot stand there, no reason.
    """
    reason = Plan(plan.since, rules.check_reason(plan.reason))
    org, *parents = locked(*[unit for unit in (org, parent) if unit is not None])
    rules.check_open(org)
    for unit in parents:
        rules.check_open(unit, "parent")
        rules.check_place(org, unit, ids_below(org, tree))
    rules.check_day(plan.since, on, org, *parents)
    link, parent = parent_of(org, tree), parents[0] if parents else None
    if (link and link.parent_id) == (parent and parent.pk):
        raise Refused(f"“{org}”现在就在那里，没有变化", field="parent")
    if parent is None and tree == Tree.TERRITORY:
        raise Refused("地区树上的单位必须有上级", clause=rules.RULE, field="parent")
    before = relink(org, parent, tree, plan.since)
    units = {unit.pk for unit in (before, parent) if unit is not None}
    return _Step(by, on, reason).keep(ChangeKind.MOVE, org, units, tree=tree, before=before, after=parent)


@transaction.atomic
def merge_org(org: Org, into: Org, plan: Plan, *, by: Officer | None, on: date) -> OrgChange:
    """Merge a unit into another: it is closed and hangs under it, so that every old fact counts there by itself.

    Its open units below, its officers and what follows it (employers) go to the other unit.
    """
    step = _Step(by, on, Plan(plan.since, rules.check_reason(plan.reason)))
    org, into = locked(org, into)
    for unit, place in ((org, ""), (into, "into")):
        rules.check_open(unit, place)
    check_sides(org, into, "into")
    rules.check_merge(org, into, ids_below(org, Tree.TERRITORY) | ids_below(org, Tree.INDUSTRY))
    rules.check_day(plan.since, on, org, into)
    if plan.since <= org.opened:
        raise Refused("合并日期应晚于成立日期", clause=rules.RULE, field="since")
    parts: dict[str, Any] = {"links": _rehang(org, into, plan.since), **_hand_over(org, into, step)}
    org.closed = plan.since
    org.save(update_fields=["closed"])
    found.announce(findable.of_org(org))
    units = {into.pk, *(unit for _, unit, _ in parts["links"])}
    return step.keep(ChangeKind.MERGE, org, units, after=into, parts=parts)


def _rehang(org: Org, into: Org, since: date) -> list[list[Any]]:
    """Hang the open units below, then the unit itself, under the other; return (tree, unit, former parent)."""
    done: list[list[Any]] = []
    for tree in trees_of(org):
        if tree != Tree.TERRITORY and tree not in trees_of(into):
            continue
        below = OrgLink.objects.filter(tree=tree, parent=org, until=None, child__closed=None).select_related("child")
        for link in below.order_by("child"):
            relink(link.child, into, tree, max(since, link.since))
            done.append([tree, link.child_id, org.pk])
        link_up = parent_of(org, tree)
        if link_up is not None and link_up.parent_id != into.pk:
            relink(org, into, tree, since)
            done.append([tree, org.pk, link_up.parent_id])
    return done


def _hand_over(org: Org, to: Org, step: _Step) -> dict[str, Any]:
    """Let everybody and everything of a unit go to another; return their ids."""
    officers = list(Officer.objects.filter(org=org).serving(step.on).order_by("pk"))
    for officer in officers:
        step.transfer(officer, to)
    follow = {}
    for kind, follower in followers.FOLLOWERS.items():
        follow[kind] = sorted(follower.of(org).values_list("pk", flat=True))
        follower.move(follow[kind], to)
    return {"officers": [officer.pk for officer in officers], "follow": follow}


@transaction.atomic
def split_org(org: Org, parts: Sequence[Part], plan: Plan, *, by: Officer | None, on: date) -> OrgChange:
    """Found new units beside one and let people and employers go there; old facts stay where the work was done."""
    step = _Step(by, on, Plan(plan.since, rules.check_reason(plan.reason)))
    (org,) = locked(org)
    rules.check_open(org)
    rules.check_day(plan.since, on, org)
    link = parent_of(org, Tree.TERRITORY)
    if link is None:
        raise Refused(f"“{org}”没有上级，不能拆分", clause=rules.RULE)
    _check_parts(org, parts, on)
    founded = [_found_part(org, link.parent, part, step).pk for part in parts]
    return step.keep(ChangeKind.SPLIT, org, founded, parts={"founded": founded})


def _check_parts(org: Org, parts: Sequence[Part], on: date) -> None:
    """Refuse nothing at all, a person or an employer in two parts, and whoever does not belong to the unit."""
    if not parts:
        raise Refused("请写明拆出哪些新单位", field="name")
    going = [officer.pk for part in parts for officer in part.officers]
    ours = set(Officer.objects.filter(org=org).serving(on).values_list("pk", flat=True))
    if len(going) != len(set(going)) or not set(going) <= ours:
        raise Refused(f"只能选“{org}”现在的干部，每人只去一个单位", field="officers")
    for kind, follower in followers.FOLLOWERS.items():
        chosen = [pk for part in parts for pk in part.follow.get(kind, ())]
        known = follower.of(org).filter(pk__in=chosen).count()
        if len(chosen) != len(set(chosen)) or known != len(chosen):
            raise Refused(f"只能选“{org}”的{follower.label}，每个只去一个单位", field=f"follow_{kind}")


def _found_part(org: Org, parent: Org, part: Part, step: _Step) -> Org:
    new = actions.NewOrg(
        part.name, Level(org.level), step.plan.since, parent, Kind(org.kind), part.short_name, org.region
    )
    founded = actions.found_org(new, by=step.by, on=step.on)
    for officer in part.officers:
        step.transfer(officer, founded)
    for kind, ids in part.follow.items():
        followers.FOLLOWERS[kind].move(ids, founded)
    return founded
