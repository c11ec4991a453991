"""Numbers with their source, stretches of hours, what is shown to whoever asked, when a code holds."""

import itertools
import re
import uuid
from datetime import datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import rules as cases
from tiexin.core.refusal import Refused
from tiexin.portal import rules, tokens
from tiexin.portal.rules import Pace, limits

AT = datetime.fromisoformat("2012-05-10T14:35:12")
HIDDEN = {"phoned", "delay_asked", "delay_refused", "rung", "asked_back",
    "returned", "tried", "recused", "led", "helped", "noted", "crisis", "followed_up", "reported", "sent_outside",
    "answered_outside", "proposed", "department_answered", "unsolved", "rerouted", "lapsed",
    "delivered", "proposal_delivered", "review_ordered",
}  # fmt: skip


def test_every_number_has_its_source_and_is_read():
    said = yaml.safe_load(rules.DATA.read_text())
    assert "本系统建议，可改" in said.pop("source")
    kinds = {"follow", "ask", "text", "enter", "number_hour", "number_day", "add", "hour"}
    assert set(said.pop("pace")) == set(limits().pace) == kinds
    assert set(said.pop("papers")) == {"at_once", "files", "total_mb"}
    assert set(said.pop("hours")) == {"days", "shown"}
    assert all(isinstance(number, int) and number > 0 for number in said.values()) and len(said) == 6
    assert {each.hours for each in limits().pace.values()} <= {1, 2, 3, 4, 6, 8, 12, 24}


@pytest.mark.parametrize(("hours", "begins"), [(1, "14:00"), (6, "12:00"), (12, "12:00"), (24, "00:00")])
def test_a_stretch_begins_on_the_hour(hours, begins):
    assert Pace(1, hours, "").window(AT) == datetime.fromisoformat(f"2012-05-10T{begins}")


@given(st.datetimes(AT, AT + timedelta(days=400)), st.sampled_from([1, 2, 6, 24]))
def test_a_moment_lies_in_its_stretch(at, hours):
    begins = Pace(1, hours, "").window(at)
    assert begins <= at < begins + timedelta(hours=hours) and Pace(1, hours, "").window(begins) == begins


@pytest.mark.parametrize(("count", "allowed"), [(1, True), (3, True), (4, False), (99, False)])
def test_the_last_allowed_try_is_allowed(count, allowed):
    pace = Pace(3, 1, "太多")
    if allowed:
        pace.check(count)
        return
    with pytest.raises(Refused, match="太多，请1小时后再试"):
        pace.check(count)


def test_every_step_is_either_shown_or_hidden_on_purpose():
    assert set(cases.EVENTS) - rules.PLAIN == HIDDEN and set(cases.EVENTS) >= rules.PLAIN
    for event in cases.EVENTS:
        assert rules.shown(event, True)
        assert rules.shown(event, False) is (event not in HIDDEN)


@pytest.mark.parametrize(("state", "reviewed"), list(itertools.product(cases.STATES, (False, True))))
def test_own_moves_are_those_of_whoever_asked(state, reviewed):
    table = {
        "registered": {"withdraw"},
        "accepted": {"withdraw"},
        "handling": {"withdraw"},
        "replied": {"ask_review"},
        "called_back": {"ask_review"},
        "closed": {"ask_review"},
        "reviewed": {"ask_second"},
    }
    wanted = table.get(state, set()) - (set() if reviewed else {"ask_review", "ask_second"})
    assert {move.name for move in rules.own_moves(state, reviewed=reviewed)} == wanted


@pytest.mark.parametrize(
    ("state", "review", "names"),
    [
        ("handling", "ordered", ["ask_second", "withdraw"]),
        ("handling", "final", ["withdraw"]),
        ("closed", "upheld", []),
        ("replied", "final", []),
    ],
)
def test_nobody_is_offered_a_review_that_would_be_refused(state, review, names):
    assert [move.name for move in rules.own_moves(state, reviewed=True, review=review)] == names


@pytest.mark.parametrize(
    ("minutes", "tries", "used", "holds"),
    [
        (1, 0, False, True),
        (1, 4, False, True),
        (1, 5, False, False),
        (0, 0, False, False),
        (-1, 0, False, False),
        (1, 0, True, False),
    ],
)
def test_when_a_code_holds(minutes, tries, used, holds):
    assert limits().tries == 5
    assert rules.code_holds(AT + timedelta(minutes=minutes), AT, tries, used=used) is holds


@given(st.uuids(), st.uuids())
def test_a_handle_is_always_the_same_and_says_nothing(one, other):
    assert tokens.handle_of(one) == tokens.handle_of(uuid.UUID(str(one)))
    assert (tokens.handle_of(one) == tokens.handle_of(other)) is (one == other)
    assert re.fullmatch(r"[0-9a-f]{20}", tokens.handle_of(one)) and tokens.handle_of(one) not in one.hex


def test_digits_are_six_and_tokens_are_new():
    drawn = {tokens.new_digits() for _ in range(200)}
    assert all(re.fullmatch(r"\d{6}", each) for each in drawn) and len(drawn) > 190
    assert len({tokens.new_token() for _ in range(50)}) == 50


def test_what_is_kept_of_digits_depends_on_the_ticket():
    assert tokens.code_hash("a", "123456") != tokens.code_hash("b", "123456")
    assert tokens.code_hash("a", "123456") == tokens.code_hash("a", "123456") != tokens.hash_of("a|123456")


def test_a_withdrawal_asks_for_one_sentence_and_a_review_for_what_is_wrong():
    asked = {name: rules.asks_of(move) for name, move in cases.MOVES.items() if move.who == "asker"}
    assert asked.pop("withdraw") == "为什么撤回（一句话就行）"
    assert asked == {name: cases.MOVES[name].asks for name in ("ask_review", "ask_second")}
