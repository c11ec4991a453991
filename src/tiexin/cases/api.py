"""Matters for machines: read in the same scope as on the pages, without phones and without sealed content."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases import listed, queries, reading, rules
from tiexin.cases.actions.steps import last_step
from tiexin.cases.forms import CaseFilter
from tiexin.cases.models import Case
from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked

register("case")
router = Router(auth=django_auth, tags=["cases"])


class CaseOut(Schema):
    """A matter; `due` is the end of the next term that binds the unit, `title` is empty where content is sealed."""

    id: int
    number: str
    kind: str
    cls: str
    state: str
    round: int
    on: date
    channel: str
    title: str
    org: int
    owner: int | None
    first_org: int
    lead: int | None
    employer: int | None
    people: int
    due: datetime | None
    not_before: date | None
    closed: date | None


class ClockOut(Schema):
    """A clock of a matter with its arithmetic, one reason a line."""

    rule: str
    label: str
    holder: str
    began: datetime
    due: datetime | None
    not_before: date | None
    met: datetime | None
    ended: datetime | None
    lines: list[str]


class WholeOut(CaseOut):
    """A matter with its clocks; `last_step` is what a decision names as `seen`, `moves` the steps one may take."""

    clocks: list[ClockOut]
    last_step: int
    moves: list[str]


class CasePage(Schema):
    rows: list[CaseOut]
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
    whose: str = ""
    when: str = ""
    channel: str = ""
    rate: str = ""
    since: str = ""
    until: str = ""


@router.get("/cases", response=CasePage)
@marked("cases.see")
def list_cases(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List matters in scope, those that have not ended unless a state is asked for, 25 a page."""
    found = listed.whole(request, CaseFilter(request).cleaned_data)
    pager = page_of(reading.sighted(request, found), request)
    rows = [shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/cases/{case:pk}", response=WholeOut)
@marked("cases.see")
def get_case(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One matter in scope, with its clocks."""
    return whole(request, get_object_or_404(reading.sighted(request, reading.overseen(request)), pk=pk))


def whole(request: HttpRequest, found: Case) -> dict[str, Any]:
    """A matter that was looked at, as machines read it alone."""
    waits = found.offers.filter(answer="").exists()
    roles = queries.roles_in(request, found)
    moves = [] if waits else rules.moves_from(found.state, roles, reviewed=found.service.reviewed, review=found.review)
    more = {"last_step": last_step(found), "moves": [move.name for move in moves]}
    clocks = [{name: getattr(each, name) for name in ClockOut.model_fields} for each in queries.clocks_of(found)]
    return {**shown(found), "clocks": clocks, **more}


def shown(case: Case) -> dict[str, Any]:
    """A matter as machines read it in a list."""
    plain = ("kind", "cls", "state", "round", "on", "channel", "people", "due", "not_before", "closed")
    ids = {name: getattr(case, f"{name}_id") for name in ("org", "owner", "first_org", "lead")}
    ids["employer"] = case.employer_id if case.reads or not case.sealed else None
    title = "" if case.sealed else case.as_read(case.title)
    return {
        "id": case.pk,
        "number": case.number,
        "title": title,
        **ids,
        **{each: getattr(case, each) for each in plain},
    }
