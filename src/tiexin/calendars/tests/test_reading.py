"""Every way in which a day may be written means the same day; names and kinds are told apart whatever the order."""

from datetime import date

import pytest

from tiexin.calendars import grid, rules
from tiexin.calendars.forms import EXAMPLE
from tiexin.calendars.rules import NewDay, read


def off(*days, name="春节"):
    return [NewDay(date(2027, *day), "off", name) for day in days]


@pytest.mark.parametrize("written", ["2-5", "02-05", "2/5", "2月5日", "2月5", "2027-2-5", "2027/02/05", "2027年2月5日"])
@pytest.mark.parametrize("between", [" ", "", "  ", "\t"])
def test_a_day_may_be_written_in_many_ways(written, between):
    assert read(f"{written}{between}春节", 2027) == (off((2, 5)), [])


@pytest.mark.parametrize("joint", ["..", "至", "到", "~", "—", " 至 ", " .. "])
@pytest.mark.parametrize("last", ["2-7", "2月7日", "7日", "7", "2027-2-7"])
def test_a_span_may_be_written_in_many_ways(joint, last):
    assert read(f"2-5{joint}{last} 春节", 2027) == (off((2, 5), (2, 6), (2, 7)), [])


def test_a_span_crosses_months_and_the_leap_day():
    found, wrong = read("2024-2-28..3-1 长假", 2024)
    assert [day.day for day in found] == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert wrong == []


@pytest.mark.parametrize(
    ("said", "kind", "name"),
    [
        ("上班", "make-up", ""),
        ("补班", "make-up", ""),
        ("调休上班", "make-up", ""),
        ("春节 上班", "make-up", "春节"),
        ("上班 春节", "make-up", "春节"),
        ("春节", "off", "春节"),
        ("春节 假期", "off", "春节 假期"),
    ],
)
def test_a_word_of_its_own_says_that_a_day_is_worked(said, kind, name):
    assert read(f"2-6 {said}", 2027) == ([NewDay(date(2027, 2, 6), kind, name)], [])


@pytest.mark.parametrize("said", ["春节上班", "春节调休上班", "春节补班"])
def test_one_word_that_says_both_is_asked_about_and_never_taken_for_a_day_off(said):
    days, wrong = read(f"2-6 {said}", 2027)
    assert days == []
    assert [each.why for each in wrong] == [f"“{said}”是放假还是上班？要上班的分开写，如 10-10 国庆节 上班"]


def test_several_days_and_spans_stand_on_one_line():
    expected = off((2, 5), (2, 8), (2, 9), (2, 20))
    assert read("2-5、2-8..2-9、2月20日 春节", 2027) == (expected, [])


def test_the_example_on_the_page_is_right():
    days, wrong = read(EXAMPLE, 2026)
    assert wrong == []
    rules.check_days(2026, days)
    assert [(run.days, run.says) for run in grid.runs(days)] == [
        ("10月1日（四）至10月7日（三）", "国庆节，放假 7 天"),
        ("10月10日（六）", "调休上班"),
    ]


def test_a_wrong_line_is_told_by_its_first_forty_signs():
    _, wrong = read("没有日子" * 20, 2027)
    assert [(each.number, each.line) for each in wrong] == [(1, "没有日子" * 10)]
