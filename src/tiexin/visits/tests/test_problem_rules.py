"""The table of moves, every state against every move; when a problem is late; what a step must say."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.visits import problem_rules as rules

DAY = date(2012, 5, 10)
TRUTH = {  # what each move makes of each state; a dash where it is refused
    "solve": "solved solved solved solved - - -",
    "raise": "raised - raised raised - - -",
    "explain": "explained explained - explained - - -",
    "propose": "policy policy policy - - - -",
    "return": "- open open open - - -",
    "reopen": "- - - - open - -",
}
ROWS = [(name, state, to) for name, line in TRUTH.items() for state, to in zip(rules.STATES, line.split(), strict=True)]


def refused(field, call, *args):
    with pytest.raises(Refused) as caught:
        call(*args)
    assert caught.value.field == field
    return str(caught.value)


@pytest.mark.parametrize(("name", "state", "to"), ROWS)
def test_every_move_from_every_state(name, state, to):
    if to == "-":
        assert rules.STATES[state] in refused("move", rules.check_move, name, state)
        assert rules.MOVES[name] not in rules.moves_from(state)
    else:
        assert rules.check_move(name, state).to == to
        assert rules.MOVES[name] in rules.moves_from(state)


def test_every_move_is_in_the_table_and_every_clause_has_its_move():
    assert set(TRUTH) == set(rules.MOVES)
    assert {move.clause for move in rules.MOVES.values()} == {"C259", "C260", "C261", "C262"}


def test_what_is_explained_stays_open_and_may_go_any_way_again():
    assert [move.to for move in rules.moves_from("explained")] == ["solved", "raised", "policy", "open"]
    assert "explained" in rules.UNSOLVED


def test_a_move_that_there_is_not():
    assert refused("move", rules.check_move, "forget", "open") == "请选择下一步怎么办"


@pytest.mark.parametrize("text", ["", "  \n", "字" * 501, "\0"])
def test_a_step_says_something_that_can_be_kept(text):
    refused("text", rules.check_step, text, None, DAY)


def test_a_step_is_not_due_before_it_is_taken():
    rules.check_step("字" * 500, DAY, DAY)
    assert refused("due", rules.check_step, "说了", DAY - timedelta(days=1), DAY) == "期限不能早于今天"


@pytest.mark.parametrize("seen", [None, 7])
def test_what_was_read_is_what_is_true(seen):
    rules.check_seen(seen, 7)


def test_a_step_of_somebody_else_has_to_be_read_first():
    assert "刚才已有人办理" in refused("", rules.check_seen, 6, 7)


@pytest.mark.parametrize(
    ("way", "day", "field"),
    [("shout", DAY, "way"), ("face", DAY + timedelta(days=1), "day"), ("face", DAY - timedelta(days=9), "day")],
)
def test_nobody_is_told_in_no_way_or_on_no_such_day(way, day, field):
    refused(field, rules.check_told, way, day, DAY - timedelta(days=8), DAY)


def test_limits_are_data_and_name_every_state_that_is_not_solved():
    assert set(rules.limits()) == set(rules.UNSOLVED)
    assert "本系统建议，可改" in rules.LIMITS.read_text(encoding="utf-8")
    assert rules.due_of("open", DAY) == DAY + timedelta(days=rules.limits()["open"])
    assert rules.due_of("solved", DAY) is None


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("open", DAY, False),
        ("open", DAY - timedelta(days=1), True),
        ("explained", DAY - timedelta(days=1), True),
        ("solved", DAY - timedelta(days=1), False),
        ("withdrawn", DAY - timedelta(days=1), False),
        ("open", None, False),
    ],
)
def test_late_is_what_is_not_solved_after_its_day(state, due, late):
    assert rules.is_late(state, due, DAY) is late
