"""Reads of rooms and centres that are not rows of one model: who owes what, what is covered, by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.rooms.models import Centre, CentreFunction, Room, RoomLink
from tiexin.cases.rooms.rules import HIGH, RANKS, missing
from tiexin.cases.rooms.standards import centre_norm
from tiexin.duties.models import PlanVersion, State
from tiexin.orgs.asking import today
from tiexin.orgs.models import Kind, Level, Officer, Org, Tree, Under
from tiexin.registry.models import Employer, Worker


def linked_now(day: date) -> QuerySet[RoomLink]:
    """Links whose cadre is in office on the day."""
    serving = Q(officer__until=None) | Q(officer__until__gt=day)
    return RoomLink.objects.standing().filter(serving, room__closed=None)


def with_cadre(rooms: QuerySet[Room], day: date) -> QuerySet[Room]:
    """Rooms with the unit, the enterprise and, as `cadre`, the links that hold."""
    links = linked_now(day).select_related("officer__org")
    return rooms.select_related("org", "employer").prefetch_related(Prefetch("links", links, to_attr="cadre"))


def lacking_cadre(rooms: QuerySet[Room], day: date) -> QuerySet[Room]:
    """Rooms with whom no cadre in office is in contact."""
    return rooms.filter(~Exists(linked_now(day).filter(room=OuterRef("pk"))))


def having_cadre(rooms: QuerySet[Room], day: date) -> QuerySet[Room]:
    """Rooms with whom a cadre in office is in contact."""
    return rooms.filter(Exists(linked_now(day).filter(room=OuterRef("pk"))))


def cadres(request: HttpRequest) -> QuerySet[Officer]:
    """Everybody in reach who owes a linked room: middle and above, in organs of unions of county level and above."""
    who = Officer.objects.for_request(request).serving(today(request))
    return who.filter(rank__in=RANKS, org__level__in=HIGH, org__kind=Kind.TERRITORIAL, org__closed=None)


def with_room(officers: QuerySet[Officer], day: date) -> QuerySet[Officer]:
    """Officers with, as `linked`, the link that each has."""
    links = linked_now(day).select_related("room")
    return officers.select_related("org").prefetch_related(Prefetch("rooms", links, to_attr="linked"))


def linkable(request: HttpRequest, room: Room) -> QuerySet[Officer]:
    """Cadres who may be linked to a room: in reach, of a unit that stands above it, without a room."""
    above = Under.objects.filter(org=room.org_id).values("ancestor")
    free = cadres(request).filter(~Exists(RoomLink.objects.standing().filter(officer=OuterRef("pk"))))
    return free.filter(org__in=above).select_related("org").order_by("name", "pk")


def managed(request: HttpRequest) -> QuerySet[Room]:
    """Rooms of the units at which the person registers rooms."""
    return Room.objects.for_request(request, "rooms.manage").select_related("org", "employer")


def received_at(request: HttpRequest) -> QuerySet[Room]:
    """Rooms at which the person may write a reception down: where they register matters."""
    return Room.objects.for_request(request, "cases.register").standing().select_related("org", "employer")


def workers_of(room: Room) -> QuerySet[Worker]:
    """The workers of a room's enterprise."""
    return Worker.objects.at(room.employer_id).select_related("employer", "org").order_by("name", "pk")


# ── coverage ────────────────────────────────────────────────────────────────────────────────────────────


def standardised(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Those that have a room which fulfils the checklist."""
    rooms = Room.objects.standing().filter(standardised__isnull=False, employer=OuterRef("pk"))
    return employers.filter(Exists(rooms))


def coverage(request: HttpRequest) -> dict[str, int]:
    """How far all of the reach is: enterprises with a standardised room, cadres with a room, rooms without a cadre."""
    day, employers, rooms = today(request), Employer.objects.for_request(request), Room.objects.for_request(request)
    owing = cadres(request)
    owe, linked = owing.count(), owing.filter(Exists(linked_now(day).filter(officer=OuterRef("pk")))).count()
    return {
        "employers": employers.count(),
        "standardised": standardised(employers).count(),
        "rooms": rooms.standing().count(),
        "lacking": lacking_cadre(rooms.standing(), day).count(),
        "cadres": owe,
        "linked": linked,
        "unlinked": owe - linked,
    }


def counties(request: HttpRequest) -> QuerySet[Org]:
    """The counties in reach, in the order of regions."""
    rows = Org.objects.for_request(request).open_on(today(request))
    return rows.filter(level=Level.COUNTY, kind=Kind.TERRITORIAL).in_order()


def counted(rows: Sequence[Org]) -> Sequence[Org]:
    """Give each county its numbers: `employers` below it, how many have a room (`had`) that is `standardised`."""
    below = Under.objects.filter(tree=Tree.TERRITORY, ancestor__in=[row.pk for row in rows]).values("ancestor")
    room = Q(org__employers__rooms__closed=None, org__employers__rooms__isnull=False)
    done = room & Q(org__employers__rooms__standardised__isnull=False)
    found = below.annotate(
        employers=Count("org__employers", distinct=True),
        had=Count("org__employers", distinct=True, filter=room),
        standardised=Count("org__employers", distinct=True, filter=done),
    )
    numbers: dict[int, Any] = {each["ancestor"]: each for each in found}
    for row in rows:
        said = numbers.get(row.pk, {})
        row.firms, row.had, row.done = (said.get(name, 0) for name in ("employers", "had", "standardised"))  # type: ignore[attr-defined]
    return rows


# ── centres ─────────────────────────────────────────────────────────────────────────────────────────────


def owing_centre(request: HttpRequest) -> QuerySet[Org]:
    """Unions in reach that must have a centre, each with the one it has."""
    norm = centre_norm()
    rows = Org.objects.for_request(request).open_on(today(request)).filter(level__in=norm.levels, kind=norm.kind)
    functions = CentreFunction.objects.filter(until=None).prefetch_related("staff")
    return rows.select_related("centre").prefetch_related(Prefetch("centre__functions", functions)).in_order()


def shown(centres: QuerySet[Centre]) -> QuerySet[Centre]:
    """Centres with their functions as they are served now."""
    functions = CentreFunction.objects.filter(until=None).order_by("pk").prefetch_related("staff__org")
    return centres.select_related("org").prefetch_related(Prefetch("functions", functions))


def lacks(org: Org, day: date) -> list[str]:
    """What a union's centre lacks, all seven functions where there is no centre."""
    centre: Any = getattr(org, "centre", None)
    return missing([]) if centre is None else centre.lacks(day)


def _newest_plan() -> tuple[date, date] | None:
    """From when to when the newest plan in force that counts centres goes."""
    plans = PlanVersion.objects.filter(state=State.LIVE, clauses__duty__measure="centre_converted")
    plans = plans.filter(plan__issuer__practice=False)
    found: tuple[date, date] | None = plans.order_by("-end").values_list("start", "end").first()
    return found


def last_day(day: date) -> date:
    """The last day for centres: of the year of the newest plan in force that counts them, else of this year."""
    plan = _newest_plan()
    return centre_norm().last_day((plan[1] if plan else day).year)


def first_day(org: Org) -> date:
    """The first day on which a union's centre can have been converted: the year of that plan has begun, and the union
    is there."""
    plan = _newest_plan()
    return max(centre_norm().first_day(plan[0].year), org.opened) if plan else org.opened
