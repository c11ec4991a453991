"""What somebody who leaves still holds of matters, and how it goes to a successor."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tiexin.cases.actions import offering, steps, taking_part
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case, Part
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.evidence.actions import record
from tiexin.orgs import orphans
from tiexin.orgs.models import Officer

HELD = ("owner", "lead", "helper", "first")
REASON = "离任移交"


def begin() -> None:
    """Register it; called once from the app's `ready()`."""
    orphans.register(orphans.Held("case", "诉求", _parts, _told, hand_over, "case__org"))


def _parts(day: date) -> QuerySet[Part]:
    """Parts in open matters; whoever owns one that they received first hands over one thing, not two."""
    held = Part.objects.filter(until=None, role__in=HELD, case__closed=None)
    return held.select_related("case__org", "officer").order_by("case", "pk")


def _told(part: Part) -> str:
    return f"{part.case.number}（{part.get_role_display()}）"  # a title may say what somebody suffers from


@transaction.atomic
def hand_over(part: Part, successor: Officer, by: Officer | None, on: date) -> Case:
    """Give one part in a matter to a successor, by the same actions as by hand; refused as those refuse."""
    case, giver = part.case, by or successor
    if part.role == "owner":
        return offering.assign_case(case, successor, REASON, by=giver, on=on)
    if part.role == "lead":
        return taking_part.lead_case(case, successor, REASON, by=giver, on=on)
    if part.role == "helper":
        taking_part.drop_helper(case, part.officer, by=giver, on=on)
        return taking_part.add_helper(case, successor, REASON, by=giver, on=on)
    return _receive(part, successor, giver, on)


def _receive(part: Part, successor: Officer, by: Officer, on: date) -> Case:
    """Whoever received it first answers for it until another takes it: the successor does so from now on."""
    case = steps.locked(part.case)
    taking_part.check_serving(successor, on)
    offering.check_hand(case, successor)
    steps.part(case, part.officer, "first", on, REASON)
    steps.join(case, successor, "first", on)
    entry = record(Act("assign_case", case, by, on, case.org_id))
    steps.step(case, Happened("noted", f"首接由{successor}接着负责"[:40], REASON), entry, moment(on))
    return case
