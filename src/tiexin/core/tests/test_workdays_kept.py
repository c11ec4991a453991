"""What a calendar has counted once it need not count again, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tiexin.core import workdays
from tiexin.core.tests.test_workdays import COUNTRY, DAYS, MONDAY, ONE, TERMS, bound
from tiexin.core.workdays import Calendar, Hours, Kind, Stop, Term, deadline


@given(DAYS, st.times(), TERMS)
def test_whole_days_end_alike_at_whatever_time_of_the_day_they_begin(day, at, term):
    """What a calendar keeps of a day is what it would count for the very moment, and another calendar counts anew."""
    begun, anew = datetime.combine(day, at), Calendar(COUNTRY.kinds, COUNTRY.published)
    assert deadline(begun, term, COUNTRY) == deadline(begun, term, anew)
    other = replace(COUNTRY, kinds=COUNTRY.kinds | {day + n * ONE: Kind(False, "停工") for n in range(-90, 90)})
    assert other.ends == {}
    if term.unit == "workday":
        assert deadline(begun, term, other) != deadline(begun, term, COUNTRY)


def test_a_calendar_keeps_only_so_many_ends(monkeypatch):
    monkeypatch.setattr(workdays, "ENDS", 3)
    calendar = Calendar(COUNTRY.kinds, COUNTRY.published)
    ends = [deadline(MONDAY + n * ONE, Term(5, "workday"), calendar) for n in range(7)]
    assert [each.day for each in ends] == [bound(MONDAY.date() + n * ONE, Term(5, "workday")) for n in range(7)]
    assert len(calendar.ends) <= 3


def test_what_is_not_of_whole_days_is_not_kept():
    """Hours run from their moment, and a stop is of one clock alone."""
    calendar = Calendar(COUNTRY.kinds, COUNTRY.published)
    deadline(MONDAY, Term(8, "hour", "moment"), calendar)
    stopped = Hours(stops=(Stop(MONDAY, MONDAY + timedelta(days=2), "等材料"),))
    late = deadline(MONDAY, Term(5, "workday"), calendar, stopped)
    assert calendar.ends == {}
    assert late.day > deadline(MONDAY, Term(5, "workday"), calendar).day
    assert len(calendar.ends) == 1
