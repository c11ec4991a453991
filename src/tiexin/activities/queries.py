"""Reads of activities that are not rows of one table: who is trained, whom one may tick, a month of lectures."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.activities import rules
from tiexin.activities.models import Activity
from tiexin.evidence.models import Fact
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer
from tiexin.orgs.organs import Holding, Organ, OrganKind
from tiexin.registry.models import Worker

SHOWN = 120  # people offered at once; a search narrows them


def with_training(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Add `trained`: the last day on which each attended a training, or None."""
    facts = Fact.objects.live().filter(measure="training_attended", officer=OuterRef("pk")).order_by("-on")
    return officers.annotate(trained=Subquery(facts.values("on")[:1]))


def handled(request: HttpRequest) -> QuerySet[Activity]:
    """Activities of the units at which the person may record."""
    rows = Activity.objects.for_request(request, "activities.record")
    return rows.select_related("org", "employer__org", "author", "organ")


def roster(request: HttpRequest, activity: Activity) -> QuerySet[Any]:
    """Who may be ticked: officers in reach for a training, else the workers of its enterprise."""
    if rules.takes_officers(activity.kind):
        officers = Officer.objects.for_request(request, "activities.record").serving(activity.on)
        return officers.select_related("org").order_by("org_id", "name", "pk")
    if activity.employer is None:
        return Worker.objects.none()
    return Worker.objects.at(activity.employer).order_by("name", "pk")


@dataclass(frozen=True)
class Person:
    """One line of the roster: who, what is said beside, whether ticked now, whether noted before."""

    pk: int
    name: str
    note: str
    ticked: bool
    there: bool


def offered(request: HttpRequest, activity: Activity, text: str, chosen: Iterable[int]) -> tuple[list[Person], bool]:
    """The ticked, then the first that the search finds; and whether there are more than are shown."""
    rows, wanted = roster(request, activity), set(chosen)
    text = text.replace("\0", "").strip()
    match = Q(name__icontains=text) | (Q(org__name__icontains=text) if activity.kind == "training" else Q())
    if not rules.takes_officers(activity.kind):
        match = Q(name__icontains=text) | Q(team__icontains=text)
    found = list((rows.filter(match) if text else rows)[: SHOWN + 1])
    kept = [row for row in rows.filter(pk__in=wanted)] if wanted else []
    shown = list(dict.fromkeys([*kept, *found[:SHOWN]]))
    column = "officer_id" if rules.takes_officers(activity.kind) else "worker_id"
    there = set(activity.attendances.filter(dropped=None).values_list(column, flat=True))
    return [Person(row.pk, row.name, _note(row), row.pk in wanted, row.pk in there) for row in shown], len(
        found
    ) > SHOWN


def _note(row: Officer | Worker) -> str:
    if isinstance(row, Officer):
        return f"{row.org}{' · ' + row.title if row.title else ''}"
    return " · ".join(filter(None, [row.get_role_display(), row.team]))


def roster_names(activity: Activity, names: Collection[str]) -> dict[str, int]:
    """How often each of the names stands on the roster of the activity's enterprise."""
    if activity.employer is None or not names:
        return {}
    found = Worker.objects.at(activity.employer).filter(name__in=names).values("name").annotate(n=Count("pk"))
    return dict(found.values_list("name", "n"))


@dataclass
class Day:
    """One day of the calendar with its lectures; `inside` is false for a neighbouring month's day."""

    day: date
    inside: bool
    today: bool
    activities: list[Activity] = field(default_factory=list)


def month_of(found: Iterable[Activity], first: date, now: date) -> list[Day]:
    """The weeks of a month, Monday first, with what was planned or held on each of its days."""
    days = [
        Day(each, each.month == first.month, each == now)
        for week in Weeks().monthdatescalendar(first.year, first.month)
        for each in week
    ]
    by_day = {each.day: each for each in days}
    for row in found:
        by_day[row.on].activities.append(row)
    return days


def lectures(request: HttpRequest, first: date, after: date) -> QuerySet[Activity]:
    """Lectures and tour stops in reach from one day to before another, voided ones left out."""
    rows = Activity.objects.for_request(request).filter(kind__in=rules.LECTURES, voided=None)
    return rows.filter(on__gte=first, on__lt=after).select_related("org", "employer", "organ").order_by("on", "pk")


def corps(request: HttpRequest) -> QuerySet[Organ]:
    """Lecture corps in reach that have not ended, each with those who sit in it and how many stops it has held."""
    held = Activity.objects.filter(organ=OuterRef("pk"), voided=None, state="held").order_by()
    planned = Activity.objects.filter(organ=OuterRef("pk"), voided=None, state="planned", on__gte=today(request))
    count = held.values("organ").annotate(n=Count("pk")).values("n")
    seats = Holding.objects.select_related("seat", "officer__org").order_by("seat__kind_order", "until", "pk")
    rows = Organ.objects.for_request(request).standing().filter(kind=OrganKind.LECTURE_CORPS)
    rows = rows.annotate(held=Subquery(count), next=Subquery(planned.order_by("on").values("on")[:1]))
    everybody = Prefetch("seats__holdings", seats, to_attr="everybody")
    return rows.select_related("org").prefetch_related(everybody).order_by("org__region", "org_id", "pk")
