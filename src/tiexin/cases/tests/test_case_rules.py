"""The table of moves, whole; what may be said and what not."""

from datetime import datetime

import pytest

from tiexin.cases import rules
from tiexin.cases.rules import MOVES, OPEN, STATES, moves_from
from tiexin.core.refusal import Refused

AT = datetime.fromisoformat
OWNER = {
    "registered": ["accept", "refuse"],
    "accepted": ["begin", "reply"],
    "handling": ["reply"],
    "replied": ["close", "redo"],
    "called_back": ["close", "redo"],
    "reviewing": ["answer_review"],
    "reviewed": ["close"],
    "second_reviewing": ["answer_second"],
    "second_reviewed": [],
    "closed": [],
    "elsewhere": [],
    "withdrawn": [],
}
ASKER = {
    "registered": ["withdraw"],
    "accepted": ["withdraw"],
    "handling": ["withdraw"],
    "replied": ["ask_review"],
    "called_back": ["ask_review"],
    "closed": ["ask_review"],
    "reviewed": ["ask_second"],
}


def test_the_owner_has_these_moves_and_no_others():
    found = {state: [move.name for move in moves_from(state, {"owner"}, reviewed=True)] for state in STATES}
    assert found == OWNER


def test_the_asker_has_these_moves_and_no_others():
    found = {state: [move.name for move in moves_from(state, {"asker"}, reviewed=True)] for state in STATES}
    assert found == {state: ASKER.get(state, []) for state in STATES}


def test_only_a_leader_opens_again_what_has_ended():
    found = {state: [move.name for move in moves_from(state, {"leader"}, reviewed=True)] for state in STATES}
    ended = ("closed", "elsewhere", "withdrawn")
    assert found == {state: ["reopen"] if state in ended else [] for state in STATES}


def test_a_service_without_review_offers_none():
    found = {move.name for state in STATES for move in moves_from(state, {"owner", "asker"}, reviewed=False)}
    assert found == {"accept", "refuse", "begin", "reply", "close", "redo", "withdraw"}


def test_every_move_leads_to_a_state_and_its_verb_fits_the_trail():
    assert {move.to for move in MOVES.values()} <= set(STATES)
    assert max(len(move.verb) for move in MOVES.values()) <= 24
    assert set(OPEN) | set(rules.ENDED) == set(STATES)


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("name", list(MOVES))
def test_a_move_is_taken_exactly_where_the_table_has_it(name, state):
    if state in MOVES[name].frm and (name, state) != ("ask_second", "handling"):
        assert rules.check_move(name, state, reviewed=True) is MOVES[name]
        return
    with pytest.raises(Refused) as caught:
        rules.check_move(name, state, reviewed=True)
    assert caught.value.field == "move"


@pytest.mark.parametrize("review", list(rules.REVIEWED))
def test_what_was_reviewed_before_leaves_these_moves(review):
    firsts = ["replied", "called_back", "closed"] if review == "" else []
    seconds = ["handling", "reviewed"] if review == "ordered" else ["reviewed"]
    for name, states in (("ask_review", firsts), ("ask_second", seconds)):
        found = [
            state
            for state in STATES
            if name in {move.name for move in moves_from(state, {"asker"}, reviewed=True, review=review)}
        ]
        assert found == states
        for state in STATES:
            if state in states:
                assert rules.check_move(name, state, reviewed=True, review=review) is MOVES[name]
                continue
            with pytest.raises(Refused) as caught:
                rules.check_move(name, state, reviewed=True, review=review)
            assert caught.value.field == "move"


@pytest.mark.parametrize(("review", "done"), [("upheld", "复查"), ("ordered", "复查"), ("final", "复核")])
def test_an_answer_that_was_reviewed_is_not_reviewed_again_and_the_refusal_says_so(review, done):
    with pytest.raises(Refused) as caught:
        rules.check_move("ask_review", "replied", reviewed=True, review=review)
    assert str(caught.value) == f"这件诉求已经{done}过，不再复查（依据：{rules.REVIEW}）"


@pytest.mark.parametrize(("name", "reviewed"), [("", True), ("vanish", True), ("ask_review", False)])
def test_a_move_that_there_is_not_is_refused(name, reviewed):
    with pytest.raises(Refused) as caught:
        rules.check_move(name, "replied", reviewed=reviewed)
    assert caught.value.field == "move"


@pytest.mark.parametrize(("text", "asks", "wrong"), [("", "", False), ("字", "x", False), (" ", "为什么", True)])
def test_words_are_asked_for_where_they_matter(text, asks, wrong):
    if not wrong:
        rules.check_words(text, "text", asks)
        return
    with pytest.raises(Refused) as caught:
        rules.check_words(text, "text", asks)
    assert str(caught.value) == "请写明为什么"


@pytest.mark.parametrize("text", ["字" * 2001, "一\0二"])
def test_words_too_long_or_not_to_be_kept_are_refused(text):
    with pytest.raises(Refused):
        rules.check_words(text, "text")


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        ("handling", AT("2026-03-03"), False),  # the end of the second
        ("handling", AT("2026-03-02"), True),
        ("handling", AT("2026-03-02 15:20"), False),
        ("handling", AT("2026-03-02 15:19"), True),
        ("handling", None, False),
        ("closed", AT("2026-03-01"), False),
    ],
)
def test_the_last_day_itself_is_in_time_and_hours_end_by_the_minute(state, due, late):
    assert rules.is_late(state, due, AT("2026-03-02 15:19")) is late


def test_a_decision_on_what_was_true_before_is_refused():
    rules.check_seen(None, 7)
    rules.check_seen(7, 7)
    with pytest.raises(Refused):
        rules.check_seen(6, 7)
