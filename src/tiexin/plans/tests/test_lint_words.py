"""What a sentence says and the pack writes beside it: shapes of numbers, units, limits in time, promises."""

import pytest

from tiexin.plans.lint.promises import NORMS, norms
from tiexin.plans.lint.shapes import amount, phrases
from tiexin.plans.tests.asked import CITIES, OFFICERS, PROVINCE, WORKERS, duty, noted, owed, said, warned
from tiexin.plans.tests.desk import HEAD, only

pytestmark = pytest.mark.once

# --- shapes of numbers --------------------------------------------------------------------------------------

SHAPES = {
    "每2-3人为一组": [("range", (2, 3))],
    "与联系职工交流1至2次": [("range", (1, 2))],
    "每个工作组由5人左右组成": [("about", (5,))],
    "大约30家": [("about", (30,))],
    "企业数不少于10家": [("least", (10,))],
    "时间不少于50天": [("least", (50,))],
    "与50名以上职工": [("least", (50,))],
    "每月至少与职工保持1次联系": [("least", (1,))],
    "29万余名一线职工": [("least", (290_000,))],
    "14.2万名困难职工": [],
    "每次不超过3人": [("most", (3,))],
    "3天以内答复": [("most", (3,))],
    "县级以上工会": [],
    "从2月底开始至6月": [],
    "2月13日至3月10日": [],
    "3件": [],
}


@pytest.mark.parametrize(("quote", "found"), SHAPES.items(), ids=SHAPES)
def test_a_sentence_has_numbers_of_these_shapes(quote, found):
    assert [(phrase.shape, phrase.numbers) for phrase in phrases(quote)] == found


def test_ten_thousands_are_read():
    assert [amount(text) for text in ("14.2万", "5千", "3百", "12")] == [142_000, 5_000, 300, 12]


RIGHT = [
    ("每2-3人为一组", {"between": "[2, 3]"}),
    ("1至2次", {"between": "[1, 2]", "per": "每年"}),
    ("5人左右", {"about": "5", "tolerance": "1"}),
    ("不少于10家", {"at_least": "10"}),
    ("10家以上", {"at_least": "10"}),
    ("不超过3次", {"at_most": "3"}),
    ("走访10家", {"at_least": "10"}),
    ("不少于10家", {}),
    ("不少于1个月", {"at_least": "30"}),
]


@pytest.mark.parametrize(("quote", "keys"), RIGHT)
def test_a_target_of_the_same_shape_and_number_is_fine(quote, keys):
    assert owed(duty(quote=quote, unit="人", do="{measure: 面对面交流职工}", **keys)) == []


WRONG = [
    ("每2-3人为一组", {"at_least": "2"}, "shape", "“2-3人”是范围，这里却写成 at_least", "between: [2, 3]"),
    ("1至2次", {"at_least": "1"}, "shape", "“1至2次”是范围", "between: [1, 2]"),
    ("5人左右", {"exactly": "5"}, "shape", "“5人左右”是约数", "about: 5"),
    ("不少于10家", {"exactly": "10"}, "shape", "“不少于10家”是下限", "at_least: 10"),
    ("不超过3次", {"at_least": "3"}, "shape", "“不超过3次”是上限", "at_most: 3"),
    ("不少于10家", {"at_least": "15"}, "number-differs", "原文说“不少于10家”，目标却是 15", "at_least: 10"),
    ("1至2次", {"between": "[1, 3]"}, "number-differs", "目标却是 1、3", "between: [1, 2]"),
]


@pytest.mark.parametrize(("quote", "keys", "rule", "words", "write"), WRONG)
def test_another_shape_or_number_is_named(quote, keys, rule, words, write):
    text = {"quote": quote, "unit": "人", "do": "{measure: 面对面交流职工}", **keys}
    problem = only(owed(duty(**text)))
    assert (problem.level, problem.line, problem.rule, problem.accepted[0]) == ("warning", 9, rule, write)
    assert words in problem.message
    assert owed(duty(**text, reading="按本方案的读法")) == []


OFTEN = [
    ("每年", "每年"),
    ("每半年", "每半年"),
    ("每季度", "每季度"),
    ("每月", "每月"),
    ("每周", "每周"),
    ("每天", "每日"),
]


@pytest.mark.parametrize(("words", "per"), OFTEN)
def test_how_often_is_counted_as_the_sentence_says(words, per):
    assert owed(duty(quote=f"{words}走访", per=per)) == []
    problem = only(owed(duty(quote=f"{words}走访")))
    assert (problem.rule, problem.accepted) == ("period-differs", (f"per: {words}", "reading"))
    assert owed(duty(quote=f"{words}走访", reading="只在活动期")) == []


