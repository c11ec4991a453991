"""Events of a call tell the same call in whatever order they come; what may be done with a call and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.hotline import rules
from tiexin.core.refusal import Refused
from tiexin.core.signed import signature

START = datetime(2012, 6, 4, 9, 0, tzinfo=UTC)
EVENTS = st.lists(
    st.builds(
        rules.Happened,
        st.uuids().map(str),
        st.sampled_from(list(rules.KINDS)),
        st.integers(0, 600).map(lambda seconds: START + timedelta(seconds=seconds)),
        st.sampled_from(["", "r1", "r2"]),
    ),
    min_size=1,
    max_size=8,
)


def at(kind, seconds, recording=""):
    return rules.Happened(f"{kind}{seconds}", kind, START + timedelta(seconds=seconds), recording)


@given(EVENTS, st.data())
def test_any_order_and_repetition_tells_the_same_call(events, data):
    again = data.draw(st.lists(st.sampled_from(events)))
    assert rules.fold(data.draw(st.permutations(events + again))) == rules.fold(events)


@given(EVENTS)
def test_a_call_is_answered_exactly_if_it_was_ever_picked_up(events):
    told, kinds = rules.fold(events), {each.kind for each in events}
    assert (told.answer is not None) == ("answered" in kinds)
    assert (told.state in ("ended", "abandoned")) == ("hungup" in kinds)
    assert (told.state in ("talking", "ended")) == ("answered" in kinds)
    assert told.first == min(each.at for each in events)


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["ringing"], "ringing"),
        (["ringing", "answered"], "talking"),
        (["hungup", "ringing"], "abandoned"),
        (["hungup", "answered", "ringing"], "ended"),
        (["recording"], "ringing"),
    ],
)
def test_states(kinds, state):
    assert rules.fold([at(kind, number) for number, kind in enumerate(kinds)]).state == state


@pytest.mark.parametrize(
    ("state", "reached", "refused"),
    [
        ("ringing", None, "还没有接起"),
        ("talking", None, ""),
        ("ended", None, ""),
        ("ended", False, ""),  # tried before the telephone system told late that it was answered
        ("abandoned", None, "没有接到"),
        ("abandoned", False, "没有接到"),
        ("abandoned", True, ""),
    ],
)
def test_a_call_is_registered_once_somebody_spoke_with_the_caller(state, reached, refused):
    said = ""
    try:
        rules.check_spoken(state, reached)
    except Refused as refusal:
        said = str(refusal)
    assert (rules.is_spoken(state, reached), bool(said), refused in said) == (not refused, bool(refused), True)


def test_the_last_recording_is_kept():
    assert rules.fold([at("recording", 9, "r2"), at("recording", 3, "r1"), at("hungup", 10)]).recording == "r2"


@pytest.mark.parametrize(("ring", "answer", "seconds"), [(0, 12, 12.0), (5, 3, 0.0), (None, 3, None), (0, None, None)])
def test_wait(ring, answer, seconds):
    moments = [None if each is None else START + timedelta(seconds=each) for each in (ring, answer)]
    assert rules.wait(*moments) == seconds


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0951-6012351", "09516012351"),
        ("匿名", ""),
    ],
)
def test_numbers_match_those_of_the_register(number, kept):
    assert rules.phone(number) == kept


@pytest.mark.parametrize("late", [-301, 301])
def test_a_signature_ages(late):
    stamp = str(int(START.timestamp()))
    signed = signature("s", stamp, b"x")
    assert rules.is_signed("s", stamp, b"x", signed, START + timedelta(seconds=300 if late > 0 else -300))
    assert not rules.is_signed("s", stamp, b"x", signed, START + timedelta(seconds=late))


@pytest.mark.parametrize(
    ("secret", "stamp", "sent"),
    [("", "1338800400", b"x"), ("t", "1338800400", b"x"), ("s", "1338800400", b"y"), ("s", "", b"x"), ("s", "٣", b"x")],
)
def test_other_signatures_are_none(secret, stamp, sent):
    signed = signature("s" if secret else "", "1338800400", b"x")
    assert not rules.is_signed(secret, stamp, sent, signed, START)


def test_a_signature_with_strange_letters_is_none():
    assert not rules.is_signed("s", str(int(START.timestamp())), b"x", "签名", START)


@pytest.mark.parametrize("seconds", [301, -7 * 86400 - 1])
def test_events_of_another_time_are_refused(seconds):
    rules.check_moment(START + timedelta(seconds=300), START)
    with pytest.raises(Refused) as refused:
        rules.check_moment(START + timedelta(seconds=seconds), START)
    assert refused.value.field == "at"


@pytest.mark.parametrize(
    ("start", "end", "others"), [(9, 9, []), (10, 9, []), (9, 1441, []), (9, 12, [(11, 13)]), (9, 12, [(0, 1440)])]
)
def test_shifts_that_cannot_be(start, end, others):
    with pytest.raises(Refused):
        rules.check_shift(start, end, others)


def test_shifts_may_follow_each_other():
    rules.check_shift(540, 720, [(720, 1440), (0, 540)])
