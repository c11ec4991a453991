"""Days by running numbers: the same answer as walking the calendar."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import chinese_calendar
import pytest

from tiexin.duties import days
from tiexin.duties.actions import ensure_days
from tiexin.duties.models import WorkDay
from tiexin.duties.queries import due_days
from tiexin.duties.tests.scene import number_days

YEAR = date(2012, 1, 1)


works = cache(chinese_calendar.is_workday)  # the calendar is slow to answer


def walked(day, count):
    """The day after `count` more working days, one by one."""
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def test_numbers_go_on_from_year_to_year():
    found = [*days.of_year(2011), *days.of_year(2012), *days.of_year(2013)]
    assert [day.day for day in found] == [date(2011, 1, 1) + timedelta(days=n) for n in range(365 + 366 + 365)]
    assert [day.cal_no for day in found] == list(range(found[0].cal_no, found[0].cal_no + len(found)))
    for before, after in pairwise(found):
        assert after.work_no - before.work_no == after.works == chinese_calendar.is_workday(after.day)


def test_the_first_year_starts_at_nothing():
    first = next(iter(days.of_year(min(days.known()))))
    assert (first.day, first.work_no, first.works) == (date(2004, 1, 1), 0, False)


@pytest.mark.parametrize("year", [1990, 2003, 2050])
def test_a_year_that_nobody_published_has_no_working_days(year):
    found = list(days.of_year(year))
    assert {day.work_no for day in found} == {None}
    assert [day.works for day in found] == [day.day.weekday() < 5 for day in found]
    assert found[0].cal_no == date(year, 1, 1).toordinal()


@pytest.mark.django_db
def test_days_are_numbered_once():
    assert ensure_days(2011, 2013) is False
    wanted = days.known() | {2011, 2012, 2013}
    assert set(WorkDay.objects.dates("day", "year")) == {date(year, 1, 1) for year in wanted}
    before = list(WorkDay.objects.order_by("day").values_list())
    assert ensure_days(2012, 2012) is False
    assert list(WorkDay.objects.order_by("day").values_list()) == before
    far = max(days.known()) + 1
    ensure_days(far, far)
    assert WorkDay.objects.count() == len(before) + (date(far + 1, 1, 1) - date(far, 1, 1)).days


@pytest.mark.django_db
def test_a_year_that_is_published_later_gets_its_numbers(monkeypatch):
    real = days.known()
    monkeypatch.setattr(days, "known", lambda: {year for year in real if year < 2012})
    assert ensure_days(2012, 2012) is False
    assert WorkDay.objects.filter(day__year=2012, work_no=None).count() == 366
    monkeypatch.setattr(days, "known", lambda: real)
    assert ensure_days(2012, 2012) is True
    numbers = dict(WorkDay.objects.filter(day__year=2012).values_list("day", "work_no"))
    assert numbers == {day.day: day.work_no for day in days.of_year(2012)}
    assert ensure_days(2012, 2012) is False


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 2, 3, 5, 10, 30])
def test_working_days_are_added_as_a_calendar_adds_them(count):
    number_days(2012, 2012)
    wanted = {YEAR + timedelta(days=n): walked(YEAR + timedelta(days=n), count) for n in range(366)}
    assert due_days(wanted.keys(), {"days": count, "working": True}) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_calendar_days_are_added(count):
    number_days(2012, 2012)
    wanted = {YEAR + timedelta(days=n): YEAR + timedelta(days=n + count) for n in range(0, 366, 5)}
    assert due_days(wanted.keys(), {"days": count, "working": False}) == wanted


@pytest.mark.django_db
def test_a_day_whose_calendar_is_unknown_has_no_due_day():
    far = max(days.known()) + 1
    ensure_days(far, far)
    asked = {date(far - 1, 12, 30), date(far, 3, 1)}
    assert due_days(asked, {"days": 3, "working": True}) == {}
    assert due_days(asked, {"days": 3, "working": False}) == {
        date(far - 1, 12, 30): date(far, 1, 2), date(far, 3, 1): date(far, 3, 4),
    }  # fmt: skip