# --- limits in time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("quote", ["年内全部建成", "年底前建成", "年末建成"])
def test_within_the_year_has_a_last_day(quote):
    head = HEAD.replace("6-30", "12-31")
    problem = only(owed(duty(quote=quote), head=head))
    assert (problem.line, problem.rule) == (9, "year-end")
    assert "没有写明最迟哪天" in problem.message
    assert owed(duty(quote=quote, by="12-31"), head=head) == []
    assert owed(duty(quote=quote, per="每年"), head=head) == []
    assert owed(duty(quote=quote, reading="读作 12 月 31 日"), head=head) == []


def test_within_a_year_that_is_masked_waits_for_the_year():
    head = HEAD.replace("6-30", "12-31")
    problem = only(owed(duty(quote="年内建成", by="12-31"), head=head, year=None))
    assert (problem.rule, "201*（2010–2019）" in problem.message) == ("year-end", True)
    assert owed(duty(quote="年内建成", by="12-31"), head=head.replace("201*", "2012"), year=None) == []


def test_half_a_year_is_no_end_of_year():
    assert owed(duty(quote="半年内建成")) == []


def test_an_answer_within_a_time_is_a_limit_with_a_number():
    keys = {"on": "{measure: 发现问题}", "do": "{measure: 走访企业}", "unit": "次"}
    assert warned("tasks:\n  - {clause: C1, quote: 限时办结}\n")[0].rule == "limit-without-number"
    assert owed(duty(quote="限时办结", within="15天", **keys)) == []


# --- units --------------------------------------------------------------------------------------------------

TALK = "{{measure: 面对面交流职工, count: {{distinct: {}}}}}"


def test_a_rate_counts_the_same_above_and_below():
    same = {"over": TALK.format("职工"), "do": TALK.format("职工"), "unit": "人"}
    assert owed(duty(**same)) == []
    problem = only(owed(duty(**{**same, "over": TALK.format("家庭")})))
    assert (problem.rule, problem.path) == ("units-mixed", "duties[C1].over")
    assert "分子数人，分母数户" in problem.message


def test_times_above_and_persons_below_may_be_meant():
    assert owed(duty(do="{measure: 面对面交流职工}", over=TALK.format("职工"), unit="人次")) == []


def test_a_total_of_persons_is_not_the_sum_of_households():
    total = duty(clause="C1", of=PROVINCE, counted="含下级", at_least="100", **WORKERS)
    for do, unit, label in ((TALK.format("家庭"), "户", "户"), ("{measure: 面对面交流职工}", "人次", "人次")):
        found = owed(total, duty(clause="C2", of=CITIES, at_least="10", do=do, unit=unit))
        assert [problem.rule for problem in found] == ["total-without-share", "units-mixed"]
        assert f"C1 的总数按人，下面的 C2 按{label}，加不到一起" in found[1].message


def test_a_total_with_floors_of_both_kinds_is_fine():
    total = duty(clause="C1", of=PROVINCE, counted="含下级", at_least="10", **WORKERS)
    persons = duty(clause="C2", of=CITIES, at_least="10", **WORKERS)
    homes = duty(clause="C3", of=CITIES, at_least="10", do=TALK.format("家庭"), unit="户")
    assert [problem.rule for problem in owed(total, persons, homes, sizes=lambda of: 50)] == []


def test_enterprises_beside_visits_are_no_mixture():
    visits = duty(clause="C2", of=CITIES, at_least="10", do="{measure: 走访企业}", unit="次")
    total = duty(clause="C1", of=PROVINCE, counted="含下级", at_least="10")
    assert [problem.rule for problem in owed(total, visits)] == ["total-without-share"]


@pytest.mark.parametrize(
    ("quote", "both"),
    [
        ("14.2万名困难职工一户不漏", True),
        ("困难职工3人每户", True),
        ("一户不漏", False),
        ("14.2万名", False),
        ("300人次每户", False),
    ],
)
def test_a_sentence_with_persons_and_households_states_which(quote, both):
    found = owed(duty(quote=quote, **WORKERS))
    assert [problem.rule for problem in found] == ["persons-or-households"] * both
    assert owed(duty(quote=quote, reading="按人数", **WORKERS)) == []


@pytest.mark.parametrize(
    ("have", "unit", "right"), [("{population: teams}", "户", "个"), (OFFICERS, "个", "人"), (OFFICERS, "人", "")]
)
def test_a_stock_has_the_unit_of_its_population(have, unit, right):
    found = owed(duty(do="", have=have, at_least="1", unit=unit))
    assert [problem.accepted for problem in found] == ([(right,)] if right else [])


