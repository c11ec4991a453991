"""Inspections, what they found wanting, and published scores for machines: in the same scope as on the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today
from tiexin.orgs.operations import marked
from tiexin.supervision import queries, score_queries
from tiexin.supervision.forms import InspectionFilter, ShortcomingFilter
from tiexin.supervision.models import Inspection, Score, Shortcoming
from tiexin.supervision.score_forms import ScoreFilter

register("inspection", "shortcoming", "score")
router = Router(auth=django_auth, tags=["supervision"])


class InspectionOut(Schema):
    """An inspection of a unit on a day."""

    id: int
    org: int
    unit: int
    on: date
    way: str
    sheet_name: str
    sheet_hash: str
    draw: int | None


class InspectionPage(Schema):
    rows: list[InspectionOut]
    page: int
    total: int
    more: bool


class ShortcomingOut(Schema):
    """What was found wanting, and how far putting it right is."""

    id: int
    inspection: int
    unit: int
    owner: int
    text: str
    clause: str
    due: date
    late: bool
    state: str
    closed: date | None


class ShortcomingPage(Schema):
    rows: list[ShortcomingOut]
    page: int
    total: int
    more: bool


class ScoreOut(Schema):
    """A published score: all points in hundredths; `lines` are its whole arithmetic."""

    id: int
    org: int
    unit: int
    sheet: int
    on: date
    basis: str
    lines: list[dict[str, Any]]
    earned: int
    full: int
    total: int
    result: int
    corrects: int | None


class ScorePage(Schema):
    rows: list[ScoreOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The page, and a part of the unit's name."""

    page: int = 1
    unit: str = ""


class AskedInspections(Asked):
    way: str = ""


class AskedShortcomings(Asked):
    state: str = ""
    late: str = ""
    whose: str = ""


@router.get("/inspections", response=InspectionPage)
@marked("supervision.see")
def list_inspections(request: HttpRequest, asked: Query[AskedInspections]) -> dict[str, Any]:
    """List inspections in scope, the newest first, 25 a page."""
    found = InspectionFilter(request).narrowed(Inspection.objects.for_request(request))
    pager = page_of(found.order_by("-on", "-pk"), request)
    rows = [_inspection(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/inspections/{inspection:pk}", response=InspectionOut)
@marked("supervision.see")
def get_inspection(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one inspection in scope."""
    return _inspection(get_object_or_404(Inspection.objects.for_request(request), pk=pk))


def _inspection(found: Inspection) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("id", "on", "way", "sheet_name", "sheet_hash")}
    return plain | {"org": found.org_id, "unit": found.unit_id, "draw": found.draw_id}


@router.get("/shortcomings", response=ShortcomingPage)
@marked("supervision.see")
def list_shortcomings(request: HttpRequest, asked: Query[AskedShortcomings]) -> dict[str, Any]:
    """List what was found wanting in scope, the most pressing first, 25 a page: what is not closed, unless asked."""
    found = ShortcomingFilter(request).narrowed(Shortcoming.objects.for_request(request), request)
    pager = page_of(queries.shown(found), request)
    rows = [_shortcoming(each, today(request)) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/shortcomings/{shortcoming:pk}", response=ShortcomingOut)
@marked("supervision.see")
def get_shortcoming(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one shortcoming in scope."""
    return _shortcoming(get_object_or_404(Shortcoming.objects.for_request(request), pk=pk), today(request))


def _shortcoming(found: Shortcoming, day: date) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("id", "text", "clause", "due", "state", "closed")}
    numbers = {name: getattr(found, f"{name}_id") for name in ("inspection", "unit", "owner")}
    return plain | numbers | {"late": found.is_late(day)}


@router.get("/scores", response=ScorePage)
@marked("supervision.see")
def list_scores(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List published scores in scope, the newest first and in the order of units, 25 a page: nobody is ranked."""
    found = ScoreFilter(request).narrowed(Score.objects.for_request(request))
    pager = page_of(score_queries.listed(found), request)
    rows = [_score(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/scores/{score:pk}", response=ScoreOut)
@marked("supervision.see")
def get_score(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one published score in scope."""
    return _score(get_object_or_404(Score.objects.for_request(request), pk=pk))


def _score(found: Score) -> dict[str, Any]:
    plain = ("id", "on", "basis", "lines", "earned", "full", "total", "result")
    numbers = {name: getattr(found, f"{name}_id") for name in ("org", "unit", "sheet", "corrects")}
    return {name: getattr(found, name) for name in plain} | numbers
