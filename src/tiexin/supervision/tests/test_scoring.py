"""The arithmetic of scores: a truth table, and what must hold for every sheet."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.supervision.scoring import Counted, Rule, how_of, line_of, rounded, said, work_out

HALF = Fraction(1, 2)
SHARE = Rule("按时办结率", 40)
SATISFIED = Rule("满意率", 60, "C2", below=98, step=HALF, most=Fraction(20), minimum=10)


@pytest.mark.parametrize(
    ("rule", "counted", "lost", "earned", "why"),
    [
        (SHARE, Counted(10, 10), 0, 4000, ""),
        (SHARE, Counted(5, 10), 2000, 2000, ""),
        (SHARE, Counted(0, 10), 4000, 0, ""),
        (SHARE, Counted(15, 10), 0, 4000, ""),
        (SHARE, Counted(1, 3), 2667, 1333, ""),
        (SHARE, Counted(45, 100, goal=90), 2000, 2000, ""),
        (SHARE, Counted(95, 100, goal=90), 0, 4000, ""),
        (SHARE, None, None, None, "没有计数"),
        (SHARE, Counted(0, 0), None, None, "没有计数"),
        (SATISFIED, Counted(98, 100), 0, 6000, ""),
        (SATISFIED, Counted(100, 100), 0, 6000, ""),
        (SATISFIED, Counted(97, 100), 50, 5950, ""),
        (SATISFIED, Counted(975, 1000), 25, 5975, ""),
        (SATISFIED, Counted(58, 100), 2000, 4000, ""),
        (SATISFIED, Counted(0, 100), 2000, 4000, ""),
        (SATISFIED, Counted(9, 9), None, None, "分母少于10个"),
        (SATISFIED, Counted(10, 10), 0, 6000, ""),
        (Rule("没有上限", 10, below=100, step=Fraction(1)), Counted(0, 100), 1000, 0, ""),
        (Rule("待定", 0), Counted(1, 1), None, None, "分值还没有定"),
    ],
)
def test_a_line(rule, counted, lost, earned, why):
    line = line_of(rule, counted)
    assert (line.lost, line.earned, line.why) == (lost, earned, why)
    assert line.points == rule.points * 100


def test_a_line_tells_what_it_was_worked_out_from():
    line = line_of(SATISFIED, Counted(975, 1000))
    assert (line.name, line.item, line.done, line.base, line.percent) == ("满意率", "C2", 975, 1000, "97.5")
    assert line.how == "低于98%的，每差1个百分点扣0.5分，最多扣20分"
    few = line_of(SATISFIED, Counted(8, 9))
    assert (few.done, few.base, few.percent, few.earned) == (8, 9, "88.88", None)
    assert how_of(SHARE) == "按完成的比例得分"
    assert line_of(Rule("热线", 1, excluded=("无法联系的", "恶意投诉")), None).excluded == "无法联系的、恶意投诉"


def test_what_is_not_judged_leaves_total_and_denominator():
    result = work_out([SATISFIED, SHARE], [Counted(9, 9), Counted(5, 10)], 100)
    assert (result.earned, result.full, result.result) == (2000, 4000, 5000)
    whole = work_out([SATISFIED, SHARE], [Counted(97, 100), Counted(5, 10)], 100)
    assert (whole.earned, whole.full, whole.result) == (7950, 10000, 7950)
    nothing = work_out([SATISFIED, SHARE], [None, None], 100)
    assert (nothing.earned, nothing.full, nothing.result) == (0, 0, None)


def test_a_line_left_out_on_appeal_says_why():
    result = work_out([SATISFIED, SHARE], [Counted(50, 100), Counted(5, 10)], 100, ["满意率"], "系统停机")
    assert [line.why for line in result.lines] == ["申诉后不计：系统停机", ""]
    assert result.result == 5000


@pytest.mark.parametrize(("value", "hundredths"), [("1/3", 33), ("2/3", 67), ("1/200", 1), ("1/201", 0), ("7", 700)])
def test_half_a_hundredth_goes_up(value, hundredths):
    assert rounded(Fraction(value)) == hundredths


def test_a_percentage_is_cut_and_never_reads_as_more():
    assert [said(Fraction(97999, 1000)), said(Fraction(98)), said(Fraction(200, 3))] == ["97.99", "98", "66.66"]


COUNTED = st.one_of(st.none(), st.builds(Counted, st.integers(0, 500), st.integers(0, 500), st.integers(1, 100)))
RULES = st.builds(
    Rule,
    st.text(max_size=3),
    st.integers(0, 100),
    below=st.one_of(st.none(), st.integers(0, 100)),
    step=st.fractions(0, 20, max_denominator=4),
    most=st.one_of(st.none(), st.fractions(0, 100, max_denominator=4)),
    minimum=st.integers(0, 20),
)
SHEETS = st.lists(st.tuples(RULES, COUNTED), max_size=6)


@given(SHEETS, st.integers(1, 200))
def test_a_score_lies_between_nought_and_the_total(lines, total):
    result = work_out([rule for rule, _ in lines], [counted for _, counted in lines], total)
    assert 0 <= result.earned <= result.full
    assert result.result is None or 0 <= result.result <= total * 100
    assert all(line.earned is None or 0 <= line.earned <= line.points for line in result.lines)


@given(SHEETS, st.integers(1, 200), st.integers(0, 5), st.integers(1, 50))
def test_more_done_never_lowers_a_score(lines, total, place, more):
    rules, counted = [rule for rule, _ in lines], [value for _, value in lines]
    before = work_out(rules, counted, total)
    if place < len(counted) and (value := counted[place]):
        counted[place] = Counted(value.done + more, value.base, value.goal)
    after = work_out(rules, counted, total)
    assert (before.result is None) == (after.result is None)
    assert before.result is None or after.result >= before.result
