"""Targets against what there is, weights that make a whole, totals with their shares."""

import pytest

from tiexin.duties.definition import Of
from tiexin.plans.lint.seen import key
from tiexin.plans.tests.asked import CITIES, COUNTIES, DAYS, OFFICERS, PROVINCE, WORKERS, duty, owed, warned
from tiexin.plans.tests.desk import HEAD, duties, only, read, refused

pytestmark = pytest.mark.once

CITY = Of(population="unions", where={"level": ["city"], "kind": ["territorial"]})


def sizes(**known: int):
    """Registers that hold so many cities, and so many of each dimension."""
    table = {key(CITY): known.pop("cities")} if "cities" in known else {}
    table |= {key(Of(population=name)): n for name, n in known.items()}
    return lambda of: table.get(key(of))


# --- weights ------------------------------------------------------------------------------------------------


def weighed(*members: tuple[str, str, str]) -> list:
    text = duties(*(duty(clause=clause, of=of, weight=weight) for clause, of, weight in members))
    return [problem for problem in read(text).problems if problem.rule == "weights"]


def test_weights_of_one_ower_make_a_hundred():
    assert weighed(("C1", CITIES, "60"), ("C2", CITIES, "40")) == []
    problem = only(weighed(("C1", CITIES, "60"), ("C2", CITIES, "30")))
    assert (problem.level, problem.line, problem.path) == ("error", 14, "duties[C1].weight")
    assert "市级地方总工会的权重合计 90，应为 100（C1 60，C2 30）" in problem.message


def test_each_level_has_a_hundred_of_its_own():
    assert weighed(("C1", CITIES, "100"), ("C2", COUNTIES, "100")) == []


def test_a_duty_of_two_levels_counts_at_both():
    both = "{population: unions, level: [市级, 县级], kind: 地方总工会}"
    assert weighed(("C1", both, "40"), ("C2", CITIES, "60"), ("C3", COUNTIES, "60")) == []
    problem = only(weighed(("C1", both, "40"), ("C2", CITIES, "60"), ("C3", COUNTIES, "50")))
    assert "县级地方总工会的权重合计 90（C1 40，C3 50）" in problem.message.replace("，应为 100", "")


def test_owers_that_fall_short_alike_are_named_together():
    both = "{population: unions, level: [市级, 县级], kind: 地方总工会}"
    problem = only(weighed(("C1", both, "50"), ("C2", both, "40")))
    assert "市级地方总工会等 2 类的权重合计 90" in problem.message


def test_a_single_weight_is_only_asked_about():
    assert weighed(("C1", CITIES, "10")) == []
    assert [problem.rule for problem in owed(duty(weight="10"))] == ["weight-alone"]


def test_weights_of_a_sheet_are_summed_on_the_sheet():
    sheet = "scoring:\n  - {{clause: S1, quote: 考核, name: 甲表, total: 100, indicators: []}}\n"
    joined = duty(clause="C1", weight="60", score="甲表") + duty(clause="C2", weight="30", score="甲表")
    assert [problem.rule for problem in read(duties(joined) + sheet.format()).problems] == ["points"]


def test_without_weights_nothing_is_summed():
    assert weighed(("C1", CITIES, "")) == []


# --- targets against what there is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "most"),
    [("每年", 366), ("每半年", 184), ("每季度", 92), ("每月", 31), ("每半月", 16), ("每周", 7), ("每日", 1)],
)
def test_a_period_has_so_many_days(per, most):
    assert owed(duty(of=OFFICERS, at_least=f"{most}天", per=per, **DAYS)) == []
    problem = only(owed(duty(of=OFFICERS, at_least=f"{most + 1}天", per=per, **DAYS)))
    assert (problem.level, problem.line, problem.rule) == ("warning", 9, "target-too-large")
    assert f"C1 要 {most + 1} 天，而一期最多 {most} 天" in problem.message


def test_the_campaign_has_its_own_days_when_the_year_is_known():
    assert owed(duty(of=OFFICERS, at_least="132天", **DAYS)) == []
    assert "活动期只有 132 天" in only(owed(duty(of=OFFICERS, at_least="133天", **DAYS))).message
    assert owed(duty(of=OFFICERS, at_least="133天", **DAYS), year=None) == []


@pytest.mark.parametrize(("count", "unit", "name"), [("职工", "人", "worker"), ("企业", "家", "employer")])
def test_nobody_can_meet_more_than_the_registers_hold(count, unit, name):
    text = duty(do=f"{{measure: 面对面交流职工, count: {{distinct: {count}}}}}", unit=unit, at_least="10")
    assert owed(text, sizes=sizes(**{name: 10})) == []
    problem = only(owed(text, sizes=sizes(**{name: 9})))
    assert f"C1 要 10 {unit}，而现在知道的{count}一共只有 9 个" in problem.message
    assert owed(text) == []  # nobody knows


