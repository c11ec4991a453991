"""A team forms, its lead is handed over, and a team whose leader left waits for the next one."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import orphans
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import queries
from tiexin.visits.actions import NewTeam, form_team, hand_over_lead
from tiexin.visits.models import Team, TeamMember

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = {"name": "一组", "kind": "service_group", "since": "2012-05-01"}


@kept.fixture
def cast():
    """The county's officer leads two teams; one of them has a member besides."""
    found = c.stage()
    found.member = c.officer("同行人", found.county)
    found.first = team(found, "一组", found.people["officer"], found.member)
    found.second = team(found, "二组", found.people["officer"])
    return found


def team(cast, name, leader, *members):
    new = Team(org=cast.county, name=name, kind="stay_team", since=c.FOUNDED)
    return form_team(NewTeam(new, leader, members), by=None, on=c.TODAY)


def lead(team):
    return TeamMember.objects.get(team=team, leads=True, until=None)


def give(team, officer, by=None):
    return hand_over_lead(lead(team), officer, by=by, on=c.TODAY)


def belongs(team):
    """Everybody who ever was in the team: name, leads, first day, day of leaving."""
    return list(team.members.order_by("pk").values_list("officer__name", "leads", "since", "until"))


def held(officer, day=c.TODAY):
    return [str(each) for each in orphans.orphans_of(officer, day)]


# ── handing over the lead ───────────────────────────────────────────────────────────────────────────────


def test_a_member_leads_from_today_and_the_former_leader_is_out(cast):
    by = cast.people["office"]
    made = give(cast.first, cast.member, by)
    assert (made.officer, made.leads, made.since, made.until) == (cast.member, True, c.TODAY, None)
    assert belongs(cast.first) == [
        ("李秀兰", True, c.FOUNDED, c.TODAY),
        ("同行人", False, c.FOUNDED, c.TODAY),
        ("同行人", True, c.TODAY, None),
    ]
    assert belongs(cast.second) == [("李秀兰", True, c.FOUNDED, None)]
    entry = Entry.objects.get(verb="hand_over_lead")
    assert (entry.thing, entry.thing_id, entry.by, entry.on, entry.org_id) == (
        "visits.team", cast.first.pk, by, c.TODAY, cast.county.pk,
    )  # fmt: skip


def test_somebody_from_outside_leads_and_the_members_stay(cast):
    give(cast.first, cast.people["city_office"])
    assert belongs(cast.first) == [
        ("李秀兰", True, c.FOUNDED, c.TODAY),
        ("同行人", False, c.FOUNDED, None),
        ("马建国", True, c.TODAY, None),
    ]
    mine = queries.teams_of(cast.people["city_office"], c.TODAY)
    assert [(each.team, list(each.colleagues)) for each in mine] == [(cast.first, [cast.member])]
    assert [each.team for each in queries.teams_of(cast.people["officer"], c.TODAY)] == [cast.second]
    yesterday = queries.teams_of(cast.people["officer"], c.TODAY - DAY)
    assert [(each.team, list(each.colleagues)) for each in yesterday] == [
        (cast.first, [cast.member]),
        (cast.second, []),
    ]


def test_the_lead_may_come_back_on_the_same_day(cast):
    give(cast.second, cast.member)
    give(cast.second, cast.people["officer"])
    assert belongs(cast.second) == [
        ("李秀兰", True, c.FOUNDED, c.TODAY),
        ("同行人", True, c.TODAY, c.TODAY),
        ("李秀兰", True, c.TODAY, None),
    ]
    assert Entry.objects.filter(verb="hand_over_lead").count() == 2


NO_LEADERS = {
    "the leader itself": lambda cast: cast.people["officer"],
    "in office from tomorrow": lambda cast: c.officer("来人", cast.county, since=c.TODAY + DAY),
    "out of office from today": lambda cast: c.officer("走人", cast.county, until=c.TODAY),
    "long out of office": lambda cast: c.officer("故人", cast.county, until=c.TODAY - DAY),
}


@pytest.mark.parametrize("which", NO_LEADERS)
def test_who_is_not_there_today_cannot_take_over(cast, which):
    who, before = NO_LEADERS[which](cast), belongs(cast.first)
    with c.nothing_written(), pytest.raises(Refused) as no:
        give(cast.first, who)
    assert (str(no.value), no.value.field) == (f"{who.name}今天不在职，或者就是现在的带队人", "officer")
    assert belongs(cast.first) == before


@pytest.mark.parametrize("days", [{"since": c.TODAY}, {"until": c.TODAY + DAY}], ids=["first day", "last day"])
def test_who_is_there_today_can(cast, days):
    who = c.officer("接手人", cast.county, **days)
    assert give(cast.second, who).officer == who


def test_only_who_leads_now_hands_over(cast):
    plain, former = TeamMember.objects.get(officer=cast.member), lead(cast.second)
    give(cast.second, cast.member)
    for row, said in ((plain, "同行人已不带“一组”"), (former, "李秀兰已不带“二组”")):
        with c.nothing_written(), pytest.raises(Refused) as no:
            hand_over_lead(row, cast.people["city_office"], by=None, on=c.TODAY)
        assert (str(no.value), no.value.field) == (said, "")


# ── a leader who left ───────────────────────────────────────────────────────────────────────────────────


