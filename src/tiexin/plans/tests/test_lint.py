"""What a careful editor asks about a plan that is written without a mistake."""

import time

import pytest

from tiexin.plans.lint import ERRORS, NOTES, WARNINGS, lint
from tiexin.plans.tests.asked import CITIES, COUNTIES, GROUPS, PROVINCE, duty, warned
from tiexin.plans.tests.desk import HEAD, duties, only, read, where

pytestmark = pytest.mark.once

SIZES = f"""\
parameters:
  cities: {{title: 市, value: 5, of: {CITIES}, source: 附表}}
  counties: {{title: 县, value: 22, of: {COUNTIES}, source: 公开资料}}
"""  # lines 8 to 10


def total(number: int = 1000, **keys: str) -> str:
    return duty(clause="C1", of=PROVINCE, counted="含下级", at_least=str(number), **keys)


def floors(*members: str, head: str = HEAD + SIZES):
    return warned("duties:\n" + "".join(members), head)


REST = "departments: 办公室, city: 甲市, unions: 电业"

# --- floors against the stated total (trap T5) ---------------------------------


def test_floors_are_added_up_and_the_sum_is_said():
    problem = only(
        floors(
            total(1000),
            duty(clause="C2", of=CITIES, at_least="20"),
            duty(clause="C3", of=COUNTIES, at_least="15"),
        )
    )
    assert (problem.level, problem.line, problem.rule) == ("warning", 12, "floors-below-total")
    assert "合计 430 家（C2 5×20=100，C3 22×15=330）" in problem.message
    assert "比 C1 的 1000 家少 570 家" in problem.message


def test_floors_that_reach_the_total_say_nothing():
    assert floors(total(100), duty(clause="C2", of=CITIES, at_least="20")) == []


def test_a_self_set_number_is_named_as_open():
    members = [total(), duty(clause="C2", of=CITIES, at_least="10")]
    members.append(duty(clause="C4", of="{population: unions, kind: 产业工会}", self_set="true"))
    assert "自定数的 C4 未计" in only(floors(*members)).message


def test_what_counts_differently_is_no_floor():
    others = [
        duty(
            clause="C2",
            of=CITIES,
            at_least="5",
            do="{measure: 走访企业, count: {distinct: employer_kind}}",
            unit="个",
        ),
        duty(
            clause="C3",
            of=CITIES,
            at_least="10",
            do="{measure: 面对面交流职工, count: {distinct: 职工}}",
            unit="人",
        ),
        duty(clause="C4", of=CITIES, at_most="10"),
        duty(clause="C5", of=CITIES),
    ]
    assert only(floors(total(), *others)).rule == "total-without-share"


def test_a_floor_of_unknown_size_is_named():
    found = floors(
        total(),
        duty(clause="C2", of=CITIES, at_least="10"),
        duty(clause="C3", of=COUNTIES, at_least="1"),
        head=HEAD,
    )
    assert [problem.rule for problem in found if problem.rule == "size-unknown"] == ["size-unknown"] * 2
    assert "不知道 C2 有几个责任者" in found[0].message
    assert "parameters" in found[0].message


def test_the_roster_says_how_many_teams_there_are():
    groups = "".join(f"      - {{clause: G{n}, quote: 甲, number: {n}, leader: 组长, {REST}}}\n" for n in (1, 2, 3))
    body = f"teams:\n  - name: 组\n    of: {GROUPS}\n    groups:\n{groups}duties:\n"
    problem = only(warned(body + total(100) + duty(clause="C2", of=GROUPS, at_least="5")))
    assert "C2 3×5=15" in problem.message


def test_a_changed_parameter_changes_the_sum():
    head = HEAD + SIZES.replace("22", "23")
    found = floors(total(), duty(clause="C3", of=COUNTIES, at_least="15"), head=head)
    assert "C3 23×15=345" in only(found).message


def test_the_order_of_filters_does_not_matter():
    swapped = "{kind: territorial, population: 各级工会, level: city}"
    assert "5×10=50" in only(floors(total(), duty(clause="C2", of=swapped, at_least="10"))).message


# --- lists against counts ------------------------------------------------------


def test_a_roster_shorter_than_its_count_is_named():
    one = f"{{clause: G1, quote: 甲, number: 1, leader: 组长, {REST}}}"
    body = f"teams:\n  - name: 组\n    of: {GROUPS}\n    groups: [{one}]\nduties:\n"
    keys = {"of": PROVINCE, "do": "", "have": GROUPS, "at_least": "10", "unit": "个"}
    problem = only(warned(body + duty(**keys)))
    assert (problem.line, problem.rule) == (13, "list-short")
    assert "应有 10 个，名单列了 1 个" in problem.message


