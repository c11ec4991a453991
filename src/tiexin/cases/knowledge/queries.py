"""Reads of the knowledge base: what one may read, what one answers for, what waits to be done."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.knowledge.models import Knowledge, KnowledgeQuerySet, KnowledgeRemark
from tiexin.cases.knowledge.norms import limits
from tiexin.cases.models import Case
from tiexin.cases.queries import backstop
from tiexin.cases.reading import reads
from tiexin.cases.rules import DONE
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer, Org, Post, Under
from tiexin.orgs.roles import roles_with
from tiexin.orgs.scope import nodes, standing_below


def readable(request: HttpRequest) -> KnowledgeQuerySet:
    """Entries that speak to the person: those of units above and in reach; drafts and former ones where one manages."""
    held = nodes(request, "knowledge.see")
    above = Under.objects.filter(org__in=held).values("ancestor")
    shown = Q(Q(org__in=above) | standing_below("org", held), state="published")
    return Knowledge.objects.filter(shown | Q(pk__in=managed(request).values("pk")))


def managed(request: HttpRequest) -> KnowledgeQuerySet:
    """Entries of units at which the person may change them."""
    return Knowledge.objects.for_request(request, "knowledge.manage")


def marked(rows: QuerySet[Knowledge]) -> QuerySet[Knowledge]:
    """Entries with whether somebody says that they are wrong and waits."""
    doubt = KnowledgeRemark.objects.filter(knowledge=OuterRef("pk"), answer="")
    return rows.annotate(doubted=Exists(doubt)).select_related("org", "officer")


def soon(rows: KnowledgeQuerySet, day: date) -> KnowledgeQuerySet:
    """Entries that expire within the days that are called soon."""
    return rows.valid(day).filter(valid_until__lte=day + timedelta(days=limits().soon_days))


def waiting(request: HttpRequest) -> dict[str, int]:
    """How many entries wait for something, by what; read in one pass over those that one may change."""
    rows, day = managed(request), today(request)
    doubted = KnowledgeRemark.objects.filter(answer="", knowledge__in=rows.published()).values("knowledge").distinct()
    counts = {"soon": soon(rows, day), "expired": rows.expired(day), "unowned": rows.unowned(day)}
    return {**{name: found.count() for name, found in counts.items()}, "doubted": doubted.count()}


def owners(request: HttpRequest) -> QuerySet[Officer]:
    """Officers in reach and in office who may change entries somewhere, so that they can answer for one."""
    day = today(request)
    held = Post.objects.filter(role__in=roles_with("knowledge.manage"), since__lte=day, officer=OuterRef("pk"))
    held = held.filter(Q(until=None) | Q(until__gt=day))
    rows = Officer.objects.for_request(request, "knowledge.manage").serving(day)
    return rows.filter(Exists(held)).select_related("org").order_by("name", "pk")


def answered_before(request: HttpRequest) -> QuerySet[Case]:
    """Closed matters within reach whose answer may become an entry."""
    rows = Case.objects.for_request(request, "cases.see").filter(reads(request))
    return rows.filter(state__in=DONE, sealed=False, about=None, about_org=None)


def seeded_at(name: str, day: date) -> tuple[Org, Officer] | None:
    """The unit for which the questions shipped are published, the highest with an office unless named; who that is."""
    rows = Org.objects.filter(practice=False, closed=None)
    if name:
        org = rows.filter(name=name).first()
    else:
        offices = rows.filter(pk__in=Post.objects.filter(role="office", since__lte=day).values("org"))
        org = Org.objects.top_of(list(offices.values_list("pk", flat=True))) if offices.exists() else None
    owner = backstop(org, day) if org is not None else None
    return (org, owner) if org is not None and owner is not None else None
