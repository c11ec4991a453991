"""Draws for machines: the list, one draw, and the file by which it is verified."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.draws import queries
from tiexin.draws.models import Draw, State
from tiexin.draws.verify import Published
from tiexin.orgs.operations import marked

register("draw")
router = Router(auth=django_auth, tags=["draws"])


class DrawOut(Schema):
    """A draw and how far it is."""

    id: int
    title: str
    org: int
    place: int
    basis: str
    state: str
    rules: dict[str, Any]
    opened: date
    frozen: date | None
    frame_hash: str
    drawn: date | None


class DrawPage(Schema):
    rows: list[DrawOut]
    page: int
    total: int
    more: bool


class DrawsAsked(Schema):
    page: int = 1


@router.get("/draws", response=DrawPage)
@marked("draws.see")
def list_draws(request: HttpRequest, asked: Query[DrawsAsked]) -> dict[str, Any]:
    """List draws in scope, newest first, 25 a page."""
    pager = page_of(Draw.objects.for_request(request).order_by("-opened", "-id"), request)
    rows = [_shown(draw) for draw in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/draws/{draw:pk}", response=DrawOut)
@marked("draws.see")
def get_draw(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one draw in scope."""
    return _shown(get_object_or_404(Draw.objects.for_request(request), pk=pk))


@router.get("/draws/{draw:pk}/file", response=Published)
@marked("draws.see")
def get_draw_file(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return the published file of a draw that was drawn; 404 before."""
    found = get_object_or_404(Draw.objects.for_request(request).select_related("org", "place"), pk=pk)
    if found.state != State.DRAWN:
        raise Http404
    return queries.published(found)


def _shown(draw: Draw) -> dict[str, Any]:
    plain = ("id", "title", "basis", "state", "rules", "opened", "frozen", "frame_hash", "drawn")
    return {name: getattr(draw, name) for name in plain} | {"org": draw.org_id, "place": draw.place_id}
