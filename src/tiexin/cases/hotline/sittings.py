"""Who sat at a seat when, what an event may still move there, and from when on a ringing is believed no more."""

from datetime import datetime, timedelta

from django.db.models import Q

from tiexin.cases.hotline import norms
from tiexin.cases.hotline.models import Call, Seat, Sitting
from tiexin.core.days import now
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer


def stale() -> datetime:
    """What began to ring before this moment and was heard of no more rings no longer."""
    return now() - timedelta(minutes=norms.norms()["stale"]["minutes"])


def is_fresh(at: datetime) -> bool:
    """Whether a moment that a telephone system tells is now, as far as its clock may differ from ours."""
    return at >= now() - norms.window()


def sitter(seat: Seat, at: datetime) -> Officer | None:
    """Who sat there at a moment; of this very moment also who has just sat down, as clocks differ."""
    found = Sitting.objects.filter(Q(until=None) | Q(until__gt=at), seat=seat, since__lte=at)
    sat = found.select_related("officer").order_by("-since").first()
    if sat is not None:
        return sat.officer
    return seat.officer if is_fresh(at) else None


def is_moved_by(seat: Seat, call: Call, moment: datetime) -> bool:
    """Whether what happened to a call at a moment still says something of its seat.

    Not where a later call was answered there; and what is told late not where who sits there sat down since, or has
    said since what the seat is.
    """
    later = Call.objects.filter(line=call.line_id, at__gt=call.at, seat=seat, answer__gt=call.answer)
    if later.exists():
        return False
    if is_fresh(moment):
        return True
    sat = sitter(seat, moment)
    if sat is None or sat.pk != seat.officer_id:
        return False
    return not Entry.objects.filter(thing=Seat._meta.label_lower, thing_id=seat.pk, at__gt=moment).exists()


def is_talking(seat: Seat) -> bool:
    """Whether a call goes on at the seat: the last that was answered there since somebody sat down has not ended."""
    if seat.state == "talking":
        return True
    since = Sitting.objects.filter(seat=seat, until=None).values_list("since", flat=True).first()
    if since is None:
        return False
    came = since - timedelta(minutes=norms.norms()["stale"]["minutes"])
    answered = Call.objects.filter(seat=seat, at__gte=came, answer__gte=since)
    return answered.order_by("-answer", "-pk").values_list("state", flat=True).first() == "talking"
