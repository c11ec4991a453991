"""The provincial plan: its numbers as the document says them, its traps read aloud, its oddities known."""

from datetime import date

import pytest

from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS, Loaded
from tiexin.plans.terms import terms
from tiexin.plans.tests.desk import read
from tiexin.plans.tests.province_clauses import PROVINCE, said

pytestmark = pytest.mark.once

PACK = PACKS / "province-f2f.yaml"
FOUR = ["province", "city", "county", "township"]
ALONE = "没有写明哪一级、每个单位或每人应做多少"
WARNED = [
    ("duties[C108-workers]", "total-without-share", f"C108-workers 只有总数 142000 人，{ALONE}"),
    ("duties[C113]", "total-without-share", f"C113 只有总数 3000 人，{ALONE}"),
    ("duties[C116]", "total-without-share", f"C116 只有总数 10000 人，{ALONE}"),
    ("duties[C117]", "limit-without-number", "C117 的“及时”没有日期或期限"),
    ("duties[C119]", "total-without-share", f"C119 只有总数 3000 人，{ALONE}"),
    ("duties[C128-cadres]", "total-without-share", f"C128-cadres 只有总数 59000 人，{ALONE}"),
    ("duties[C128-workers]", "total-without-share", f"C128-workers 只有总数 290000 人，{ALONE}"),
    ("duties[C138]", "limit-without-number", "C138 的“限时”没有日期或期限"),
    ("duties[C146-connected]", "above-norm", "C146-connected 承诺 100%，推荐性标准对热线接通率"),
    ("tasks[C121]", "limit-without-number", "C121 的“及时”没有日期或期限"),
]


@pytest.fixture(scope="module")
def plan() -> Loaded:
    return read(PACK)


@pytest.fixture(scope="module")
def owed(plan):
    return {owed.id: owed for owed in plan.duties}


def test_duties_say_exactly_what_the_plan_says(plan):
    assert {owed.id: said(owed.definition) for owed in plan.duties} == PROVINCE


def test_it_warns_of_exactly_what_is_odd_in_the_plan(plan):
    found = [problem for problem in lint(plan) if problem.level != "info"]
    assert [(problem.path, problem.rule) for problem in found] == [(path, rule) for path, rule, _ in WARNED]
    for problem, (_, _, words) in zip(found, WARNED, strict=True):
        assert words in problem.message


def test_the_year_is_not_in_the_document_and_not_guessed():
    unknown = read(PACK, year=None)
    assert [problem.rule for problem in unknown.problems] == ["year-unknown"]
    assert {owed.period for owed in unknown.duties} == {None}


@pytest.mark.parametrize("year", [2000, 2011, 2012, 2099])
def test_within_the_year_means_its_last_day(year):
    loaded = read(PACK, year=year)
    assert {owed.id: owed.due for owed in loaded.duties}["C140"] == date(year, 12, 31)


def test_the_stated_totals_are_parameters_and_targets_alike(plan, owed):
    totals = {name: parameter.value for name, parameter in plan.pack.parameters.items()}
    assert totals == {
        "needy_workers": 142_000,
        "legal_workers": 3_000,
        "arbitrators": 10_000,
        "instructors": 3_000,
        "cadres": 59_000,
        "linked_workers": 290_000,
        "rooms": 82_000,
    }
    targets = ["C108-workers", "C113", "C116", "C119", "C128-cadres", "C128-workers", "C148-total"]
    assert [owed[name].definition.low for name in targets] == list(totals.values())


@pytest.mark.parametrize(
    ("duties", "of"),
    [
        (("C088", "C089", "C090", "C094"), {"level": FOUR, "kind": ["territorial"]}),
        (("C131",), {"level": ["township", "enterprise"]}),
        (("C132", "C133"), {"level": ["province", "city", "county"]}),
        (
            ("C150", "C151"),
            {"level": ["province", "city", "county"], "kind": ["territorial"], "rank": ["leader", "middle"]},
        ),
        (("C129",), {}),
    ],
)
def test_each_population_of_cadres_owes_its_own(owed, duties, of):
    for name in duties:
        assert (owed[name].definition.of.population, owed[name].definition.of.where) == ("officers", of)


def test_persons_and_households_are_two_sums(owed):
    workers, households = owed["C108-workers"].definition, owed["C108-households"].definition
    assert (workers.unit, workers.do.count) == ("person", "worker")
    assert (households.unit, households.do.count, households.over.count) == ("household", "household", "household")


def test_range_and_bounded_frequency_are_two_shapes(plan, owed):
    size = next(item for item in plan.items if item.kind == "team_size")
    assert (size.data["about"], plan.readings["2-3人"]) == ("2-3人", "2..3")
    frequency = owed["C132"].definition
    assert (frequency.target, frequency.low, frequency.high, frequency.per) == ("between", 1, 2, "year")


def test_a_cadre_without_linked_needy_workers_owes_nothing(owed):
    relief = owed["C133"].definition
    assert (relief.kind, relief.over.measure, relief.over.count) == ("rate", "needy_linked", "worker")


def test_the_absolute_promise_stands_beside_the_norm(owed):
    promise, norm = owed["C146-connected"].definition, owed["C146-standard"].definition
    assert (promise.do, promise.over) == (norm.do, norm.over)
    assert (promise.low, promise.strength, norm.low, norm.strength) == (100, "must", 95, "expected")


def test_the_limit_that_the_plan_leaves_open_is_to_be_decided(plan, owed):
    assert (owed["C138"].definition.target, owed["C138"].definition.low) == ("measured", None)
    assert [item.id for item in plan.items if item.kind == "decision"] == ["C138-limit"]


def test_contact_is_owed_every_month_of_the_year(owed):
    months = terms(owed["C131"].definition, owed["C131"].period)
    assert [label for _, _, label in months] == [f"2012年{month}月" for month in range(1, 13)]


def test_the_four_deliveries_are_programmes_of_their_own_clauses(plan):
    names = {item.data["name"]: item.data["members"] for item in plan.items if item.kind == "programme"}
    assert list(names) == ["送温暖", "送法律服务", "送政策指导", "送文化"]
    stated = {item.id for item in plan.items}
    assert [member for members in names.values() for member in members if member not in stated] == []
    clauses = {member.partition("-")[0] for members in names.values() for member in members}
    assert clauses == {f"C{number}" for number in range(108, 125)}


def test_the_centre_has_its_seven_services(plan):
    checks = [item.data["value"] for item in plan.items if item.kind == "check" and item.clause in ("C142", "C143")]
    assert len(set(checks)) == 7


def test_a_broken_line_of_the_source_is_quoted_as_it_stands(plan):
    quotes = {item.clause: item.quote for item in plan.items}
    assert quotes["C105"].endswith("存在的")
    assert quotes["C124"].endswith("假日影")
