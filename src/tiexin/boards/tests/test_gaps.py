"""A stated total beside the floors beneath it, what they leave open, and who may fill it (T5)."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import gaps, queries
from tiexin.boards.queries import current_terms
from tiexin.duties.models import Gauge, PlanVersion, Standing
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.plans.tests.small import BELOW, COUNTY, PROVINCE, TALKS, VISITS, duty

pytestmark = pytest.mark.django_db
CITY = "{population: 各级工会, level: 市级, kind: 地方总工会}"
INDUSTRY = "{population: 各级工会, kind: [产业工会, 企业工会]}"
PLAN = (
    duty("C1", "全区走访企业", PROVINCE, do=f"{{{VISITS}}}", counted="含下级", at_least=100, unit="家"),
    BELOW["C2"],
    duty("C3", "县级走访企业", COUNTY, do=f"{{{VISITS}}}", at_least=15, unit="家"),
    duty("C4", "市级走访企业", CITY, do=f"{{{VISITS}}}", at_least=10, unit="家"),
    duty("C5", "市级访困难企业", CITY, do=f"{{{VISITS}, employer_tag: 经营困难}}", at_least=3, unit="家"),
    duty("C6", "县级访职工", COUNTY, do=f"{{{TALKS}}}", at_least=5, unit="人"),
    duty("C7", "自定走访数", INDUSTRY, do=f"{{{VISITS}}}", self_set="true", unit="家"),
    duty("C8", "县级走访次数", COUNTY, do="{measure: 走访企业}", at_least=40, unit="次"),
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        cast = c.stage()
        yield cast, small.publish(small.text(*PLAN), cast.province)


@pytest.fixture
def cast(made):
    calendar.forget()
    return replace(made[0])


@pytest.fixture
def version(made):
    return PlanVersion.objects.get(pk=made[1].pk)


@pytest.fixture
def terms(version):
    return {term.duty.clause.code: term for term in current_terms([version], c.TODAY)}


def gap_of(node, terms, code="C1"):
    return queries.gap_of(node, terms[code], terms.values())


def codes(parts):
    return [part.term.duty.clause.code for part in parts]


def test_floors_are_what_counts_for_the_total_and_is_owed_by_units_on_their_own(cast, terms):
    found = gap_of(cast.province, terms)
    assert [(*codes([f]), f.owing, f.each, f.target) for f in found.floors] == [
        ("C3", 2, 15, 30),
        ("C4", 2, 10, 20),
        ("C5", 2, 3, 6),
    ]
    assert (found.stated, found.floor_sum, found.short, found.unit) == (100, 56, 44, "家")


def test_those_who_set_their_own_number_may_fill_the_rest_and_are_named_until_they_did(cast, terms):
    (filler,) = gap_of(cast.province, terms).fillers
    assert (codes([filler.floor]), filler.unset, list(filler.names), filler.more) == (
        ["C7"],
        2,
        ["自治区机冶建材工会", "凤凰机械厂工会"],
        0,
    )


def test_a_number_that_was_set_counts_towards_the_total(cast, terms):
    Gauge.objects.filter(term=terms["C7"], subject=cast.industry.pk).update(low=20, met=0)
    Standing.objects.filter(term=terms["C7"], node=cast.province).update(owed=1, target=20)
    found = gap_of(cast.province, terms)
    assert (found.short, found.own_sum, found.rest) == (44, 20, 24)
    assert (found.fillers[0].unset, list(found.fillers[0].names)) == (1, ["凤凰机械厂工会"])
    Standing.objects.filter(term=terms["C7"], node=cast.province).update(owed=2, target=60)
    assert gap_of(cast.province, terms).rest == 0


def test_of_many_without_a_number_the_first_are_named_and_the_others_counted(cast, terms):
    for number in range(gaps.NAMED + 3):
        org = c.org(f"{number}厂工会", "enterprise", cast.county, kind="enterprise", region="640104")
        Gauge.objects.create(term=terms["C7"], subject=org.pk, org=org, value=0)
    Standing.objects.filter(term=terms["C7"], node=cast.province).update(subjects=2 + gaps.NAMED + 3)
    (filler,) = gap_of(cast.province, terms).fillers
    assert (len(filler.names), filler.more, filler.unset) == (gaps.NAMED, 5, gaps.NAMED + 5)


def test_where_nobody_sets_a_number_only_the_floors_are_left(cast, terms):
    found = gap_of(cast.province, terms, "C2")
    assert (codes(found.floors), found.floor_sum, found.short, list(found.fillers)) == (["C6"], 10, 0, [])


def test_a_unit_that_owes_no_total_has_no_gap(cast, terms):
    assert gap_of(cast.city, terms) is None
    assert gap_of(cast.province, terms, "C3") is None


def test_unequal_floors_have_no_common_number(terms):
    assert gaps.Floor(terms["C3"], 2, 31, "").each is None
    assert gaps.Floor(terms["C3"], 0, 0, "").each is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"do": {"measure": "visit", "count": "employer", "where": {"employer_tag": ["distressed"]}}}, True),
        ({"do": {"measure": "visit", "count": "times", "where": {}}}, False),
        ({"do": {"measure": "talk", "count": "employer", "where": {}}}, False),
        ({"counted": "below"}, False),
        ({"kind": "rate"}, False),
        ({"do": None}, False),
    ],
)
def test_what_counts_for_a_total(changes, found):
    do = {"measure": "visit", "count": "employer", "where": {}}
    total = {"do": do}
    assert gaps.feeds(total, {"kind": "tally", "counted": "own", "do": do, **changes}) is found


def test_a_filtered_total_takes_only_what_is_at_least_as_narrow():
    def do(*kinds):
        where = {"employer_kind": list(kinds)} if kinds else {}
        return {"kind": "tally", "counted": "own", "do": {"measure": "visit", "count": "employer", "where": where}}

    total = do("private", "state")
    assert [gaps.feeds(total, part) for part in (do("private"), do("private", "foreign"), do())] == [True, False, False]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def url(node, terms, code="C1"):
    return f"/board/{node.pk}/duties/{terms[code].duty_id}/"


def test_the_clause_shows_the_sum_line_by_line(cast, terms, client):
    page = c.enter(client, cast.people["leader"]).get(url(cast.province, terms)).text
    for words in ("这个总数从哪里来", "2 × 15", "2 × 10", "各项下限合计", "下限还差", "100 − 56", "差的 44 家由谁补"):
        assert words in page
    for words in ("未定 2 个：自治区机冶建材工会、凤凰机械厂工会", "各单位超出下限", "自定的数之外还要 44 家"):
        assert words in page


def test_a_total_that_floors_reach_says_so(cast, terms, client):
    page = c.enter(client, cast.people["leader"]).get(url(cast.province, terms, "C2")).text
    assert "下限已够" in page and "由谁补" not in page


def test_no_other_clause_has_the_sum(cast, terms, client):
    assert "从哪里来" not in c.enter(client, cast.people["leader"]).get(url(cast.province, terms, "C3")).text
    assert "从哪里来" not in c.enter(client, cast.people["city_office"]).get(url(cast.city, terms)).text


def test_the_board_says_under_the_headline_what_the_floors_leave_open(cast, terms, client):
    page = c.enter(client, cast.people["leader"]).get(f"/board/{cast.province.pk}/")
    assert [head["note"] for head in page.context["headlines"]] == [
        "方案要求 100，去重计数；各项下限合计 56，差 44",
        "方案要求 10，去重计数",
    ]


def test_the_sum_costs_the_same_however_many_units_owe(cast, terms, version):
    def cost():
        with CaptureQueriesContext(connection) as run:
            gap_of(cast.province, terms)
        return len(run)

    before = cost()
    for number in range(5):
        org = c.org(f"{number}厂工会", "enterprise", cast.county, kind="enterprise", region="640104")
        Gauge.objects.create(term=terms["C7"], subject=org.pk, org=org, value=0)
    assert (before, cost()) == (3, 3)
