"""What time makes of calls and seats: a ringing of which nothing more is heard, a seat whose sitter has left office."""

from datetime import date, datetime

from django.db import transaction

from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import sittings
from tiexin.cases.hotline.models import Call, Seat
from tiexin.core.days import naive


def tidy(at: datetime) -> None:
    """Do both, about once a minute, on the day of the installation."""
    end_ringing()
    free_left_seats(naive(at).date())


@transaction.atomic
def end_ringing() -> int:
    """Let calls that rang too long count as not answered, so that they are called back; how many.

    A lost `hungup` is no event and leaves no entry: whatever is told later makes the call anew from its events.
    """
    return Call.objects.filter(state="ringing", at__lt=sittings.stale()).update(state="abandoned")


@transaction.atomic
def free_left_seats(on: date) -> int:
    """Free the seats of people who are in office no more; how many."""
    found = Seat.objects.select_for_update(of=("self",)).filter(officer__until__lte=on).order_by("pk")
    for seat in (rows := list(found)):
        lines.sit(seat, None)
        lines.seated(seat, "away", None, on)
    return len(rows)
