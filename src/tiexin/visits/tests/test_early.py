"""A visit before its unit's start is taken, counted and marked, with the sentence that allows it (T17)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards.tests.world import visit
from tiexin.duties.models import Dispatch, Duty, PlanVersion, State
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import sent, small
from tiexin.visits import queries
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team, Visit

pytestmark = pytest.mark.django_db
MARK, STARTED = "走访早于本单位启动", date(2012, 3, 12)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """兴庆区 starts on 3-12; it visited on 3-11, on 3-12 and before the campaign; 石嘴山 never started."""
    with small.shared(django_db_blocker):
        post = sent.send()
        post.start(post.cast.county, STARTED)
        author = post.cast.people["officer"]
        days = {"early": date(2012, 3, 11), "on the day": STARTED, "before the campaign": date(2012, 2, 20)}
        yield (
            post,
            {name: visit(author, post.cast.employer, day, met=[name]) for name, day in days.items()},
        )


@pytest.fixture
def post(made):
    calendar.forget()
    return made[0]


@pytest.fixture
def visits(made):
    return made[1]


def marked(**which):
    found = queries.marked_early(Visit.objects.filter(**which)).order_by("on")
    return [row.on for row in found if row.early]


def test_a_visit_before_the_start_is_marked_and_one_on_its_day_is_not(post, visits):
    assert marked() == [date(2012, 3, 11)]
    assert {name: bool(queries.early(found)) for name, found in visits.items()} == {
        "early": True,
        "on the day": False,
        "before the campaign": False,
    }


def test_the_marked_visit_was_taken_and_counts(visits):
    facts = Fact.objects.filter(measure="visit", entry__thing_id=visits["early"].pk).live()
    assert [(fact.on, fact.by_org) for fact in facts] == [(date(2012, 3, 11), visits["early"].org)]


def test_a_unit_that_never_started_is_early_all_the_time(post):
    visit(post.cast.people["stranger"], post.cast.foreign, date(2012, 5, 2), met=["某人"])
    assert marked(org=post.cast.other_city) == [date(2012, 5, 2)]
    found = queries.early(Visit.objects.get(org=post.cast.other_city))
    assert (found.dispatch.started, found.sentence.quote) == (None, "集中走访")


def test_a_visit_in_the_name_of_a_team_is_judged_by_the_unit_that_sent_it(post):
    leader = post.cast.people["leader"]
    team = Team(org=post.cast.province, name="一组", kind="service_group", since=date(2012, 3, 1))
    form_team(NewTeam(team, leader), by=leader, on=c.TODAY)
    visit(post.cast.people["officer"], post.cast.employer, date(2012, 4, 2), met=["组里"], team=team)
    assert marked(team=team) == [date(2012, 4, 2)]


@pytest.mark.parametrize("change", ["no longer in force", "asks for no start", "was sent to others"])
def test_without_a_plan_in_force_that_asks_for_a_start_nothing_is_marked(visits, change):
    {
        "no longer in force": lambda: PlanVersion.objects.update(state=State.SUPERSEDED),
        "asks for no start": lambda: Duty.objects.update(measure="visit"),
        "was sent to others": lambda: Dispatch.objects.all().delete(),
    }[change]()
    assert marked() == []
    assert queries.early(visits["early"]) is None


def test_a_new_version_that_waits_to_be_signed_does_not_undo_the_start(post, visits):
    small.publish(sent.text(), post.cast.province)
    assert marked() == [date(2012, 3, 11)]
    assert queries.early(visits["on the day"]) is None


def test_pages_say_so_with_the_sentence_of_the_plan(post, visits, client):
    client = c.enter(client, post.cast.people["officer"])
    page = client.get(f"/visits/{visits['early'].pk}/").text
    for words in (MARK, "兴庆区2012年3月12日启动", "记录照常计数", "“集中走访”", "C5"):
        assert words in page
    assert MARK not in client.get(f"/visits/{visits['on the day'].pk}/").text
    assert client.get("/visits/").text.count(MARK) == 1
    assert client.get(f"/employers/{post.cast.employer.pk}/").text.count(MARK) == 1


def test_an_unstarted_unit_is_told_that_it_has_not_started(post, client):
    made = visit(post.cast.people["stranger"], post.cast.foreign, date(2012, 5, 2), met=["某人"])
    page = c.enter(client, post.cast.people["stranger"]).get(f"/visits/{made.pk}/").text
    assert "石嘴山市还没有登记启动" in page


def test_a_voided_visit_is_only_told_to_be_void(post, visits, client):
    Visit.objects.filter(pk=visits["early"].pk).update(voided=c.TODAY)
    page = c.enter(client, post.cast.people["officer"]).get("/visits/").text
    assert (MARK in page, "已作废" in page) == (False, True)


def test_marks_cost_one_query_however_long_the_list(post):
    def cost():
        with CaptureQueriesContext(connection) as run:
            list(queries.marked_early(Visit.objects.all()))
        return len(run)

    before = cost()
    for day in range(3, 9):
        visit(post.cast.people["officer"], post.cast.employer, date(2012, 3, day), met=[f"人{day}"])
    assert (before, cost()) == (1, 1)
