"""Each error rule by itself: what it lets pass, what it stops, and that it asks the masked years too."""

import pytest

from tiexin.plans.tests.desk import HEAD, duties, duty, pack, read, refused, where

pytestmark = pytest.mark.once

MILESTONE = "milestones:\n  - {{clause: C1, quote: 甲, event: 会议, {days}}}\n"


def milestone(days: str, head: str = HEAD, year: int | None = 2012):
    return read(pack(MILESTONE.format(days=days), head), year=year)


# --- days ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "days",
    [
        "by: 2-13",
        "by: 6-30",
        "by: 2月",
        "by: 6月",
        "from: 2-13, to: 6-30",
        "from: 3-1, to: 3-1",
        "by: 3-1..3-10",
        "by: 201*年3月1日",
    ],
)
@pytest.mark.parametrize("year", [2012, None])
def test_days_within_the_life_of_the_plan_pass(days, year):
    assert [p for p in milestone(days, year=year).problems if p.level == "error"] == []


@pytest.mark.parametrize("days", ["by: 2-12", "by: 1月", "by: 7-1", "by: 12-31", "by: 6-1..7-1"])
@pytest.mark.parametrize("year", [2012, None])
def test_days_outside_are_refused_in_any_year(days, year):
    found = [p for p in milestone(days, year=year).problems if p.level == "error"]
    assert where(found) == [(9, 43, "day-outside")]


def test_a_month_counts_by_its_last_day():
    assert milestone("by: 2月").problems == []
    assert refused(milestone("by: 1月")).rule == "day-outside"


@pytest.mark.parametrize("days", ["from: 5-1, to: 4-30", "from: 5月, to: 4月"])
@pytest.mark.parametrize("year", [2012, None])
def test_an_end_before_its_start_is_refused(days, year):
    found = [p for p in milestone(days, year=year).problems if p.level == "error"]
    assert [problem.rule for problem in found] == ["day-order"]


def test_a_period_that_begins_before_the_issue_is_refused():
    problem = refused(read(pack(head=HEAD.replace("2-20", "1-20"))))
    assert (problem.line, problem.path, problem.rule) == (7, "period.from", "day-outside")


@pytest.mark.parametrize("year", range(2010, 2020))
def test_the_29th_of_february_is_judged_in_the_year_given(year):
    found = milestone("by: 2-29", year=year).problems
    assert [problem.rule for problem in found] == ([] if year in (2012, 2016) else ["day-impossible"])


def test_while_the_year_is_unknown_a_leap_day_is_possible():
    assert [problem.rule for problem in milestone("by: 2-29", year=None).problems] == ["year-unknown"]


def test_in_a_known_common_year_a_leap_day_is_not():
    head = HEAD.replace("201*", "2013")
    assert refused(milestone("by: 2-29", head, year=None)).rule == "day-impossible"


@pytest.mark.parametrize(("said", "year", "right"), [("2012", 2012, True), ("2013", 2012, False), ("201*", 2012, True)])
def test_a_year_beside_a_day(said, year, right):
    loaded = milestone(f"by: {said}年3月1日", year=year)
    assert (loaded.problems == []) is right
    assert right or loaded.problems[0].accepted == ("201*",)


def test_a_year_beside_a_day_does_not_settle_the_plans_year():
    found = milestone("by: 2012年3月1日", year=None)
    assert found.year is None
    assert [problem.rule for problem in found.problems] == ["year-unknown"]
    assert [problem.rule for problem in milestone("by: 2022年3月1日", year=None).problems] == ["year-unknown", "year"]


def test_a_reading_of_another_kind_is_no_day():
    head = HEAD + "readings: {3月初: 30天}\n"
    assert refused(milestone("by: 3月初", head)).rule == "day-unread"


def test_a_reading_of_another_kind_is_no_range():
    head = HEAD + "readings: {5人左右: 3-1}\n"
    assert refused(read(pack("duties:\n" + duty(about="5人左右"), head))).rule == "about-unread"


