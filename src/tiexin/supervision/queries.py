"""Reads of supervision: drawn records and who was met in them, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tiexin.core.refusal import Refused
from tiexin.draws.models import Draw, Pick, State
from tiexin.orgs.models import Officer, Org, Under
from tiexin.orgs.scope import below
from tiexin.supervision.models import Inspection, RecordCheck, Shortcoming
from tiexin.visits.models import Talk, Visit


def at_or_below(unit: int, top: int) -> bool:
    """Whether a unit is another, or stands below it in one of the trees."""
    return Under.objects.filter(ancestor=top, org=unit).exists()


def check_own(officer: Officer, unit: int, what: str) -> None:
    """Refuse what only a unit itself may do to anybody who is neither of it nor of one below."""
    if not at_or_below(officer.org_id, unit):
        raise Refused(f"只由{what}")


def is_of_unit(officer: Officer, inspection: Inspection) -> bool:
    """Whether somebody belongs to the unit inspected or one below; nobody does where a unit inspects itself."""
    return inspection.unit_id != inspection.org_id and at_or_below(officer.org_id, inspection.unit_id)


def stands_apart(officer: Officer, check: RecordCheck) -> bool:
    """Whether somebody neither was at a drawn visit nor belongs to the unit inspected: such a one alone asks."""
    involved = officer.pk in (check.visit.author_id, *check.visit.companions)
    return not involved and not is_of_unit(officer, check.inspection)


def drawn_visits(draw: Draw, unit: Org) -> QuerySet[Visit]:
    """The records that stand drawn and are of the unit or below it, in the order in which they were drawn."""
    picked = Pick.objects.standing().filter(draw=draw).values("item__thing_id")
    found = Visit.objects.filter(pk__in=picked, org__in=below([unit.pk]), voided=None)
    return found.order_by("-on", "pk")


def met_in(visits: Sequence[Visit]) -> dict[int, list[int]]:
    """Whom each visit names, by visit."""
    found: dict[int, list[int]] = {}
    rows = Talk.objects.filter(visit__in=visits).values_list("visit", "worker").order_by("pk")
    for visit, worker in rows:
        found.setdefault(visit, []).append(worker)
    return found


def clause_of(inspection: Inspection, line: str) -> str:
    """The clause behind a line of an inspection's sheet, "" without a line."""
    return next((each["clause"] for each in inspection.sheet if each["key"] == line), "")


def finished_draws(units: Iterable[int]) -> QuerySet[Draw]:
    """Draws of visits that were carried out by one of the units or one below."""
    return Draw.objects.filter(kind="visits", state=State.DRAWN, org__in=below(list(units))).order_by("-drawn", "-id")


def listed(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Inspections with what a line of the list shows: `found` shortcomings, `left` of them not closed."""
    left = Count("shortcomings", filter=~Q(shortcomings__state="closed"), distinct=True)
    counted = inspections.annotate(found=Count("shortcomings", distinct=True), left=left)
    return counted.select_related("org", "unit").order_by("-on", "-id")


def shown(shortcomings: QuerySet[Any]) -> QuerySet[Shortcoming]:
    """Shortcomings with everything a line shows, by unit, the most pressing first."""
    return shortcomings.select_related("unit", "owner", "inspection__org").order_by("unit_id", "due", "pk")


def shown_checks(checks: QuerySet[RecordCheck]) -> QuerySet[RecordCheck]:
    """Checks with everything a line shows; `answered` of `people` were asked."""
    answered = Count("asks", filter=~Q(asks__came=""))
    rows = checks.annotate(people=Count("asks"), answered=answered)
    return rows.select_related("visit__employer", "visit__author", "visit__org").order_by("pk")


def checks_at(author: Officer) -> QuerySet[RecordCheck]:
    """Disproved records that wait for their author's reply."""
    found = RecordCheck.objects.filter(visit__author=author, state="to_author")
    return found.select_related("visit__employer", "inspection__org").order_by("due", "pk")


def is_overdue(check: RecordCheck, today: date) -> bool:
    """Whether the author had the time to reply."""
    return check.state == "to_author" and check.due is not None and check.due < today


def sheet_of(inspection: Inspection) -> list[dict[str, Any]]:
    """The lines of an inspection's sheet with their answers."""
    given = {each.line: each for each in inspection.answers.all()}
    return [{**line, "given": given.get(line["key"])} for line in inspection.sheet]


def newest_steps(found: Shortcoming) -> QuerySet[Any]:
    """What was done about a shortcoming, the first first."""
    return found.steps.select_related("entry__by").order_by(F("pk"))
