"""Workshops, teams and posts: what is written, what is refused with nothing written, what the numbers come to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry import workplace_queries as queries
from tiexin.registry import workplace_rules as rules
from tiexin.registry.actions import workplaces as actions
from tiexin.registry.actions.workplaces import NewPlace
from tiexin.registry.workplace_rules import Branch, exposed, flat
from tiexin.registry.workplaces import HAZARDS, Hazard, Workplace

pytestmark = pytest.mark.django_db
LONG_AGO, DAY = date(2012, 1, 1), timedelta(days=1)


@kept.fixture
def cast():
    found = c.stage()
    found.by = found.people["officer"]
    return found


def add(cast, kind, name, parent=None, headcount=None, *, since=LONG_AGO, employer=None, **hazards):
    new = NewPlace(name, parent, headcount, hazards)
    return actions.add_workplace(employer or cast.employer, kind, new, since=since, by=cast.by, on=c.TODAY)


def change(cast, place, **said):
    wanted = {"name": place.name, "parent": place.parent, "headcount": place.headcount}
    return actions.change_workplace(place, NewPlace(**wanted | said), by=cast.by, on=c.TODAY)


def end(cast, place, reason="撤并", on=c.TODAY):
    return actions.end_workplace(place, reason, by=cast.by, on=on)


def refuse(field, action, *values, **more):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        action(*values, **more)
    assert caught.value.field == field
    return str(caught.value)


def hazards(place):
    return list(place.hazards.order_by("pk").values_list("kind", "detail", "since", "until"))


@pytest.fixture
def shop(cast):
    return add(cast, "workshop", "铸造车间", headcount=60)


# ── adding ──────────────────────────────────────────────────────────────────────────────────────────────


def test_three_layers_are_written_each_with_its_entry(cast, shop):
    team = add(cast, "team", " 造型班 ", shop, 20, dust=" 矽尘 ", physical="")
    post = add(cast, "post", "清砂工", team, 4, dust="矽尘")
    rows = Workplace.objects.order_by("pk").values_list("kind", "name", "parent", "headcount", "since", "until")
    assert list(rows) == [
        ("workshop", "铸造车间", None, 60, LONG_AGO, None),
        ("team", "造型班", shop.pk, 20, LONG_AGO, None),
        ("post", "清砂工", team.pk, 4, LONG_AGO, None),
    ]
    assert hazards(team) == [("dust", "矽尘", LONG_AGO, None), ("physical", "", LONG_AGO, None)]
    assert [str(row) for row in team.hazards.order_by("pk")] == ["粉尘（矽尘）", "物理因素"]
    entries = Entry.objects.filter(verb="add_workplace").order_by("pk").values_list("thing", "thing_id", "by", "org")
    wanted = [("registry.workplace", pk, cast.by.pk, cast.county.pk) for pk in (shop.pk, team.pk, post.pk)]
    assert list(entries) == wanted


def test_a_team_may_stand_directly_in_the_employer_and_a_post_in_a_workshop(cast, shop):
    assert add(cast, "team", "维修班").parent is None
    assert add(cast, "post", "天车工", shop).parent == shop


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        ("workshop", "workshop"),
        ("workshop", "team"),
        ("team", "team"),
        ("team", "post"),
        ("post", "post"),
        ("post", None),
    ],
)
def test_only_a_larger_layer_stands_above(cast, shop, kind, above):
    team = add(cast, "team", "造型班", shop)
    places = {"workshop": shop, "team": team, "post": add(cast, "post", "清砂工", team), None: None}
    assert "车间 → 班组 → 岗位" in refuse("parent", add, cast, kind, "新的", places[above])


def test_another_employers_workshop_and_an_ended_one_hold_nothing(cast, shop):
    foreign = add(cast, "workshop", "洗煤车间", employer=cast.foreign)
    refuse("parent", add, cast, "team", "造型班", foreign)
    refuse("parent", add, cast, "team", "造型班", end(cast, shop))


def test_a_name_stands_once_at_one_place_while_it_is_in_force(cast, shop):
    other = add(cast, "workshop", "机加车间")
    team = add(cast, "team", "一班", shop)
    assert "同一处已有" in refuse("name", add, cast, "team", "一班", shop)
    refuse("name", add, cast, "workshop", "铸造车间")
    refuse("name", change, cast, other, name="铸造车间")
    add(cast, "team", "一班", other)  # elsewhere it is another one
    end(cast, team)
    assert add(cast, "team", "一班", shop, since=c.TODAY).pk != team.pk


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "字" * 41}),
        ("name", {"name": "一\0班"}),
        ("kind", {"kind": "office"}),
        ("headcount", {"headcount": -1}),
        ("headcount", {"headcount": 1_000_001}),
        ("since", {"since": c.TODAY + DAY}),
        ("hazards", {"noise": ""}),
        ("hazards", {"kind": "workshop", "parent": None, "dust": ""}),
        ("detail_dust", {"dust": "字" * 61}),
        ("since", {"since": LONG_AGO - DAY}),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(cast, shop, field, said):
    refuse(field, add, cast, **{"kind": "team", "name": "一班", "parent": shop} | said)


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "post", "parent": None}, {"kind": "workshop"}, {"name": "一班"}, {"until": LONG_AGO - DAY}],
    ids=str,
)
def test_the_database_holds_the_same(cast, shop, wrong):
    add(cast, "team", "一班", shop)
    row = {"employer": cast.employer, "kind": "team", "parent": shop, "name": "二班", "since": LONG_AGO}
    with pytest.raises(IntegrityError), transaction.atomic():
        Workplace.objects.create(**row | wrong)


def test_the_six_classes_are_those_of_the_catalogue():
    assert list(HAZARDS.values()) == ["粉尘", "化学因素", "物理因素", "放射性因素", "生物因素", "其他因素"]


# ── changing and ending ─────────────────────────────────────────────────────────────────────────────────


def test_a_change_says_everything_anew_and_moves_with_what_is_inside(cast, shop):
    team = add(cast, "team", "造型班", headcount=20)
    post = add(cast, "post", "清砂工", team)
    changed = change(cast, team, name="造型一班", parent=shop, headcount=22)
    team.refresh_from_db()
    assert (team.name, team.parent, team.headcount, changed.pk) == ("造型一班", shop, 22, team.pk)
    assert Workplace.objects.get(pk=post.pk).parent == team
    assert Entry.objects.get(verb="change_workplace").thing_id == team.pk


def test_an_old_team_moves_into_a_new_workshop(cast):
    team, new = add(cast, "team", "造型班"), add(cast, "workshop", "新车间", since=c.TODAY)
    change(cast, team, parent=new)
    now, before = (queries.layout(cast.employer, day).rows for day in (c.TODAY, c.TODAY - DAY))
    assert [(each.row.name, each.depth) for each in now] == [("新车间", 0), ("造型班", 1)]
    assert [(each.row.name, each.depth) for each in before] == [("造型班", 0)]


def test_no_circle_can_be_made(cast, shop):
    team = add(cast, "team", "造型班", shop)
    post = add(cast, "post", "清砂工", team)
    refuse("parent", change, cast, shop, parent=team)
    refuse("parent", change, cast, team, parent=post)
    refuse("parent", change, cast, team, parent=team)


def test_hazards_are_ended_and_not_deleted(cast):
    team = add(cast, "team", "造型班", dust="矽尘", physical="噪声", chemical="")
    change(cast, team, hazards={"dust": "矽尘", "physical": "噪声、高温", "other": ""})
    assert hazards(team) == [
        ("dust", "矽尘", LONG_AGO, None),
        ("chemical", "", LONG_AGO, c.TODAY),
        ("physical", "噪声", LONG_AGO, c.TODAY),
        ("physical", "噪声、高温", c.TODAY, None),
        ("other", "", c.TODAY, None),
    ]
    (branch,) = queries.layout(cast.employer, c.TODAY).rows
    assert [str(row) for row in branch.row.present] == ["粉尘（矽尘）", "物理因素（噪声、高温）", "其他因素"]


def test_ending_takes_everything_inside_along_and_keeps_the_reason(cast, shop):
    team = add(cast, "team", "造型班", shop, dust="矽尘")
    post = add(cast, "post", "清砂工", team, dust="矽尘")
    other = add(cast, "workshop", "机加车间")
    end(cast, shop, " 车间撤并 ")
    rows = Workplace.objects.order_by("pk").values_list("name", "until", "end_reason")
    gone = [(name, c.TODAY, "车间撤并") for name in ("铸造车间", "造型班", "清砂工")]
    assert list(rows) == [*gone, ("机加车间", None, "")]
    assert Hazard.objects.filter(until=c.TODAY).count() == 2
    assert set(Entry.objects.filter(verb="end_workplace").values_list("thing_id", flat=True)) == {
        shop.pk,
        team.pk,
        post.pk,
    }
    assert [branch.row for branch in queries.layout(cast.employer, c.TODAY).rows] == [other]
    assert len(queries.layout(cast.employer, c.TODAY - DAY).rows) == 4
    assert [row.name for row in queries.ended(cast.employer, c.TODAY)] == ["清砂工", "造型班", "铸造车间"]


def test_a_reason_is_needed_and_once_is_enough(cast, shop):
    refuse("reason", end, cast, shop, " ")
    end(cast, shop)
    assert "已于2012年5月10日撤销" in refuse("", end, cast, shop)
    refuse("", change, cast, shop, name="新名")


def test_what_was_entered_by_mistake_today_is_ended_today(cast):
    team = add(cast, "team", "误登班", since=c.TODAY)
    end(cast, team, "登错了")
    assert queries.layout(cast.employer, c.TODAY).rows == []


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────


def branch(headcount=None, endangered=False, *inside):
    return Branch(None, headcount, endangered, inside=list(inside))


@pytest.mark.parametrize(
    ("tree", "people"),
    [
        ([], 0),
        ([branch(60)], 0),
        ([branch(60, False, branch(20, True), branch(30))], 20),
        ([branch(60, False, branch(20, True, branch(4, True), branch(16, True)))], 20),
        ([branch(60, False, branch(20, False, branch(4, True), branch(16)), branch(5, True))], 9),
        ([branch(60, False, branch(None, True, branch(4, True), branch(3)))], 4),
        ([branch(60, False, branch(None, True))], 0),
        ([branch(0, True, branch(4, True))], 0),
        ([branch(8, True), branch(9, True)], 17),
    ],
)
def test_people_at_hazards_are_counted_once(tree, people):
    assert exposed(tree) == people


def test_more_people_inside_than_in_the_whole_is_only_told(cast, shop):
    team = add(cast, "team", "造型班", shop, 50)
    assert queries.over(team, c.TODAY) == ""
    other = add(cast, "team", "熔炼班", shop, 25)
    said = "“铸造车间”写的是 60 人，里面各处加起来是 75 人，请核对（不影响保存）"
    assert (queries.over(other, c.TODAY), queries.over(shop, c.TODAY)) == (said, said)
    big = add(cast, "workshop", "机加车间", headcount=300)
    assert queries.over(big, c.TODAY) == "企业登记的是 320 人，车间、班组加起来是 360 人，请核对（不影响保存）"
    laid = queries.layout(cast.employer, c.TODAY)
    assert (laid.over, [each.over for each in laid.rows]) == (40, [0, 15, 0, 0])


def test_without_a_number_nothing_is_too_many():
    assert (branch(None, False, branch(9)).over, branch(9, False, branch(9)).over) == (0, 0)


def test_the_tree_is_laid_out_in_its_order_in_two_queries(cast, shop, django_assert_num_queries):
    melt, mould = (add(cast, "team", name, shop) for name in ("熔炼班", "一班"))
    add(cast, "post", "炉前工", melt)
    add(cast, "post", "天车工", shop)
    add(cast, "team", "保卫班")
    with django_assert_num_queries(2):
        laid = queries.layout(cast.employer, c.TODAY)
        said = [(each.depth, each.row.name, each.where) for each in laid.rows]
    assert said == [
        (0, "铸造车间", ""),
        (1, "一班", "铸造车间"),
        (1, "熔炼班", "铸造车间"),
        (2, "炉前工", "铸造车间 / 熔炼班"),
        (1, "天车工", "铸造车间"),
        (0, "保卫班", ""),
    ]
    assert laid.counts == [("车间", 1), ("班组", 3), ("岗位", 2)]
    assert [each.row for each in flat(laid.on_top)] == [each.row for each in laid.rows]
    assert laid.rows[1].row == mould


def test_rules_name_the_layers():
    for kind, parents in rules.INSIDE.items():
        for parent in parents:
            rules.check_place(kind, parent)
