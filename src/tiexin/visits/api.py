"""Visits for machines: the same scope, the same action."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import me, who
from tiexin.orgs.operations import marked
from tiexin.registry.models import Employer
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions.opinions import Heard
from tiexin.visits.models import Visit

register("visit")
router = Router(auth=django_auth, tags=["visits"])


class PersonIn(Schema):
    """Somebody met for the first time."""

    name: str
    role: str


class ProblemIn(Schema):
    question: str
    text: str


class OpinionIn(Schema):
    """An opinion; `source` may be left out where everybody met is of one kind, `answer` was given on the spot."""

    text: str
    source: str = ""
    answer: str = ""


class VisitIn(Schema):
    """A visit; `key` makes sending it again harmless."""

    key: uuid.UUID
    employer: int
    on: date
    methods: list[str]
    places: list[str] = []
    team: int | None = None
    companions: list[int] = []
    known: list[int] = []
    met: list[PersonIn] = []
    unnamed: int = 0
    said: str = ""
    problems: list[ProblemIn] = []
    opinions: list[OpinionIn] = []
    announced: int | None = None


class MendIn(VisitIn):
    """The visit as it really was, and why the record is wrong."""

    reason: str


class VisitOut(Schema):
    id: int
    key: uuid.UUID
    employer: int
    on: date
    methods: list[str]
    places: list[str]
    unnamed: int
    said: str
    voided: date | None
    corrects: int | None


class VisitPage(Schema):
    rows: list[VisitOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    page: int = 1


@router.get("/visits", response=VisitPage)
@marked("visits.see")
def list_visits(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List visits in scope, newest first, 25 a page."""
    pager = page_of(Visit.objects.for_request(request).order_by("-on", "-id"), request)
    rows = [_shown(visit) for visit in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/visits/{visit:pk}", response=VisitOut)
@marked("visits.see")
def get_visit(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one visit in scope."""
    return _shown(get_object_or_404(Visit.objects.for_request(request), pk=pk))


@router.post("/visits", response={201: VisitOut})
@marked("visits.record")
def create_visit(request: HttpRequest, sent: VisitIn) -> tuple[int, dict[str, Any]]:
    """Record a visit; 422 with the field and the rule when it is refused."""
    return 201, _shown(actions.record_visit(read_visit(request, sent), **who(request)))


@router.post("/visits/{visit:pk}/mend", response={201: VisitOut})
@marked("visits.record")
def mend_visit(request: HttpRequest, pk: int, sent: MendIn) -> tuple[int, dict[str, Any]]:
    """Mend one's own visit: the record is voided with the reason and the visit sent is written instead of it."""
    wrong = get_object_or_404(queries.mendable(request), pk=pk)
    new = read_visit(request, sent, wrong)
    return 201, _shown(mending.mend_visit(wrong, new, sent.reason, **who(request)))


def read_visit(request: HttpRequest, sent: VisitIn, wrong: Visit | None = None) -> NewVisit:
    """Return what the action takes, everything looked up in the person's reach; refuse what is out of it."""
    found = queries.employer_with_tags(request, sent.employer, sent.on)
    if found is None:
        raise Refused("没有这家企业，或者不在您的工作范围内", field="employer")
    return _new(request, sent, found, wrong)


def _new(request: HttpRequest, sent: VisitIn, found: tuple[Employer, list[str]], wrong: Visit | None) -> NewVisit:
    mine = queries.teams_of(me(request), sent.on)
    teams, colleagues = {each.team.pk: each.team for each in mine}, {o.pk for each in mine for o in each.colleagues}
    if wrong is not None:  # what was recorded may stay
        teams |= {wrong.team.pk: wrong.team} if wrong.team else {}
        colleagues |= set(wrong.companions)
    if sent.team is not None and sent.team not in teams:
        raise Refused("您当天不在这个工作组", field="team")
    if not set(sent.companions) <= colleagues:
        raise Refused("同行干部应是您工作组的成员", field="companions")
    met = queries.known_workers(found[0], sent.known, sent.on, wrong)
    return NewVisit(
        author=me(request),
        employer=found[0],
        on=sent.on,
        methods=sent.methods,
        team=teams[sent.team] if sent.team else None,
        companions=sent.companions,
        places=sent.places,
        known=met.workers,
        groups=met.groups,
        met=[(person.name.strip(), person.role) for person in sent.met],
        unnamed=sent.unnamed,
        said=sent.said,
        problems=[(problem.question, problem.text) for problem in sent.problems],
        opinions=[Heard(**each.dict()) for each in sent.opinions],
        announced=sent.announced,
        tags=found[1],
        key=sent.key,
    )


def _shown(visit: Visit) -> dict[str, Any]:
    plain = ("id", "key", "on", "methods", "places", "unnamed", "said", "voided")
    more = {"employer": visit.employer_id, "corrects": visit.corrects_id}
    return {name: getattr(visit, name) for name in plain} | more
