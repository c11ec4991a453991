"""A unit's history in words, and which days an absence holds."""

from datetime import date, timedelta

import pytest

from tiexin.orgs import changes
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.moves import Part, Plan, merge_org, move_org, split_org
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.forms_organs import OrganForm
from tiexin.orgs.models import Org, Tree
from tiexin.orgs.structure import OrgChange
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PLAN = Plan(date(2012, 5, 1), "令")
WHO = {"by": None, "on": c.TODAY}


@pytest.fixture
def cast():
    return c.units()


def said(unit, reach=frozenset()):
    return [each.text for each in changes.told(changes.of(unit), set(reach))]


def test_a_move_is_told_at_the_unit_and_at_both_parents(cast):
    move_org(cast.county, cast.other_city, PLAN, tree=Tree.TERRITORY, **WHO)
    text = ["“兴庆区”由“银川市”划归“石嘴山市”"]
    assert [said(unit) for unit in (cast.county, cast.city, cast.other_city)] == [text, text, text]
    assert said(cast.enterprise) == []


def test_the_industry_is_named(cast):
    move_org(cast.other_county, cast.industry, PLAN, tree=Tree.INDUSTRY, **WHO)
    assert said(cast.other_county) == ["“大武口区”归“自治区机冶建材工会”（产业）"]
    move_org(cast.other_county, None, PLAN, tree=Tree.INDUSTRY, **WHO)
    assert said(cast.other_county)[0] == "“大武口区”不再归“自治区机冶建材工会”（产业）"


def test_a_merge_says_who_went_along(cast):
    merge_org(cast.other_county, cast.county, PLAN, **WHO)
    assert said(cast.county) == ["“大武口区”并入“兴庆区”，同日撤销"]
    for name in ("甲", "乙"):
        c.officer(name, cast.county)
    c.employer(cast.county, "一厂")
    merge_org(cast.county, cast.city, PLAN, **WHO)
    whole = "“兴庆区”并入“银川市”，同日撤销，干部 2 人、企业 1 家、下级单位 1 个随同转入"
    assert said(cast.city) == [whole]
    assert said(cast.enterprise) == [whole]


def test_a_split_names_the_new_units(cast):
    split_org(cast.county, [Part("东区总工会", "东区"), Part("西区总工会")], PLAN, **WHO)
    assert said(cast.county) == ["由“兴庆区”拆出“东区”、“西区总工会”"]
    assert said(Org.objects.get(short_name="东区")) == said(cast.county)


def test_what_was_taken_back_stays_and_says_so(cast):
    first = move_org(cast.county, cast.other_city, PLAN, tree=Tree.TERRITORY, **WHO)
    undo_change(first, "撤回", **WHO)
    found = changes.told(changes.of(cast.county), {cast.county.pk, cast.city.pk, cast.other_city.pk})
    assert [(each.text, each.undone, each.may_undo) for each in found] == [
        ("撤销2012年5月1日的划转：兴庆区", False, False),
        ("“兴庆区”由“银川市”划归“石嘴山市”", True, False),
    ]


def test_it_may_be_taken_back_by_whom_every_unit_is_in_reach_of(cast):
    move_org(cast.county, cast.other_city, PLAN, tree=Tree.TERRITORY, **WHO)
    units = {cast.county.pk, cast.city.pk, cast.other_city.pk}
    for missing in units:
        (told,) = changes.told(changes.of(cast.county), units - {missing})
        assert not told.may_undo
    (told,) = changes.told(changes.of(cast.county), units)
    assert told.may_undo


def test_the_history_costs_the_same_with_more_changes(cast, django_assert_num_queries):
    for number in range(4):
        parent = (cast.other_city, cast.city)[number % 2]
        move_org(cast.county, parent, PLAN, tree=Tree.TERRITORY, **WHO)
        with django_assert_num_queries(2):
            assert len(said(cast.county)) == number + 1
    assert OrgChange.objects.count() == 4


# ── the days of an absence ──────────────────────────────────────────────────────────────────────────────

FIRST, LAST = date(2012, 5, 10), date(2012, 5, 12)
EARLY = date(2012, 5, 11)


@pytest.fixture
def absence(cast):
    officer, deputy = c.officer("甲", cast.county), c.officer("乙", cast.county)
    return Absence.objects.create(officer=officer, deputy=deputy, since=FIRST, until=LAST, reason="学习")


@pytest.mark.parametrize(
    ("ended", "days"),
    [(None, [10, 11, 12]), (EARLY, [10]), (FIRST, []), (LAST, [10, 11])],
)
def test_an_absence_holds_on_its_days(absence, ended, days):
    Absence.objects.update(ended=ended)
    every = [date(2012, 5, day) for day in range(8, 15)]
    assert [day.day for day in every if Absence.objects.on(day).exists()] == days
    # one day is a stretch, too: both questions must agree
    assert [day.day for day in every if Absence.objects.during(day, day).exists()] == days


@pytest.mark.parametrize(
    ("first", "last", "shares"),
    [
        (FIRST - timedelta(5), FIRST - timedelta(1), False),
        (FIRST - timedelta(5), FIRST, True),
        (EARLY, EARLY, True),
        (LAST, LAST + timedelta(5), True),
        (LAST + timedelta(1), LAST + timedelta(5), False),
        (FIRST - timedelta(5), LAST + timedelta(5), True),
    ],
)
def test_stretches_that_share_a_day(absence, first, last, shares):
    assert Absence.objects.during(first, last).exists() == shares


# ── seats as lines of text ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("", []),
        ("组长", [("组长", None)]),
        ("组长 1\n副组长 5\n成员", [("组长", 1), ("副组长", 5), ("成员", None)]),
        ("  组长   2  \n\n", [("组长", 2)]),
        ("组长 0", [("组长", None)]),
        ("第 1 组组长", [("第 1 组组长", None)]),
        ("字" * 60, [("字" * 40, None)]),
    ],
)
def test_titles_with_numbers_are_read_from_lines(text, titles):
    form = OrganForm.__new__(OrganForm)
    form.cleaned_data = {"seats": text}
    assert form.titles() == titles
