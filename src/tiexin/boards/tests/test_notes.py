"""Leaders' days at the grass roots: a day once, a month by the plan's own conversion, and both said (C159, C160)."""

from datetime import date
from types import SimpleNamespace

import pytest

from tiexin.boards import notes
from tiexin.boards.tests.world import visit
from tiexin.duties.models import Gauge
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
LEADERS = "{population: 干部, level: 省级, rank: 领导}"
DAYS = "{measure: 到基层, count: {distinct: 日}}"
PLAN = small.text(
    small.duty("C3", "领导到基层", LEADERS, do=DAYS, at_least="1个月", per="每年", unit="天", reading="一天算一天"),
    small.duty("C4", "县级到基层", "{population: 干部, level: 县级}", do=DAYS, at_least="50天", per="每年", unit="天"),
).replace("rank_minimum:", "conversions: {month: 30天}\nrank_minimum:", 1)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The leader goes along twice on 4-2, once on 4-3, and once before the campaign but in the same year."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        cast.people["staff"] = c.officer("钱进", cast.province, "officer")
        small.publish(PLAN, cast.province)
        leader = cast.people["leader"]
        for number, day in enumerate((date(2012, 4, 2), date(2012, 4, 2), date(2012, 4, 3), date(2012, 1, 9))):
            author = leader if number else cast.people["staff"]
            visit(author, cast.employer, day, met=[f"人{number}"], companions=[leader.pk])
        visit(leader, cast.employer, date(2011, 12, 30), met=["去年"])
        small.settle()
        yield cast


@pytest.fixture
def cast(made):
    calendar.forget()
    return made


def gauge(who):
    return Gauge.objects.get(term__duty__population="officers", subject=who.pk)


def test_a_day_counts_once_however_many_places_and_companions(cast):
    assert (gauge(cast.people["leader"]).value, gauge(cast.people["officer"]).value) == (3, 0)


def test_a_month_owes_as_many_days_as_the_plan_says(cast):
    assert (gauge(cast.people["leader"]).low, gauge(cast.people["officer"]).low) == (30, 50)


def test_only_those_of_the_rank_owe_it(cast):
    assert not Gauge.objects.filter(term__duty__population="officers", subject=cast.people["staff"].pk).exists()


def test_today_shows_days_of_days_with_the_conversion_and_the_reading(cast, client):
    answer = c.enter(client, cast.people["leader"]).get("/")
    (shown,) = answer.context["mine"]
    assert (shown.value, shown.target_text, shown.unit, shown.percent) == (3, "至少 30", "天", 10)
    assert shown.note == "1个月按30天算；一天算一天"
    assert "1个月按30天算；一天算一天" in answer.text


def test_the_gauge_page_shows_the_same(cast, client):
    answer = c.enter(client, cast.people["leader"]).get(f"/gauges/{gauge(cast.people['leader']).pk}/")
    assert "1个月按30天算；一天算一天" in answer.text
    assert len(answer.context["pager"].rows) == 4


def test_where_nothing_was_converted_or_read_nothing_is_said(cast, client):
    (shown,) = c.enter(client, cast.people["officer"]).get("/").context["mine"]
    assert (shown.target_text, shown.note) == ("至少 50", "")


@pytest.mark.parametrize(
    ("data", "stated", "words"),
    [
        ({"at_least": {"n": 1, "unit": "month"}}, {"month": "30天"}, "1个月按30天算"),
        ({"targets": [{"at_least": {"n": 2, "unit": "month"}}]}, {"month": "22天"}, "2个月按44天算"),
        ({"at_least": {"n": 1, "unit": "month"}}, {}, ""),
        ({"at_least": {"n": 50, "unit": "day"}}, {"month": "30天"}, ""),
        ({}, {"month": "30天"}, ""),
    ],
)
def test_a_conversion_is_said_only_where_the_plan_stated_and_used_it(data, stated, words):
    clause = SimpleNamespace(data=data, version=SimpleNamespace(head={"readings": stated}))
    assert notes.conversion(clause) == words
