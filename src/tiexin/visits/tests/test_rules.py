"""What a visit, a talk, a problem, a stay and a team must satisfy."""

from datetime import date

import pytest

from tiexin.core.refusal import Refused
from tiexin.visits import rules


def field_of(rule, *values):
    """The field that the refusal names, or None when nothing is refused."""
    try:
        rule(*values)
    except Refused as refusal:
        return refusal.field
    return None


@pytest.mark.parametrize(
    ("methods", "places", "people", "field"),
    [
        (["hear"], [], 1, None),
        (["hear", "home"], ["workshop", "team"], rules.CROWD, None),
        ([], ["workshop"], 1, "methods"),
        (["telepathy"], [], 1, "methods"),
        (["hear"], ["moon"], 1, "places"),
        (["hear"], [], 0, "people"),
        (["hear"], [], rules.CROWD + 1, "people"),
    ],
)
def test_visit(methods, places, people, field):
    assert field_of(rules.check_visit, methods, places, people) == field


def test_unknown_words_are_all_named():
    with pytest.raises(Refused, match="“magic、telepathy”不在可选范围内"):
        rules.check_visit(["telepathy", "hear", "magic"], [], 1)


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([], None),
        ([("王大山", "front_line"), ("李小河", "manager")], None),
        ([("", "front_line")], "people"),
        ([("  ", "front_line")], "people"),
        ([("字" * 40, "front_line")], None),
        ([("字" * 41, "front_line")], "people"),
        ([("王\0山", "front_line")], "people"),
        ([("王大山", "king")], "people"),
        ([("王大山", "front_line"), ("王大山", "manager")], "people"),
    ],
)
def test_people_met_for_the_first_time(people, field):
    assert field_of(rules.check_new_people, people) == field


@pytest.mark.parametrize(
    ("question", "text", "field"),
    [
        ("hope", "热水", None),
        ("urgent", "字" * rules.LONGEST, None),
        ("urgent", f"  {'字' * rules.LONGEST}\n", None),
        ("urgent", "字" * (rules.LONGEST + 1), "problem"),
        ("bored", "热水", "question"),
        ("hope", " ", "problem"),
        ("hope", "热\0水", "problem"),
    ],
)
def test_problem(question, text, field):
    assert field_of(rules.check_problem, question, text) == field


MARCH = [(date(2012, 3, 5), date(2012, 3, 9))]


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (date(2012, 3, 10), date(2012, 3, 16), None),
        (date(2012, 2, 27), date(2012, 3, 4), None),
        (date(2012, 3, 9), date(2012, 3, 9), "start"),
        (date(2012, 3, 1), date(2012, 3, 5), "start"),
        (date(2012, 3, 6), date(2012, 3, 7), "start"),
        (date(2012, 3, 1), date(2012, 3, 31), "start"),
        (date(2012, 3, 20), date(2012, 3, 19), "end"),
    ],
)
def test_stays_of_a_team_do_not_overlap(start, end, field):
    assert field_of(rules.check_stay, start, end, MARCH) == field


VISITED = [date(2012, 3, 6), date(2012, 3, 8)]


@pytest.mark.parametrize(
    ("after", "field"),
    [
        ((date(2012, 3, 6), date(2012, 3, 8)), None),
        ((date(2012, 3, 1), date(2012, 3, 31)), None),
        ((date(2012, 3, 7), date(2012, 3, 9)), "start"),
        ((date(2012, 3, 5), date(2012, 3, 7)), "end"),
        ((date(2012, 4, 1), date(2012, 4, 5)), "start"),
        (MARCH[0], "start"),
    ],
)
def test_a_moved_stay_keeps_what_was_recorded_in_it(after, field):
    assert field_of(rules.check_moved, MARCH[0], after, VISITED) == field


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2012, 3, 8), date(2012, 3, 6), date(2012, 3, 8)], "2012年3月6日、2012年3月8日"),
        ([date(2012, 3, day) for day in (9, 6, 7, 8)], "2012年3月6日、2012年3月7日、2012年3月8日等4天"),
    ],
)
def test_days_are_said_in_their_order_each_once(days, said):
    assert rules.listed(days) == said
