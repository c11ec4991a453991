"""What an enterprise had to bear: every level's visits, activities, checks that are over, its answers; counts only."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.activities.actions import NewActivity, record_activity
from tiexin.activities.models import Activity
from tiexin.boards import imposed
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import NewVisit, record_visit, void_visit
from tiexin.visits.actions.announcements import Reply, Said, announce_visit, answer_announcement, reply_to_problem
from tiexin.visits.announcements import Announcement
from tiexin.visits.models import Problem

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAY, APRIL = date(2012, 5, 1), date(2012, 4, 1)


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


def visited(cast, name="officer", on=c.TODAY, **more):
    who = cast.people[name]
    new = NewVisit(who, more.pop("employer", cast.employer), on, ["hear"], unnamed=2, **more)
    return record_visit(new, by=who, on=c.TODAY)


def told(cast, day=c.TODAY):
    months = imposed.months_of(cast.employer, day)
    return {month.first: (dict(month.counts), dict(month.by_level), month.many) for month in months if month.total}


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_twelve_months_end_with_the_day_s_own(day):
    firsts = imposed._firsts(day)
    assert firsts[0] == day.replace(day=1)
    assert len(firsts) == min(12, day.year * 12 + day.month - 12)
    assert firsts == sorted(firsts, reverse=True)
    assert all(first.day == 1 for first in firsts)


def test_an_enterprise_left_alone_has_twelve_empty_months(cast):
    months = imposed.months_of(cast.employer, c.TODAY)
    assert ([month.total for month in months], months[0].first, months[-1].first) == ([0] * 12, MAY, date(2011, 6, 1))


def test_visits_of_all_levels_count_voided_ones_and_others_enterprises_do_not(cast):
    visited(cast)
    visited(cast, "leader", c.TODAY - DAY)
    visited(cast, on=date(2012, 4, 30))
    visited(cast, on=date(2011, 5, 31))
    visited(cast, employer=c.employer(cast.county, "另一家厂"))
    void_visit(visited(cast, on=c.TODAY - 2 * DAY), "写错了", by=cast.people["officer"], on=c.TODAY)
    assert told(cast) == {
        MAY: ({"visits": 2}, {"省级": 1, "县级": 1}, 3),
        APRIL: ({"visits": 1}, {"县级": 1}, 0),
    }


def test_more_visits_than_the_limit_within_its_days_are_said_where_they_came(cast):
    for back in (0, 10, 29):
        visited(cast, on=c.TODAY - back * DAY)
    assert {first: many for first, (_, _, many) in told(cast).items()} == {MAY: 3, APRIL: 0}
    assert {first: many for first, (_, _, many) in told(cast, c.TODAY - DAY).items()} == {APRIL: 0}


def test_three_visits_far_apart_are_not_too_many(cast):
    for back in (0, 30, 60):
        visited(cast, on=c.TODAY - back * DAY)
    assert [many for _, _, many in told(cast).values()] == [0, 0, 0]


def test_activities_held_there_and_the_enterprise_s_answers_count(cast):
    author = cast.people["officer"]
    by = {"by": author, "on": c.TODAY}
    said = {"org": cast.county, "author": author, "employer": cast.employer, "topics": ["opinions"]}
    record_activity(NewActivity(Activity(kind="seminar", on=c.TODAY, title="座谈会", **said)), **by)
    later = Activity(kind="lecture", on=c.TODAY + DAY, title="宣讲", **said | {"topics": ["law"]})
    record_activity(NewActivity(later, [author]), **by)
    visited(cast, problems=[("urgent", "澡堂坏了")])
    reply_to_problem(Problem.objects.get(), Reply("下月修", "钱经理", c.TODAY), **by)
    days = {"employer": cast.employer, "day": c.TODAY + DAY, "purpose": "看看生产"}
    made = announce_visit(Announcement(org=cast.county, owner=author, **days), **by)
    assert imposed.to_come(cast.employer, c.TODAY) == 1
    answer_announcement(made, Said(c.TODAY + 2 * DAY, "钱经理"), **by)
    assert told(cast)[MAY][0] == {"visits": 1, "activities": 1, "answers": 2}
    assert imposed.to_come(cast.employer, c.TODAY) == 1
    assert imposed.to_come(cast.employer, c.TODAY + 3 * DAY) == 0


def test_it_costs_the_same_however_much_came(cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        imposed.months_of(cast.employer, c.TODAY)
    for back in range(6):
        visited(cast, on=c.TODAY - back * DAY)
    with django_assert_num_queries(5):
        imposed.months_of(cast.employer, c.TODAY)


def test_the_page_shows_counts_and_no_name_and_is_taken_out(cast, client):
    visited(cast, "leader")
    visited(cast)
    visited(cast, on=c.TODAY - DAY)
    officer = c.enter(client, cast.people["officer"])
    page = officer.get(f"/employers/{cast.employer.pk}/burden/")
    assert ("省级1次、县级2次" in page.text, "走访偏多" in page.text, "30天3次" in page.text) == (True, True, True)
    assert cast.people["leader"].name not in page.text
    assert page.text.count("没有</td>") == 11
    sheet = load_workbook(io.BytesIO(officer.get(f"/employers/{cast.employer.pk}/burden/?as=xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[-12] == ("2012-05", 3, 0, 0, 0, 3, "省级1次、县级2次")
    assert rows[-1] == ("2011-06", 0, 0, 0, 0, 0, None)
    assert "企业负担" in officer.get(f"/employers/{cast.employer.pk}/").text


def test_strangers_do_not_see_it(cast, client):
    c.enter(client, cast.people["stranger"])
    assert client.get(f"/employers/{cast.employer.pk}/burden/").status_code == 404
