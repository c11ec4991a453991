"""How far the ladder of a term has got stands beside its clock, for those who have to do with the matter."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import climbed, ladder, queries
from tiexin.cases.actions import hourly, telling
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.cases.tests.test_hours import END, crisis
from tiexin.core.days import aware, naive
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = datetime.min.time()


@kept.fixture
def cast():
    found = stage()
    found.head = c.officer("费广平", found.city, "leader", rank=Rank.LEADER, title="主席")
    return found


def last_of(case):
    return (naive(case.due) - timedelta(seconds=1)).date()


def said(case, now):
    """What stands beside each clock, by its rule, at a local moment."""
    clocks = queries.clocks_of(case)
    queries.tell_terms(clocks, aware(now))
    climbed.mark(case, clocks, aware(now))
    return {clock.rule: clock.reminded for clock in clocks if getattr(clock, "reminded", [])}


def morning(day):
    return datetime.combine(day, MIDNIGHT) + 9 * HOUR


def climb(case, until):
    """The background process on each day from the first rung on."""
    day = last_of(case) - 2 * DAY
    while day <= until:
        telling.climb(day)
        day += DAY


def test_before_anything_was_said_it_says_who_hears_first(cast):
    case = registered(cast, "petition")
    [line] = said(case, morning(last_of(case) - 4 * DAY))["contact"]
    assert line == "后天还没有办，就告诉承办人"
    Case.objects.filter(pk=case.pk).update(owner=None)
    case.refresh_from_db()
    [line] = said(case, morning(last_of(case) - 4 * DAY))["contact"]
    assert line == "后天还没有办，就告诉可以认领、指派的人"


def test_each_rung_is_named_with_its_day_and_who_heard_and_the_next(cast):
    case = registered(cast, "petition")
    last = last_of(case)
    climb(case, last + DAY)
    lines = said(case, morning(last + DAY))["contact"]
    assert [line.split("，")[1] for line in lines] == ["告诉了李秀兰", "告诉了李秀兰、丁文博", "就告诉上一级的领导"]
    assert lines[-1].startswith("后天还没有办")
    climb(case, last + 3 * DAY)
    assert said(case, morning(last + 3 * DAY))["contact"][-2:] == [
        "今天催办，告诉了费广平",
        "4天后还没有办，就告诉上两级的领导",
    ]


def test_after_the_last_rung_nobody_is_next(cast):
    case = registered(cast, "petition")
    last = last_of(case)
    lines = said(case, morning(last + 30 * DAY))
    assert lines == {}  # nothing was said, and no rung is left
    climb(case, last + 8 * DAY)
    assert all("告诉了" in line for line in said(case, morning(last + 8 * DAY))["contact"])


def test_a_term_of_hours_says_the_hour(cast):
    case = crisis(cast, END)
    assert said(case, END - HOUR)["contact"] == [f"今天{END:%H:%M}还没有办，就告诉承办人"]
    hourly.climb_hours(aware(END))
    lines = said(case, END)["contact"]
    assert lines[0].startswith("今天催办，告诉了")
    after = END + ladder.rungs_by_hour()[2].after
    assert lines[-1] == f"今天{after:%H:%M}还没有办，就告诉上一级的领导"


def test_only_the_next_term_of_days_is_climbed(cast):
    case = registered(cast, "petition")
    assert list(said(case, morning(c.TODAY))) == ["contact"]


def test_what_was_met_or_stands_at_another_body_has_no_ladder(cast):
    case = registered(cast, "petition")
    case.clocks.update(met=aware(morning(c.TODAY)))
    assert said(case, morning(c.TODAY)) == {}
    case.clocks.update(met=None, holder="other")
    assert said(case, morning(c.TODAY)) == {}


def test_the_page_says_it_to_those_who_have_to_do_with_it_and_the_file_stays_as_it_is(cast, client):
    case = registered(cast, "petition")
    steps, day = CaseStep.objects.filter(case=case).count(), last_of(case) + DAY
    climb(case, day)
    c.set_day(day)
    calendar.forget()
    for who, sees in ((cast.author, True), (cast.chief, True), (cast.mate, False)):
        page = c.enter(type(client)(), who).get(f"/cases/{case.pk}/").content.decode()
        assert (who.name, "今天催办，告诉了李秀兰、丁文博" in page) == (who.name, sees)
    assert CaseStep.objects.filter(case=case).count() == steps


def test_it_costs_nothing_before_the_first_rung_and_one_read_for_all_after_it(cast):
    case = registered(cast, "petition")
    last = last_of(case)
    climb(case, last + 3 * DAY)
    for day, reads in ((last - 4 * DAY, 0), (last + DAY, 1), (last + 3 * DAY, 1)):
        clocks = queries.clocks_of(case)
        queries.tell_terms(clocks, aware(morning(day)))
        with CaptureQueriesContext(connection) as seen:
            climbed.mark(case, clocks, aware(morning(day)))
        assert len(seen) == reads
