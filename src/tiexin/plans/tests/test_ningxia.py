"""The Ningxia plan as shipped: complete, to the letter, without a person's name, its oddities known."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiexin.core.documents.problems import has_errors
from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS, Loaded
from tiexin.plans.terms import terms
from tiexin.plans.tests.desk import read
from tiexin.plans.tests.ningxia_clauses import DUTIES, NUMERIC
from tiexin.plans.tests.sources import rows

pytestmark = pytest.mark.once

PACK = PACKS / "ningxia-f2f.yaml"

WARNED = [
    ("duties[C159]", "higher-owes-less", "C159 不少于 30 天，而 C160-local 不少于 50 天"),
    (
        "duties[C166-enterprises]",
        "floors-below-total",
        "合计 430 家（C224-enterprises 10×5=50，C227 5×10=50，C229 22×15=330），"
        "比 C166-enterprises 的 1000 家少 570 家；自定数的 C231 未计",
    ),
    (
        "duties[C166-workers]",
        "floors-below-total",
        "合计 4300 人（C225 10×50=500，C228 5×100=500，C230 22×150=3300），比 C166-workers 的 10000 人少 5700 人",
    ),
    ("duties[C227]", "higher-owes-less", "C227 不少于 10 家，而 C229 不少于 15 家"),
    ("duties[C228]", "higher-owes-less", "C228 不少于 100 人，而 C230 不少于 150 人"),
    ("scoring[C207-sheet]", "scoring-off", "“活动成效”没有写明依据并启用，只列出，不计分"),
    ("milestones[C246]", "before-kickoff", "C246 走访从“2月底”（2月29日）开始，早于 C216"),
    ("milestones[C263]", "limit-without-number", "C263 的“适时”没有日期或期限"),
]


@pytest.fixture(scope="module")
def plan() -> Loaded:
    return read(PACK)


def test_it_loads_without_an_error(plan):
    assert plan.problems == []
    assert plan.pack is not None
    assert plan.pack.title.startswith("全区工会系统")


def test_it_warns_of_exactly_what_is_odd_in_the_plan(plan):
    found = [problem for problem in lint(plan) if problem.level != "info"]
    assert [(problem.path, problem.rule) for problem in found] == [(path, rule) for path, rule, _ in WARNED]
    assert all(problem.level == "warning" for problem in found)
    for problem, (_, _, words) in zip(found, WARNED, strict=True):
        assert words in problem.message


def test_without_the_year_it_says_so_and_computes_no_day():
    unknown = read(PACK, year=None)
    assert [problem.rule for problem in unknown.problems] == ["year-unknown"]
    assert {owed.period for owed in unknown.duties} == {None}
    assert [problem.rule for problem in lint(unknown)].count("before-kickoff") == 1


@pytest.mark.parametrize("year", range(2010, 2020))
def test_every_year_that_the_mask_allows_loads(year):
    last = date(year, 2, 29 if year in (2012, 2016) else 28)
    loaded = read(PACK, year=year)
    assert loaded.problems == []
    assert {owed.id: owed.start for owed in loaded.duties}["C227"] == last


def test_every_clause_of_the_plan_is_an_item(plan):
    assert {item.clause for item in plan.items} == {f"C{number}" for number in range(152, 276)}


@pytest.mark.parametrize("clause", NUMERIC)
def test_every_clause_with_a_number_is_stated(plan, clause):
    assert [item for item in plan.items if item.clause == clause and item.kind not in ("norm", "task")]


def test_the_list_of_numeric_clauses_is_that_of_the_inventory():
    from_source = [row["id"] for row in rows("CD") if re.search(r"\d", row["number"])]
    assert from_source == NUMERIC


def test_duties_have_the_targets_of_the_plan(plan):
    found = {o.id: (o.definition.kind, o.definition.target, o.definition.low, o.definition.high) for o in plan.duties}
    assert found == {name: tuple(row[:4]) for name, row in DUTIES.items()}


def test_duties_count_what_the_plan_says(plan):
    for owed in plan.duties:
        do, expected = owed.definition.do, DUTIES[owed.id][4]
        assert (f"{do.measure}/{do.count}" if do else "teams") == expected, owed.id


def test_every_item_stands_under_a_heading(plan):
    assert all(item.section for item in plan.items)
    assert len({item.section for item in plan.items}) == 11


def test_posts_take_the_place_of_names(plan):
    posts = [(item.clause, item.data["post"], item.data.get("count")) for item in plan.items if item.kind == "post"]
    assert posts == [
        ("C179", "组长", 1),
        ("C180", "副组长", 5),
        ("C181", "成员", None),
        ("C183", "办公室主任", 1),
        ("C185", "组长", 2),
        ("C186", "组长", 10),
        ("C187", "牵头组长", 1),
        ("C188", "组长", 2),
        ("C189", "组长", 3),
        ("C190", "工作人员", None),
    ]


def test_the_ten_service_groups_are_those_of_the_annex(plan):
    teams = [item for item in plan.items if item.kind == "team"]
    assert [team.data["number"] for team in teams] == list(range(1, 11))
    assert [team.data["city"] for team in teams] == [
        "银川市",
        "石嘴山市",
        "石嘴山市",
        "吴忠市",
        "固原市",
        "中卫市",
        "银川市",
        "吴忠市",
        "固原市",
        "中卫市",
    ]
    assert all(team.data["leader"].endswith("组带队领导") for team in teams)
    assert sum(len(team.data["unions"]) for team in teams) == 28
    assert all(team.quote == "、".join(team.data["unions"]) for team in teams)


def test_the_roster_agrees_with_the_inventory(plan):
    teams = {item.clause: item.data for item in plan.items if item.kind == "team"}
    for row in (row for row in rows("CD") if row["id"] in teams):
        departments, city = re.findall(r"departments ([^;]+); city ([^;]+);", row["meaning"])[0]
        assert "、".join(teams[row["id"]]["departments"]) == departments
        assert teams[row["id"]]["city"] == city


def test_checklists_are_tied_to_evidence(plan):
    points = [(item.data["in"][0], item.id) for item in plan.items if item.kind == "check"]
    sizes = {name: sum(1 for inside, _ in points if inside == name) for name, _ in points}
    assert sizes == {"走访方式": 5, "走访场所": 4, "听取谁的意见": 4, "四类问题": 4}


def test_each_city_has_its_focus(plan):
    cities = [item.data.get("org") for item in plan.items if item.kind == "focus"]
    assert cities == [
        "宁夏回族自治区总工会",
        "银川市总工会",
        "石嘴山市总工会",
        "吴忠市总工会",
        "固原市总工会",
        "中卫市总工会",
        None,
        None,
    ]


def test_leaders_days_are_counted_by_the_year_and_by_the_stated_month(plan):
    owed = {owed.id: owed for owed in plan.duties}["C159"]
    assert (owed.definition.low, owed.definition.unit, owed.due) == (30, "day", date(2012, 12, 31))
    assert terms(owed.definition, owed.period) == [(date(2012, 1, 1), date(2012, 12, 31), "2012年")]


def test_the_start_is_due_in_early_march(plan):
    due = {owed.id: owed.due for owed in plan.duties}
    assert due["C216-local"] == due["C217-industry"] == date(2012, 3, 10)
    assert due["C215"] == date(2012, 2, 29)
    assert due["C227"] == date(2012, 6, 30)


def test_preparation_is_due_on_the_day_before_the_start(plan):
    due = {owed.id: owed.due for owed in plan.duties}
    assert due["C233"] == due["C234"] == date(2012, 2, 29)


def test_each_of_the_three_materials_is_wanted(plan):
    wanted = {owed.id: owed.definition for owed in plan.duties}["C234"].do
    assert wanted.where == {"document": ["publicity", "research_outline", "interview_outline"]}


def test_two_programmes_group_what_the_plan_calls_one_effort(plan):
    items = {item.id for item in plan.items}
    programmes = {item.data["name"]: item.data["members"] for item in plan.items if item.kind == "programme"}
    assert list(programmes) == ["大走访", "办实事"]
    assert [member for members in programmes.values() for member in members if member not in items] == []


def test_the_effect_is_judged_by_four_figures_whose_points_are_still_to_be_decided(plan):
    four = ["C170-workers", "C170-recognition", "C171-deeds", "C171-disputes"]
    sheet = next(item for item in plan.items if item.kind == "scoring")
    assert [item.id for item in plan.items if item.data.get("score") == sheet.data["name"]] == four
    assert "permit" not in sheet.data
    assert "没有定分值" in sheet.reading
    assert next(item for item in plan.items if item.kind == "decision").data["members"] == four
    weights = {owed.id: owed.definition.weight for owed in plan.duties if owed.definition.weight}
    assert weights == dict.fromkeys(four, 25)


def test_the_head_says_who_gets_the_plan_and_what_the_source_lacks(plan):
    assert len(plan.pack.recipients) == 6
    assert plan.pack.parameters["county_unions"].value == 22
    assert "文件未载" in plan.pack.parameters["county_unions"].source
    assert plan.pack.rank_minimum == 3
    assert set(plan.readings) == {"2月底", "3月初", "至6月", "5人左右", "month"}


def test_the_steps_of_a_problem_are_in_order(plan):
    assert [item.data["level"] for item in plan.items if item.kind == "rung"] == [
        "企业",
        "党委和政府",
        "向职工解释",
        "政策和制度",
    ]


SPOILERS = [
    "",
    ":",
    "- ",
    "[",
    "'",
    "~",
    "*",
    "&a ",
    "0..0",
    "99月",
    "{distinct: x}",
    "null",
    "12个月",
    "：",
    "201*年13月",
]


@settings(max_examples=min(40, settings().max_examples))
@given(st.integers(0, 700), st.sampled_from(SPOILERS), st.booleans())
def test_a_spoiled_line_never_raises_and_loads_all_or_nothing(number, spoiler, appended):
    lines = PACK.read_text(encoding="utf-8").splitlines()
    lines[number] = lines[number] + spoiler if appended else lines[number].partition(": ")[0] + ": " + spoiler
    loaded = read("\n".join(lines))
    found = lint(loaded)
    assert (loaded.pack is None) == has_errors(found) == (loaded.items == [])
    assert all(0 <= problem.line <= len(lines) + 1 for problem in found)