def test_the_largest_row_of_a_table_is_compared():
    table = "[{level: 市级, at_least: 5}, {level: 县级, at_least: 50}]"
    text = duty(of="{population: unions, level: [市级, 县级]}", targets=table)
    found = {problem.rule: problem.message for problem in owed(text, sizes=sizes(employer=49))}
    assert "C1 要 50 家" in found["target-too-large"]


def test_values_of_a_tag_are_so_many():
    kinds = {"do": "{measure: 走访企业, count: {distinct: employer_kind}}", "unit": "个"}
    assert owed(duty(at_least="7", **kinds)) == []
    assert "可数的只有 7 种" in only(owed(duty(at_least="8", **kinds))).message
    places = {"do": "{measure: 走访企业, place: [企业, 车间], count: {distinct: place}}", "unit": "个"}
    assert owed(duty(at_least="2", **places)) == []
    assert "可数的只有 2 种" in only(owed(duty(at_least="3", **places))).message


def test_no_rate_is_above_a_hundred():
    rate = {"do": "{measure: 走访企业, place: 车间}", "over": "{measure: 走访企业}", "unit": "次", "reading": "按次"}
    assert owed(duty(at_least="100%", **rate)) == []
    assert "C1 要 101%，而分子是分母的一部分" in only(owed(duty(at_least="101%", **rate))).message


def test_what_is_to_be_founded_may_not_be_there_yet():
    groups = {"do": "", "have": "{population: teams, kind: 蹲点小组}", "at_least": "3", "unit": "个"}
    assert owed(duty(**groups), sizes=lambda of: 1) == []
    people = {"do": "", "have": OFFICERS, "at_least": "30", "unit": "人"}
    assert owed(duty(**people), sizes=lambda of: 1) == []
    head = f"{HEAD}parameters: {{a: {{title: 县级干部, value: 20, of: {OFFICERS}, source: 名册}}}}\n"
    assert "现在知道的人一共只有 20 个" in only(owed(duty(**people), head=head)).message


# --- totals and their shares --------------------------------------------------------------------------------

TOTAL = duty(clause="C1", of=PROVINCE, counted="含下级", at_least="1000")


def test_a_total_that_nobody_has_a_share_of_is_named():
    problem = only(owed(TOTAL))
    assert (problem.line, problem.rule) == (9, "total-without-share")
    assert "C1 只有总数 1000 家" in problem.message
    assert "平均" not in problem.message


def test_a_number_of_cadres_gives_the_mean():
    head = f"{HEAD}parameters: {{a: {{title: 干部, value: 200, of: {{population: 干部}}, source: 名册}}}}\n"
    assert "按“干部”200 算，平均每名约 5.0 家" in only(owed(TOTAL, head=head)).message
    assert "平均" not in only(owed(TOTAL, head=head.replace("200", "1001"))).message


@pytest.mark.parametrize("share", [{"at_least": "10"}, {"self_set": "true"}])
def test_a_share_of_any_kind_is_enough(share):
    found = owed(TOTAL, duty(clause="C2", of=CITIES, **share), sizes=sizes(cities=100))
    assert [problem.rule for problem in found] == []


def test_a_part_of_what_counts_is_no_share():
    other = duty(clause="C2", of=CITIES, at_least="10", **WORKERS)
    assert only(owed(TOTAL, other)).rule == "total-without-share"


def test_a_floor_counts_when_its_filter_is_within_the_totals():
    counted = "{{measure: 走访企业, employer_tag: {}, count: {{distinct: 企业}}}}"
    total = duty(clause="C1", of=PROVINCE, counted="含下级", at_least="1000", do=counted.format("[经营困难, 改制企业]"))
    inside = duty(clause="C2", of=CITIES, at_least="10", do=counted.format("经营困难"))
    outside = duty(clause="C2", of=CITIES, at_least="10", do=counted.format("出租车行业"))
    assert only(owed(total, inside, sizes=sizes(cities=5))).rule == "floors-below-total"
    assert only(owed(total, outside, sizes=sizes(cities=5))).rule == "total-without-share"


def test_registers_tell_how_many_owe_where_the_pack_does_not():
    floor = duty(clause="C2", of=CITIES, at_least="10")
    assert "C2 5×10=50" in only(owed(TOTAL, floor, sizes=sizes(cities=5))).message
    assert [problem.rule for problem in owed(TOTAL, floor)] == ["size-unknown"]


