"""Opinions for machines: read in the same scope as on the pages; they are sent with their visit."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked
from tiexin.visits import opinion_queries as queries
from tiexin.visits.opinion_forms import OpinionFilter
from tiexin.visits.opinions import Opinion

router = Router(auth=django_auth, tags=["opinions"])


class OpinionOut(Schema):
    """An opinion as its last step left it; `problem` is what it became, `unit` to whom it was suggested."""

    id: int
    visit: int
    employer: int
    org: int
    source: str
    worker: int | None
    text: str
    state: str
    unit: str
    answer: str
    problem: int | None
    told_on: date | None


class OpinionPage(Schema):
    rows: list[OpinionOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The filters of the page."""

    page: int = 1
    unit: str = ""
    state: str = ""
    source: str = ""
    told: str = ""
    q: str = ""


@router.get("/opinions", response=OpinionPage)
@marked("visits.see")
def list_opinions(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List opinions in scope, those without an end first, 25 a page."""
    found = OpinionFilter(request).narrowed(Opinion.objects.for_request(request))
    pager = page_of(queries.shown(found), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _shown(found: Opinion) -> dict[str, Any]:
    plain = ("id", "source", "text", "state", "unit", "answer", "told_on")
    ids = {"visit": found.visit_id, "org": found.org_id, "worker": found.worker_id, "problem": found.problem_id}
    return {name: getattr(found, name) for name in plain} | ids | {"employer": found.visit.employer_id}
