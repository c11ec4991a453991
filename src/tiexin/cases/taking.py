"""Which units have somebody who could take a matter that is offered to them: nobody waits for an empty office."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tiexin.cases.models import Case
from tiexin.orgs.models import Officer, Org, Post, Under
from tiexin.orgs.roles import roles_with


def able(found: QuerySet[Org], case: Case, by: Officer, on: date) -> QuerySet[Org]:
    """Those among them where somebody handles matters, or above which somebody other than `by` does: the very people
    whom an offer waits for (`Offer.waiting_for`). What is sealed is taken at the unit alone.
    """
    held = Post.objects.filter(role__in=roles_with("cases.handle"), since__lte=on)
    held = held.filter(Q(until=None) | Q(until__gt=on))
    there = Q(Exists(held.filter(org=OuterRef("pk"))))
    others = held.exclude(officer=by).values("org")
    above = Q(Exists(Under.objects.filter(org=OuterRef("pk"), ancestor__in=others)))
    return found.filter(there if case.sealed else there | above)


def offered(found: QuerySet[Org], case: Case, by: Officer, on: date) -> QuerySet[Org]:
    """Those among them that a matter may be offered to: able, of the same world, and not what it is about."""
    return able(found, case, by, on).filter(practice=case.org.practice).exclude(pk=case.about_org_id or 0)
