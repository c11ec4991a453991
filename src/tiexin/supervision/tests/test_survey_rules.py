"""The rules of surveys as truth tables, in plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.survey_rules import Figures

DAY = timedelta(days=1)
FIRST, LAST = date(2012, 5, 1), date(2012, 5, 10)


def field(act, *args):
    """Which field a refusal names, None where nothing is refused."""
    try:
        act(*args)
    except Refused as refusal:
        return refusal.field or "above"
    return None


@pytest.mark.parametrize(
    ("since", "until", "today", "wanted"),
    [
        (FIRST, LAST, FIRST, None),
        (FIRST, LAST, LAST, None),
        (FIRST, LAST, LAST + DAY, "until"),
        (FIRST, FIRST, FIRST, None),
        (FIRST, FIRST - DAY, FIRST - DAY, "until"),
        (FIRST, FIRST + 9 * DAY, FIRST, None),
        (FIRST, FIRST + 10 * DAY, FIRST, "until"),
        (FIRST + 3 * DAY, LAST, FIRST, None),
    ],
)
def test_days(since, until, today, wanted):
    assert field(rules.check_days, since, until, today, 10) == wanted


@pytest.mark.parametrize(
    ("kind", "draw", "wanted"),
    [
        ("workers", True, None),
        ("workers", False, "draw"),
        ("recognition", False, None),
        ("recognition", True, "draw"),
        ("", False, "kind"),
    ],
)
def test_kinds(kind, draw, wanted):
    assert field(rules.check_kind, kind, draw) == wanted


@pytest.mark.parametrize(
    ("state", "today", "takes"),
    [
        ("open", FIRST - DAY, False),
        ("open", FIRST, True),
        ("open", LAST, True),
        ("open", LAST + DAY, False),
        ("closed", FIRST, False),
        ("withdrawn", FIRST, False),
    ],
)
def test_what_takes_an_answer_refuses_none(state, today, takes):
    assert rules.takes_answers(state, FIRST, LAST, today) == takes
    assert (field(rules.check_open, state, FIRST, LAST, today) is None) == takes


@pytest.mark.parametrize(
    ("state", "answer", "wanted"),
    [
        ("open", "satisfied", None),
        ("unreached", "partly", None),
        ("answered", "satisfied", "above"),
        ("open", "", "above"),
        ("open", "superb", "above"),
    ],
)
def test_answers(state, answer, wanted):
    assert field(rules.check_answer, state, answer) == wanted


@pytest.mark.parametrize(
    ("state", "answered", "shown"),
    [("open", 9, False), ("closed", 4, False), ("closed", 5, True), ("closed", 0, False), ("withdrawn", 9, False)],
)
def test_what_is_told(state, answered, shown):
    assert rules.may_show(state, answered, 5) == shown


def test_figures_count_the_silent_apart_and_share_the_answers_alone():
    split = {"satisfied": 2, "partly": 0, "dissatisfied": 1}
    found = Figures(10, 3, 2, {}, split, 3)
    assert (found.silent, found.percent) == (7, "66.7%")
    assert found.lines == [("满意", 2, "66.7%"), ("部分满意", 0, "0.0%"), ("不满意", 1, "33.3%")]


def test_figures_without_a_split_tell_nothing_of_it():
    found = Figures(10, 3, 2, {}, None, 5)
    assert (found.percent, found.lines) == ("", [])


def test_nobody_of_the_unit_judged_has_a_hand_in_it():
    assert (field(rules.check_person_apart, True), field(rules.check_person_apart, False)) == ("above", None)
    assert (field(rules.check_sides_apart, False), field(rules.check_sides_apart, True)) == ("unit", None)


COUNTS = st.lists(st.integers(0, 400), min_size=3, max_size=3).filter(sum)


@given(COUNTS, st.integers(0, 50))
def test_shares_are_of_the_answers_however_many_are_silent(counts, silent):
    split, answered = dict(zip(rules.ANSWERS, counts, strict=True)), sum(counts)
    found = Figures(answered + silent, answered, 0, {}, split, 1)
    shares = [float(share.rstrip("%")) for _, _, share in found.lines]
    assert found.silent == silent
    assert abs(sum(shares) - 100) <= 0.15 + 1e-9
    assert found.percent == found.lines[0][2]
    assert found.lines == Figures(answered, answered, 0, {}, split, 1).lines


@given(st.integers(-30, 30), st.integers(-30, 30), st.sampled_from(list(rules.STATES)))
def test_a_survey_takes_answers_on_its_own_days_alone(start, length, state):
    since, until = FIRST + start * DAY, FIRST + (start + length) * DAY
    taken = rules.takes_answers(state, since, until, FIRST)
    assert taken == (state == "open" and start <= 0 <= start + length)
    assert (field(rules.check_open, state, since, until, FIRST) is None) == taken
