"""Days counted from other days: forward and back agree, working days are those of the published calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.moments import Anchor, after, before, counted, worked

pytestmark = pytest.mark.once

PUBLISHED = st.dates(date(2010, 6, 1), date(2025, 6, 1))
FESTIVAL = (date(2012, 4, 29), date(2012, 5, 1))


def span(event: str):
    return {"C1": FESTIVAL}.get(event)


@given(PUBLISHED, st.integers(0, 400))
def test_calendar_days_forward_and_back_meet(day, days):
    there = counted(day, days, working=False, forward=True)
    assert there == day + timedelta(days=days)
    assert counted(there, days, working=False, forward=False) == day


@given(PUBLISHED, st.integers(1, 40))
def test_working_days_are_counted_one_by_one(day, days):
    found = counted(day, days, working=True, forward=True)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert worked(found)
    assert sum(map(worked, between)) == days


@given(PUBLISHED, st.integers(1, 40))
def test_working_days_back_are_working_days_forward_mirrored(day, days):
    found = counted(day, days, working=True, forward=False)
    between = [found + timedelta(days=n) for n in range((day - found).days)]
    assert worked(found)
    assert sum(map(worked, between)) == days


@given(PUBLISHED, st.integers(1, 40), st.booleans())
def test_working_days_are_never_nearer_than_calendar_days(day, days, forward):
    working = counted(day, days, working=True, forward=forward)
    plain = counted(day, days, working=False, forward=forward)
    assert abs(working - day) >= abs(plain - day)


@pytest.mark.parametrize("forward", [True, False])
def test_no_days_are_the_day_itself(forward):
    sunday = date(2012, 2, 26)
    assert counted(sunday, 0, working=True, forward=forward) == sunday


@pytest.mark.parametrize(
    ("days", "working", "first", "last"),
    [
        (0, False, date(2012, 4, 29), date(2012, 5, 1)),
        (1, False, date(2012, 4, 28), date(2012, 5, 2)),
        (1, True, date(2012, 4, 28), date(2012, 5, 2)),
        (5, True, date(2012, 4, 24), date(2012, 5, 8)),
    ],
)
def test_before_counts_from_the_first_day_and_after_from_the_last(days, working, first, last):
    anchor = Anchor(event="C1", days=days, working=working)
    assert (before(anchor, span), after(anchor, span)) == (first, last)


def test_what_is_not_known_gives_no_day():
    anchor = Anchor(event="C2", days=1)
    assert (before(anchor, span), after(anchor, span)) == (None, None)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_outside_the_published_years_nobody_knows(day):
    assert worked(day) is None
    assert counted(day - timedelta(days=1), 2, working=True, forward=True) is None or day.year == 2003
