"""An officer goes to another unit: who may enter it, what is shown before, what ends, what waits at the former unit."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import actions
from tiexin.orgs.actions import organs
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.actions.people import transfer_officer
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.organs import Holding, Organ
from tiexin.orgs.structure import FormerHome
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team, TeamMember

pytestmark = pytest.mark.django_db
DAY = date(2012, 3, 1)


@kept.fixture
def cast():
    """The county's officer has a post there and one at the enterprise, leads a team, heads a group."""
    cast = c.stage()
    who = cast.people["officer"]
    actions.grant_post(who, cast.enterprise, "officer", by=None, on=DAY)
    team = Team(org=cast.county, name="第一工作组", kind="service_group", place=cast.county, since=DAY)
    cast.team = form_team(NewTeam(team, who, [who, cast.people["nobody"]]), by=None, on=c.TODAY)
    organ = Organ(org=cast.county, name="活动领导小组", kind="leading_group", since=DAY)
    cast.organ = organs.found_organ(organ, [NewSeat("组长", "head")], by=None, on=c.TODAY)
    organs.seat_officer(cast.organ.seats.get(), who, Sitting(DAY), by=None, on=c.TODAY)
    return cast


@pytest.fixture
def system(cast, client):
    return c.enter(client, cast.people["system"])


def page(officer):
    return f"/accounts/{officer.pk}/transfer/"


def sent(org, posts="end", since=c.TODAY):
    return {"org": org.pk, "since": str(since), "posts": posts}


def open_posts(officer):
    return [post.org.short_name for post in Post.objects.filter(officer=officer, until=None).order_by("org_id")]


def test_what_is_held_is_shown_before_anything_changes(cast, system):
    shown = system.get(page(cast.people["officer"])).text
    for said in ("李秀兰（兴庆区）调动", "现在的岗位", "兴庆区总工会 · ", "凤凰机械厂工会 · "):
        assert said in shown
    for held in ("组织机构职务：活动领导小组组长（兴庆区）", "带队：第一工作组（兴庆区）"):
        assert held in shown
    assert "属于原单位的列入“离任未交接”" in shown


def test_units_beside_the_present_one_are_offered_first(cast, system):
    rows = system.get(page(cast.people["officer"])).context["form"].fields["org"].queryset
    assert [str(unit) for unit in rows][:2] == ["大武口区", "自治区总工会"]  # of its level, then by region
    assert cast.county not in rows


def test_posts_at_the_former_unit_end_and_others_stay(cast, system):
    who = cast.people["officer"]
    answer = system.post(page(who), sent(cast.city, since=date(2012, 5, 2)))
    assert answer.url == f"/officers/{who.pk}/"
    assert Officer.objects.get(pk=who.pk).org == cast.city
    home = FormerHome.objects.get(officer=who)
    assert (home.org, home.since, home.until) == (cast.county, c.FOUNDED, date(2012, 5, 2))
    assert open_posts(who) == ["凤凰机械厂工会"]
    assert Post.objects.get(officer=who, org=cast.county).until == c.TODAY
    trail = [(entry.verb, entry.org, entry.by) for entry in Entry.objects.order_by("-pk")[:3]]
    admin = cast.people["system"]
    assert trail == [
        ("transfer_in", cast.city, admin),
        ("transfer_out", cast.county, admin),
        ("end_post", cast.county, admin),
    ]


def test_posts_are_kept_when_that_was_chosen(cast, system):
    who = cast.people["officer"]
    system.post(page(who), sent(cast.city, "keep"))
    assert open_posts(who) == ["兴庆区", "凤凰机械厂工会"]


def test_nothing_is_asked_about_posts_where_there_are_none(cast, system):
    who = cast.people["nobody"]
    form = system.get(page(who)).context["form"]
    assert list(form.fields) == ["org", "since"]
    system.post(page(who), {"org": cast.city.pk, "since": "2012-05-10"})
    assert Officer.objects.get(pk=who.pk).org == cast.city


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"since": "2012-05-11"}, "since", "调动日期还没有到"),
        ({"since": "1999-01-01"}, "org", "“银川市”在1999年1月1日不存在"),
        ({"since": "2012-02-30"}, "since", "请填写日期"),
        ({"org": ""}, "org", "请选择调到哪个单位"),
        ({"posts": "perhaps"}, "posts", "请在列出的里面选"),
    ],
)
def test_refusals_stand_beside_their_field(cast, system, change, field, why):
    with c.nothing_written():
        answer = system.post(page(cast.people["officer"]), sent(cast.city) | change)
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])


