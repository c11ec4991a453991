"""Proposals for machines: read in the same scope as on the pages."""

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
from tiexin.visits import proposal_queries as queries
from tiexin.visits.proposal_forms import ProposalFilter
from tiexin.visits.proposals import Proposal

register("proposal")
router = Router(auth=django_auth, tags=["proposals"])


class ProposalOut(Schema):
    """A proposal as its last step left it; `count` problems are joined by it."""

    id: int
    title: str
    body: str
    org: int
    owner: int
    sent: date
    due: date | None
    late: bool
    state: str
    verdict: str
    answered: date | None
    effect_on: date | None
    count: int


class ProposalWhole(ProposalOut):
    """A proposal with its words, and those of its problems that the person may read."""

    text: str
    answer: str
    effect: str
    document: str
    problems: list[int]


class ProposalPage(Schema):
    rows: list[ProposalOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The filters of the page."""

    page: int = 1
    unit: str = ""
    state: str = ""
    late: str = ""
    q: str = ""


@router.get("/proposals", response=ProposalPage)
@marked("visits.see")
def list_proposals(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List proposals in scope by unit, the most pressing first, 25 a page."""
    found = ProposalFilter(request).narrowed(Proposal.objects.for_request(request), request)
    pager = page_of(queries.shown(found), request)
    rows = [_shown(each, today(request)) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/proposals/{proposal:pk}", response=ProposalWhole)
@marked("visits.see")
def get_proposal(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one proposal in scope, with its problems."""
    found = get_object_or_404(queries.shown(Proposal.objects.for_request(request)), pk=pk)
    words = {name: getattr(found, name) for name in ("text", "answer", "effect", "document")}
    numbers = list(queries.joined(request, found).values_list("pk", flat=True))
    return _shown(found, today(request)) | words | {"problems": numbers}


def _shown(found: Any, day: date) -> dict[str, Any]:
    plain = ("id", "title", "body", "sent", "due", "state", "verdict", "answered", "effect_on", "count")
    more = {"org": found.org_id, "owner": found.owner_id, "late": found.is_late(day)}
    return {name: getattr(found, name) for name in plain} | more
