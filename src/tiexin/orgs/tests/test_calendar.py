"""Which day this installation lives in."""

from datetime import date

import pytest
from django.db.models import F

from tiexin.core import briefly
from tiexin.orgs import calendar
from tiexin.orgs.actions import set_installation
from tiexin.orgs.models import Installation

pytestmark = pytest.mark.django_db
WALL = date(2026, 11, 22)
DEMO = date(2012, 5, 10)


@pytest.fixture(autouse=True)
def _own_clock(monkeypatch):
    calendar.forget()
    monkeypatch.setattr(calendar, "local_today", lambda: WALL)
    yield
    calendar.forget()


@pytest.mark.house  # a migration writes the row
def test_an_installation_begins_as_no_demo():
    assert list(Installation.objects.values_list("id", "demo", "clock", "note")) == [(1, False, None, "")]


def test_without_a_row_it_is_no_demo_and_the_wall_clock_rules():
    Installation.objects.all().delete()
    found = calendar.installation()
    assert (found.demo, found.clock, found.note) == (False, None, "")
    assert calendar.today() == WALL
    assert Installation.objects.count() == 0


@pytest.mark.parametrize(("clock", "day"), [(DEMO, DEMO), (None, WALL)])
def test_a_clock_of_its_own_goes_before_the_wall(clock, day):
    set_installation(demo=True, clock=clock, note="按 2012 年演示")
    assert calendar.today() == day
    assert calendar.installation().note == "按 2012 年演示"


def test_there_is_one_row_however_often_it_is_set():
    for day in (DEMO, WALL):
        set_installation(demo=True, clock=day, note="")
        assert calendar.today() == day
    assert list(Installation.objects.values_list("id", "clock")) == [(1, WALL)]


def test_the_row_is_read_once_until_it_is_set_anew(django_assert_num_queries):
    set_installation(demo=True, clock=DEMO, note="")
    with django_assert_num_queries(1):
        assert [calendar.today() for _ in range(3)] == [DEMO] * 3
    Installation.objects.update(clock=WALL)
    assert calendar.today() == DEMO
    calendar.forget()
    assert calendar.today() == WALL


def test_rooms_above_may_have_something_read_along(monkeypatch, django_assert_num_queries):
    set_installation(demo=True, clock=DEMO, note="")
    monkeypatch.setitem(calendar.ALONG, "twice", lambda: F("id") * 2)
    with django_assert_num_queries(1):
        assert [calendar.installation().twice, calendar.installation().twice] == [2, 2]


def test_what_a_process_knows_is_kept_for_seconds_only(monkeypatch, django_assert_num_queries):
    set_installation(demo=True, clock=DEMO, note="")
    now = [100.0]
    monkeypatch.setattr(briefly, "monotonic", lambda: now[0])
    with django_assert_num_queries(1):
        calendar.installation()
        now[0] += calendar.KEPT - 0.1
        calendar.installation()
    Installation.objects.update(clock=WALL)
    now[0] += 0.1
    assert calendar.today() == WALL
    assert calendar.KEPT <= 5


def test_requests_take_that_day(client):
    set_installation(demo=True, clock=DEMO, note="按 2012 年演示")
    page = client.get("/login/")
    assert page.wsgi_request.today == DEMO
    assert "按 2012 年演示" in page.text
