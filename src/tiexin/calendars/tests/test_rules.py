"""What a calendar may say, and pasted lines read one by one."""

from datetime import date

import pytest

from tiexin.calendars import rules
from tiexin.calendars.rules import NewDay, read
from tiexin.core.refusal import Refused

NOTICE_2026 = """
1月1日至3日 元旦
1月4日 上班
2月15日至23日 春节
2月14日、2月28日 春节 上班
4月4日至6日 清明节
5-1..5-5 劳动节
05-09 上班
2026-06-19..2026-06-21 端午节
9/25~9/27 中秋节
10-01..10-07 国庆节
9月20日、10月10日上班
"""


def span(month, first, last, name, kind="off"):
    return [NewDay(date(2026, month, day), kind, name) for day in range(first, last + 1)]


def one(month, day, name=""):
    return [NewDay(date(2026, month, day), "make-up", name)]


def test_a_notice_is_read_as_it_is_written():
    days, wrong = read(NOTICE_2026, 2026)
    assert wrong == []
    assert days == [
        *span(1, 1, 3, "元旦"), *one(1, 4),
        *span(2, 15, 23, "春节"), *one(2, 14, "春节"), *one(2, 28, "春节"),
        *span(4, 4, 6, "清明节"),
        *span(5, 1, 5, "劳动节"), *one(5, 9),
        *span(6, 19, 21, "端午节"),
        *span(9, 25, 27, "中秋节"),
        *span(10, 1, 7, "国庆节"), *one(9, 20), *one(10, 10),
    ]  # fmt: skip


def test_a_place_may_work_when_the_country_is_off():
    assert read("04-06 照常上班", 2026) == ([NewDay(date(2026, 4, 6), "work", "")], [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("国庆节 10-01", "要先写日子再写名称"),
        ("10-01", "要先写日子再写名称"),
        ("10-01..10-07", "要先写日子再写名称"),
        ("7 国庆节", "不是日子"),
        ("10-07..10-01 国庆节", "末日早于首日"),
        ("01-01..12-31 放假", "长过两个月"),
        ("02-30 春节", "不存在的日子"),
        ("13-01 春节", "不存在的日子"),
        ("2027-01-01 元旦", "2027年1月1日不在2026年"),
        ("12-30..2027-01-02 元旦", "2027年1月1日不在2026年"),
        ("10-09 上班", "2026年10月9日是星期五，本来就上班，不用调休"),
        ("10-10 照常上班", "2026年10月10日是周末，周末上班是调休上班"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_the_rest_is_kept(line, why):
    days, wrong = read(f"05-01 劳动节\n\n{line}\n05-09 上班", 2026)
    assert days == [*span(5, 1, 1, "劳动节"), *one(5, 9)]
    assert [(each.number, each.line) for each in wrong] == [(3, line)]
    assert why in wrong[0].why
    assert str(wrong[0]) == f"第3行“{line}”：{wrong[0].why}"


def test_a_day_written_twice_is_named_at_its_second_line():
    days, wrong = read("10-01..10-07 国庆节\n10-05 中秋节", 2026)
    assert days == span(10, 1, 7, "国庆节")
    assert [(each.number, each.why) for each in wrong] == [(2, "2026年10月5日写了两遍")]


@pytest.mark.parametrize("text", ["", "\n\n", "﻿", "x" * 10_000, "1" * 10_000, "、" * 500 + " 假", "二" * 60])
def test_odd_texts_are_read_or_named_and_never_break(text):
    days, wrong = read(text, 2026)
    assert days == []
    assert len(wrong) == (1 if text.strip() else 0)


OFF = NewDay(date(2027, 1, 1), "off", "元旦")
KNOWN = {2025, 2026}


@pytest.mark.parametrize(
    ("year", "days", "document", "own", "field", "why"),
    [
        (2027, [OFF], " ", KNOWN, "document", "依据的文件"),
        (2026, [OFF], "通知", KNOWN, "year", "已经公布过"),
        (2024, [OFF], "通知", KNOWN, "year", "日历从2025年开始"),
        (2028, [OFF], "通知", KNOWN, "year", "2027年还没有公布"),
        (2027, [OFF], "通知", set(), "year", "先公布全国的"),
        (2026, [OFF], "通知", {2026}, "year", "已经公布过"),
        (2027, [], "通知", KNOWN, "days", "没有一天放假"),
        (2027, [NewDay(date(2027, 1, 2), "make-up")], "通知", KNOWN, "days", "没有一天放假"),
        (2027, [OFF, OFF], "通知", KNOWN, "days", "写了两遍"),
        (2027, [OFF, NewDay(date(2026, 12, 31), "off", "元旦")], "通知", KNOWN, "days", "不在2027年"),
        (2027, [OFF, NewDay(date(2027, 1, 4), "off", " ")], "通知", KNOWN, "name", "请写名称"),
        (2027, [OFF, NewDay(date(2027, 1, 4), "make-up")], "通知", KNOWN, "kind", "本来就上班"),
        (2027, [OFF, NewDay(date(2027, 1, 3), "work")], "通知", KNOWN, "kind", "周末上班是调休上班"),
    ],
)
def test_a_year_that_cannot_be_published(year, days, document, own, field, why):
    with pytest.raises(Refused, match=why) as refusal:
        rules.check_year(year, days, document, KNOWN, own)
    assert refusal.value.field == field


def test_a_year_that_can_be_published():
    rules.check_year(2027, [OFF, NewDay(date(2027, 1, 3), "make-up")], "通知", KNOWN, KNOWN)
    rules.check_year(2026, [NewDay(date(2026, 3, 20), "off", "开斋节")], "通知", KNOWN, set())
    nothing = set()
    rules.check_year(1999, [NewDay(date(1999, 10, 1), "off", "国庆节")], "通知", nothing, nothing)
