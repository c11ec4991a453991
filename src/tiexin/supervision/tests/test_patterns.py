"""Records that are seldom so, in plain values: what is found, what is left alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.supervision import patterns
from tiexin.supervision.patterns import Written, check_reply, copied, crowded, hasty, is_open, limits, normalised

DAY = date(2012, 4, 2)
ONE = timedelta(days=1)
NOON = datetime(2012, 4, 2, 12, tzinfo=UTC)
TEXT = "谈了加班工资和食堂的饭菜，答应去问"
SAME = {"records": 3, "days": 30, "shortest": 12}
FAST = {"talks": 20, "minutes": 10, "records": 3}
FULL = {"visits": 8}


def written(number, author=1, after=0, **more):
    return Written(number, author, DAY + after * ONE, **more)


def found(hits):
    return [(hit.kind, hit.author, hit.visits) for hit in hits]


# ── copied words ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("谈了 加班，工资。", "谈了加班工资", True),
        ("Abc-1", "abc１".replace("１", "1"), True),
        ("谈了加班工资", "谈了加班补贴", False),
        ("", " ，。", True),
    ],
)
def test_blanks_and_punctuation_make_no_difference(one, other, same):
    assert (normalised(one) == normalised(other)) is same


def test_the_same_words_often_enough_within_days_are_found():
    rows = [written(1, text=TEXT), written(2, after=5, text=f" {TEXT}。"), written(3, after=29, text=TEXT)]
    hits = copied(rows, SAME)
    assert found(hits) == [("copied", 1, (1, 2, 3))]
    assert hits[0].told == "3条走访的文字一字不差"


@pytest.mark.parametrize(
    "rows",
    [
        [written(1, text=TEXT), written(2, text=TEXT)],
        [written(1, text=TEXT), written(2, text=TEXT), written(3, author=2, text=TEXT)],
        [written(1, text=TEXT), written(2, text=TEXT), written(3, text=f"{TEXT}清楚")],
        [written(n, text="情况正常") for n in range(9)],
        [written(1, text=TEXT), written(2, after=15, text=TEXT), written(3, after=30, text=TEXT)],
        [],
    ],
    ids=["too few", "of two authors", "other words", "too short", "too far apart", "none"],
)
def test_what_may_well_be_alike_is_left_alone(rows):
    assert copied(rows, SAME) == []


def test_of_a_long_row_the_densest_part_is_told():
    rows = [written(n, after=n * 20, text=TEXT) for n in range(3)]
    rows += [written(n, after=100 + n, text=TEXT) for n in range(5, 9)]
    assert found(copied(rows, SAME)) == [("copied", 1, (5, 6, 7, 8))]


# ── many in minutes ─────────────────────────────────────────────────────────────────────────────────────


def noted(number, minutes, talks, author=1):
    return Written(number, author, DAY, NOON + timedelta(minutes=minutes), talks)


def test_many_talks_in_several_records_within_minutes_are_found():
    hits = hasty([noted(1, 0, 8), noted(2, 4, 8), noted(3, 10, 4)], FAST)
    assert found(hits) == [("hasty", 1, (1, 2, 3))]
    assert hits[0].told == "10分钟里登记了3条走访、20人次"


@pytest.mark.parametrize(
    "rows",
    [
        [noted(1, 0, 30)],
        [noted(1, 0, 15), noted(2, 1, 15)],
        [noted(1, 0, 8), noted(2, 4, 8), noted(3, 11, 4)],
        [noted(1, 0, 8), noted(2, 4, 8), noted(3, 10, 3)],
        [noted(1, 0, 8), noted(2, 4, 8), noted(3, 5, 4, author=2)],
        [written(1, talks=30), written(2, talks=30), written(3, talks=30)],
    ],
    ids=["a seminar", "two seminars", "longer", "fewer", "of two authors", "nobody knows when"],
)
def test_what_a_day_may_well_bring_is_left_alone(rows):
    assert hasty(rows, FAST) == []


def test_runs_that_follow_one_another_are_told_apart():
    rows = [noted(n, 0, 10) for n in (1, 2, 3)] + [noted(n, 60, 10) for n in (4, 5, 6)]
    assert found(hasty(rows, FAST)) == [("hasty", 1, (1, 2, 3)), ("hasty", 1, (4, 5, 6))]


# ── many a day ──────────────────────────────────────────────────────────────────────────────────────────


def test_more_visits_a_day_than_there_is_room_for_are_found():
    hits = crowded([written(n) for n in range(9)], FULL)
    assert found(hits) == [("crowded", 1, tuple(range(9)))]
    assert hits[0].told == "一天走访了9家"
    assert crowded([written(n) for n in range(8)], FULL) == []
    assert crowded([written(n, after=n % 2) for n in range(12)], FULL) == []
    assert crowded([written(n, author=n % 2) for n in range(12)], FULL) == []


@given(st.permutations(list(range(12))))
def test_what_is_found_does_not_depend_on_the_order_of_the_records(order):
    rows = [written(n, author=n % 2, after=n, text=TEXT, at=NOON + timedelta(minutes=n), talks=5) for n in range(12)]
    mixed = [rows[place] for place in order]
    for rule, limit in ((copied, SAME), (hasty, FAST), (crowded, {"visits": 1})):
        assert {hit.key for hit in rule(mixed, limit)} == {hit.key for hit in rule(rows, limit)}


def test_the_same_is_known_again_and_nobody_elses():
    rows = [written(n, text=TEXT) for n in range(3)]
    (first,) = copied(rows, SAME)
    (more,) = copied([*rows, written(4, text=TEXT)], SAME)
    (others,) = copied([written(n, author=2, text=TEXT) for n in range(3)], SAME)
    assert first.key == more.key != others.key


# ── the author first ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "due", "seen"),
    [
        ("asked", DAY, False),
        ("asked", DAY - ONE, True),
        ("asked", None, False),
        ("explained", DAY, True),
        ("explained", None, True),
    ],
)
def test_inspectors_read_it_after_the_author_spoke_or_had_the_time(state, due, seen):
    assert is_open(state, due, DAY) is seen


def test_only_the_author_speaks_and_once():
    check_reply("asked", 1, 1)
    for state, author, by in (("asked", 1, 2), ("explained", 1, 1)):
        with pytest.raises(Refused):
            check_reply(state, author, by)


def test_the_numbers_are_data_with_their_source():
    said = limits()
    assert set(said.copied) == set(SAME) and set(said.hasty) == set(FAST) and set(said.crowded) == set(FULL)
    assert said.hasty["talks"] == 20 and said.hasty["minutes"] == 10
    assert "本系统建议" in (patterns.DATA / "patterns.yaml").read_text(encoding="utf-8")


def test_no_word_of_guilt_stands_in_what_is_told():
    rows = [noted(n, 0, 10) for n in range(9)]
    told = [hit.told for hit in [*hasty(rows, FAST), *crowded(rows, FULL)]]
    for word in ("造假", "虚假", "违规", "作弊", "处分"):
        assert not any(word in each for each in [*told, *patterns.KINDS.values(), *patterns.STATES.values()])
