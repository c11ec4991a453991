"""What of matters waits for one person: owned, led, offered, queued, unclear, to report, to call, to decide on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.cases import deciding, queries, reaching
from tiexin.cases.appointments.models import Appointment
from tiexin.cases.delays.models import Delay
from tiexin.cases.delays.part import decidable
from tiexin.cases.models import Case, Offer
from tiexin.cases.owing import candidates, running
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.queries import silent
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import nodes


@dataclass
class Asker:
    """Whoever asks on a day, without a page: the same scope as on pages, for one's list and one's calendar."""

    officer: Officer
    today: date
    needs: str = "cases.see"

    @property
    def request(self) -> HttpRequest:
        """The same, as scope reads it: whose, on which day."""
        return cast(HttpRequest, self)


def owned(asker: Asker) -> QuerySet[Case]:
    """Open matters that the person owns, the next term first."""
    return _shown(Case.objects.open().filter(owner=asker.officer))


def led(asker: Asker) -> QuerySet[Case]:
    """Open matters that the person is in charge of and somebody else owns."""
    return _shown(Case.objects.open().filter(lead=asker.officer).exclude(owner=asker.officer))


def queued(asker: Asker) -> QuerySet[Case]:
    """Matters that nobody owns, in the queues of the person's own units, not of all those below."""
    own = Q(org__in=nodes(asker.request, "cases.handle")) | Q(org__in=nodes(asker.request, "cases.lead"))
    return _shown(Case.objects.filter(own, queries.waiting(asker.request)))


def offered(asker: Asker) -> QuerySet[Offer]:
    """Offers to the person or to one of their own units that nobody has answered, the oldest first."""
    own = Q(officer=asker.officer) | Q(officer=None, org__in=nodes(asker.request, "cases.handle"))
    found = Offer.objects.filter(own, answer="").exclude(case__about=asker.officer)
    return found.exclude(case__about_org=asker.officer.org_id).select_related("case", "by__org").order_by("at", "pk")


def to_call_back(asker: Asker) -> QuerySet[Case]:
    """Matters that the person is to call back about, as the rule of call-backs has it, ended ones too; `ask_by` is the
    term in which it has to be done, the next one first: what has ended has no other.
    """
    term = running().filter(case=OuterRef("pk")).order_by("due").values("due")[:1]
    found = queries.to_call_back(asker.request).filter(pk__in=candidates()).annotate(ask_by=Subquery(term))
    return found.select_related("org").order_by(F("ask_by").asc(nulls_last=True), "pk")


def to_phone(asker: Asker) -> QuerySet[Case]:
    """Matters whose asker wishes to be told by phone and was not told yet."""
    return _shown(reaching.to_tell(Case.objects.all(), asker.request))


def to_note(asker: Asker) -> QuerySet[Report]:
    """Reports of which one of the person's own units has to take note."""
    found = Report.objects.for_request(asker.request, "cases.see").waiting()
    found = found.filter(org__in=nodes(asker.request, "cases.handle"))
    return found.select_related("case", "from_org").order_by("due", "pk")


def to_report(asker: Asker) -> QuerySet[Case]:
    """Open matters that the person owns or is in charge of and that should be reported upward, the oldest first."""
    own = Case.objects.filter(Q(owner=asker.officer) | Q(lead=asker.officer))
    return silent(own).select_related("org").order_by("at", "pk")


def to_decide(asker: Asker) -> QuerySet[Delay]:
    """Stops and extensions that the person decides on, the next term first."""
    return decidable(asker.request).order_by("clock__due", "pk")


def unclear(asker: Asker) -> QuerySet[Case]:
    """Open matters that units returned to each other and of which the person says whose they are."""
    return _shown(deciding.unclear(asker.request))


def to_receive(asker: Asker) -> QuerySet[Appointment]:
    """People whom the person receives at an hour, and hours of which they have not said how it went."""
    found = Appointment.objects.filter(slot__counsellor=asker.officer, state="booked")
    return found.select_related("slot", "case").order_by("slot__begins", "pk")


def _shown(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.select_related("org").order_by(*queries.next_first())
