"""Matters of which a call-back is owed."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tiexin.cases.models import Case, CaseClock


def running() -> QuerySet[CaseClock]:
    """The terms in which somebody has to ask what came of a matter, and has not yet."""
    return CaseClock.objects.filter(rule="call_back", met=None, ended=None)


def owed() -> Q:
    """Matters of which a call-back is owed: answered, or closed after an answer of which nobody has asked."""
    return Q(state="replied") | Q(Exists(running().filter(case=OuterRef("pk"))), state="closed")


def candidates() -> QuerySet[Case, Any]:
    """Where those are looked for: among open matters and running terms, however many matters have ended."""
    answered: QuerySet[Case, Any] = Case.objects.filter(state="replied", closed=None).order_by().values("pk")
    found: QuerySet[Case, Any] = answered.union(running().order_by().values("case"))
    return found
