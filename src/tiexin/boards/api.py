"""Boards for machines: the same numbers that the pages show."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.security import django_auth

from tiexin.boards import queries
from tiexin.core.converters import register
from tiexin.duties import present
from tiexin.duties.models import Gauge
from tiexin.duties.queries import with_sentences
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.operations import marked

register("org", "gauge")
router = Router(auth=django_auth, tags=["boards"])


class PromiseOut(Schema):
    """One counted clause at a unit: how many owe it, how many met it, the exact total."""

    clause: str
    title: str
    quote: str
    owed: int
    met: int
    value: int | None
    distinct: int | None
    unit: str
    state: str
    due: date


class BoardOut(Schema):
    org: int
    name: str
    promises: list[PromiseOut]


class GaugeOut(Schema):
    id: int
    clause: str
    quote: str
    plan: str
    who: str
    value: int
    base: int | None
    target: str
    unit: str
    state: str
    due: date


@router.get("/board/{org:pk}", response=BoardOut)
@marked("boards.see")
def get_board(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return promise against result by clause at a unit in scope."""
    node = get_object_or_404(Org.objects.for_request(request), pk=pk)
    terms = queries.current_terms(queries.versions_in_force(request), today(request))
    promised = queries.promises(node, terms, today(request))
    return {"org": node.pk, "name": node.name, "promises": [_promise(each) for each in promised]}


def _promise(each: queries.Promise) -> dict[str, Any]:
    clause, standing = each.duty.clause, each.standing
    return {
        "clause": clause.code,
        "title": clause.title,
        "quote": clause.quote,
        "owed": standing.owed,
        "met": standing.met,
        "value": each.total if each.nested else standing.value,
        "distinct": each.distinct,
        "unit": each.unit,
        "state": each.state,
        "due": each.term.due,
    }


@router.get("/gauges/{gauge:pk}", response=GaugeOut)
@marked("boards.see")
def get_gauge(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one number in scope with its sentence."""
    found = get_object_or_404(with_sentences(Gauge.objects.for_request(request)), pk=pk)
    shown = present.views([found], today(request))[0]
    plain = ("id", "clause", "quote", "who", "value", "base", "unit", "state", "due")
    named = {name: getattr(shown, name) for name in plain}
    return {**named, "plan": shown.plan_title, "target": shown.target_text}