@pytest.mark.parametrize("name", ["county", "closed"])
def test_neither_the_same_unit_nor_a_closed_one_can_be_chosen(cast, system, name):
    with c.nothing_written():
        answer = system.post(page(cast.people["officer"]), sent(getattr(cast, name)))
    assert "请从搜索结果中选择" in str(answer.context["form"].errors["org"])


def test_both_units_are_in_reach_of_who_enters_it(cast, client):
    admin = c.officer("区管理员", cast.county, "system")
    c.enter(client, admin)
    with c.nothing_written():
        away = client.post(page(cast.people["officer"]), sent(cast.other_county))
        assert client.get(page(cast.people["stranger"])).status_code == 404
    assert "请从搜索结果中选择" in str(away.context["form"].errors["org"])
    assert client.post(page(cast.people["officer"]), sent(cast.enterprise)).status_code == 302


def test_who_has_left_is_not_transferred(cast, system):
    gone = c.officer("甲", cast.county, until=DAY)
    assert system.get(page(gone)).status_code == 404
    with c.nothing_written(), pytest.raises(Refused, match="离任"):
        transfer_officer(gone, cast.city, since=DAY, by=None, on=c.TODAY)


@pytest.mark.parametrize("name", ["office", "leader", "security", "audit", "nobody"])
def test_only_the_system_administrator_transfers(cast, client, name):
    c.enter(client, cast.people[name])
    assert client.get(page(cast.people["officer"])).status_code == 404


# ── what was left behind ────────────────────────────────────────────────────────────────────────────────


def go(officer, org, since=c.TODAY):
    return transfer_officer(officer, org, since=since, by=None, on=c.TODAY)


def waiting(client):
    return [officer.name for officer in client.get("/orphans/").context["pager"].rows]


def test_the_former_unit_hands_over_what_was_left_behind(cast, client):
    who, successor = cast.people["officer"], cast.people["nobody"]
    c.enter(client, cast.people["city_office"])
    assert waiting(client) == []
    go(who, cast.other_city)
    assert waiting(client) == ["李秀兰"]
    assert "由兴庆区总工会调来" in client.get("/orphans/").text
    where = f"/orphans/{who.pk}/"
    things = client.get(where).context["form"].fields["thing"].choices
    assert [said for _, said in things] == ["组织机构职务：活动领导小组组长（兴庆区）", "带队：第一工作组（兴庆区）"]
    for key, _ in things:
        assert client.post(where, {"thing": key, "officer": successor.pk}).status_code == 302
    assert Holding.objects.present().get().officer == successor
    assert TeamMember.objects.get(leads=True, until=None).officer == successor
    assert waiting(client) == []


def test_the_new_unit_sees_nothing_of_it(cast, client):
    who = cast.people["officer"]
    go(who, cast.other_county)
    c.enter(client, cast.people["stranger"])
    assert waiting(client) == []
    assert "已全部交接" in client.get(f"/orphans/{who.pk}/").text  # one of its own officers now, with nothing to give


def test_what_is_held_of_the_present_home_or_of_a_closed_unit_is_not_left_behind(cast, client):
    who = cast.people["officer"]
    c.enter(client, cast.people["office"])
    go(who, cast.city, since=DAY)
    go(who, cast.county)
    assert waiting(client) == []
    go(who, cast.city)
    assert waiting(client) == ["李秀兰"]
    Org.objects.filter(pk=cast.county.pk).update(closed=c.TODAY + timedelta(1))
    assert waiting(client) == []


def test_who_left_after_a_transfer_is_listed_once(cast, client):
    who = cast.people["officer"]
    go(who, cast.city, since=DAY)
    c.enter(client, cast.people["office"])
    assert waiting(client) == ["李秀兰"]
    Officer.objects.filter(pk=who.pk).update(until=c.TODAY)
    assert waiting(client) == ["李秀兰"]


def test_colleagues_are_offered_first(cast, client):
    who = cast.people["officer"]
    go(who, cast.other_city)
    c.enter(client, cast.people["office"])
    rows = client.get(f"/orphans/{who.pk}/").context["form"].fields["officer"].queryset
    homes = [officer.org for officer in rows]
    assert homes[0] == cast.county
    assert cast.county not in homes[1:]
    assert len(homes) == Officer.objects.serving(c.TODAY).count()
    seat = cast.organ.seats.get()
    fill = client.get(f"/seats/{seat.pk}/fill/").context["form"].fields["officer"].queryset
    assert [officer.org for officer in fill][:1] == [cast.county]
