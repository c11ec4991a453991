"""Days by running numbers: the same answer as walking the calendar, and as the engine of terms."""

from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.calendars import actions as calendars
from tiexin.calendars import queries
from tiexin.calendars.models import CalendarYear, DayKind
from tiexin.calendars.rules import NewDay
from tiexin.calendars.tests.years import unpublish
from tiexin.core.workdays import Calendar, Kind, Term, deadline
from tiexin.duties import days, fold
from tiexin.duties.actions import ensure_days
from tiexin.duties.models import WorkDay
from tiexin.duties.queries import due_days
from tiexin.duties.tests.scene import number_days
from tiexin.orgs.tests import cast as c

YEAR = date(2012, 1, 1)
ONE = timedelta(days=1)
NOBODY = {"by": None, "on": c.TODAY}


@pytest.fixture
def known(db):
    return queries.calendar_of()


works = cache(chinese_calendar.is_workday)  # the calendar is slow to answer


def walked(day, count):
    """The day after `count` more working days, one by one."""
    while count:
        day += ONE
        count -= works(day)
    return day


@pytest.fixture
def few(db):
    """Only the years beside 2012 are published: the eight thousand days of all of them are dear to write."""
    unpublish(*range(2004, 2011), *range(2014, 2027))


def rows():
    return list(WorkDay.objects.order_by("day").values_list("day", "cal_no", "work_no", "works"))


def test_numbers_go_on_from_year_to_year(known):
    found = list(days.numbered(known, ()))
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    assert [day.day for day in found] == [first + n * ONE for n in range((last - first).days + 1)]
    assert [day.cal_no for day in found] == list(range(found[0].cal_no, found[0].cal_no + len(found)))
    assert (found[0].work_no, found[0].works) == (0, False)
    for before, after in pairwise(found):
        assert after.work_no - before.work_no == after.works == chinese_calendar.is_workday(after.day)


@pytest.mark.parametrize("year", [1990, 2003, 2050])
def test_a_year_that_nobody_published_has_no_working_days(known, year):
    found = [day for day in days.numbered(known, {year}) if day.day.year == year]
    assert {day.work_no for day in found} == {None}
    assert [day.works for day in found] == [day.day.weekday() < 5 for day in found]
    assert found[0].cal_no == date(year, 1, 1).toordinal()


def test_an_unpublished_year_takes_no_numbers_from_the_next():
    gap = Calendar({}, frozenset({2010, 2012}))
    found = {day.day: day.work_no for day in days.numbered(gap, {2011})}
    assert found[date(2012, 1, 1)] == found[date(2010, 12, 31)]
    assert found[date(2011, 6, 1)] is None


def test_days_are_numbered_once(known):
    assert ensure_days(2011, 2013) is False
    assert set(WorkDay.objects.dates("day", "year")) == {date(year, 1, 1) for year in known.published}
    before = rows()
    assert ensure_days(2012, 2012) is False
    assert rows() == before
    far = max(known.published) + 1
    ensure_days(far, far)
    assert WorkDay.objects.count() == len(before) + (date(far + 1, 1, 1) - date(far, 1, 1)).days


def test_a_year_that_is_published_later_gets_its_numbers(db):
    kinds, years = unpublish(2025, 2026)
    assert ensure_days(2025, 2025) is False
    assert WorkDay.objects.filter(day__year=2025, work_no=None).count() == 365
    DayKind.objects.bulk_create(kinds)
    CalendarYear.objects.bulk_create(years)
    assert ensure_days(2012, 2012) is True
    assert [day for day, *_ in rows()] == [day.day for day in days.numbered(queries.calendar_of(), ())]
    assert rows() == [tuple(vars(day).values()) for day in days.numbered(queries.calendar_of(), ())]
    assert ensure_days(2012, 2012) is False


def test_a_changed_day_moves_every_later_number_and_no_earlier_one(db):
    c.units()
    ensure_days(2012, 2012)
    before = rows()
    calendars.change_day("", NewDay(date(2012, 6, 6), "off", "防汛"), "通知", **NOBODY)
    fold.settle()
    at = [row[0] for row in before].index(date(2012, 6, 6))
    assert rows() == [
        *before[:at],
        (*before[at][:2], before[at][2] - 1, False),
        *((day, cal, work - 1, works) for day, cal, work, works in before[at + 1 :]),
    ]


def test_a_place_goes_by_its_own_days_and_not_by_anothers(db):
    c.units()
    ensure_days(2012, 2012)
    before = rows()
    calendars.change_day("65", NewDay(date(2012, 8, 20), "off", "肉孜节"), "通知", **NOBODY)
    fold.settle()
    assert rows() == before
    calendars.change_day("64", NewDay(date(2012, 8, 20), "off", "开斋节"), "通知", **NOBODY)
    fold.settle()
    assert dict((row[0], row[3]) for row in rows())[date(2012, 8, 20)] is False


def test_without_numbered_days_a_change_numbers_none(db):
    c.units()
    calendars.change_day("", NewDay(date(2012, 6, 6), "off", "防汛"), "通知", **NOBODY)
    fold.settle()
    assert rows() == []


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10, 30])
def test_working_days_are_added_as_a_calendar_adds_them(few, count):
    number_days(2012, 2012)
    wanted = {YEAR + timedelta(days=n): walked(YEAR + timedelta(days=n), count) for n in range(366)}
    assert due_days(wanted.keys(), {"days": count, "working": True}) == wanted


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_calendar_days_are_added(few, count):
    number_days(2012, 2012)
    wanted = {YEAR + timedelta(days=n): YEAR + timedelta(days=n + count) for n in range(0, 366, 5)}
    assert due_days(wanted.keys(), {"days": count, "working": False}) == wanted


def test_a_day_whose_calendar_is_unknown_has_no_due_day(known):
    far = max(known.published) + 1
    ensure_days(far, far)
    asked = {date(far - 1, 12, 30), date(far, 3, 1)}
    assert due_days(asked, {"days": 3, "working": True}) == {}
    assert due_days(asked, {"days": 3, "working": False}) == {
        date(far - 1, 12, 30): date(far, 1, 2), date(far, 3, 1): date(far, 3, 4),
    }  # fmt: skip


DAYS = st.dates(date(2025, 12, 1), date(2026, 12, 31))
KINDS = st.dictionaries(DAYS, st.builds(Kind, st.booleans(), st.just("改")), max_size=40)


@given(KINDS, DAYS, st.integers(1, 25))
@settings(suppress_health_check=list(HealthCheck))
def test_running_numbers_are_the_engine_of_terms(known, kinds, day, amount):
    calendar = Calendar({**known.kinds, **kinds}, known.published)
    numbers = {row.day: row for row in days.numbered(calendar, {2027})}
    wanted = numbers[day].work_no + amount
    by_number = next((d for d, row in numbers.items() if row.work_no == wanted and row.works), None)
    due = deadline(datetime.combine(day, time.min), Term(amount, "workday"), calendar)
    assert due.day == by_number
