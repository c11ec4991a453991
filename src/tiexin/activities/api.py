"""Activities for machines: read in the same scope as on the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.activities.forms import ActivityFilter
from tiexin.activities.models import Activity
from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked

register("activity")
router = Router(auth=django_auth, tags=["activities"])


class ActivityOut(Schema):
    """An activity on a day, planned or held; `audience` is how many came, planned: are expected."""

    id: int
    org: int
    author: int
    kind: str
    state: str
    on: date
    title: str
    topics: list[str]
    place: str
    employer: int | None
    organ: int | None
    lecturer: str
    audience: int
    audience_kind: str
    voided: date | None


class ActivityPage(Schema):
    rows: list[ActivityOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The filters of the page."""

    page: int = 1
    q: str = ""
    unit: str = ""
    kind: str = ""
    state: str = ""


@router.get("/activities", response=ActivityPage)
@marked("activities.see")
def list_activities(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List activities in scope, the newest first, 25 a page."""
    found = ActivityFilter(request).narrowed(Activity.objects.for_request(request))
    pager = page_of(found.order_by("-on", "-pk"), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/activities/{activity:pk}", response=ActivityOut)
@marked("activities.see")
def get_activity(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one activity in scope."""
    return _shown(get_object_or_404(Activity.objects.for_request(request), pk=pk))


def _shown(found: Activity) -> dict[str, Any]:
    plain = ("id", "kind", "state", "on", "title", "topics", "place", "lecturer", "audience", "audience_kind", "voided")
    numbers = {name: getattr(found, f"{name}_id") for name in ("org", "author", "employer", "organ")}
    return {name: getattr(found, name) for name in plain} | numbers
