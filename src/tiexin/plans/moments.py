"""A day said by another: so many days before a meeting, after a window, ahead of the period's end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tiexin.calendars import seed
from tiexin.core.workdays import Calendar
from tiexin.plans.fields import Days, Text, key

Span = tuple[date, date]
ANCHORS = ("period.from", "period.to", "issued")


class Anchor(Text):
    """A day counted from something else: a milestone's id, or a day of the head."""

    event: str = key("从哪件事算：时间节点的编号，或文件头的日期", "C246", *ANCHORS)
    days: Days = key("差几天", 10, "10天")
    working: bool = key("按工作日数", True, default=False)


def counted(start: date, days: int, *, working: bool, forward: bool, calendar: Calendar | None = None) -> date | None:
    """Return the day that lies `days` after (or before) a day; None where no calendar says which days are worked."""
    step = timedelta(days=1 if forward else -1)
    if not working:
        return start + step * days
    day, left = start, days
    while left:
        day += step
        works = worked(day, calendar)
        if works is None:
            return None
        left -= works
    return day


def worked(day: date, calendar: Calendar | None = None) -> bool | None:
    """Tell whether a day is a working day; None for a year whose calendar is not published."""
    known = calendar or seed.calendar()
    return known.works(day) if known.knows(day) else None


def before(anchor: Anchor, span: Callable[[str], Span | None], calendar: Calendar | None = None) -> date | None:
    """Return the last day on which something `days` before the anchor's first day is in time."""
    found = span(anchor.event)
    if found is None:
        return None
    return counted(found[0], anchor.days, working=anchor.working, forward=False, calendar=calendar)


def after(anchor: Anchor, span: Callable[[str], Span | None], calendar: Calendar | None = None) -> date | None:
    """Return the day that lies `days` after the anchor's last day."""
    found = span(anchor.event)
    if found is None:
        return None
    return counted(found[1], anchor.days, working=anchor.working, forward=True, calendar=calendar)