def test_the_teams_of_a_leader_who_left_wait_in_their_order(cast):
    leave_office(cast.people["officer"], c.TODAY, by=None, on=c.TODAY)
    assert held(cast.people["officer"]) == ["带队：一组（兴庆区）", "带队：二组（兴庆区）"]
    give(cast.first, cast.member)
    assert held(cast.people["officer"]) == ["带队：二组（兴庆区）"]
    give(cast.second, cast.member)
    assert held(cast.people["officer"]) == []


def test_a_member_who_left_leaves_nothing_behind(cast):
    leave_office(cast.member, c.TODAY, by=None, on=c.TODAY)
    assert held(cast.member) == []


@pytest.mark.parametrize(("until", "waits"), [(c.TODAY, False), (c.TODAY + DAY, True), (None, True)])
def test_a_team_waits_only_while_it_is_at_work(cast, until, waits):
    Team.objects.filter(pk=cast.second.pk).update(until=until)
    wanted = ["带队：一组（兴庆区）", *(["带队：二组（兴庆区）"] if waits else [])]
    assert held(cast.people["officer"]) == wanted


def test_a_successor_who_left_too_is_refused_on_the_page_and_the_choice_stays(cast, client):
    gone = cast.people["officer"]
    leave_office(gone, c.TODAY, by=None, on=c.TODAY)
    late = c.officer("走人", cast.county, until=c.TODAY)
    c.enter(client, cast.people["city_office"])
    key = f"team-{lead(cast.first).pk}"
    with c.nothing_written():
        answer = client.post(f"/orphans/{gone.pk}/", {"thing": key, "officer": late.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["officer"])
    assert answer.context["form"]["thing"].value() == key
    assert belongs(cast.first)[0] == ("李秀兰", True, c.FOUNDED, None)
    done = client.post(f"/orphans/{gone.pk}/", {"thing": key, "officer": cast.member.pk})
    assert done.url == f"/orphans/{gone.pk}/"
    assert Entry.objects.get(verb="hand_over_lead").by == cast.people["city_office"]
    assert [str(each) for each in client.get(done.url).context["found"]] == ["带队：二组（兴庆区）"]


# ── the form of a new team ──────────────────────────────────────────────────────────────────────────────


def picks(answer):
    return [(pick["label"], pick["checked"]) for pick in answer.context["picks"]]


def test_a_team_formed_through_its_page_is_kept_as_typed(cast, client):
    office, other = cast.people["city_office"], c.officer("银川人", cast.city)
    c.enter(client, office)
    more = {"leader_post": "副主席", "departments": "组织部", "place": cast.county.pk}
    sent = NEW | more | {"leader": office.pk, "members": [other.pk, office.pk]}
    answer = client.post("/teams/new/", sent)
    made = Team.objects.latest("pk")
    assert answer.url == f"/teams/{made.pk}/"
    assert (made.org, made.name, made.kind, made.leader_post, made.departments, made.place, made.since) == (
        cast.city, "一组", "service_group", "副主席", "组织部", cast.county, c.TODAY.replace(day=1),
    )  # fmt: skip
    assert belongs(made) == [("马建国", True, made.since, None), ("银川人", False, made.since, None)]
    entry = Entry.objects.get(verb="form_team", thing_id=made.pk)
    assert (entry.by, entry.org_id) == (office, cast.city.pk)


def test_only_colleagues_in_office_today_are_offered(cast, client):
    c.officer("走人", cast.city, until=c.TODAY)
    c.officer("来人", cast.city, since=c.TODAY + DAY)
    c.officer("银川人", cast.city)
    c.enter(client, cast.people["city_office"])
    offered = picks(client.get("/teams/pick/?name=leader"))
    assert sorted(offered) == sorted([("马建国", False), ("银川人", False)])
    assert picks(client.get("/teams/pick/?name=leader&q=银川")) == [("银川人", False)]
    assert picks(client.get("/teams/pick/?name=leader&q=李秀兰")) == []  # the county's
    assert picks(client.get("/teams/pick/?name=leader&q=无此人")) == []


def test_what_was_typed_and_picked_stays_when_the_form_is_refused(cast, client):
    office, other = cast.people["city_office"], c.officer("银川人", cast.city)
    c.enter(client, office)
    sent = NEW | {"since": "2012-05-11", "leader": str(other.pk), "members": [str(office.pk)]}
    sent |= {"leader_post": "副主席", "departments": "组织部", "place": str(cast.county.pk)}
    with c.nothing_written():
        answer = client.post("/teams/new/", sent)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors == {"since": ["成立日期还没有到"]}
    assert {name: form[name].value() for name in form.fields} == sent


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("leader", "", "请选择带队领导"),
        ("leader", "0", "请从搜索结果中选择"),
        ("leader", "马建国", "请从搜索结果中选择"),
        ("members", ["0"], "请从搜索结果中选择"),
        ("members", ["马建国"], "请从搜索结果中选择"),
    ],
)
def test_who_was_not_picked_from_the_list_is_refused_beside_the_picker(cast, client, field, value, said):
    c.enter(client, cast.people["city_office"])
    sent = NEW | {"leader": cast.people["city_office"].pk} | {field: value}
    with c.nothing_written():
        answer = client.post("/teams/new/", sent)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [said]})


@pytest.mark.parametrize("name", ["officer", "leader", "nobody", "system"])
def test_who_may_not_form_teams_finds_neither_form_nor_search(cast, client, name):
    c.enter(client, cast.people[name])
    with c.nothing_written():
        answers = [client.get("/teams/new/"), client.get("/teams/pick/?name=leader"), client.post("/teams/new/", NEW)]
    assert [answer.status_code for answer in answers] == [404] * 3
