"""Beside a matter that somebody is writing down: others of the same people, entries that answer it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from tiexin.cases import before
from tiexin.cases.catalogue import Service
from tiexin.cases.knowledge.models import Knowledge
from tiexin.cases.knowledge.queries import readable
from tiexin.cases.knowledge.speech import pairs
from tiexin.cases.models import Case
from tiexin.core.sealed import blind_index
from tiexin.orgs.asking import today
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import may

LOOKED, SHOWN = 200, 3  # entries that are compared, and shown
LEAST = 2  # pairs of characters that both must hold
DIGITS = range(7, 16)  # of a telephone number


def nearest(words: str, texts: Sequence[str]) -> list[int]:
    """The places of the texts that share most pairs of characters with the words, the nearest first."""
    asked = pairs(words)
    shared = [(len(asked & pairs(text)), place) for place, text in enumerate(texts)]
    return [place for count, place in sorted(shared, key=lambda each: (-each[0], each[1])) if count >= LEAST][:SHOWN]


def entries(request: HttpRequest, service: Service, words: str) -> list[Knowledge]:
    """Valid entries of the service, or of all, whose question is nearest to the words."""
    if not words or not may(request, "knowledge.see"):
        return []
    found = readable(request).valid(today(request)).filter(kind__in=("", service.name)).order_by("pk")
    rows = list(found.only("question", "org", "kind")[:LOOKED])
    return [rows[place] for place in nearest(words, [row.question for row in rows])]


def same(request: HttpRequest, service: Service) -> before.Before:
    """Matters in reach of the worker, the phone or the employer that stand in the form so far."""
    if service.sealed:
        return before.Before([], [])
    said = {name: request.POST.get(name, "") for name in ("worker", "employer", "phone")}
    who = {f"{name}_id": int(said[name]) for name in ("worker", "employer") if NUMBER.fullmatch(said[name])}
    phone = "".join(said["phone"].split())
    index = blind_index(phone, "worker.phone") if phone.isascii() and phone.isdigit() and len(phone) in DIGITS else None
    return before.of(request, Case(kind=service.name, phone_index=index, **who))
