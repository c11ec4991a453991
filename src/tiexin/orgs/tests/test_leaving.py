"""Somebody leaves: posts end at once, what was held waits for successors and is handed over one by one."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import orphans
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import organs
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.actions.people import leave_office, transfer_officer
from tiexin.orgs.models import Officer, Post
from tiexin.orgs.organs import Holding, Organ
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import NewTeam, form_team, hand_over_lead
from tiexin.visits.models import Team, TeamMember

pytestmark = pytest.mark.django_db
DAY = date(2012, 3, 1)


@kept.fixture
def cast():
    """The county's officer leads a team and a leading group."""
    cast = c.stage()
    who = cast.people["officer"]
    team = Team(org=cast.county, name="第一工作组", kind="service_group", place=cast.county, since=DAY)
    cast.team = form_team(NewTeam(team, who, [who, cast.people["nobody"]]), by=None, on=c.TODAY)
    organ = Organ(org=cast.county, name="活动领导小组", kind="leading_group", since=DAY)
    cast.organ = organs.found_organ(organ, [NewSeat("组长", "head")], by=None, on=c.TODAY)
    organs.seat_officer(cast.organ.seats.get(), who, Sitting(DAY), by=None, on=c.TODAY)
    return cast


def leave(officer, until=c.TODAY):
    return leave_office(officer, until, by=None, on=c.TODAY)


def held(officer):
    return [str(each) for each in orphans.orphans_of(officer, c.TODAY)]


def leader(team):
    return TeamMember.objects.get(team=team, leads=True, until=None).officer


def test_who_leaves_loses_rights_and_stands_in_for_nobody(cast):
    who = cast.people["officer"]
    days = {"since": c.TODAY, "until": c.TODAY + timedelta(9), "reason": "学习"}
    deputise(Absence(officer=cast.people["city_office"], deputy=who, **days), by=None, on=c.TODAY)
    leave(who)
    assert Officer.objects.get(pk=who.pk).until == c.TODAY
    assert not Post.objects.filter(officer=who, until=None).exists()
    assert Absence.objects.get().ended == c.TODAY
    assert Entry.objects.filter(verb="leave", thing_id=who.pk).count() == 1
    assert held(who) == ["组织机构职务：活动领导小组组长（兴庆区）", "带队：第一工作组（兴庆区）"]


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (c.TODAY + timedelta(1), "还没有到"),
        (date(2012, 4, 1), "自2012年4月1日起在现单位"),
        (date(1999, 1, 1), "离任应在这之后"),
    ],
)
def test_a_bad_day_of_leaving_is_refused(cast, until, why):
    who = cast.people["officer"]
    transfer_officer(who, cast.city, since=date(2012, 4, 1), by=None, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match=why):
        leave(who, until)


def test_nobody_leaves_twice(cast):
    leave(cast.people["officer"])
    with c.nothing_written(), pytest.raises(Refused, match="已于2012年5月10日离任"):
        leave(cast.people["officer"])


def test_a_member_becomes_the_leader(cast):
    member = TeamMember.objects.get(team=cast.team, leads=True)
    hand_over_lead(member, cast.people["nobody"], by=None, on=c.TODAY)
    assert leader(cast.team) == cast.people["nobody"]
    assert TeamMember.objects.filter(team=cast.team, until=None).count() == 1
    assert Entry.objects.filter(verb="hand_over_lead", thing_id=cast.team.pk).count() == 1
    with c.nothing_written(), pytest.raises(Refused, match="已不带"):
        hand_over_lead(member, cast.people["city_office"], by=None, on=c.TODAY)


def test_a_team_is_not_led_by_who_is_not_there(cast):
    member = TeamMember.objects.get(team=cast.team, leads=True)
    gone = c.officer("甲", cast.county, until=DAY)
    for who in (gone, cast.people["officer"]):
        with c.nothing_written(), pytest.raises(Refused, match="不在职，或者就是现在的带队人"):
            hand_over_lead(member, who, by=None, on=c.TODAY)


def test_the_office_hands_everything_over(cast, client):
    who, successor = cast.people["officer"], cast.people["nobody"]
    c.enter(client, cast.people["city_office"])
    assert "没有未交接的" in client.get("/orphans/").text
    page = f"/orphans/{who.pk}/"
    assert "已全部交接" in client.get(page).text  # still in office: nothing to hand over
    leave(who)
    assert "李秀兰" in client.get("/orphans/").text
    keys = {each.held.kind: each.key for each in orphans.orphans_of(who, c.TODAY)}
    with c.nothing_written():
        assert client.post(page, {"thing": "team-0", "officer": successor.pk}).status_code == 422
        assert client.post(page, {"thing": keys["team"]}).status_code == 422
        assert client.post(page, {"thing": keys["team"], "officer": who.pk}).status_code == 422
    for kind in ("team", "holding"):
        answer = client.post(page, {"thing": keys[kind], "officer": successor.pk}, follow=True)
        assert "已交给孙小军" in answer.text
    assert "已全部交接" in answer.text
    assert leader(cast.team) == successor
    assert Holding.objects.present().get().officer == successor
    assert "没有未交接的" in client.get("/orphans/").text


def test_an_ended_team_is_no_orphan(cast):
    Team.objects.filter(pk=cast.team.pk).update(until=c.TODAY)
    leave(cast.people["officer"])
    assert held(cast.people["officer"]) == ["组织机构职务：活动领导小组组长（兴庆区）"]


def test_the_system_administrator_enters_who_leaves(cast, client):
    c.enter(client, cast.people["system"])
    page = f"/accounts/{cast.people['officer'].pk}/leave/"
    assert "李秀兰（兴庆区）离任" in client.get(page).text
    with c.nothing_written():
        bad = client.post(page, {"until": "2013-01-01"})
    assert "还没有到" in str(bad.context["form"].errors["until"])
    assert "已离任" in client.post(page, {"until": "2012-05-10"}, follow=True).text
    c.enter(client, cast.people["office"])
    assert client.get(page).status_code == 404


def test_strangers_hand_nothing_over(cast, client):
    leave(cast.people["officer"])
    c.enter(client, cast.people["stranger"])
    assert "没有未交接的" in client.get("/orphans/").text
    assert client.get(f"/orphans/{cast.people['officer'].pk}/").status_code == 404
    c.enter(client, cast.people["nobody"])
    assert client.get("/orphans/").status_code == 404