# --- names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "recipients:\n  - {name: 甲, of: {population: 工会}}\n",
        "parameters: {a: {title: 甲, value: 1, source: 乙, of: {population: 工会}}}\n",
        "teams:\n  - {name: 甲, of: {population: 工会}}\n",
        "milestones:\n  - {clause: C1, quote: 甲, event: 会议, by: 3-1, of: {population: 工会}}\n",
        "focus:\n  - {clause: C1, quote: 甲, of: {population: 工会}}\n",
        "documents:\n  - {clause: C1, quote: 甲, papers: 乙, of: {population: 工会}}\n",
        "tasks:\n  - {clause: C1, quote: 甲, of: {population: 工会}}\n",
        "draws:\n  - {clause: C1, quote: 甲, frame: 乙, of: {population: 工会}}\n",
        "duties:\n" + duty(do="", have="{population: 工会}"),
    ],
    ids=["recipients", "parameters", "teams", "milestones", "focus", "documents", "tasks", "draws", "have"],
)
def test_populations_are_known_wherever_they_stand(body):
    problem = refused(read(pack(body)))
    assert problem.rule == "unknown-name"
    assert problem.accepted == ("各级工会", "干部", "工作组")


@pytest.mark.parametrize("side", ["do", "over"])
def test_both_sides_of_a_rate_are_checked(side):
    keys = {"do": "{measure: visit}", "over": "{measure: visit}", side: "{measure: 走访量, place: 食堂}"}
    found = read(duties(duty(**keys))).problems
    assert [problem.path for problem in found] == [f"duties[C1].{side}.measure", f"duties[C1].{side}.place"]


def test_each_unknown_value_of_a_list_is_named():
    found = read(duties(duty(of="{population: unions, level: [甲, 市级, 乙]}"))).problems
    assert [problem.path for problem in found] == ["duties[C1].of.level[1]", "duties[C1].of.level[3]"]


def test_a_filter_written_as_a_mapping_is_answered():
    loaded = read(duties(duty(of="{population: unions, level: {is: 市级}}")))
    assert loaded.pack is None
    assert {problem.line for problem in loaded.problems} == {11}


def test_the_filters_of_an_unknown_population_are_not_judged():
    assert refused(read(duties(duty(of="{population: 工会, anything: 甲}")))).path == "duties[C1].of.population"


@pytest.mark.parametrize("word", ["visit", "走访企业"])
def test_an_event_is_a_measure_by_name_or_label(word):
    assert read(pack(f"milestones:\n  - {{clause: C1, quote: 甲, event: {word}, by: 3-1}}\n")).problems == []


# --- ids and references --------------------------------------------------------


def test_an_id_is_used_once_across_all_lists():
    text = duties(duty(clause="C1")) + "norms:\n  - {clause: C1, quote: 甲}\n"
    problem = refused(read(text))
    assert (problem.line, problem.path, problem.accepted) == (15, "norms[C1]", ("id: C1-2",))
    assert "第 9 行" in problem.message


def test_each_repetition_is_named_with_the_first_use():
    found = read(duties(duty(), duty(), duty())).problems
    assert [(problem.line, "第 9 行" in problem.message) for problem in found] == [(14, True), (19, True)]


def test_an_id_of_its_own_settles_it():
    assert read(duties(duty(), duty(id="C1-b"))).problems == []


def test_constraints_name_duties_by_id():
    draw = "draws:\n  - {clause: C9, quote: 甲, of: {population: teams}, frame: 企业, constraints: [C1-a, C1-b]}\n"
    assert read(pack(draw + "duties:\n" + duty(id="C1-a") + duty(id="C1-b"))).problems == []
    problem = refused(read(pack(draw + "duties:\n" + duty(id="C1-a"))))
    assert (problem.path, problem.accepted) == ("draws[C9].constraints[2]", ("C1-a",))
    assert "您是不是要写 C1-a？" in problem.message


# --- quotes --------------------------------------------------------------------


def test_every_quote_of_the_file_is_looked_up_in_one_go():
    text = duties(duty(clause="C1"), duty(clause="C2", quote="另一句")) + "norms:\n  - {clause: C3, quote: 第三句}\n"
    found = read(text, document="不少于10家").problems
    assert where(found) == [(15, 12, "quote"), (20, 25, "quote")]


def test_a_quote_in_a_broken_clause_is_looked_up_too():
    found = read(duties(duty(unit="条")), document="别的").problems
    assert where(found) == [(10, 12, "quote"), (13, 11, "schema:said")]


def test_an_empty_document_has_no_sentence():
    assert refused(read(pack(), document="")).rule == "quote"
