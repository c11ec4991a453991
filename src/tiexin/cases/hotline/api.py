"""Calls for machines: read in the same scope as on the pages, never with the number of a caller or a recording."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases.hotline.call_forms import CallFilter
from tiexin.cases.hotline.models import Call
from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked

router = Router(auth=django_auth, tags=["cases"])
PLAIN = ("id", "at", "ring", "answer", "end", "state", "what", "at_once", "done", "reached", "tries")


class CallOut(Schema):
    """A call; `what` it was about is said by who spoke to the caller, `done` the day on which its promise was kept."""

    id: int
    line: int
    org: int
    at: datetime
    ring: datetime | None
    answer: datetime | None
    end: datetime | None
    state: str
    what: str
    at_once: bool
    by: int | None
    done: date | None
    reached: bool | None
    tries: int


class CallPage(Schema):
    rows: list[CallOut]
    page: int
    total: int
    more: bool


class CallsAsked(Schema):
    """The filters of the page."""

    page: int = 1
    phone: str = ""
    unit: str = ""
    state: str = ""
    what: str = ""
    done: str = ""
    county: str = ""
    reach: str = ""
    since: str = ""
    until: str = ""


@router.get("/calls", response=CallPage)
@marked("hotline.answer")
def list_calls(request: HttpRequest, asked: Query[CallsAsked]) -> dict[str, Any]:
    """List calls in scope, the newest first, 25 a page."""
    found = CallFilter(request).narrowed(Call.objects.for_request(request))
    pager = page_of(found.order_by("-at", "-pk"), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _shown(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in PLAIN} | {
        name: getattr(call, f"{name}_id") for name in ("line", "org", "by")
    }
