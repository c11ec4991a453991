"""What an inspection decides, in plain values: every refusal with its field, every bound on both sides."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.supervision import check_rules, rules, score_rules

TODAY = date(2012, 5, 10)
ONE = timedelta(days=1)
LINES = ("started", "told")


def says(rule, *args):
    """The field of the refusal, or None when there is none."""
    try:
        rule(*args)
    except Refused as refused:
        return refused.field
    return None


@pytest.mark.parametrize(
    ("way", "on", "heard", "drawn", "field"),
    [
        ("hear", TODAY, "汇报", False, None),
        ("hear", TODAY, "", False, "heard"),
        ("sample", TODAY, "", True, None),
        ("sample", TODAY, "", False, "draw"),
        ("both", TODAY, "汇报", True, None),
        ("both", TODAY, "", True, "heard"),
        ("both", TODAY, "汇报", False, "draw"),
        ("hear", TODAY + ONE, "汇报", False, "on"),
        ("look", TODAY, "汇报", True, "way"),
    ],
)
def test_what_each_way_of_inspecting_needs(way, on, heard, drawn, field):
    assert says(rules.check_inspection, way, on, TODAY, heard, drawn) == field


@pytest.mark.parametrize(
    ("text", "refused"),
    [("好", False), ("字" * 500, False), ("字" * 501, True), ("", True), (" \n", True), ("a\0b", True)],
)
def test_words_that_can_be_kept(text, refused):
    assert says(rules.check_text, text, "text", "什么") == ("text" if refused else None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, None),
        ({"started": ("yes", "")}, None),
        ({"started": ("na", "没有这件事")}, None),
        ({"started": ("no", "没有方案")}, None),
        ({"started": ("no", "")}, "started-note"),
        ({"started": ("yes", "字" * 200)}, None),
        ({"started": ("yes", "字" * 201)}, "started-note"),
        ({"started": ("", "")}, "started"),
        ({"gone": ("yes", "")}, ""),
    ],
)
def test_answers_to_the_lines_of_a_sheet(given, field):
    assert says(rules.check_answers, LINES, given) == field


@pytest.mark.parametrize(
    ("line", "due", "field"),
    [("", TODAY, None), ("told", TODAY, None), ("gone", TODAY, "line"), ("", TODAY - ONE, "due")],
)
def test_what_a_shortcoming_names(line, due, field):
    assert says(rules.check_found, line, LINES, due, TODAY) == field


@pytest.mark.parametrize(
    ("passed", "due", "field"),
    [
        (True, None, None),
        (True, TODAY - ONE, None),
        (False, TODAY, None),
        (False, None, "due"),
        (False, TODAY - ONE, "due"),
    ],
)
def test_a_recheck_that_is_not_passed_needs_a_new_day(passed, due, field):
    assert says(rules.check_again, passed, due, TODAY) == field


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("wanted", rules.STATES)
def test_a_step_out_of_its_turn_is_refused_with_the_state(state, wanted):
    refused = says(rules.check_state, state, wanted) is not None
    assert refused is (state != wanted)


# ── spot checks ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asker", "of_unit", "refused"), [(3, False, False), (1, False, True), (2, False, True), (3, True, True)]
)
def test_who_may_ask(asker, of_unit, refused):
    assert (says(check_rules.check_asker, asker, [1, 2], of_unit) is not None) is refused


@pytest.mark.parametrize(
    ("came", "way", "asked", "field"),
    [
        ("yes", "phone", TODAY, None),
        ("no", "face", TODAY - ONE, None),
        ("unreachable", "phone", TODAY, None),
        ("", "phone", TODAY, "came"),
        ("yes", "", TODAY, "way"),
        ("yes", "phone", TODAY + ONE, "on"),
        ("yes", "phone", TODAY - 2 * ONE, "on"),
    ],
)
def test_what_an_answer_says(came, way, asked, field):
    assert says(check_rules.check_answer, came, way, asked, TODAY - ONE, TODAY) == field


@pytest.mark.parametrize(
    ("state", "due", "refused"),
    [
        ("replied", None, False),
        ("replied", TODAY + ONE, False),
        ("to_author", TODAY - ONE, False),
        ("to_author", TODAY, True),
        ("to_author", None, True),
        ("asking", None, True),
        ("agreed", TODAY - ONE, True),
        ("nobody", None, True),
        ("unreached", None, True),
        ("upheld", None, True),
        ("dropped", None, True),
    ],
)
def test_when_a_conclusion_may_be_drawn(state, due, refused):
    assert (says(check_rules.check_decision, state, due, TODAY) is not None) is refused


# ── scores ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("until", "appealed", "corrected", "refused"),
    [
        (TODAY, False, False, False),
        (TODAY + ONE, False, False, False),
        (TODAY - ONE, False, False, True),
        (None, False, False, True),
        (TODAY, True, False, True),
        (TODAY, False, True, True),
    ],
)
def test_when_one_may_appeal(until, appealed, corrected, refused):
    assert (says(score_rules.check_appeal, until, appealed, corrected, TODAY) is not None) is refused


@pytest.mark.parametrize(
    ("state", "decider", "refused"),
    [("open", 2, False), ("open", 1, True), ("upheld", 2, True), ("rejected", 2, True)],
)
def test_who_decides_an_appeal(state, decider, refused):
    assert (says(score_rules.check_decision, state, 1, decider) is not None) is refused


def test_a_score_without_a_single_line_is_none():
    assert score_rules.check_result(0) == 0
    assert says(score_rules.check_result, None) == "unit"