def test_groups_of_an_organ_are_counted():
    count = "group_count: {clause: C2, quote: 内设4个组, count: 4}"
    body = f"organs:\n  - clause: C1\n    quote: 办公室\n    name: 办公室\n    {count}\n"
    problem = only(warned(body + "    groups: [{name: 甲}, {name: 乙}]\n"))
    assert (problem.line, problem.rule) == (9, "list-short")
    assert "写明 4 个组，列了 2 个" in problem.message
    assert warned(body + "    groups: [{name: 甲}, {name: 乙}, {name: 丙}, {name: 丁}]\n") == []


# --- levels (trap T3) ----------------------------------------------------------


def test_a_higher_level_that_owes_less_is_named_once():
    problem = only(floors(duty(clause="C1", of=CITIES, at_least="10"), duty(clause="C2", of=COUNTIES, at_least="15")))
    assert (problem.line, problem.rule) == (12, "higher-owes-less")
    assert "C1 不少于 10 家，而 C2 不少于 15 家" in problem.message


@pytest.mark.parametrize(
    "lower",
    [
        {"at_least": "10"},
        {"at_least": "5"},
        {"at_least": "15", "per": "每月"},
        {"at_least": "15", "do": "{measure: 走访企业, method: 座谈会, count: {distinct: 企业}}"},
        {"at_least": "15", "of": "{population: unions, level: 县级, kind: 产业工会}"},
        {"at_least": "15", "of": "{population: unions, level: [市级, 县级], kind: 地方总工会}"},
        {"at_least": "15", "of": "{population: unions, kind: 地方总工会}"},
        {"at_most": "15"},
    ],
    ids=[
        "equal",
        "less",
        "another period",
        "another filter",
        "another line",
        "same level too",
        "no level",
        "a cap",
    ],
)
def test_only_like_is_compared_with_like(lower):
    keys = {"of": COUNTIES, **lower}
    assert floors(duty(clause="C1", of=CITIES, at_least="10"), duty(clause="C2", **keys)) == []


def test_ranks_are_compared_within_the_same_rank_only():
    top = "{population: officers, level: 省级, rank: 领导}"
    below = "{population: officers, level: [市级, 县级], rank: 领导}"
    staff = "{population: officers, level: 市级, rank: 中层}"
    days = {"do": "{measure: 到基层, count: {distinct: 日}}", "unit": "天"}
    found = floors(
        duty(clause="C1", of=top, at_least="30", **days),
        duty(clause="C2", of=below, at_least="50", **days),
        duty(clause="C3", of=staff, at_least="90", **days),
    )
    assert "C1 不少于 30 天，而 C2 不少于 50 天" in only(found).message


# --- order in time (trap T17) --------------------------------------------------

START = "  - {clause: C1, quote: 启动, event: 单位启动, by: 3-1..3-10}\n"
VISITS = "  - {clause: C2, quote: 走访, event: 走访企业, from: 2月底, to: 6-30}\n"
FEBRUARY = HEAD + "readings: {2月底: 2月最后一天}\n"


def test_visits_before_the_kickoff_are_named_with_both_windows():
    problem = only(warned("milestones:\n" + START + VISITS, FEBRUARY))
    assert (problem.line, problem.rule) == (11, "before-kickoff")
    assert "“2月底”（2月29日）" in problem.message
    assert "（3月1日至3月10日）" in problem.message


def test_the_same_is_seen_while_the_year_is_unknown_without_naming_days():
    problem = only(warned("milestones:\n" + START + VISITS, FEBRUARY, year=None))
    assert "“2月底”开始" in problem.message
    assert "29" not in problem.message


def test_visits_after_the_kickoff_say_nothing():
    assert warned("milestones:\n" + START + VISITS.replace("2月底", "3-1"), FEBRUARY) == []


# --- limits and units (traps T2, T4, T8) ---------------------------------------


@pytest.mark.parametrize("word", ["限时办结", "适时召开", "及时排查", "尽快解决", "定期回访"])
def test_a_limit_without_a_number_is_named(word):
    body = f"tasks:\n  - {{clause: C1, quote: {word}}}\n"
    problem = only(warned(body))
    assert (problem.line, problem.column, problem.rule) == (9, 5, "limit-without-number")
    assert word[:2] in problem.message


@pytest.mark.parametrize("more", ["by: 3-1", "from: 3-1", "reading: 读作有事就开"])
def test_a_limit_with_a_date_or_a_reading_is_fine(more):
    assert warned(f"milestones:\n  - {{clause: C1, quote: 适时召开, event: 会议, {more}}}\n") == []


