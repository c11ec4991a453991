"""Units move, are merged and split, and each is taken back: the tree is right, bad input writes nothing."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.actions.moves import Part, Plan, merge_org, move_org, split_org
from tiexin.orgs.actions.people import transfer_officer
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.models import Officer, Org, OrgLink, Tree, Under
from tiexin.orgs.structure import FormerHome, OrgChange, Recount
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Employer

pytestmark = pytest.mark.django_db
SINCE = date(2012, 5, 1)
PLAN = Plan(SINCE, "宁工发〔2012〕9号")


@pytest.fixture
def cast():
    return c.units()


def move(org, parent, plan=PLAN, tree=Tree.TERRITORY):
    return move_org(org, parent, plan, tree=tree, by=None, on=c.TODAY)


def merge(org, into, plan=PLAN):
    return merge_org(org, into, plan, by=None, on=c.TODAY)


def split(org, *parts, plan=PLAN):
    return split_org(org, parts, plan, by=None, on=c.TODAY)


def undo(change):
    return undo_change(change, "批准文件撤回", by=None, on=c.TODAY)


def way(org, tree=Tree.TERRITORY):
    """Names from the top down to the unit."""
    return [str(unit) for unit in Org.objects.above(org, tree)]


def closure():
    return set(Under.objects.values_list("tree", "ancestor", "org", "depth"))


def walked():
    """The closure as walking up the open links finds it."""
    found = {(tree, org, org, 0) for tree, org in Under.objects.filter(depth=0).values_list("tree", "org")}
    parents = {(tree, child): up for tree, child, up in links()}
    for tree, child in parents:
        node, depth = child, 0
        while (tree, node) in parents:
            node, depth = parents[tree, node], depth + 1
            found.add((tree, node, child, depth))
    return found


def links():
    return set(OrgLink.objects.filter(until=None).values_list("tree", "child", "parent"))


# ── moves ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_moves_with_all_that_is_below_it(cast):
    change = move(cast.county, cast.other_city)
    assert way(cast.enterprise) == ["自治区总工会", "石嘴山市", "兴庆区", "凤凰机械厂工会"]
    assert way(cast.enterprise, Tree.INDUSTRY) == ["自治区机冶建材工会", "凤凰机械厂工会"]
    assert closure() == walked()
    history = OrgLink.objects.filter(child=cast.county).order_by("since").values_list("parent", "since", "until")
    assert list(history) == [(cast.city.pk, c.FOUNDED, SINCE), (cast.other_city.pk, SINCE, None)]
    assert (change.before, change.after, change.reason) == (cast.city, cast.other_city, PLAN.reason)
    assert set(change.units.all()) == {cast.county, cast.city, cast.other_city}
    entry = Entry.objects.get(verb="move")
    assert (entry.thing, entry.thing_id, entry.org_id) == ("orgs.org", cast.county.pk, cast.county.pk)


def test_only_the_units_left_and_entered_are_counted_anew(cast):
    move(cast.county, cast.other_city)
    assert set(Recount.objects.values_list("node", "root")) == {
        (cast.city.pk, cast.county.pk),
        (cast.other_city.pk, cast.county.pk),
    }


def test_a_unit_enters_and_leaves_the_industry(cast):
    first = move(cast.other_county, cast.industry, tree=Tree.INDUSTRY)
    assert way(cast.other_county, Tree.INDUSTRY) == ["自治区机冶建材工会", "大武口区"]
    assert way(cast.other_county) == ["自治区总工会", "石嘴山市", "大武口区"]
    assert closure() == walked()
    undo(first)
    assert way(cast.other_county, Tree.INDUSTRY) == ["大武口区"]
    move(cast.enterprise, None, tree=Tree.INDUSTRY)
    assert way(cast.enterprise, Tree.INDUSTRY) == ["凤凰机械厂工会"]
    assert closure() == walked()


def test_a_move_taken_back_leaves_both_in_the_history(cast):
    before = closure()
    change = move(cast.county, cast.other_city)
    undone = undo(change)
    assert closure() == before
    assert undone.undoes == change
    assert list(OrgChange.objects.standing()) == []
    assert [link.parent_id for link in OrgLink.objects.filter(child=cast.county).order_by("pk")] == [
        cast.city.pk,
        cast.other_city.pk,
        cast.city.pk,
    ]
    assert Entry.objects.filter(verb="undo", thing_id=cast.county.pk).count() == 1


BAD_MOVES = {
    "under itself": (lambda x: (x.city, x.city), PLAN, "自己的上级"),
    "under its child": (lambda x: (x.city, x.county), PLAN, "是“银川市”的下级"),
    "under its grandchild": (lambda x: (x.city, x.enterprise), PLAN, "是“银川市”的下级"),
    "under its equal": (lambda x: (x.county, x.other_county), PLAN, "不能归县级的“大武口区”领导"),
    "under a lower level": (lambda x: (x.city, x.other_county), PLAN, "市级的“银川市”不能归县级"),
    "a closed unit": (lambda x: (x.closed, x.other_city), PLAN, "已于2005年1月1日撤销，不能再调整"),
    "under a closed unit": (lambda x: (x.enterprise, x.closed), PLAN, "已于2005年1月1日撤销，不能再调整"),
    "where it is": (lambda x: (x.county, x.city), PLAN, "没有变化"),
    "to nowhere": (lambda x: (x.county, None), PLAN, "必须有上级"),
    "before it was founded": (lambda x: (x.county, x.other_city), Plan(date(1999, 1, 1), "令"), "还没有成立"),
    "in the future": (lambda x: (x.county, x.other_city), Plan(c.TODAY + timedelta(1), "令"), "还没有到"),
    "without a reason": (lambda x: (x.county, x.other_city), Plan(SINCE, " "), "请写明"),
}


@pytest.mark.parametrize("case", BAD_MOVES)
def test_a_bad_move_is_refused_and_writes_nothing(cast, case):
    units, plan, why = BAD_MOVES[case]
    before = closure() | links()
    with c.nothing_written(), pytest.raises(Refused, match=why):
        move(*units(cast), plan)
    assert closure() | links() == before


def test_a_second_parent_comes_instead_of_the_first(cast):
    move(cast.county, cast.other_city)
    assert OrgLink.objects.filter(child=cast.county, tree=Tree.TERRITORY, until=None).count() == 1


def test_history_cannot_overlap(cast):
    move(cast.county, cast.other_city)
    with c.nothing_written(), pytest.raises(Refused, match="不能从更早的日期起划走"):
        move(cast.county, cast.city, Plan(SINCE - timedelta(1), "令"))


def test_what_cannot_be_taken_back(cast):
    change = move(cast.county, cast.other_city)
    later = move(cast.county, cast.city)
    with c.nothing_written(), pytest.raises(Refused, match="请先撤销2012年5月1日的划转"):
        undo(change)
    undone = undo(later)
    for each in (later, undone):
        with c.nothing_written(), pytest.raises(Refused, match="已经撤销过"):
            undo(each)
    undo(change)
    assert way(cast.county) == ["自治区总工会", "银川市", "兴庆区"]


def test_a_move_is_not_taken_back_to_a_closed_unit(cast):
    town = c.org("某乡工会联合会", "township", cast.county)
    other = c.org("另一县总工会", "county", cast.city)
    change = move(town, other)
    Org.objects.filter(pk=cast.county.pk).update(closed=SINCE)
    with c.nothing_written(), pytest.raises(Refused, match="“兴庆区”已于2012年5月1日撤销"):
        undo(change)


# ── merges ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full(cast):
    """The county with people and an employer, beside another county of the same city."""
    cast.people = {"one": c.officer("甲", cast.county), "two": c.officer("乙", cast.county)}
    cast.people["gone"] = c.officer("丙", cast.county, until=date(2011, 1, 1))
    cast.employer = c.employer(cast.county, "一厂")
    cast.other_county = c.org("金凤区总工会", "county", cast.city)
    return cast


def home(officer):
    return Officer.objects.get(pk=officer.pk).org


def test_a_merged_unit_hangs_under_the_other_with_everybody_gone_there(full):
    change = merge(full.county, full.other_county)
    full.county.refresh_from_db()
    assert full.county.closed == SINCE
    assert way(full.county) == ["自治区总工会", "银川市", "金凤区", "兴庆区"]
    assert way(full.enterprise) == ["自治区总工会", "银川市", "金凤区", "凤凰机械厂工会"]
    assert closure() == walked()
    assert [home(full.people[name]) for name in ("one", "two", "gone")] == [
        full.other_county,
        full.other_county,
        full.county,
    ]
    assert Employer.objects.get(pk=full.employer.pk).org == full.other_county
    homes = FormerHome.objects.values_list("officer__name", "org", "since", "until").order_by("officer")
    assert list(homes) == [(name, full.county.pk, c.FOUNDED, SINCE) for name in ("甲", "乙")]
    assert change.parts["officers"] == [full.people["one"].pk, full.people["two"].pk]
    assert change.parts["follow"] == {"employer": [full.employer.pk]}
    assert Entry.objects.filter(verb="merge").count() == 1


def test_a_merge_taken_back_reopens_the_unit_and_brings_everybody_home(full):
    before = closure()
    change = merge(full.county, full.other_county)
    transfer_officer(full.people["two"], full.city, since=SINCE, by=None, on=c.TODAY)
    undo(change)
    full.county.refresh_from_db()
    assert full.county.closed is None
    assert closure() == before == walked()
    assert home(full.people["one"]) == full.county
    assert home(full.people["two"]) == full.city  # who went on elsewhere stays there
    assert Employer.objects.get(pk=full.employer.pk).org == full.county


BAD_MERGES = {
    "into itself": (lambda x: (x.county, x.county), PLAN, "不能并入自己"),
    "into its child": (lambda x: (x.city, x.county), PLAN, "不能并入自己的下级"),
    "into a lower level": (lambda x: (x.other_city, x.county), PLAN, "层级比“石嘴山市”低"),
    "a closed unit": (lambda x: (x.closed, x.county), PLAN, "已于2005年1月1日撤销"),
    "into a closed unit": (lambda x: (x.county, x.closed), PLAN, "已于2005年1月1日撤销"),
    "in the future": (lambda x: (x.county, x.other_county), Plan(c.TODAY + timedelta(1), "令"), "还没有到"),
    "on the first day": (lambda x: (x.county, x.other_county), Plan(c.FOUNDED, "令"), "应晚于成立日期"),
    "without a reason": (lambda x: (x.county, x.other_county), Plan(SINCE, ""), "请写明"),
}


@pytest.mark.parametrize("case", BAD_MERGES)
def test_a_bad_merge_is_refused_and_writes_nothing(cast, case):
    units, plan, why = BAD_MERGES[case]
    before = closure() | links()
    with c.nothing_written(), pytest.raises(Refused, match=why):
        merge(*units(cast), plan)
    assert closure() | links() == before


def test_a_unit_merges_into_its_parent(cast):
    merge(cast.county, cast.city)
    assert way(cast.county) == ["自治区总工会", "银川市", "兴庆区"]
    assert way(cast.enterprise) == ["自治区总工会", "银川市", "凤凰机械厂工会"]
    assert closure() == walked()


def test_industries_merge_in_both_trees(cast):
    other = c.org("自治区建设工会", "province", cast.province, kind="industry")
    move(cast.other_county, other, tree=Tree.INDUSTRY)
    merge(cast.industry, other)
    assert way(cast.enterprise, Tree.INDUSTRY) == ["自治区机冶建材工会", "凤凰机械厂工会"]
    assert way(cast.industry) == ["自治区总工会", "自治区建设工会", "自治区机冶建材工会"]


# ── splits ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_split_founds_a_unit_beside_the_first(full):
    part = Part("东区总工会", "东区", [full.people["one"]], {"employer": [full.employer.pk]})
    change = split(full.county, part, Part("西区总工会"))
    east, west = Org.objects.filter(pk__in=change.parts["founded"]).order_by("pk")
    assert [(unit.name, unit.level, unit.region, unit.opened) for unit in (east, west)] == [
        ("东区总工会", "county", "640104", SINCE),
        ("西区总工会", "county", "640104", SINCE),
    ]
    assert way(east) == ["自治区总工会", "银川市", "东区"]
    assert [home(full.people[name]) for name in ("one", "two")] == [east, full.county]
    assert Employer.objects.get(pk=full.employer.pk).org == east
    assert set(change.units.all()) == {full.county, east, west}
    assert closure() == walked()


def test_a_split_taken_back_closes_the_new_unit_under_the_first(full):
    part = Part("东区总工会", "东区", [full.people["one"]], {"employer": [full.employer.pk]})
    change = split(full.county, part)
    east = Org.objects.get(pk=change.parts["founded"][0])
    newcomer = c.officer("丁", east, since=SINCE)
    undo(change)
    east.refresh_from_db()
    assert east.closed == c.TODAY
    assert way(east) == ["自治区总工会", "银川市", "兴庆区", "东区"]
    assert [home(each) for each in (full.people["one"], newcomer)] == [full.county, full.county]
    assert Employer.objects.get(pk=full.employer.pk).org == full.county
    assert closure() == walked()


def test_a_split_of_today_can_be_taken_back_today(full):
    change = split(full.county, Part("东区总工会"), plan=Plan(c.TODAY, "令"))
    undo(change)
    assert Org.objects.get(pk=change.parts["founded"][0]).closed == c.TODAY + timedelta(1)


def test_a_split_with_units_below_is_not_taken_back(full):
    change = split(full.county, Part("东区总工会"))
    c.org("某乡工会联合会", "township", Org.objects.get(name="东区总工会"), opened=SINCE)
    with c.nothing_written(), pytest.raises(Refused, match="已有下级单位"):
        undo(change)


BAD_SPLITS = {
    "into nothing": (lambda x: (x.county, []), "拆出哪些新单位"),
    "the root": (lambda x: (x.province, [Part("新")]), "没有上级，不能拆分"),
    "a closed unit": (lambda x: (x.closed, [Part("新")]), "已于2005年1月1日撤销"),
    "somebody else": (lambda x: (x.city, [Part("新", officers=[x.people["one"]])]), "现在的干部"),
    "somebody gone": (lambda x: (x.county, [Part("新", officers=[x.people["gone"]])]), "现在的干部"),
    "one for two": (lambda x: (x.county, [Part("新", officers=[x.people["one"]])] * 2), "每人只去一个单位"),
    "a foreign employer": (lambda x: (x.city, [Part("新", follow={"employer": [x.employer.pk]})]), "的企业"),
    "an employer for two": (lambda x: (x.county, [Part("新", follow={"employer": [x.employer.pk]})] * 2), "的企业"),
}


@pytest.mark.parametrize("case", BAD_SPLITS)
def test_a_bad_split_is_refused_and_writes_nothing(full, case):
    said, why = BAD_SPLITS[case]
    org, parts = said(full)
    with c.nothing_written(), pytest.raises(Refused, match=why):
        split(org, *parts)


# ── one home at a time ──────────────────────────────────────────────────────────────────────────────────


def test_a_transfer_is_told_at_both_units(full):
    who = full.people["one"]
    transfer_officer(who, full.city, since=SINCE, by=None, on=c.TODAY)
    told = Entry.objects.filter(thing="orgs.officer", thing_id=who.pk).order_by("pk").values_list("verb", "org")
    assert list(told)[-2:] == [("transfer_out", full.county.pk), ("transfer_in", full.city.pk)]


@pytest.mark.parametrize(
    ("name", "to", "since", "why"),
    [
        ("one", "other_city", date(2012, 3, 31), "不能同时在两个单位"),
        ("one", "other_city", c.TODAY + timedelta(1), "还没有到"),
        ("one", "city", SINCE, "已在“银川市”"),
        ("one", "closed", SINCE, "“老城区”在2012年5月1日不存在"),
        ("gone", "city", SINCE, "已于2011年1月1日离任"),
    ],
)
def test_a_bad_transfer_is_refused(full, name, to, since, why):
    transfer_officer(full.people["one"], full.city, since=date(2012, 4, 1), by=None, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match=why):
        transfer_officer(full.people[name], getattr(full, to), since=since, by=None, on=c.TODAY)


def test_back_home_on_the_same_day_leaves_no_empty_stay(full):
    who = full.people["one"]
    transfer_officer(who, full.city, since=SINCE, by=None, on=c.TODAY)
    transfer_officer(who, full.county, since=SINCE, by=None, on=c.TODAY)
    assert FormerHome.objects.filter(officer=who).count() == 1
