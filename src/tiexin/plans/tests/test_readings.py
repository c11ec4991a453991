"""Days and numbers as documents say them; vague ones mean nothing until the pack states a reading."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.readings import (
    LAST,
    Length,
    MonthDay,
    Numbers,
    Readings,
    Window,
    candidates,
    candidates_text,
    length,
    reading,
    window,
)

pytestmark = pytest.mark.once


def one(month: int, day: int, year: str = "") -> Window:
    return Window(MonthDay(month, day), MonthDay(month, day), year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2-13", one(2, 13)),
        ("02-13", one(2, 13)),
        ("2月13日", one(2, 13)),
        ("201*年2月13日", one(2, 13, "201*")),
        ("2012-2-13", one(2, 13, "2012")),
        ("2-29", one(2, 29)),
        ("2月", Window(MonthDay(2, 1), MonthDay(2, LAST))),
        ("201*年2月", Window(MonthDay(2, 1), MonthDay(2, LAST), "201*")),
        ("3-1..3-10", Window(MonthDay(3, 1), MonthDay(3, 10))),
        ("3月1日至3月10日", Window(MonthDay(3, 1), MonthDay(3, 10))),
        ("2-20 .. 6-30", Window(MonthDay(2, 20), MonthDay(6, 30))),
    ],
)
def test_a_plain_day_or_window_is_read(text, expected):
    assert window(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "3月初",
        "2月底",
        "年内",
        "",
        "2-30",
        "13-1",
        "0-1",
        "2-0",
        "4-31",
        "6月31日",
        "3-10..3-1",
        "2月13",
        "13月",
        "2.13",
        "明天",
    ],
)
def test_what_is_not_plain_is_not_read(text):
    expected = one(2, 13) if text == "2月13" else None
    assert window(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2月最后一天", Window(MonthDay(2, LAST), MonthDay(2, LAST))),
        ("last day of 2", Window(MonthDay(2, LAST), MonthDay(2, LAST))),
        ("6-30", one(6, 30)),
        ("3-1..3-10", Window(MonthDay(3, 1), MonthDay(3, 10))),
        ("6月", Window(MonthDay(6, 1), MonthDay(6, LAST))),
        ("30天", Length(30, "day")),
        ("30 days", Length(30, "day")),
        ("1个月", Length(1, "month")),
        ("1 month", Length(1, "month")),
        ("4..6", Numbers(4, 6)),
        ("4–6", Numbers(4, 6)),
        ("4至6", Numbers(4, 6)),
        ("6..4", None),
        ("13月最后一天", None),
        ("大约", None),
    ],
)
def test_the_right_side_of_a_reading(text, expected):
    assert reading(text) == expected


def test_four_dash_six_is_a_day_not_a_range():
    assert reading("4-6") == one(4, 6)


@pytest.mark.parametrize(
    ("text", "n", "unit"), [("50天", 50, "day"), ("2 months", 2, "month"), ("12个月", 12, "month")]
)
def test_lengths(text, n, unit):
    assert length(text) == Length(n, unit)


@pytest.mark.parametrize(
    ("year", "last"), [(2011, date(2011, 2, 28)), (2012, date(2012, 2, 29)), (2100, date(2100, 2, 28))]
)
def test_the_last_day_of_february_depends_on_the_year(year, last):
    assert MonthDay(2, LAST).on(year) == last


def test_the_29th_of_february_exists_in_leap_years_only():
    assert MonthDay(2, 29).on(2012) == date(2012, 2, 29)
    assert MonthDay(2, 29).on(2013) is None
    assert one(2, 29).on(2013) is None
    assert one(2, 29).on(2012) == (date(2012, 2, 29), date(2012, 2, 29))


def test_a_stated_reading_goes_before_the_plain_one_and_a_range_is_no_day():
    stated = Readings({"3月初": Window(MonthDay(3, 1), MonthDay(3, 10)), "6月": one(6, 15), "5人左右": Numbers(4, 6)})
    assert stated.window("3月初") == Window(MonthDay(3, 1), MonthDay(3, 10))
    assert stated.window("6月") == one(6, 15)
    assert stated.window("2-13") == one(2, 13)
    assert stated.window("5人左右") is None
    assert stated.numbers("5人左右") == Numbers(4, 6)
    assert stated.numbers("3月初") is None
    assert stated.numbers("10人左右") is None


@pytest.mark.parametrize(
    ("mask", "years"),
    [
        ("2012", [2012]),
        ("201*", list(range(2010, 2020))),
        ("20**", list(range(2000, 2100))),
        ("2***", []),
        ("****", []),
        ("2*12", []),
        ("12", []),
        ("20123", []),
        ("二〇一二", []),
        ("", []),
    ],
)
def test_a_masked_year_can_be_what_its_digits_allow(mask, years):
    assert candidates(mask) == years


def test_the_candidates_are_said_in_short():
    assert candidates_text("201*") == "2010–2019"
    assert candidates_text("2012") == "2012"


@given(st.dates(min_value=date(2010, 1, 1), max_value=date(2019, 12, 31)))
def test_every_real_day_is_read_back(day):
    for text in (f"{day.month}-{day.day}", f"{day.month}月{day.day}日", day.isoformat()):
        found = window(text)
        assert found is not None
        assert found.on(day.year) == (day, day)


@given(st.text(max_size=20))
def test_random_phrases_never_raise(text):
    found = reading(text)
    assert found is None or isinstance(found, Window | Numbers | Length)
    assert window(text) is None or isinstance(window(text), Window)
    assert all(len(str(year)) <= 4 for year in candidates(text))
