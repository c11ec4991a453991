"""Matters of which somebody has to say whose they are: units returned them to each other (C136, 兜底)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.cases import queries
from tiexin.cases.models import CaseQuerySet, CaseStep
from tiexin.cases.rules import UNCLEAR
from tiexin.orgs.asking import today
from tiexin.orgs.models import Post, Tree, Under
from tiexin.orgs.scope import posts_of

OFFICE = "office"  # whoever has it decides, at the unit or the nearest above it: `queries.backstop`
SETTLED = ("taken", "accepted", "begun", "replied")  # somebody took it, or was given it, or goes on with it


def unclear(request: HttpRequest) -> CaseQuerySet:
    """Open matters that wait for the person to say whose they are, until somebody has them.

    They are found from the steps that say so, of which there are few, and never among all that are open.
    """
    mine = {org for org, role in posts_of(request) if role == OFFICE}
    asked = CaseStep.objects.filter(~Exists(_settled()), label=UNCLEAR).values("case")
    found = queries.assignable(request).filter(pk__in=asked, closed=None)
    return found.alias(office=_nearest(request)).filter(office__in=sorted(mine))


def _settled() -> QuerySet[CaseStep]:
    return CaseStep.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"), event__in=SETTLED)


def _nearest(request: HttpRequest) -> Subquery:
    """The unit where the office is that decides of a matter: its own, or the nearest above."""
    day = today(request)
    held = Post.objects.filter(Q(until=None) | Q(until__gt=day), role=OFFICE, since__lte=day)
    above = Under.objects.filter(Exists(held.filter(org=OuterRef("ancestor"))), tree=Tree.TERRITORY)
    return Subquery(above.filter(org=OuterRef("org")).order_by("depth").values("ancestor")[:1])
