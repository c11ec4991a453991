"""Reads of hours and of who comes."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest

from tiexin.cases import queries as cases
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.core.days import moment, opening
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer

TAKEN = ("booked", "done", "absent")


def in_week(request: HttpRequest, monday: date) -> QuerySet[Slot]:
    """Hours within reach in a week, with who comes."""
    found = Slot.objects.for_request(request).filter(dropped=None)
    found = found.filter(begins__gte=opening(monday), begins__lt=opening(monday + timedelta(days=7)))
    taken = Appointment.objects.filter(state__in=TAKEN).select_related("case")
    return found.select_related("counsellor", "org").prefetch_related(
        Prefetch("appointments", queryset=taken, to_attr="taken")
    )


def bookable(request: HttpRequest) -> QuerySet[Slot]:
    """Free hours from today on, of units within reach and of those above."""
    from tiexin.cases.forms import units

    found = Slot.objects.free().filter(org__in=units(request).values("pk"), begins__gte=opening(today(request)))
    found = found.filter(counsellor__in=Officer.objects.serving(today(request)).values("pk"))
    return found.select_related("counsellor", "org").order_by("begins", "pk")


def open_to_asker(case: Case, day: date, days: int) -> QuerySet[Slot]:
    """Free hours of the unit that is responsible for a matter, from this moment on for so many days, the next first.

    Only with who is in office on that day; not with whom it is about, nor with who stepped back from it.
    """
    serving = Q(counsellor__until=None) | Q(counsellor__until__gt=TruncDate("begins"))
    found = Slot.objects.free().filter(serving, counsellor__since__lte=TruncDate("begins"), org=case.org_id)
    found = found.filter(begins__gt=moment(day), begins__lt=opening(day + timedelta(days=days)))
    away = case.parts.filter(role="recused", until=None).values("officer")
    found = found.exclude(counsellor__in=away).exclude(counsellor=case.about_id or 0)
    return found.select_related("counsellor").order_by("begins", "pk")


def agreed_on(case: Case) -> Appointment | None:
    """The hour that is agreed upon for a matter."""
    return case.appointments.filter(state="booked").select_related("slot__counsellor").first()


def by_appointment(request: HttpRequest) -> QuerySet[Case]:
    """Matters to which people come at an hour agreed upon, that one takes part in."""
    kinds = [service.name for service in catalogue().values() if service.appointment]
    return cases.taking_part(request).filter(kind__in=kinds)


def agreed(request: HttpRequest) -> QuerySet[Appointment]:
    """Appointments of such matters."""
    found = Appointment.objects.filter(case__in=by_appointment(request).values("pk"))
    return found.select_related("case__org", "case__owner", "slot__counsellor")


def own(request: HttpRequest) -> QuerySet[Slot]:
    """Hours that one offers oneself."""
    return Slot.objects.filter(counsellor=me(request), dropped=None)