def test_a_milestone_without_any_day_is_named():
    problem = only(warned("milestones:\n  - {clause: C1, quote: 召开会议, event: 会议}\n"))
    assert "C1 的时间没有日期" in problem.message


def test_a_duty_with_a_target_or_day_is_no_open_limit():
    assert warned("duties:\n" + duty(quote="定期走访", at_least="10")) == []
    assert only(warned("duties:\n" + duty(quote="定期走访"))).rule == "limit-without-number"


@pytest.mark.parametrize(
    ("dimension", "unit", "right"),
    [("职工", "户", "人"), ("企业", "人", "家"), ("家庭", "人", "户"), ("日", "次", "天")],
)
def test_the_unit_fits_what_is_counted(dimension, unit, right):
    text = duty(do=f"{{measure: 面对面交流职工, count: {{distinct: {dimension}}}}}", unit=unit)
    problem = only(warned("duties:\n" + text))
    assert (problem.line, problem.column, problem.rule) == (13, 11, "units-mixed")
    assert problem.accepted == (right,)


def test_one_sum_has_one_unit():
    deeds = {"do": "{measure: 办成实事}", "at_least": "1"}
    body = "duties:\n" + duty(clause="C1", **deeds, unit="件") + duty(clause="C2", **deeds, unit="次")
    problem = only(warned(body))
    assert (problem.line, problem.rule, problem.accepted) == (19, "units-mixed", ("件",))
    assert "C1" in problem.message


def test_a_month_needs_its_conversion():
    text = duty(do="{measure: 到基层, count: {distinct: 日}}", at_least="1个月", unit="天")
    problem = only(warned("duties:\n" + text))
    assert (problem.line, problem.rule) == (9, "month-without-conversion")
    assert warned("duties:\n" + text, HEAD + "conversions: {month: 30天}\n") == []


def test_a_clause_outside_the_headings_is_named():
    head = HEAD + "sections: [{title: 一, clauses: C1..C3}]\n"
    assert where(warned("norms:\n  - {clause: C3, quote: 甲}\n  - {clause: C4, quote: 乙}\n", head)) == [
        (11, 5, "no-heading")
    ]


# --- the rules as a whole ------------------------------------------------------


@pytest.mark.parametrize("rule", [*ERRORS, *WARNINGS, *NOTES])
def test_each_rule_has_a_name_and_says_what_it_asks(rule):
    assert rule.__name__.replace("_", "").isalpha()
    assert rule.__doc__ and rule.__doc__.strip().endswith((".", ")"))


def test_rules_are_listed_once():
    rules = [f"{rule.__module__}.{rule.__name__}" for rule in (*ERRORS, *WARNINGS, *NOTES)]
    assert len(set(rules)) == len(rules)


def test_a_pack_without_duties_is_linted_too():
    assert warned("norms: []\n") == []


def test_reading_and_linting_grow_with_the_clauses_and_no_faster():
    few, many = seconds_for(400), seconds_for(4000)
    assert many < 20 * few  # ten times the clauses; a rule that compares all pairs would take a hundred times


def seconds_for(count: int) -> float:
    """Seconds of this process for a long pack of many kinds: headings, duties, milestones, references, a document."""
    half, quarter = count // 2, count // 4
    members = [duty(clause=f"C{n}", of=CITIES if n % 2 else COUNTIES, at_least=str(n)) for n in range(half)]
    stones = [f"  - {{clause: M{n}, quote: 走访, event: 走访企业, from: 2-20}}\n" for n in range(quarter)]
    starts = [f"  - {{clause: S{n}, quote: 走访, event: 单位启动, by: 3-1}}\n" for n in range(quarter - 1)]
    named = ", ".join(f"C{n}" for n in range(half))
    text = duties(*members) + "milestones:\n" + "".join(stones + starts)
    text += f"programmes:\n  - {{clause: P1, quote: 走访, name: 走访, members: [{named}]}}\n"
    text += "sections:\n" + "".join(
        f"  - {{title: 第{n}节, clauses: {letter}0..{letter}9999}}\n" for n, letter in SECTIONS
    )
    started = time.process_time()
    loaded = read(text, document="走访")
    found = lint(loaded)
    assert (len(loaded.items), {problem.rule for problem in found}) == (count, {"higher-owes-less", "before-kickoff"})
    return time.process_time() - started


SECTIONS = [*enumerate("abdefghijklmnoqrtuvwxyz"), (90, "C"), (91, "M"), (92, "S"), (93, "P")]
