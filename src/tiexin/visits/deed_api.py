"""Deeds and announced visits for machines: read in the same scope as on the pages."""

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
from tiexin.visits import announcement_queries
from tiexin.visits.announcement_forms import AnnouncementFilter
from tiexin.visits.announcements import Announcement
from tiexin.visits.deed_forms import DeedFilter
from tiexin.visits.deeds import Deed

register("deed", "announcement")
router = Router(auth=django_auth, tags=["deeds"])


class DeedOut(Schema):
    """A deed as its last step left it; it counts once `people` of those it serves confirmed it."""

    id: int
    org: int
    owner: int
    title: str
    serves: str
    promised: date
    due: date
    late: bool
    state: str
    result: str
    done_on: date | None
    people: int | None
    confirmed: date | None


class DeedPage(Schema):
    rows: list[DeedOut]
    page: int
    total: int
    more: bool


class AskedDeeds(Schema):
    """The filters of the page of deeds."""

    page: int = 1
    unit: str = ""
    state: str = ""
    late: str = ""


class AnnouncementOut(Schema):
    """An announced visit as the last word about it left it."""

    id: int
    org: int
    owner: int
    employer: int
    day: date
    purpose: str
    state: str
    contact: str
    visit: int | None


class AnnouncementPage(Schema):
    rows: list[AnnouncementOut]
    page: int
    total: int
    more: bool


class AskedAnnouncements(Schema):
    """The filters of the page of announced visits."""

    page: int = 1
    unit: str = ""
    state: str = ""


@router.get("/deeds", response=DeedPage)
@marked("visits.see")
def list_deeds(request: HttpRequest, asked: Query[AskedDeeds]) -> dict[str, Any]:
    """List deeds in scope by unit, the most pressing first, 25 a page."""
    found = DeedFilter(request).narrowed(Deed.objects.for_request(request), request)
    pager = page_of(found.order_by("org_id", "due", "pk"), request)
    rows = [_deed(each, today(request)) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/deeds/{deed:pk}", response=DeedOut)
@marked("visits.see")
def get_deed(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one deed in scope."""
    return _deed(get_object_or_404(Deed.objects.for_request(request), pk=pk), today(request))


def _deed(found: Deed, day: date) -> dict[str, Any]:
    names = ("id", "title", "serves", "promised", "due", "state", "result", "done_on", "people", "confirmed")
    more = {"org": found.org_id, "owner": found.owner_id, "late": found.is_late(day)}
    return {name: getattr(found, name) for name in names} | more


@router.get("/announcements", response=AnnouncementPage)
@marked("visits.see")
def list_announcements(request: HttpRequest, asked: Query[AskedAnnouncements]) -> dict[str, Any]:
    """List announced visits in scope, the next day first: those still to be made, unless a state is asked for."""
    found = AnnouncementFilter(request).narrowed(Announcement.objects.for_request(request), request)
    pager = page_of(announcement_queries.shown(found), request)
    rows = [_announcement(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/announcements/{announcement:pk}", response=AnnouncementOut)
@marked("visits.see")
def get_announcement(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one announced visit in scope."""
    return _announcement(get_object_or_404(Announcement.objects.for_request(request), pk=pk))


def _announcement(found: Announcement) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("id", "day", "purpose", "state", "contact")}
    numbers = {name: getattr(found, f"{name}_id") for name in ("org", "owner", "employer", "visit")}
    return plain | numbers
