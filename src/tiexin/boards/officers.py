"""One officer across the rooms: homes, posts, seats and teams, each from when to when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse

from tiexin.orgs.absences import Absence
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.organs import Holding
from tiexin.orgs.scope import may
from tiexin.visits.models import Team, TeamMember

MOST = 50  # of each kind, the latest first
RECENT = timedelta(days=366)  # how long an absence that is over stays on the page


@dataclass(frozen=True)
class Line:
    """Something that somebody was from a day on; `until` None while it lasts, `url` "" where one may not go."""

    text: str
    note: str
    since: date
    until: date | None
    url: str = ""


def homes(officer: Officer, request: HttpRequest) -> list[Line]:
    """Return the present home and the earlier ones, the latest first."""
    former = list(officer.former_homes.select_related("org").order_by("-until")[:MOST])
    since = former[0].until if former else officer.since
    shown = [(officer.org, since, officer.until), *((each.org, each.since, each.until) for each in former)]
    reach = _reach(request, {unit.pk for unit, _, _ in shown})
    return [
        Line(unit.name, "", first, last, reverse("org", args=[unit.pk]) if unit.pk in reach else "")
        for unit, first, last in shown
    ]


def _reach(request: HttpRequest, units: set[int]) -> set[int]:
    return set(Org.objects.for_request(request, "orgs.see").filter(pk__in=units).values_list("pk", flat=True))


def posts(officer: Officer) -> list[Line]:
    """Return the posts, those that are held first."""
    found = officer.posts.select_related("org").order_by(*_order())[:MOST]
    return [Line(post.role_label, post.org.name, post.since, post.until) for post in found]


def _order() -> list[Any]:
    return [F("until").desc(nulls_first=True), "-since", "pk"]


def seats(officer: Officer, request: HttpRequest) -> list[Line]:
    """Return the seats in organs within reach, those that are held first."""
    found = Holding.objects.for_request(request).filter(officer=officer).select_related("seat__organ__org")
    return [
        Line(
            f"{each.seat.organ}{each.seat}{'（兼）' if each.concurrent else ''}",
            each.seat.organ.org.name,
            each.since,
            each.until,
            reverse("organ", args=[each.seat.organ_id]),
        )
        for each in found.order_by(*_order())[:MOST]
    ]


def teams(officer: Officer, request: HttpRequest) -> list[Line]:
    """Return the teams within reach, those of today first; nothing for who may not see teams."""
    if not may(request, "teams.see"):
        return []
    reach = Team.objects.for_request(request, "teams.see").values("pk")
    found = TeamMember.objects.filter(officer=officer, team__in=reach).select_related("team__org")
    return [
        Line(
            str(each.team),
            f"{each.team.org.name}{' · 带队' if each.leads else ''}",
            each.since,
            each.until,
            reverse("team", args=[each.team_id]),
        )
        for each in found.order_by(*_order())[:MOST]
    ]


def absences(officer: Officer, request: HttpRequest) -> list[Line]:
    """Return when the officer was or will be away, and for whom the officer stands in. Why is not told here."""
    day = today(request)
    found = Absence.objects.filter(Q(officer=officer) | Q(deputy=officer), until__gte=day - RECENT)
    found = found.select_related("officer", "deputy").order_by("-since", "-pk")
    return [
        Line(
            f"不在，由{each.deputy}代理" if each.officer_id == officer.pk else f"代{each.officer}",
            "" if each.ended is None else "提前结束",
            each.since,
            each.until if each.ended is None else each.ended,
        )
        for each in found[:MOST]
    ]


def may_change(officer: Officer, request: HttpRequest) -> bool:
    """Tell whether the person administers the officer, who is in office."""
    serves = officer.until is None or officer.until > today(request)
    reach = Officer.objects.for_request(request, "accounts.manage") if may(request, "accounts.manage") else None
    return serves and reach is not None and reach.filter(pk=officer.pk).exists()
