"""What somebody at a seat sees: their seat, who rings, who that may be, calls of theirs that are to be registered."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Either
from django.db.models import Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tiexin.cases import reading
from tiexin.cases.hotline.models import Call, Seat, Shift
from tiexin.cases.hotline.norms import left, norms
from tiexin.cases.models import Case
from tiexin.core.days import moment, naive
from tiexin.orgs.asking import me, today
from tiexin.registry.models import Worker

SHOWN, EACH = 8, 5  # calls in the queue, matters or people beside one


def seat_of(request: HttpRequest) -> Seat | None:
    """The seat at which the person sits."""
    return Seat.objects.filter(officer=me(request)).select_related("line__org", "org").first()


def free_seats(request: HttpRequest) -> QuerySet[Seat]:
    """Seats within reach at which nobody sits."""
    return (
        Seat.objects.for_request(request)
        .filter(officer=None, closed=None, line__closed=None)
        .select_related("line", "org")
        .order_by("line", "number")
    )


def on_the_ring(request: HttpRequest, at: datetime) -> QuerySet[Call]:
    """Calls within reach that ring now; one whose end was never told is left out after a while."""
    since = at - timedelta(minutes=norms()["stale"]["minutes"])
    return Call.objects.for_request(request).filter(state="ringing", at__gte=since)


def ringing(request: HttpRequest, at: datetime, seat: Seat | None = None) -> Sequence[Call]:
    """The first of them: those at one's own seat, then the longest."""
    own = Either(When(seat=seat, then=0), default=1) if seat is not None else Value(1)
    found = on_the_ring(request, at).select_related("org", "line", "seat")
    rows = list(found.order_by(own, "at", "pk")[:SHOWN])
    for row in rows:
        row.waits = max(0, int((at - (row.ring or row.at)).total_seconds()))  # type: ignore[attr-defined]
    return rows


def at_hand(request: HttpRequest) -> Call | None:
    """The call that the address names (`?call=`), within reach of whoever answers; None when it names none."""
    text = request.GET.get("call", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    return Call.objects.for_request(request, "hotline.answer").select_related("org").filter(pk=int(text)).first()


def mine(request: HttpRequest, at: datetime) -> Sequence[Call]:
    """Calls that the person answered of late, or whose caller they reached on calling back, and from which nothing has
    come yet: the one in hand, then the newest. A call-back is as new as it is itself, however old its call; it was
    written down on the day on which people work, which in a demo is not the day of the clock.
    """
    who, day = me(request), moment(today(request))
    answered = Q(Q(seat__officer=who, by=None) | Q(by=who), answer__isnull=False, at__gte=at - left())
    reached = Q(Q(called_by=who, by=None) | Q(by=who), reached=True, called_at__gte=day - left())
    found = Call.objects.for_request(request).filter(answered | reached, case=None, done=None)
    found = found.order_by(Coalesce("called_at", "end").desc(nulls_first=True), "-at", "-pk")
    return list(found.select_related("org", "line", "seat")[:EACH])


def know(calls: Iterable[Call], request: HttpRequest) -> None:
    """Give each call, as `workers` and `matters`, who may be on the line and what is open of theirs, within reach."""
    by_phone: dict[bytes, list[Call]] = {}
    for call in calls:
        call.workers, call.matters = [], []  # type: ignore[attr-defined]
        if call.phone_index is not None:
            by_phone.setdefault(bytes(call.phone_index), []).append(call)
    if not by_phone:
        return
    same = {"phone_index__in": list(by_phone)}
    workers = Worker.objects.for_request(request, "registry.see").filter(**same, same=None).select_related("employer")
    reach = Case.objects.for_request(request, "cases.see").open().filter(reading.linkable(request), **same)
    cases = reading.sighted(request, reach.select_related("owner", "org"))
    found: dict[str, QuerySet[Any]] = {"workers": workers.order_by("pk"), "matters": cases.order_by("due", "pk")}
    for name, rows in found.items():
        for row in rows[: SHOWN * EACH]:
            for call in by_phone[bytes(row.phone_index)]:
                getattr(call, name).append(row)


def on_now(request: HttpRequest, at: datetime) -> QuerySet[Shift]:
    """Who is on the rota at this moment, within reach."""
    local = naive(at)
    minute = local.hour * 60 + local.minute
    found = Shift.objects.for_request(request).filter(
        on=today(request), dropped=None, start__lte=minute, end__gt=minute
    )
    return found.select_related("officer").order_by("start", "officer", "pk")
