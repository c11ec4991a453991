"""What a phone takes along for days without a signal: only what the officer may see, page by page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import me, today
from tiexin.orgs.picker import NUMBER
from tiexin.registry.models import Employer, Worker
from tiexin.registry.vocabulary import MET_AS, ROLES
from tiexin.visits import day_queries
from tiexin.visits import queries as visits
from tiexin.visits.actions.days import said_of
from tiexin.visits.day_rules import DONE, TOGETHER
from tiexin.visits.field import queries
from tiexin.visits.models import Stay, StayDay, Talk, Visit

SIZE = 10  # enterprises of a page
FOUND = 8  # enterprises of a search
ALSO = 20  # enterprises asked for besides


class PackName(Schema):
    """A row or a word with what it is called."""

    id: int
    name: str


class PackTalk(Schema):
    """A talk with a worker: what was said in that visit, shortened."""

    on: date
    author: str
    said: str


class PackPerson(PackName):
    """Somebody known at an enterprise, with the last talks."""

    role: str
    talks: list[PackTalk]


class PackVisit(Schema):
    """A former visit of an enterprise, shortened."""

    on: date
    author: str
    methods: list[str]
    said: str
    people: list[str]
    problems: list[str]


class PackEmployer(PackName):
    """An enterprise with the people known there and its last visits."""

    unit: str
    people: list[PackPerson]
    visits: list[PackVisit]


class PackDay(Schema):
    """A day of a stay as the officer told it; `base` names that telling."""

    on: date
    base: int
    together: list[str]
    done: list[str]
    board: int
    lodging: int
    receipt: str
    note: str


class PackStay(Schema):
    id: int
    employer: int
    name: str
    team: str
    team_id: int
    start: date
    end: date
    days: list[PackDay]


class PackTeam(PackName):
    colleagues: list[PackName]


class Pack(Schema):
    """A page of the pack; `words` are the words to choose from, by field."""

    today: date
    teams: list[PackTeam]
    stays: list[PackStay]
    words: dict[str, dict[str, str]]
    employers: list[PackEmployer]
    page: int
    more: bool


def packed(request: HttpRequest, number: int, also: str = "") -> dict[str, Any]:
    """Return one page of the pack, with teams, stays and words; `also` are enterprises asked for by number.

    Refused for a page that is not there.
    """
    day = today(request)
    mine = visits.teams_of(me(request), day)
    teams = [{"id": one.team.pk, "name": one.team.name, "colleagues": _named(one.colleagues)} for one in mine]
    ids = [one.team.pk for one in mine]
    asked = [int(pk) for pk in also.split(",") if NUMBER.fullmatch(pk)][:ALSO]
    pager = page_of(queries.next_employers(request, [one.team for one in mine], day, asked), request, SIZE)
    if pager.number != number:
        raise Refused("没有这一页", field="page")
    rows = pager.rows
    return {
        "today": day,
        "teams": teams,
        "stays": _stays(request, ids, day),
        "words": words(),
        "employers": employers(request, rows),
        "page": number,
        "more": bool(pager.next_url) and bool(rows),
    }


def searched(request: HttpRequest, text: str) -> list[dict[str, Any]]:
    """Return the enterprises in reach whose name holds the text, the first few."""
    name = text.strip()
    found = Employer.objects.for_request(request).filter(name__contains=name) if name else Employer.objects.none()
    return employers(request, list(found.select_related("org").order_by("name", "pk")[:FOUND]))


def words() -> dict[str, dict[str, str]]:
    """The words that a phone offers, the same as on the server's own pages."""
    offered = {"methods": TAGS["method"], "places": TAGS["place"], "question": TAGS["question"], "roles": MET_AS}
    return {**offered, "known": ROLES, "together": TOGETHER, "done": DONE}


def employers(request: HttpRequest, rows: Sequence[Employer]) -> list[dict[str, Any]]:
    """Return enterprises with people, their last talks, and last visits: as many statements, however many there are."""
    ids = [row.pk for row in rows]
    people, told = queries.people_of(ids), queries.last_visits(request, ids)
    talks = queries.talks_with(request, [each.pk for known in people.values() for each in known])
    return [
        {
            "id": row.pk,
            "name": row.name,
            "unit": str(row.org),
            "people": [_known(each, talks[each.pk]) for each in people[row.pk]],
            "visits": [_told(each) for each in told[row.pk]],
        }
        for row in rows
    ]


def _known(worker: Worker, talks: Sequence[Talk]) -> dict[str, Any]:
    told = [(talk.visit.on, talk.visit.author.name, talk.visit.said[: queries.SAID]) for talk in talks]
    spoken = [{"on": on, "author": author, "said": said} for on, author, said in told]
    return {"id": worker.pk, "name": worker.name, "role": worker.role, "talks": spoken}


def _told(visit: Visit) -> dict[str, Any]:
    return {
        "on": visit.on,
        "author": visit.author.name,
        "methods": visit.methods,
        "said": visit.said[: queries.SAID],
        "people": [talk.worker.name for talk in visit.talks.all()],
        "problems": [problem.text for problem in visit.problems.all()],
    }


def _stays(request: HttpRequest, teams: Sequence[int], day: date) -> list[dict[str, Any]]:
    reach = day_queries.tellable(request).values("pk")
    stays = list(queries.coming_stays(teams, day).filter(pk__in=reach))
    told = StayDay.objects.filter(stay__in=stays, officer=me(request), replaced=None).order_by("on")
    return [_stay(stay, [row for row in told if row.stay_id == stay.pk]) for stay in stays]


def _stay(stay: Stay, told: Sequence[StayDay]) -> dict[str, Any]:
    days = [{"on": row.on, "base": row.pk, **vars(said_of(row))} for row in told]
    where = {"id": stay.pk, "employer": stay.employer_id, "name": stay.employer.name}
    return {
        **where,
        "team": stay.team.name,
        "team_id": stay.team_id,
        "start": stay.start,
        "end": stay.end,
        "days": days,
    }


def _named(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"id": row.pk, "name": row.name} for row in rows]
