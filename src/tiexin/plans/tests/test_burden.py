"""The estimate of the burden: what each duty asks for in writing, by level, and what cannot be estimated."""

from datetime import date

import pytest

from tiexin.duties.definition import Cell, Definition, Do, Of
from tiexin.evidence.measures import MEASURES
from tiexin.plans.burden import LIMIT, Task, estimate, in_words, months
from tiexin.plans.lint.seen import key
from tiexin.plans.tests.asked import CITIES, COUNTIES, duty, owed
from tiexin.plans.tests.desk import HEAD, KINDS, LEVELS

pytestmark = pytest.mark.once

LABELS = {"level": LEVELS, "kind": KINDS}
YEAR = (date(2012, 1, 1), date(2012, 12, 31))
COUNTY = {"level": ["county"], "kind": ["territorial"]}
VISIT, TALK = MEASURES["visit"], MEASURES["talk"]


def task(ident="C1", population="unions", where=COUNTY, period=YEAR, measure="visit", **more) -> Task:
    wanted = {"kind": "tally", "unit": "item", "target": "at_least", "low": 12, "per": "year", **more}
    of = Of(population=population, where=where)
    return Task(ident, Definition(of=of, do=Do(measure=measure), **wanted), period)


def sizes(counties=22, officers=110, **more):
    """So many county unions with so many officers; more populations by name, at county level."""
    table = {
        key(Of(population="unions", where=COUNTY)): counties,
        key(Of(population="officers", where=COUNTY)): officers,
    }
    table |= {key(Of(population=name, where={"level": ["county"]})): n for name, n in more.items()}
    return lambda of: table.get(key(of))


def only_row(*tasks, known=None):
    (row,) = estimate(tasks, known or sizes(), LABELS).rows
    return row


# --- how long a period is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "length", "expected"),
    [
        ("year", 1, 12),
        ("event-year", 1, 12),
        ("half-year", 1, 6),
        ("quarter", 1, 3),
        ("month", 1, 1),
        ("half-month", 1, 0.5),
        ("week", 1, 0.23),
        ("day", 1, 0.033),
        ("cycle", 3, 36),
        ("rolling", 5, 60),
        ("every-days", 20, 0.66),
        ("campaign", 1, 12.02),
        ("stay", 1, 12.02),
        ("lifetime", 1, 12.02),
    ],
)
def test_a_period_lasts_so_many_months(per, length, expected):
    assert months(task(per=per, length=length).definition, YEAR) == pytest.approx(expected, rel=0.02)


def test_a_short_campaign_counts_as_a_month_and_an_unknown_one_as_a_year():
    short = (date(2012, 3, 1), date(2012, 3, 10))
    assert [months(task(per="campaign").definition, period) for period in (short, None)] == [1, 12]


# --- what is owed -------------------------------------------------------------------------------------------


def test_a_unions_duty_is_shared_by_its_officers():
    row = only_row(task(low=12))  # 12 a year, 22 unions, 110 officers: one fifth of a visit a month
    assert (row.label, row.unions, row.officers) == ("县级总工会", 22, 110)
    assert row.records == pytest.approx(0.2)
    assert row.fields == pytest.approx(0.2 * VISIT.fields)
    assert row.minutes == pytest.approx(0.2 * VISIT.minutes)


def test_an_officers_duty_is_each_officers_own():
    assert only_row(task(population="officers", low=24)).records == pytest.approx(2)


def test_teams_work_is_shared_by_the_officers_of_their_level():
    teams = task(population="teams", where={"level": ["county"], "kind": ["stay_team"]}, low=12)
    table = {key(Of(population="teams", where={"level": ["county"], "kind": ["stay_team"]})): 11}
    base = sizes()
    row = only_row(teams, known=lambda of: table.get(key(of), base(of)))
    assert row.records == pytest.approx(0.1)


def test_one_record_serves_several_duties_so_the_largest_is_taken():
    row = only_row(task("C1", low=12), task("C2", low=36), task("C3", low=24))
    assert [(part.ident, part.measure) for part in row.parts] == [("C2", "走访企业")]
    assert row.records == pytest.approx(0.6)


def test_different_measures_add_up_and_the_dearest_come_first():
    row = only_row(task("C1", low=12), task("C2", low=1200, measure="talk"), task("C3", low=1, measure="deed_done"))
    assert [part.ident for part in row.parts] == ["C2", "C1", "C3"]
    assert row.records == pytest.approx(0.2 + 20 + 1 / 60)
    assert row.minutes == pytest.approx(0.2 * VISIT.minutes + 20 * TALK.minutes + MEASURES["deed_done"].minutes / 60)


def test_only_the_largest_contributors_are_named():
    tasks = [task(name, measure=name) for name in ("visit", "talk", "stay", "deed_done")]
    assert len(only_row(*tasks).largest) == 3


