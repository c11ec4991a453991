"""Reads of models: whom a person may judge, what an address proves, who may read that."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import resolve

from tiexin.activities.examples import Example, Proof
from tiexin.evidence.models import Entry
from tiexin.evidence.vocabulary import THINGS, VERBS
from tiexin.orgs.models import Under
from tiexin.orgs.scope import nodes

PROVES = {  # the name of a page → the kind of thing whose first entry is the evidence
    "visit": "visits.visit",
    "problem": "visits.problem",
    "deed": "visits.deed",
    "stay": "visits.stay",
    "activity": "activities.activity",
    "guidance": "activities.guidance",
}


def proposed(request: HttpRequest) -> QuerySet[Example]:
    """Examples of the units at which the person may record."""
    return Example.objects.for_request(request, "activities.record").select_related("org", "officer")


def judged(request: HttpRequest) -> QuerySet[Example]:
    """Examples of units below those where the person judges; the highest unit judges its own."""
    mine = nodes(request, "activities.judge")
    above = Under.objects.filter(org=OuterRef("org"), depth__gt=0)
    rows = Example.objects.filter(Exists(above.filter(ancestor__in=mine)) | (Q(org__in=mine) & ~Exists(above)))
    return rows.select_related("org", "officer")


def entry_at(request: HttpRequest, address: str) -> Entry | None:
    """The entry that an address of the product proves, when the person may read it."""
    try:
        found = resolve(urlsplit(address.strip()).path)
    except (Http404, ValueError):  # a page that is not there, or no address at all
        return None
    pk, name = int(found.kwargs.get("pk", 0)), found.url_name or ""
    rows = Entry.objects.readable(request).order_by("pk")
    if name == "entry":
        return rows.filter(pk=pk).first()
    return rows.filter(thing=PROVES[name], thing_id=pk).first() if name in PROVES else None


def proofs_of(request: HttpRequest, example: Example) -> list[Proof]:
    """The evidence of an example, each with what it says and whether this person may open it."""
    rows = list(example.proofs.select_related("entry__org").order_by("pk"))
    ids = [row.entry_id for row in rows]
    open_to = set(Entry.objects.filter(pk__in=ids).readable(request).values_list("pk", flat=True))
    for row in rows:
        entry = row.entry
        said = VERBS.get(entry.verb, THINGS.get(entry.thing, "记录"))
        row.said, row.opens = said, entry.pk in open_to  # type: ignore[attr-defined]
    return rows
