"""A team outside the range of a plan in force, and people who would be at two enterprises at once."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, Plan, PlanVersion
from tiexin.orgs.tests import cast as c
from tiexin.plans.loader import PACKS, load
from tiexin.visits import actions, team_rules
from tiexin.visits.actions import NewTeam
from tiexin.visits.models import Stay, Team, TeamMember
from tiexin.visits.team_queries import sizes_of
from tiexin.visits.team_rules import Elsewhere, Size

TWO_OR_THREE = Size(2, 3, "每2-3人为一组", "C083")
START, END = c.TODAY + timedelta(days=7), c.TODAY + timedelta(days=11)


@pytest.mark.parametrize(
    ("people", "sizes", "said"),
    [
        (1, [], None),
        (1, [TWO_OR_THREE], "每组应有2至3人，现在选了1人"),
        (2, [TWO_OR_THREE], None),
        (3, [TWO_OR_THREE], None),
        (4, [TWO_OR_THREE], "每组应有2至3人，现在选了4人"),
        (3, [TWO_OR_THREE, Size(4, 6, "5人左右", "C220")], "每组应有4至6人，现在选了3人"),
        (4, [Size(5, 5, "5人", "C1")], "每组应有5人，现在选了4人"),
    ],
)
def test_a_team_is_as_large_as_every_plan_wants(people, sizes, said):
    if said is None:
        team_rules.check_size(people, sizes)
        return
    with pytest.raises(Refused) as refusal:
        team_rules.check_size(people, sizes)
    assert (refusal.value.message, refusal.value.field) == (said, "members")
    assert refusal.value.clause == f"{sizes[-1].quote}（{sizes[-1].code}）"


def test_who_is_elsewhere_is_named_with_the_days():
    team_rules.check_elsewhere(None)
    with pytest.raises(Refused) as refusal:
        team_rules.check_elsewhere(Elsewhere("何平", "二组", date(2012, 5, 7), date(2012, 5, 11)))
    said = "何平2012年5月7日至2012年5月11日随“二组”蹲点，不能同时在两家企业"
    assert (refusal.value.message, refusal.value.field) == (said, "start")


@pytest.mark.parametrize(
    ("pack", "wanted"),
    [
        ("ningxia-f2f", {"C220": (4, 6, {"kind": ["service_group"], "level": ["province"]})}),
        ("province-f2f", {"C083": (2, 3, {"kind": ["stay_team"]})}),
    ],
)
def test_a_pack_says_how_large_whose_teams_are(pack, wanted):
    found = [item for item in load(PACKS / f"{pack}.yaml", year=2012).items if item.kind == "team_size"]
    assert {item.clause: (item.data["low"], item.data["high"], item.data["of"]["where"]) for item in found} == wanted


def test_a_size_without_a_stated_reading_says_no_range():
    text = (PACKS / "province-f2f.yaml").read_text(encoding="utf-8").replace("  2-3人: 2..3\n", "")
    found = [item.data for item in load(text, year=2012).items if item.kind == "team_size"]
    assert [data for data in found if "low" in data] == []


@pytest.fixture
def cast():
    return c.stage()


def planned(org, level="", strength="must", state="live"):
    """A plan in force at a unit that wants two or three in a team."""
    where = {"kind": ["stay_team"], **({"level": [level]} if level else {})}
    plan = Plan.objects.create(code="sizes", title="方案", issuer=org)
    version = PlanVersion.objects.create(plan=plan, number=1, start=c.FOUNDED, end=END, pack="", state=state)
    data = {"about": "2-3人", "low": 2, "high": 3, "of": {"population": "teams", "where": where, "unless": []}}
    more = {"kind": "team_size", "title": "每2-3人为一组", "quote": "每2-3人为一组", "order": 1, "strength": strength}
    return Clause.objects.create(version=version, item="C083", code="C083", data=data, **more)


def formed(cast, name, *people, kind="stay_team"):
    team = Team(org=cast.city, name=name, kind=kind, since=c.FOUNDED)
    return actions.form_team(NewTeam(team, people[0], people[1:]), by=None, on=c.TODAY)


@pytest.mark.django_db
def test_sizes_come_from_plans_in_force_above(cast):
    planned(cast.city)
    assert sizes_of(cast.city, "stay_team") == [TWO_OR_THREE]
    assert sizes_of(cast.county, "stay_team") == [TWO_OR_THREE]
    assert sizes_of(cast.province, "stay_team") == []
    assert sizes_of(cast.city, "service_group") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "strength", "state", "count"),
    [
        ("", "must", "live", 1),
        ("city", "must", "live", 1),
        ("province", "must", "live", 0),
        ("", "should", "live", 0),
        ("", "must", "draft", 0),
    ],
)
def test_only_what_is_demanded_of_such_a_unit_holds(cast, level, strength, state, count):
    planned(cast.city, level, strength, state)
    assert len(sizes_of(cast.city, "stay_team")) == count


@pytest.mark.django_db
def test_a_team_outside_the_range_is_not_formed(cast):
    planned(cast.city)
    a, b, d, e = (c.officer(name, cast.city) for name in ("甲某", "乙某", "丙某", "丁某"))
    for people in ([a], [a, b, d, e]):
        with c.nothing_written(), pytest.raises(Refused) as refusal:
            formed(cast, "一组", *people)
        assert refusal.value.field == "members"
    assert formed(cast, "一组", a, b, b).members.count() == 2
    assert formed(cast, "工作组", a, kind="service_group").members.count() == 1


@pytest.fixture
def two(cast):
    """Two teams that share one person, and a stay of the first."""
    cast.shared, other, third = (c.officer(name, cast.city) for name in ("何平", "乙某", "丙某"))
    cast.one, cast.two = formed(cast, "一组", cast.shared, other), formed(cast, "二组", third, cast.shared)
    cast.firm, cast.mill = c.employer(cast.county, "甲厂"), c.employer(cast.county, "乙厂")
    cast.stay = planned_stay(cast.one, cast.firm, START, END)
    return cast


def planned_stay(team, employer, start, end):
    return actions.plan_stay(Stay(team=team, employer=employer, start=start, end=end), by=None, on=c.TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [(-5, -1, False), (-5, 0, True), (1, 2, True), (-1, 9, True), (4, 8, True), (5, 8, False)],
)
def test_nobody_stays_in_two_places_at_once(two, first, last, refused):
    days = START + timedelta(days=first), START + timedelta(days=last)
    if not refused:
        assert planned_stay(two.two, two.mill, *days).pk
        return
    with c.nothing_written(), pytest.raises(Refused, match=r"何平.*随“一组”蹲点") as refusal:
        planned_stay(two.two, two.mill, *days)
    assert refusal.value.field == "start"


@pytest.mark.django_db
def test_a_stay_is_not_moved_onto_another_of_the_same_person(two):
    later = planned_stay(two.two, two.mill, END + timedelta(days=1), END + timedelta(days=5))
    with pytest.raises(Refused, match="何平"):
        actions.move_stay(later, END, END + timedelta(days=4), "提前", by=None, on=c.TODAY)
    later.refresh_from_db()
    assert (later.start, later.changes.count()) == (END + timedelta(days=1), 0)


@pytest.mark.django_db
def test_cancelled_stays_and_former_members_are_in_nobodys_way(two):
    planned_days = START, END
    TeamMember.objects.filter(team=two.one, officer=two.shared).update(until=START)
    planned_stay(two.two, two.mill, *planned_days)
    TeamMember.objects.filter(team=two.one, officer=two.shared).update(until=None)
    third = formed(two, "三组", two.shared)
    actions.cancel_stay(two.stay, "停产", by=None, on=c.TODAY)
    Stay.objects.filter(team=two.two).update(cancelled=c.TODAY)
    assert planned_stay(third, two.firm, *planned_days).pk


@pytest.mark.django_db
def test_a_visit_where_one_of_ones_teams_stays_is_in_its_name(two, client):
    """Somebody in two teams need not choose while one of them stays there."""
    c.with_account(two.shared)
    c.actions.grant_post(two.shared, two.city, "officer", by=None, on=c.TODAY)
    offered = c.enter(client, two.shared)

    def team(employer):
        return offered.get(f"/visits/new/?employer={employer.pk}").context["form"].initial["team"]

    planned_stay(two.two, two.mill, c.TODAY, c.TODAY)
    assert (team(two.mill), team(two.firm)) == (two.two.pk, two.one.pk)
    assert offered.get("/visits/new/").context["form"].initial["team"] == two.one.pk
    assert offered.get(f"/visits/new/?employer={'9' * 18}").context["form"].initial["team"] == two.one.pk


@pytest.mark.django_db
def test_the_form_says_how_large_the_plan_wants_a_team_and_refuses_another(cast, client):
    office = c.enter(client, cast.people["city_office"])
    alone = c.officer("甲某", cast.city)
    assert office.get("/teams/new/").context["form"].fields["members"].help_text == ""
    planned(cast.city)
    said = "连带队的一起算：蹲点小组2至3人（C083）。"
    assert office.get("/teams/new/").context["form"].fields["members"].help_text == said
    sent = {"name": "一组", "kind": "stay_team", "since": str(c.TODAY), "leader": alone.pk}
    with c.nothing_written():
        answer = office.post("/teams/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["members"])
