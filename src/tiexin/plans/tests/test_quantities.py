"""Money, shares, times and roundings as documents write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.quantities import fen, order, part, rounded

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2000元", 200_000), ("2000", 200_000), ("1.5万元", 1_500_000), ("0.01元", 1), ("0元", 0), ("0.001元", None)],
)
def test_money_is_whole_fen(text, expected):
    assert fen(text) == expected


@pytest.mark.parametrize("text", ["", "元", "-1元", "两千元", "1,000元", "1亿元"])
def test_what_is_no_money(text):
    assert fen(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/3", (Fraction(2, 3), False)),
        ("三分之二", (Fraction(2, 3), False)),
        ("50%", (Fraction(1, 2), False)),
        ("过半数", (Fraction(1, 2), True)),
        ("半数以上", (Fraction(1, 2), False)),
        ("1/0", None),
        ("全部", None),
    ],
)
def test_parts_of_a_whole(text, expected):
    assert part(text) == expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24小时", 24), ("1天", 24), ("3个工作日", 72), ("1个月", 720), ("1年", 8760), ("当天", 0), ("不久", None)],
)
def test_times_are_compared_in_hours(text, hours):
    assert order(text) == hours


@pytest.mark.parametrize(("mode", "expected"), [("up", 41), ("down", 40), ("half-up", 41)])
def test_a_percentage_is_rounded_as_declared(mode, expected):
    assert rounded(810, 5, mode) == expected  # 40.5


def test_less_than_a_half_goes_down_and_whole_numbers_stay():
    assert [rounded(809, 5, mode) for mode in ("up", "down", "half-up")] == [41, 40, 40]
    assert [rounded(800, 5, mode) for mode in ("up", "down", "half-up")] == [40, 40, 40]


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_the_three_roundings_are_ordered_and_one_apart_at_most(people, percent):
    down, half, up = (rounded(people, percent, mode) for mode in ("down", "half-up", "up"))
    assert down <= half <= up <= down + 1
    assert down <= Fraction(people * percent, 100) <= up