def test_each_row_of_a_table_is_owed_by_its_own_level():
    cells = [Cell(level="county", low=12), Cell(level="city", low=1200)]
    both = task(where={"level": ["county", "city"], "kind": ["territorial"]}, low=None, cells=cells)
    row = only_row(both)
    assert (row.label, row.records) == ("县级总工会", pytest.approx(0.2))


def test_a_duty_of_all_kinds_counts_on_the_lines_that_others_name():
    everybody = task("C2", where={}, low=120)
    row = only_row(task("C1"), everybody)
    assert [part.ident for part in row.parts] == ["C2"]


def test_industry_unions_have_a_line_of_their_own():
    where = {"kind": ["industry"]}
    table = {key(Of(population="unions", where=where)): 4, key(Of(population="officers", where=where)): 8}
    row = only_row(task(where=where, low=12), known=lambda of: table.get(key(of)))
    assert (row.label, row.records) == ("产业工会", pytest.approx(0.5))


def test_where_only_the_whole_is_known_one_line_says_it():
    table = {key(Of(population="officers")): 100}
    everyone = task(population="officers", where={}, low=12)
    row = only_row(everyone, known=lambda of: table.get(key(of)))
    assert (row.label, row.officers, row.records) == ("全部干部", 100, pytest.approx(1))


# --- what is not estimated ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"target": "self_set", "low": None}, "由责任单位自己定数"),
        ({"kind": "rate", "over": Do(measure="visit")}, "做多少要看发生多少"),
        ({"kind": "response", "over": Do(measure="visit")}, "做多少要看发生多少"),
        ({"counted": "below"}, "是各级的总数，已分在各级或没有分下去"),
    ],
)
def test_what_nobody_can_say_is_left_out_with_its_reason(more, why):
    found = estimate([task(**more)], sizes(), LABELS)
    assert (found.rows, found.left_out) == ((), ((why, ("C1",)),))


@pytest.mark.parametrize(
    "more",
    [{"target": "at_most", "low": None, "high": 3}, {"target": "measured", "low": None}, {"strength": "encouraged"}],
)
def test_caps_and_mere_figures_cost_nothing(more):
    assert estimate([task(**more)], sizes(), LABELS) == estimate([], sizes(), LABELS)


def test_without_a_number_of_officers_there_is_no_line():
    found = estimate([task()], lambda of: None, LABELS)
    assert (found.rows, found.left_out) == ((), (("不知道有多少干部", ("C1",)),))


# --- much -----------------------------------------------------------------------------------------------


def test_a_line_above_the_limit_is_heavy():
    minutes = only_row(task(population="officers", low=1200)).minutes
    assert minutes == pytest.approx(100 * VISIT.minutes) and minutes > LIMIT
    tasks = [task(population="officers", low=1200)]
    assert [row.label for row in estimate(tasks, sizes(), LABELS).heavy] == ["县级总工会"]
    assert estimate(tasks, sizes(), LABELS, limit=200).heavy == ()


def heavy(*members: str, head: str = HEAD):
    known = {key(Of(population="officers", where={"level": ["county"]})): 50}
    return [p for p in owed(*members, head=head, sizes=lambda of: known.get(key(of))) if p.rule == "burden"]


def test_the_lint_warns_of_a_heavy_plan_and_names_what_is_most():
    much = duty(
        of="{population: officers, level: 县级}", at_least="100", per="每月", do="{measure: 走访企业}", unit="次"
    )
    (problem,) = heavy(much)
    assert (problem.level, problem.line) == ("warning", 9)
    assert "县级总工会每名干部每月登记约 100 条、200 分钟，超过通常的限度 120 分钟" in problem.message
    assert "走访企业（C1）200 分钟" in problem.message
    assert heavy(duty(of=COUNTIES, at_least="10"), duty(clause="C2", of=CITIES, at_least="10")) == []


def test_the_pack_may_state_its_own_limit():
    much = duty(
        of="{population: officers, level: 县级}", at_least="20", per="每月", do="{measure: 走访企业}", unit="次"
    )
    head = HEAD + "parameters: {burden_minutes: {title: 每人每月登记分钟, value: 30, source: 减负规定}}\n"
    assert heavy(much) == []
    assert "超过本方案的参数 30 分钟" in heavy(much, head=head)[0].message


def test_what_a_record_costs_stands_beside_every_measure():
    free = {name for name, measure in MEASURES.items() if measure.fields < 1 or measure.minutes <= 0}
    assert free == {"case_terms"}  # comes with the closing of a matter: nobody types it


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "不到 1 分钟"), (0.4, "不到 1 分钟"), (0.5, "1 分钟"), (0.6, "1 分钟"), (12.4, "12 分钟")]
)
def test_minutes_in_words(minutes, said):
    assert in_words(minutes) == said
