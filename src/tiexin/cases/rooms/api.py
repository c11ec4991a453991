"""Rooms and service centres for machines: read in the same scope as on the pages, without receptions."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases.rooms import queries
from tiexin.cases.rooms.forms import RoomFilter
from tiexin.cases.rooms.models import Centre, Room
from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today
from tiexin.orgs.operations import marked

register("room", "centre")
router = Router(auth=django_auth, tags=["rooms"])


class RoomOut(Schema):
    """A mass-work room, which is the service station, too; `hours` maps weekdays (1 is Monday) to stretches."""

    id: int
    name: str
    org: int
    employer: int
    address: str
    hours: dict[str, list[tuple[str, str]]]
    opened: date
    closed: date | None
    standardised: date | None
    cadre: int | None


class RoomPage(Schema):
    rows: list[RoomOut]
    page: int
    total: int
    more: bool


class RoomsAsked(Schema):
    """The filters of the page."""

    page: int = 1
    q: str = ""
    unit: str = ""
    standardised: str = ""
    linked: str = ""
    closed: str = ""


class FunctionOut(Schema):
    """One of the seven functions of a centre; `staff` are officers, `outside` names whoever is none."""

    function: str
    place: str
    hours: str
    staff: list[int]
    outside: str


class CentreOut(Schema):
    """A service centre; `lacks` names in Chinese each of the seven functions that nobody serves."""

    id: int
    org: int
    name: str
    address: str
    converted: date | None
    functions: list[FunctionOut]
    lacks: list[str]


class CentrePage(Schema):
    rows: list[CentreOut]
    page: int
    total: int
    more: bool


class CentresAsked(Schema):
    page: int = 1


@router.get("/rooms", response=RoomPage)
@marked("rooms.see")
def list_rooms(request: HttpRequest, asked: Query[RoomsAsked]) -> dict[str, Any]:
    """List rooms in scope by name, those in use unless others are asked for, 25 a page."""
    found = RoomFilter(request).narrowed(Room.objects.for_request(request), request)
    pager = page_of(queries.with_cadre(found, today(request)).order_by("name", "pk"), request)
    rows = [_room(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/rooms/{room:pk}", response=RoomOut)
@marked("rooms.see")
def get_room(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one room in scope."""
    rows = queries.with_cadre(Room.objects.for_request(request), today(request))
    return _room(get_object_or_404(rows, pk=pk))


def _room(found: Any) -> dict[str, Any]:
    plain = ("id", "name", "address", "hours", "opened", "closed", "standardised")
    cadre = next((link.officer_id for link in found.cadre), None)
    numbers = {"org": found.org_id, "employer": found.employer_id, "cadre": cadre}
    return {name: getattr(found, name) for name in plain} | numbers


@router.get("/centres", response=CentrePage)
@marked("rooms.see")
def list_centres(request: HttpRequest, asked: Query[CentresAsked]) -> dict[str, Any]:
    """List service centres in scope in the order of regions, 25 a page."""
    found = queries.shown(Centre.objects.for_request(request)).order_by("org__region", "org_id")
    pager = page_of(found, request)
    rows = [_centre(each, today(request)) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/centres/{centre:pk}", response=CentreOut)
@marked("rooms.see")
def get_centre(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one service centre in scope with its functions."""
    return _centre(get_object_or_404(queries.shown(Centre.objects.for_request(request)), pk=pk), today(request))


def _centre(found: Centre, day: date) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("id", "name", "address", "converted")}
    functions = [_function(each) for each in found.functions.all()]
    return plain | {"org": found.org_id, "functions": functions, "lacks": found.lacks(day)}


def _function(each: Any) -> dict[str, Any]:
    plain = {name: getattr(each, name) for name in ("function", "place", "hours", "outside")}
    return plain | {"staff": [who.pk for who in each.staff.all()]}
