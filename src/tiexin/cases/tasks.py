"""Clocks counted anew in the background after a calendar changed. The task is only a wake-up, a pass begins anew."""

import time
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django_tasks import task

from tiexin.cases.actions.agency import let_go
from tiexin.cases.actions.hourly import climb_hours
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.others import remind_of_deliveries, remind_of_others
from tiexin.cases.actions.reporting import remind_of_reports, remind_of_reports_by_hour
from tiexin.cases.actions.silence import say_what_lapsed
from tiexin.cases.actions.telling import climb
from tiexin.cases.actions.timing import recount_open
from tiexin.orgs.calendar import today

REST = 0.05  # pause between batches, so that web writes get their turn on SQLite
CALENDAR = ("calendars.calendaryear", "calendars.daykind")


@task()
def recount_clocks() -> None:
    """Count every running clock anew, batch by batch; doing so twice changes nothing."""
    last = recount_open(on=today())
    while last:
        time.sleep(REST)
        last = recount_open(last, on=today())


def remind(day: date) -> None:
    """Let the ladder speak and say which matters ask for a leader in charge, once a day and at start.

    Agents whose authorisations are over leave their matters on the same occasion.
    """
    climb(day)
    ask_for_leaders(day)
    remind_of_reports(day)
    remind_of_others(day)
    remind_of_deliveries(day)
    let_go(day)
    say_what_lapsed(day)


def remind_by_hour(now: datetime) -> None:
    """Let the ladder of terms of hours speak, and the limits of reports upward, about once a minute."""
    climb_hours(now)
    remind_of_reports_by_hour(now)


def follow(things: Collection[tuple[str, int]]) -> None:
    """Wake up when what was just folded changed the calendar."""
    if any(thing in CALENDAR for thing, _ in things):
        transaction.on_commit(recount_clocks.enqueue)
