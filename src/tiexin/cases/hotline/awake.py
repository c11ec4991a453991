"""Who is awake when somebody asks for help at night: seats of the hotline, and who is on its rota; and what they see of
crises that nobody has taken over: the number, the unit, how long ago, whom to ring. Never what was said, nor by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.http import HttpRequest

from tiexin.calendars.queries import kept
from tiexin.cases.clocks import day_of, hour_of, left_words
from tiexin.cases.crisis.queries import Told, told_of
from tiexin.cases.crisis.rules import KIND
from tiexin.cases.hotline.models import Line, LineJoin, Seat, Shift
from tiexin.cases.models import Case, CaseQuerySet
from tiexin.core.days import naive
from tiexin.orgs.asking import me
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import nodes, reaching

ALARMS = 20  # crises that stand on the desk at a time


@dataclass(frozen=True)
class Alarm:
    """A crisis that nobody has taken over, as a seat may know it."""

    case: int
    number: str
    org: Org
    minutes: int
    whom: list[Told]

    @property
    def ago(self) -> str:
        """How long it waits, in words."""
        hours, minutes = divmod(self.minutes, 60)
        if hours >= 24:
            return f"{hours // 24}天以前报来"
        if not hours:
            return f"{minutes}分钟以前报来" if minutes else "刚刚报来"
        return f"{hours}小时{minutes}分钟以前报来"

    @property
    def unseen(self) -> bool:
        """Whether nobody who was told is known to have seen it."""
        return not any(each.seen for each in self.whom)


def served(request: HttpRequest, seat: Seat | None) -> CaseQuerySet:
    """Matters of the units that the person answers for: where they answer calls, and those their seat's line serves."""
    held = nodes(request, "hotline.answer")
    if seat is not None:
        joined = LineJoin.objects.filter(line=seat.line_id).values_list("org", flat=True)
        held = [*held, seat.line.org_id, *joined]
    return Case.objects.filter(reaching("org", held)).apart_from(me(request))


def unattended(request: HttpRequest, seat: Seat | None) -> CaseQuerySet:
    """Crises among them that nobody has taken over, the newest first."""
    return served(request, seat).open().filter(kind=KIND, owner=None).order_by("-at", "-pk")


def alarms(request: HttpRequest, seat: Seat | None, at: datetime) -> list[Alarm]:
    """What somebody at the desk has to ring about now."""
    rows = list(unattended(request, seat).select_related("org").only("on", "at", "org")[:ALARMS])
    whom = told_of(rows) if rows else {}
    return [
        Alarm(row.pk, row.number, row.org, max(0, int((at - row.at).total_seconds() // 60)), whom[row.pk])
        for row in rows
    ]


@dataclass(frozen=True)
class Stands:
    """How a matter stands, for whoever says its number on the telephone: nothing of what it is about or whose."""

    number: str
    org: Org
    state: str
    day: date | None
    hour: time | None
    left: str
    closed: date | None
    calls: bool  # whether a number was left, at which its asker is called back


def standing(case: Case, at: datetime) -> Stands:
    """The same of one matter at a moment."""
    due = naive(case.due) if case.due else None
    left = left_words(due, naive(at), kept()[1]) if due else ""
    state, calls = case.get_state_display(), case.phone_sealed is not None
    return Stands(case.number, case.org, state, day_of(due), hour_of(due), left, case.closed, calls)


def awake(unit: Org, at: datetime, on: date) -> list[Officer]:
    """Who sits at a seat of the nearest line that serves a unit and has somebody there, and who is on the rota now at
    the nearest unit that has somebody; at the unit, else above it."""
    near = {each.pk: int(each.up) for each in Org.objects.above(unit)}  # type: ignore[attr-defined]  # of an annotation
    found = [*_seated(near, on), *_on_rota(near, at, on)]
    return list({each.pk: each for each in found}.values())


def _seated(near: dict[int, int], on: date) -> list[Officer]:
    run = Line.objects.filter(org__in=near).values_list("pk", "org")
    joined = LineJoin.objects.filter(org__in=near).values_list("line", "org")
    far: dict[int, int] = {}
    for line, org in [*run, *joined]:
        far[line] = min(far.get(line, near[org]), near[org])
    seats = Seat.objects.filter(_serving(on), line__in=far, officer__isnull=False).select_related("officer")
    return _nearest([(far[seat.line_id], seat.officer) for seat in seats.order_by("pk")])


def _on_rota(near: dict[int, int], at: datetime, on: date) -> list[Officer]:
    local = naive(at)
    minute = local.hour * 60 + local.minute
    now = Shift.objects.filter(_serving(on), org__in=near, on=on, dropped=None, start__lte=minute, end__gt=minute)
    shifts = now.select_related("officer").order_by("pk")
    return _nearest([(near[shift.org_id], shift.officer) for shift in shifts])


def _serving(on: date) -> Q:
    return Q(officer__until=None) | Q(officer__until__gt=on)


def _nearest(found: list[tuple[int, Officer | None]]) -> list[Officer]:
    first = min((far for far, _ in found), default=0)
    return [officer for far, officer in found if far == first and officer is not None]
