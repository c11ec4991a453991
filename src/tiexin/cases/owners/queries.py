"""Reads of who handles which kind of matter at a unit."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from tiexin.cases.owners.models import DefaultOwner, DefaultOwnerQuerySet
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.roles import roles_with


def listed(request: HttpRequest) -> DefaultOwnerQuerySet:
    """Those within reach, unit by unit, each with its officer and whether that one still handles matters there."""
    rows = DefaultOwner.objects.for_request(request).select_related("org", "officer")
    serves = Exists(able(today(request)).filter(officer=OuterRef("officer"), org=OuterRef("org")))
    return rows.annotate(serves=serves).order_by("org__region", "org_id", "kind", "-pk")


def able(on: date) -> QuerySet[Post]:
    """Posts of officers in office that let them handle matters on a day."""
    posts = Post.objects.filter(role__in=roles_with("cases.handle"), since__lte=on).exclude(until__lte=on)
    return posts.filter(officer__in=Officer.objects.serving(on).values("pk"))


def units(request: HttpRequest) -> QuerySet[Org]:
    """Units whose matters the person leads."""
    return Org.objects.for_request(request, "cases.lead").open_on(today(request)).in_order()


def officers(request: HttpRequest) -> QuerySet[Officer]:
    """Officers in office in reach of whoever leads, who handle matters somewhere."""
    day = today(request)
    rows = Officer.objects.for_request(request, "cases.lead").serving(day)
    rows = rows.filter(Exists(able(day).filter(officer=OuterRef("pk"))))
    return rows.select_related("org").order_by("name", "pk")