def test_a_month_in_a_table_needs_its_conversion_too():
    text = duty(
        of="{population: officers, level: [省级, 市级], rank: 领导}",
        targets="[{level: 省级, at_least: 1个月}, {level: 市级, at_least: 50天}]",
        do="{measure: 到基层, count: {distinct: 日}}",
        unit="天",
    )
    assert only(owed(text)).rule == "month-without-conversion"
    problem = only(owed(text, head=HEAD + "conversions: {month: 30天}\n"))
    assert (problem.rule, "C1（省级） 不少于 30 天" in problem.message) == ("higher-owes-less", True)


# --- promises -----------------------------------------------------------------------------------------------


def test_norms_are_data_with_a_source():
    assert NORMS.exists()
    assert all(norm.source and 0 < norm.percent < 100 and (norm.says or norm.measures) for norm in norms())


def test_an_absolute_promise_stands_beside_the_norm():
    problem = only(warned("norms:\n  - {clause: C1, quote: 一拨就通、有问必答}\n"))
    assert (problem.line, problem.rule) == (9, "above-norm")
    assert "C1 承诺 100%" in problem.message
    assert "只要求 95%（GB/T 33358-2016" in problem.message


def test_a_clause_of_several_items_is_named_once():
    assert len(warned("norms:\n  - {clause: C1, quote: 一拨就通}\n  - {clause: C1, id: C1-b, quote: 一拨就通}\n")) == 1


@pytest.mark.parametrize(("percent", "named"), [("100%", True), ("96%", True), ("95%", False), ("90%", False)])
def test_a_counted_promise_is_compared_by_its_own_number(percent, named):
    keys = {"do": "{measure: 热线接通}", "over": "{measure: 热线来电}", "unit": "次", "reading": "按次"}
    found = owed(duty(quote="一拨就通", at_least=percent, **keys))
    assert [problem.rule for problem in found] == ["above-norm"] * named
    assert all(f"承诺 {percent}" in problem.message for problem in found)


def test_other_promises_have_no_norm():
    assert warned("norms:\n  - {clause: C1, quote: 有求必应、有难必帮}\n") == []


# --- shared work and notes ----------------------------------------------------------------------------------


def test_people_counted_for_each_cadre_need_a_word():
    problem = only(owed(duty(of=OFFICERS, at_least="50", **WORKERS)))
    assert (problem.level, problem.rule, problem.accepted) == ("warning", "shared-talk", ("reading",))
    assert owed(duty(of=OFFICERS, at_least="50", reading="各算各的", **WORKERS)) == []


@pytest.mark.parametrize(
    "keys",
    [{"of": CITIES, "at_least": "50", **WORKERS}, {"of": OFFICERS, **WORKERS}, {"of": OFFICERS, "at_least": "5"}],
    ids=["units", "no number", "enterprises"],
)
def test_only_people_owed_by_cadres_are_asked_about(keys):
    assert owed(duty(**keys)) == []


def test_a_measure_that_nothing_records_is_noted_once_with_all_its_duties():
    deeds = {"do": "{measure: 印发文件}", "unit": "件"}
    problem = only(noted(duty(clause="C1", **deeds), duty(clause="C2", **deeds), duty(clause="C3")))
    assert (problem.level, problem.line, problem.rule) == ("info", 9, "not-recorded")
    assert "“印发文件”还没有登记入口：C1、C2，" in problem.message
    assert str(problem).startswith("第 9 行第 5 列 说明：")


def test_both_sides_of_a_rate_are_looked_at():
    found = noted(duty(do="{measure: 印发文件}", over="{measure: 发放文体用品}", unit="件", reading="按件"))
    assert [("印发文件" in p.message, "文体用品" in p.message) for p in found] == [(True, False), (False, True)]


def test_an_empty_denominator_owes_nothing_and_that_is_said():
    rate = {"do": "{measure: 走访企业, place: 车间}", "over": "{measure: 走访企业}", "unit": "次"}
    assert only(noted(duty(**rate))).rule == "empty-denominator"
    assert noted(duty(**rate, reading="没有的不欠")) == []
    answer = {"on": "{measure: 发现问题}", "do": "{measure: 走访企业}", "within": "3天", "unit": "次"}
    assert only(noted(duty(**answer))).rule == "empty-denominator"


def test_a_parameter_is_called_one_with_its_source():
    head = HEAD + "parameters:\n  a: {title: 县, value: 22, source: 公开资料，文件未载}\n"
    problem = only(said("norms: []\n", head))
    assert (problem.level, problem.line, problem.rule) == ("info", 9, "parameter")
    assert "“县”22 是算账用的参数（出处：公开资料，文件未载）" in problem.message