def test_the_same_work_of_one_level_is_counted_once():
    people = duty(clause="C3", of="{population: officers, level: 市级}", at_least="3")
    officers = key(Of(population="officers", where={"level": ["city"]}))
    known = {key(CITY): 5, officers: 20}
    found = owed(TOTAL, duty(clause="C2", of=CITIES, at_least="10"), people, sizes=lambda of: known.get(key(of)))
    assert "合计 60 家（C3 20×3=60）" in only(found).message


def test_a_narrower_floor_of_the_same_owers_is_in_the_wider():
    narrow = "{measure: 走访企业, employer_tag: 经营困难, count: {distinct: 企业}}"
    found = owed(
        TOTAL,
        duty(clause="C2", of=CITIES, at_least="10"),
        duty(clause="C3", of=CITIES, at_least="4", do=narrow),
        sizes=sizes(cities=5),
    )
    assert "合计 50 家（C2 5×10=50）" in only(found).message


def test_rows_of_a_table_are_floors_each():
    table = "[{level: 市级, at_least: 10}, {level: 县级, at_least: 15}]"
    both = duty(clause="C2", of="{population: unions, level: [市级, 县级], kind: 地方总工会}", targets=table)
    head = f"""{HEAD}parameters:
  cities: {{title: 市, value: 5, of: {CITIES}, source: 附表}}
  counties: {{title: 县, value: 22, of: {COUNTIES}, source: 公开资料}}
"""
    found = {problem.rule: problem.message for problem in owed(TOTAL, both, head=head)}
    assert "合计 380 家（C2 5×10=50，C2 22×15=330）" in found["floors-below-total"]
    assert "C2（市级） 不少于 10 家，而 C2（县级） 不少于 15 家" in found["higher-owes-less"]


def test_a_size_of_two_levels_is_the_sum_of_both():
    both = duty(clause="C2", of="{population: unions, level: [市级, 县级], kind: 地方总工会}", at_least="10")
    head = f"""{HEAD}parameters:
  cities: {{title: 市, value: 5, of: {CITIES}, source: 附表}}
  counties: {{title: 县, value: 22, of: {COUNTIES}, source: 公开资料}}
"""
    assert "C2 27×10=270" in only(owed(TOTAL, both, head=head)).message


# --- parameters ---------------------------------------------------------------------------------------------


def test_a_parameter_that_the_registers_contradict_is_named():
    head = f"{HEAD}parameters:\n  a: {{title: 市, value: 5, of: {CITIES}, source: 附表}}\n"
    assert warned("norms: []\n", head, sizes=sizes(cities=5)) == []
    assert warned("norms: []\n", head) == []
    problem = only(warned("norms: []\n", head, sizes=sizes(cities=6)))
    assert (problem.line, problem.rule, problem.path) == (9, "parameter-differs", "parameters.a.value")
    assert "参数“市”写 5，名册里现在有 6" in problem.message


def test_a_table_is_refused_by_name_of_the_row():
    table = "[{level: 市级, at_least: 10}, {level: 市级, at_least: 15}]"
    assert refused(read(duties(duty(of=CITIES, targets=table)))).rule == "cell-twice"


# --- caps ---------------------------------------------------------------------------------------------------

GROUP = "{population: teams, kind: 蹲点小组}"


def shown(**keys: str) -> list:
    return [problem for problem in owed(duty(**keys)) if problem.rule == "only-shown"]


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"at_least": "3", "enforce": "拒绝"}, "C1 写了超限就拒绝，而它没有上限，登记时拦不住"),
        ({"at_most": "3", "enforce": "提醒", "per": "每次蹲点", "of": GROUP}, "C1 写了超限就提醒，而它按各自的期间算"),
    ],
)
def test_a_cap_that_no_record_can_be_held_against_is_only_shown(keys, why):
    problem = only(shown(**keys))
    assert (problem.level, problem.path, problem.accepted) == ("warning", "duties[C1].enforce", ("只计",))
    assert problem.message.startswith(why)


@pytest.mark.parametrize(
    "keys",
    [
        {"at_most": "3", "enforce": "拒绝"},
        {"at_most": "3", "enforce": "提醒", "counted": "below"},
        {"at_most": "3", "per": "每次蹲点", "of": GROUP},
        {"at_least": "3"},
    ],
)
def test_a_cap_that_holds_or_is_only_counted_is_not_asked_about(keys):
    assert shown(**keys) == []
