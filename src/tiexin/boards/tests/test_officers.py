"""The page of one officer: homes, posts, seats, teams and absences, each from when to when, within reach."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import officers
from tiexin.orgs import actions
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import organs
from tiexin.orgs.actions.absences import deputise, return_early
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.actions.people import leave_office, transfer_officer
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db
DAY, MOVED = date(2012, 3, 1), date(2012, 4, 1)
NOBODY = {"by": None, "on": c.TODAY}


@kept.fixture
def cast():
    """The officer came from the city, heads a group as a second office, leads a team, stood in for the city."""
    cast = c.stage()
    who = cast.people["officer"]
    team = Team(org=cast.county, name="第一工作组", kind="service_group", place=cast.county, since=DAY)
    form_team(NewTeam(team, who, [who]), **NOBODY)
    organ = Organ(org=cast.county, name="活动领导小组", kind="leading_group", since=DAY)
    organ = organs.found_organ(organ, [NewSeat("组长", "head")], **NOBODY)
    organs.seat_officer(organ.seats.get(), who, Sitting(DAY, concurrent=True), **NOBODY)
    cast.organ = organ
    return cast


@pytest.fixture
def read(cast, client):
    def ask(name, officer=None):
        answer = c.enter(client, cast.people[name]).get(f"/officers/{(officer or cast.people['officer']).pk}/")
        assert answer.status_code == 200
        return answer

    return ask


def lines(answer, title):
    found = {name: rows for name, rows, _ in answer.context["sections"]}
    return [(line.text, line.note, line.since, line.until) for line in found[title]]


def test_what_somebody_is_today(cast, read):
    answer = read("office")
    assert lines(answer, "岗位") == [("干部", "兴庆区总工会", date(2012, 1, 1), None)]
    assert lines(answer, "组织机构职务") == [("活动领导小组组长（兼）", "兴庆区总工会", DAY, None)]
    assert lines(answer, "工作组") == [("第一工作组", "兴庆区总工会 · 带队", DAY, None)]
    homes = answer.context["homes"]
    assert [(home.text, home.since, home.until) for home in homes] == [("兴庆区总工会", c.FOUNDED, None)]
    assert "调动" not in answer.text


def test_homes_follow_one_another(cast, read):
    transfer_officer(cast.people["officer"], cast.city, since=MOVED, **NOBODY)
    homes = read("office").context["homes"]
    assert [(home.text, home.since, home.until) for home in homes] == [
        ("银川市总工会", MOVED, None),
        ("兴庆区总工会", c.FOUNDED, MOVED),
    ]
    assert [home.url for home in homes] == [f"/orgs/{cast.city.pk}/", f"/orgs/{cast.county.pk}/"]


def test_a_former_home_out_of_reach_is_named_and_not_linked(cast, read):
    transfer_officer(cast.people["officer"], cast.other_county, since=MOVED, **NOBODY)
    homes = read("stranger").context["homes"]
    assert [(home.text, bool(home.url)) for home in homes] == [("大武口区总工会", True), ("兴庆区总工会", False)]
    answer = read("stranger")
    assert lines(answer, "组织机构职务") == lines(answer, "工作组") == []  # they belong to a unit out of reach


def test_what_ended_comes_after_what_lasts(cast, read):
    who = cast.people["officer"]
    post = actions.grant_post(who, cast.enterprise, "officer", by=None, on=DAY)
    actions.end_post(post, by=None, on=MOVED)
    assert lines(read("office"), "岗位") == [
        ("干部", "兴庆区总工会", date(2012, 1, 1), None),
        ("干部", "凤凰机械厂工会", DAY, MOVED),
    ]


def test_absences_are_told_without_their_reason(cast, read):
    who, day = cast.people["officer"], timedelta(1)
    city = cast.people["city_office"]
    one = Absence(officer=city, deputy=who, since=c.TODAY, until=c.TODAY + 9 * day, reason="学习")
    return_early(deputise(one, **NOBODY), by=None, on=c.TODAY + 2 * day)
    two = Absence(officer=who, deputy=city, since=c.TODAY + 30 * day, until=c.TODAY + 40 * day, reason="住院治疗")
    deputise(two, **NOBODY)
    answer = read("office")
    assert [(line.text, line.note, line.since, line.until) for line in answer.context["absences"]] == [
        ("不在，由马建国代理", "", c.TODAY + 30 * day, c.TODAY + 40 * day),
        ("代马建国", "提前结束", c.TODAY, c.TODAY + 2 * day),
    ]
    assert "住院治疗" not in answer.text


def test_absences_of_long_ago_are_left_away(cast, read):
    long_ago = c.TODAY - officers.RECENT - timedelta(9)
    days = {"since": long_ago, "until": long_ago + timedelta(3), "reason": "学习"}
    Absence.objects.create(officer=cast.people["officer"], deputy=cast.people["nobody"], **days)
    assert read("office").context["absences"] == []


@pytest.mark.parametrize(("name", "may"), [("system", True), ("security", False), ("office", False), ("audit", False)])
def test_who_administers_is_offered_to_transfer(cast, read, name, may):
    answer = read(name)
    assert answer.context["may_change"] == may
    assert (f"/accounts/{cast.people['officer'].pk}/transfer/" in answer.text) == may
    assert bool(lines(answer, "工作组")) == (name == "office")  # the three administrators see no teams


def test_who_has_left_is_still_read(cast, read):
    leave_office(cast.people["officer"], c.TODAY, **NOBODY)
    answer = read("system")
    assert "已离任" in answer.text
    assert not answer.context["may_change"]
    assert "没有岗位" not in answer.text
    assert lines(answer, "岗位") == [("干部", "兴庆区总工会", date(2012, 1, 1), c.TODAY)]


def test_strangers_find_nobody(cast, client):
    for name in ("stranger", "nobody"):
        c.enter(client, cast.people[name])
        assert client.get(f"/officers/{cast.people['officer'].pk}/").status_code == 404


def test_the_lists_lead_to_the_page(cast, client):
    where = f'href="/officers/{cast.people["officer"].pk}/"'
    c.enter(client, cast.people["office"])
    for address in (f"/orgs/{cast.county.pk}/", f"/orgs/{cast.county.pk}/officers/"):
        assert where in client.get(address).text
    c.enter(client, cast.people["system"])
    assert where in client.get("/accounts/?q=李秀兰").text


def test_more_of_everything_costs_no_more(cast, read):
    who = cast.people["officer"]
    read("office")
    with CaptureQueriesContext(connection) as before:
        read("office")
    for number in range(3):
        team = Team(org=cast.county, name=f"第{number}蹲点组", kind="stay_team", since=DAY)
        form_team(NewTeam(team, who, [who]), **NOBODY)
        seat = organs.make_seat(cast.organ, NewSeat(f"成员{number}", "member"), **NOBODY)
        organs.seat_officer(seat, who, Sitting(DAY), **NOBODY)
    actions.grant_post(who, cast.city, "officer", by=None, on=DAY)
    with CaptureQueriesContext(connection) as after:
        answer = read("office")
    assert len(lines(answer, "工作组")) == len(lines(answer, "组织机构职务")) == 4
    assert len(after) == len(before)
