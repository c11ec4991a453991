"""Which tables hold anything of a matter: its page asks once, and reads only those that do."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tiexin.cases.agency.models import Judgement, Speaker
from tiexin.cases.delays.models import Delay
from tiexin.cases.leads.models import LeadDue
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.models import Case, Offer, Part
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.rates.models import AnswerReminder, Exclusion
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.queries import above_each

CASE = OuterRef("pk")


def body() -> Coalesce:
    """Whom a clock of another body binds: where a step was taken, whom a letter was sent to; empty of other clocks."""
    to = CaseLetter.objects.filter(clock=OuterRef("pk")).order_by("pk").values("to")[:1]
    return Coalesce(F("errand__body"), Subquery(to), Value(""))


def held() -> dict[str, Exists]:
    """By name whether anything stands there, for a queryset of matters."""
    of = Q(case=CASE)
    sets: dict[str, QuerySet[Any]] = {
        "offers": Offer.objects.filter(of, answer=""),
        "helpers": Part.objects.filter(of, until=None, role="helper"),
        "delays": Delay.objects.waiting().filter(clock__case=CASE),
        "papers": CasePaper.objects.standing().filter(of),
        "links": CaseLink.objects.standing().filter(of | Q(head=CASE)),
        "leads_due": LeadDue.objects.waiting().filter(of),
        "reports": Report.objects.filter(of),
        "judgements": Judgement.objects.filter(of),
        "speakers": Speaker.objects.filter(of),
        "letters": CaseLetter.objects.filter(of),
        "undelivered": CaseLetter.objects.undelivered().filter(of),
        "exclusions": Exclusion.objects.filter(of),
        "reminders": AnswerReminder.objects.filter(of),
        "above": above_each(),
        "same_worker": Case.objects.filter(worker=OuterRef("worker")).exclude(pk=CASE),
        "same_phone": Case.objects.filter(phone_index=OuterRef("phone_index")).exclude(pk=CASE),
    }
    return {f"has_{name}": Exists(found) for name, found in sets.items()}
