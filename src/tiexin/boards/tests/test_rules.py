"""How a roll-up reads and in which order units stand."""

import pytest

from tiexin.boards import rules
from tiexin.core.templatetags.tiexin import STATES
from tiexin.duties.rules import LABELS


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (0, 3, 0),
        (1, 3, 33),
        (2, 3, 66),
        (999, 1000, 99),
        (3, 3, 100),
        (5, 3, 166),
        (0, 0, None),
        (7, 0, None),
        (1, None, None),
    ],
)
def test_percent_is_rounded_down_and_needs_a_denominator(part, whole, share):
    assert rules.percent(part, whole) == share


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        ({"owed": 3, "met": 3, "begun": True}, "met"),
        ({"owed": 3, "met": 3, "begun": True, "overdue": True}, "met"),
        ({"owed": 3, "met": 2, "begun": True, "overdue": True}, "missed"),
        ({"owed": 3, "met": 0, "begun": False, "overdue": True}, "missed"),
        ({"owed": 3, "met": 2, "begun": True}, "on_track"),
        ({"owed": 3, "met": 1, "begun": False}, "on_track"),
        ({"owed": 3, "met": 0, "begun": True}, "on_track"),
        ({"owed": 3, "met": 0, "begun": False}, "not_started"),
        ({"owed": 0, "met": 0, "begun": True, "overdue": True}, "measured"),
        ({"owed": 3, "met": 0, "begun": False, "overdue": True, "recorded": False}, "unrecorded"),
        ({"owed": 0, "met": 0, "begun": False, "recorded": False}, "unrecorded"),
    ],
)
def test_state_of_many_who_owe_one_clause(standing, state):
    assert rules.standing_state(**standing) == state


def test_every_state_has_its_place_and_its_word():
    assert len(set(rules.ORDER)) == len(rules.ORDER)
    assert set(rules.ORDER) <= LABELS.keys() <= STATES.keys()
    assert {name: STATES[name][0] for name in LABELS} == LABELS


def test_worst_first_with_small_denominators_apart():
    rows = [
        {"name": "乙", "percent": 40, "unranked": False},
        {"name": "甲", "percent": 40, "unranked": False},
        {"name": "丙", "percent": 0, "unranked": True},
        {"name": "丁", "percent": None, "unranked": False},
        {"name": "戊", "percent": None, "unranked": True},
        {"name": "己", "percent": 5, "unranked": False},
    ]
    assert [row["name"] for row in sorted(rows, key=rules.worst_first)] == ["己", "乙", "甲", "丁", "丙", "戊"]


@pytest.mark.parametrize(
    ("met", "owed", "share", "reached"),
    [(3, 3, 100, True), (2, 3, 100, False), (2, 3, 60, True), (2, 3, 67, False), (0, 3, 0, True), (0, 0, 100, True)],
)
def test_a_stated_share_of_those_who_owe_it_is_enough(met, owed, share, reached):
    assert rules.enough(met, owed, share) is reached
