"""Reads of the trail: the entries that match, and how an entry reads on screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from tiexin.evidence.measures import DIMENSIONS, MEASURES, TAGS
from tiexin.evidence.models import Entry, Fact, File
from tiexin.evidence.names import names
from tiexin.evidence.rules import PAPER
from tiexin.evidence.tag_keys import TAG_KEYS
from tiexin.evidence.vocabulary import THINGS, VERBS
from tiexin.orgs.scope import may

ASKED = {
    "verb": "verb",
    "thing": "thing",
    "who": "by__name__icontains",
    "since": "on__gte",
    "until": "on__lte",
}
ABOVE = {"team": "visits.team", "household": "", "pair": "", "facility": ""}


@dataclass(frozen=True)
class Line:
    """One entry as it is shown in a list."""

    entry: Entry
    verb: str
    kind: str
    name: str
    url: str


@dataclass(frozen=True)
class Counted:
    """One fact as it is shown beside its entry."""

    fact: Fact
    label: str
    unit: str
    dims: list[dict[str, str]]
    tags: list[tuple[str, str]]


def found(entries: QuerySet[Entry], asked: dict[str, Any]) -> QuerySet[Entry]:
    """Return the entries that match `who`, `verb`, `thing`, `since` and `until`, the newest first."""
    wanted = {column: asked[name] for name, column in ASKED.items() if asked.get(name)}
    return (
        entries.filter(**wanted).select_related("by__org", "by__practises_for__org", "org", "voided_by").order_by("-pk")
    )


def lines(entries: Iterable[Entry], request: HttpRequest) -> list[Line]:
    """Say each entry in words, with one query for each kind of thing that has names."""
    entries = list(entries)
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.thing].add(entry.thing_id)
    said = names(ids, request)
    return [
        Line(
            entry,
            VERBS.get(entry.verb, entry.verb),
            THINGS.get(entry.thing, entry.thing),
            said[entry.thing, entry.thing_id],
            address(request, entry.thing, entry.thing_id),
        )
        for entry in entries
    ]


def address(request: HttpRequest, thing: str, pk: int) -> str:
    """Return the page of a thing (its URL has the model's name), if there is one that the person may open."""
    try:
        url = reverse(thing.rpartition(".")[2], args=[pk])
    except NoReverseMatch:
        return ""
    permission = getattr(resolve(url).func, "needs", "")
    return url if permission and may(request, permission) else ""


def counted(entry: Entry, request: HttpRequest) -> list[Counted]:
    """Return what an entry's facts in scope count, with names for measures, dimensions and tags."""
    rows = (
        Fact.objects.for_request(request)
        .filter(entry=entry)
        .select_related("by_org", "at_org", "officer", "employer", "worker", "voided_by")
    )
    facts = list(rows.prefetch_related("tag_set__tags").order_by("pk"))
    above = names(_above(facts), request)
    return [
        Counted(
            fact,
            MEASURES[fact.measure].label if fact.measure in MEASURES else fact.measure,
            MEASURES[fact.measure].unit if fact.measure in MEASURES else "",
            _dims(fact, above, request),
            sorted(_tag(tag.key, tag.value) for tag in (fact.tag_set.tags.all() if fact.tag_set else ())),
        )
        for fact in facts
    ]


def _above(facts: Iterable[Fact]) -> dict[str, set[int]]:
    """The things of rooms above that the facts name, by kind."""
    found: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        for name, thing in ABOVE.items():
            if pk := getattr(fact, f"{name}_id"):
                found[thing].add(pk)
    return found


def _tag(key: str, value: str) -> tuple[str, str]:
    return TAG_KEYS.get(key, key), TAGS.get(key, {}).get(value, value)


def _dims(fact: Fact, above: dict[tuple[str, int], str], request: HttpRequest) -> list[dict[str, str]]:
    shown = []
    for name in ("officer", "employer", "worker"):
        if row := getattr(fact, name):
            shown.append(_dim(name, str(row), address(request, name, row.pk)))
    for name, thing in ABOVE.items():
        if pk := getattr(fact, f"{name}_id"):
            shown.append(_dim(name, above[thing, pk], address(request, thing, pk)))
    return shown


def _dim(name: str, text: str, url: str) -> dict[str, str]:
    return {"label": DIMENSIONS[name], "name": text, "url": url}


def paper_of(organ_id: int) -> File | None:
    """Return the newest paper by which an organ was founded, with its entry."""
    kept = File.objects.filter(entry__thing="orgs.organ", entry__thing_id=organ_id, entry__verb=PAPER)
    return kept.select_related("entry").order_by("-pk").first()
