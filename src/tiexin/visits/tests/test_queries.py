"""Reads of the field officer's pages."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def author(cast):
    return cast.people["officer"]


def asking(officer, needs="visits.record"):
    """A request as the middleware hands it to a page."""
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs, request.user = officer, c.TODAY, needs, officer.account
    return request


def team(cast, *members, **more):
    wanted = {"org": cast.county, "name": "一组", "kind": "stay_team", "since": c.FOUNDED, **more}
    return actions.form_team(NewTeam(Team(**wanted), members[0], members[1:]), by=None, on=c.TODAY)


def visited(cast, officer, **more):
    wanted = {"author": officer, "employer": cast.employer, "on": c.TODAY, "methods": ["hear"], "known": [cast.worker]}
    return actions.record_visit(NewVisit(**wanted | more), by=officer, on=c.TODAY)


def test_my_teams_come_with_my_colleagues_in_one_query(cast, author, django_assert_num_queries):
    colleague = c.officer("同行人", cast.county)
    first, second = team(cast, colleague, author), team(cast, author)
    team(cast, colleague)
    with django_assert_num_queries(1):
        mine = queries.teams_of(author, c.TODAY)
    assert [(each.team, list(each.colleagues)) for each in mine] == [(first, [colleague]), (second, [])]


def test_a_team_counts_only_while_it_is_at_work_and_i_am_in_it(cast, author):
    left, ended, later = team(cast, author), team(cast, author), team(cast, author)
    TeamMember.objects.filter(team=left).update(until=c.TODAY)
    Team.objects.filter(pk=ended.pk).update(until=c.TODAY)
    TeamMember.objects.filter(team=later).update(since=c.TODAY + timedelta(days=1))
    assert queries.teams_of(author, c.TODAY) == []
    assert {each.team for each in queries.teams_of(author, c.TODAY - timedelta(days=1))} == {left, ended}


def test_an_employer_comes_with_the_marks_in_force_that_day(cast, author):
    for tag, since in (("weak_union", date(2012, 3, 1)), ("distressed", date(2012, 4, 1))):
        registry.tag_employer(cast.employer, NewTag(tag, since, "调查摸底"), by=None, on=c.TODAY)
    request = asking(author)
    on = {day: queries.employer_with_tags(request, cast.employer.pk, day)[1] for day in (date(2012, 3, 15), c.TODAY)}
    assert on == {date(2012, 3, 15): ["weak_union"], c.TODAY: ["distressed", "weak_union"]}


def test_an_employer_without_marks_comes_too_and_a_foreign_one_does_not(cast, author):
    request = asking(author)
    assert queries.employer_with_tags(request, cast.employer.pk, c.TODAY) == (cast.employer, [])
    assert queries.employer_with_tags(request, cast.foreign.pk, c.TODAY) is None
    assert queries.employer_with_tags(request, 10**9, c.TODAY) is None


def test_known_workers_are_those_of_the_employer(cast):
    second = c.worker(cast.employer, "第二人")
    assert queries.known_workers(cast.employer, [second.pk, cast.worker.pk], c.TODAY).workers == [cast.worker, second]
    assert queries.known_workers(cast.employer, [], c.TODAY).workers == []
    for wrong in ([c.worker(cast.foreign, "外人").pk], [cast.worker.pk, 10**30], [-1], [0]):
        with pytest.raises(Refused, match="不属于这家企业"):
            queries.known_workers(cast.employer, wrong, c.TODAY)


def test_stays_of_today_are_those_that_cover_the_day(cast, author):
    mine = team(cast, author)
    for start, end in ((1, 9), (10, 12), (13, 20)):
        stay = Stay(team=mine, employer=cast.employer, start=date(2012, 5, start), end=date(2012, 5, end))
        actions.plan_stay(stay, by=None, on=c.TODAY)
    assert [stay.start.day for stay in queries.stays_today([mine.pk], c.TODAY)] == [10]
    assert list(queries.stays_today([], c.TODAY)) == []


def test_enterprises_in_trouble_not_visited_yet_are_offered(cast, author):
    near = c.employer(cast.county, "甲厂", "distressed")
    seen = c.employer(cast.county, "乙厂", "distressed")
    c.employer(cast.county, "丙厂")
    c.employer(cast.other_county, "丁厂", "distressed")
    mine = team(cast, author, place=cast.county)
    visit = visited(cast, author, employer=seen, known=[c.worker(seen, "工人")], team=mine)
    assert queries.to_visit([mine]) == [near]
    actions.void_visit(visit, "记错", by=author, on=c.TODAY)
    assert queries.to_visit([mine]) == [seen, near] or queries.to_visit([mine]) == [near, seen]
    assert queries.to_visit([team(cast, author)]) == []


def test_my_own_visits_newest_first(cast, author):
    old, fresh = visited(cast, author, on=date(2012, 4, 1)), visited(cast, author)
    visited(cast, c.officer("别人", cast.county, "officer"))
    assert list(queries.recent(author)) == [fresh, old]


def test_a_visit_can_be_voided_by_its_author_or_the_office_of_its_unit(cast, author):
    visit = visited(cast, author)
    other = c.officer("别人", cast.county, "officer")
    can = {
        name: queries.voidable(asking(person)).filter(pk=visit.pk).exists()
        for name, person in {**cast.people, "other": other}.items()
        if person.account
    }
    allowed = {name for name, yes in can.items() if yes}
    assert allowed == {"officer", "city_office", "office"}
