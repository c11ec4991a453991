"""Terms worked out by hand from the published calendars, and what must hold for every term."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.workdays import Calendar, Due, Hours, Kind, Stop, Term, deadline

ONE = timedelta(days=1)
MONDAY = datetime.fromisoformat("2026-03-02")

# The State Council's notices, copied by hand: 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
PUBLISHED = """
2024-01-01 元旦              2024-02-10..02-17 春节      2024-02-04 上班  2024-02-18 上班
2024-04-04..04-06 清明节     2024-04-07 上班             2024-05-01..05-05 劳动节
2024-04-28 上班              2024-05-11 上班             2024-06-10 端午节
2024-09-15..09-17 中秋节     2024-09-14 上班             2024-10-01..10-07 国庆节
2024-09-29 上班              2024-10-12 上班
2025-01-01 元旦              2025-01-28..02-04 春节      2025-01-26 上班  2025-02-08 上班
2025-04-04..04-06 清明节     2025-05-01..05-05 劳动节    2025-04-27 上班
2025-05-31..06-02 端午节     2025-10-01..10-08 国庆节    2025-09-28 上班  2025-10-11 上班
2026-01-01..01-03 元旦       2026-01-04 上班             2026-02-15..02-23 春节
2026-02-14 上班              2026-02-28 上班             2026-04-04..04-06 清明节
2026-05-01..05-05 劳动节     2026-05-09 上班             2026-06-19..06-21 端午节
2026-09-25..09-27 中秋节     2026-10-01..10-07 国庆节    2026-09-20 上班  2026-10-10 上班
"""
# Invented for the test: what a place may add to the country's calendar, and take from it.
NINGXIA = "2026-03-20 开斋节 2026-03-15 上班 2026-04-06 上班 2026-12-31 地方假日"


def kinds_of(text):
    words, kinds = text.split(), {}
    for days, name in zip(words[::2], words[1::2], strict=True):
        first, _, last = days.partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(f"{first[:5]}{last}" if last else first)
        while day <= end:
            kinds[day] = Kind(True, "调休上班") if name == "上班" else Kind(False, name)
            day += ONE
    return kinds


COUNTRY = Calendar(kinds_of(PUBLISHED), frozenset({2024, 2025, 2026}))
PLACE = replace(COUNTRY, kinds={**COUNTRY.kinds, **kinds_of(NINGXIA)})
OFFICE = ((time(8, 30), time(12)), (time(14), time(18)))


def stop(start, end, reason="鉴定"):
    return Stop(datetime.fromisoformat(start), datetime.fromisoformat(end), reason)


APPRAISAL = stop("2026-03-04", "2026-03-06")
HEARING = stop("2026-03-10", "2026-03-11", "听证")
LONGER = stop("2026-03-05", "2026-03-07", "补正")
MORNING = stop("2026-03-02 10:00", "2026-03-02 11:30")
STOPS = {
    "one": Hours(stops=(APPRAISAL,)),
    "two": Hours(stops=(APPRAISAL, HEARING)),
    "two≤2": Hours(stops=(APPRAISAL, HEARING), most=2 * ONE),
    "two≤1": Hours(stops=(APPRAISAL, HEARING), most=ONE),
    "both≤3": Hours(stops=(APPRAISAL, LONGER), most=3 * ONE),
    "morning": Hours(OFFICE, (MORNING,)),
    "part": Hours(OFFICE, (stop("2026-03-03 09:00", "2026-03-03 11:00"),)),
    "office": Hours(OFFICE),
}

# start | term | due (≥: open, not before; ≤: open, not after) | why
TABLE = """
2026-03-02 | 1 workday | 2026-03-03 | Monday; the next day is the first
2026-03-02 | 5 workday | 2026-03-09 | 3 4 5 6, weekend, 9
2026-03-02 | 5 workday same | 2026-03-06 | 2 3 4 5 6
2026-03-06 | 1 workday | 2026-03-09 | Friday, weekend, Monday
2026-03-07 | 1 workday | 2026-03-09 | begun on a Saturday
2026-03-07 | 1 workday same | 2026-03-09 | the Saturday itself is not worked
2026-03-02 | 20 workday | 2026-03-30 | 4 to the 6th, 9 to 13th, 14 to 20th, 19 to 27th, 20 on Monday the 30th
2026-09-30 | 1 workday | 2026-10-08 | 1–7 October off
2026-09-30 | 3 workday | 2026-10-10 | 8 9, and Saturday the 10th is a make-up day
2026-09-30 | 4 workday | 2026-10-12 | 8 9 10, Sunday off, 12
2026-09-18 | 1 workday | 2026-09-20 | Saturday off, Sunday the 20th a make-up day
2026-09-24 | 2 workday | 2026-09-29 | 25–27 中秋, 28 29
2026-09-17 | 10 workday | 2026-10-08 | 18 20 21 22 23 24 28 29 30, then 8 October
2026-02-13 | 1 workday | 2026-02-14 | Saturday before 春节 is a make-up day
2026-02-13 | 2 workday | 2026-02-24 | 14; 15–23 off; 24
2026-02-13 | 5 workday | 2026-02-27 | 14 24 25 26 27
2026-02-13 | 6 workday | 2026-02-28 | the second make-up Saturday
2026-02-13 | 7 workday | 2026-03-02 | Sunday 1 March off
2026-02-10 | 10 workday | 2026-03-02 | 11 12 13 14, 24 25 26 27 28, 2 March
2025-12-31 | 1 workday | 2026-01-04 | 1–3 off, Sunday the 4th a make-up day
2025-12-31 | 6 workday | 2026-01-09 | 4 5 6 7 8 9: six in a row
2026-04-30 | 4 workday | 2026-05-09 | 6 7 8 and make-up Saturday 9
2026-04-30 | 5 workday | 2026-05-11 | then Monday
2026-04-03 | 1 workday | 2026-04-07 | 清明 is Saturday to Monday
2026-06-18 | 1 workday | 2026-06-22 | 端午 is Friday to Sunday
2025-01-27 | 1 workday | 2025-02-05 | 28 January to 4 February off
2025-01-24 | 1 workday | 2025-01-26 | Sunday make-up day
2025-01-24 | 2 workday | 2025-01-27 | 26 27
2025-01-24 | 5 workday | 2025-02-07 | 26 27, 5 6 7 February
2025-01-24 | 6 workday | 2025-02-08 | make-up Saturday after 春节
2025-09-30 | 4 workday | 2025-10-13 | 1–8 off; 9 10, make-up 11, Sunday off, 13
2025-04-25 | 1 workday | 2025-04-27 | make-up Sunday before 劳动节
2025-05-30 | 1 workday | 2025-06-03 | 端午 31 May to 2 June
2024-02-09 | 1 workday | 2024-02-18 | New Year's Eve of 2024 was worked; 10–17 off; Sunday 18 a make-up day
2024-02-02 | 1 workday | 2024-02-04 | make-up Sunday
2024-04-03 | 1 workday | 2024-04-07 | 4–6 off, Sunday 7 a make-up day
2024-09-13 | 2 workday | 2024-09-18 | make-up Saturday 14; 15–17 off; 18
2024-09-27 | 3 workday | 2024-10-08 | make-up Sunday 29, 30, 8 October
2024-09-30 | 5 workday | 2024-10-12 | 8 9 10 11 and make-up Saturday 12
2024-12-31 | 1 workday | 2025-01-02 | 元旦 between
2026-03-02 | 15 day | 2026-03-17 | 2 + 15, a Tuesday
2026-03-02 | 15 day same | 2026-03-16 | one less: the 2nd counts
2026-03-02 | 5 day | 2026-03-09 | Saturday the 7th rolls to Monday
2026-03-02 | 5 day stay | 2026-03-07 | no roll
2026-03-02 | 5 day roll-back | 2026-03-06 | rolls back to Friday where a rule says so
2026-09-16 | 15 day | 2026-10-08 | 1 October rolls over the holiday
2026-09-25 | 15 day | 2026-10-10 | a make-up Saturday is a working day: no roll
2026-09-05 | 15 day | 2026-09-20 | so is a make-up Sunday
2026-01-17 | 30 day | 2026-02-24 | 16 February is 春节
2026-08-02 | 60 day | 2026-10-08 | 29 days of August, 30 of September, 1 October, roll
2024-02-01 | 30 day | 2024-03-04 | 29 February counts; Saturday 2 March rolls
2025-12-31 | 1 day | 2026-01-04 | 1 January rolls to the make-up Sunday
2026-01-31 | 1 month | 2026-02-28 | no 31st: month's end, a make-up Saturday
2025-01-31 | 1 month | 2025-02-28 | month's end, a Friday
2024-01-31 | 1 month | 2024-02-29 | month's end of a leap year
2024-02-29 | 1 year | 2025-02-28 | no such day in 2025
2024-02-29 | 12 month | 2025-02-28 | twelve months are a year
2025-08-31 | 1 month | 2025-09-30 | no 31 September
2026-03-31 | 1 month | 2026-04-30 | no 31 April
2026-03-15 | 1 month | 2026-04-15 | the same date
2026-03-15 | 1 month same | 2026-04-14 | the 15th counts, so the day before
2026-01-31 | 1 month same | 2026-02-28 | no corresponding day: month's end (民法典 202)
2026-09-03 | 1 month | 2026-10-08 | 3 October rolls
2025-10-31 | 4 month | 2026-02-28 | month's end, worked
2025-06-30 | 3 month | 2025-09-30 | the same date, not the month's end rule
2025-02-28 | 1 month | 2025-03-28 | the month's last day does not stick
2025-05-15 | 1 year | 2026-05-15 | a Friday
2024-10-05 | 1 year | 2025-10-09 | 国庆 of 2025 ends on the 8th
2026-09-30 16:00 | 24 hour | 2026-10-01 16:00 | hours know no holidays
2026-09-30 16:00 | 48 hour | 2026-10-02 16:00 | nor roll
2026-03-02 09:00 | 2 work-hour office | 2026-03-02 11:00 | within the morning
2026-03-02 11:00 | 2 work-hour office | 2026-03-02 15:00 | an hour, noon, an hour
2026-03-02 17:00 | 2 work-hour office | 2026-03-03 09:30 | an hour today, one tomorrow
2026-03-02 07:00 | 1 work-hour office | 2026-03-02 09:30 | before hours: from 8:30
2026-03-02 12:30 | 1 work-hour office | 2026-03-02 15:00 | at noon: from 14:00
2026-03-06 19:00 | 1 work-hour office | 2026-03-09 09:30 | Friday evening: from Monday
2026-09-30 17:00 | 2 work-hour office | 2026-10-08 09:30 | over the holiday
2026-10-09 17:30 | 1 work-hour office | 2026-10-10 09:00 | into the make-up Saturday
2026-03-02 08:30 | 8 work-hour office | 2026-03-03 09:00 | a day has 7.5
2026-02-13 14:00 | 8 work-hour office | 2026-02-14 14:30 | 4, 3.5 on the make-up Saturday, 0.5
2026-03-02 12:00 | 1 work-hour office | 2026-03-02 15:00 | the morning's end is outside
2026-03-02 16:00 | 2 work-hour office | 2026-03-02 18:00 | ends with the day
2026-03-02 10:00 | 3 workday office | 2026-03-05 18:00 | at close of business (民法典 203)
2026-03-02 19:00 | 1 workday same office | 2026-03-03 18:00 | today's hours are over
2026-03-02 10:00 | 1 workday same office | 2026-03-02 18:00 | some are left
2026-03-02 10:00 | 5 day office | 2026-03-09 18:00 | rolled, and at close of business
2026-03-02 | 5 workday one | 2026-03-11 | 3; 4 and 5 stopped; 6 9 10 11
2026-03-02 | 5 workday two | 2026-03-12 | 3 6 9; 10 stopped; 11 12
2026-03-02 | 5 workday two≤2 | 2026-03-11 | the first stop uses the cap up
2026-03-02 | 5 workday two≤1 | 2026-03-10 | only the 4th is stopped: 3 5 6 9 10
2026-03-02 | 5 workday both≤3 | 2026-03-12 | together 4 5 6, what overlaps once: 3 9 10 11 12
2026-03-02 | 15 day one | 2026-03-19 | 17 + 2
2026-03-02 | 1 month one | 2026-04-07 | 2 April + 2 is 清明, rolls to Tuesday
2026-03-02 09:00 | 2 work-hour morning | 2026-03-02 14:30 | 9–10, 11:30–12, 14–14:30
2026-03-03 12:00 | 24 hour one | 2026-03-06 12:00 | 12 before the stop, 12 after
2026-03-04 09:00 | 1 hour one | 2026-03-06 01:00 | begun while the clock stands
2026-03-02 | 5 workday part | 2026-03-09 18:00 | a day with hours left is a day
2026-03-16 | 5 workday back | 2026-03-09 | 13 12 11 10 9
2026-03-16 | 5 workday same back | 2026-03-10 | 16 13 12 11 10
2026-10-08 | 1 workday back | 2026-09-30 | back over the holiday
2026-10-12 | 3 workday back | 2026-10-08 | make-up Saturday 10, 9, 8
2026-02-25 | 3 workday back | 2026-02-13 | 24, make-up Saturday 14, 13
2026-03-16 | 3 day back | 2026-03-13 | a Friday
2026-03-10 | 3 day back | 2026-03-06 | Saturday the 7th moves to the Friday before
2026-03-10 | 3 day back stay | 2026-03-07 | no roll
2026-03-10 | 3 day back roll-on | 2026-03-09 | where a rule rolls forward
2026-10-15 | 10 day back | 2026-09-30 | 5 October moves back
2026-03-31 | 1 month back | 2026-02-28 | no 31 February
2025-03-31 | 1 month back | 2025-02-28 | the same in 2025
2026-11-03 | 1 month back | 2026-09-30 | 3 October moves back
2026-11-03 | 1 month back roll-on | 2026-10-08 | or forward
2026-03-15 | 1 month same back stay | 2026-02-16 | the 15th counts, so one day later
2024-02-29 | 1 year back stay | 2023-02-28 | no such day in 2023
2026-03-03 09:30 | 2 work-hour back office | 2026-03-02 17:00 | an hour today, one yesterday evening
2026-10-08 08:30 | 1 work-hour back office | 2026-09-30 17:00 | the last hour before the holiday
2026-03-19 | 1 workday | 2026-03-20 | for the country a plain Friday
2026-03-19 | 1 workday place | 2026-03-23 | in the place a holiday
2026-03-13 | 1 workday place | 2026-03-15 | the place's make-up Sunday
2026-03-05 | 15 day place | 2026-03-23 | the 20th rolls in the place
2026-04-03 | 1 workday place | 2026-04-06 | the place works on the country's holiday
2026-12-28 | 3 workday | 2026-12-31 | just inside the published year
2026-12-28 | 4 workday | ≥2027-01-01 | nobody knows whether 1 January is worked
2026-12-28 | 10 workday | ≥2027-01-07 | 29 30 31, then any of seven days
2026-12-20 | 15 day | ≥2027-01-04 | known, but not whether it rolls
2026-12-20 | 15 day stay | 2027-01-04 | without roll no calendar is needed
2026-12-31 16:00 | 24 hour | 2027-01-01 16:00 | nor for hours
2026-12-31 17:00 | 2 work-hour office | ≥2027-01-01 | an hour is left over
2026-11-30 | 2 month | ≥2027-01-30 | roll unknown
2027-01-06 | 3 workday back | ≤2027-01-03 | at the latest 5 4 3
2026-12-30 | 1 day place | ≥2027-01-01 | the 31st is off in the place, what follows unknown
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
ROLLS = {"stay": "stay", "roll-on": "on", "roll-back": "back"}


def end(start: str, asked: str) -> Due:
    amount, unit, *words = asked.split()
    moment = unit in ("hour", "work-hour")
    first = "moment" if moment else "same" if "same" in words else "next"
    roll = next((ROLLS[word] for word in words if word in ROLLS), "along")
    hours = next((STOPS[word] for word in words if word in STOPS), None)
    term = Term(int(amount), unit, first, roll, "back" in words)
    return deadline(datetime.fromisoformat(start), term, PLACE if "place" in words else COUNTRY, hours)


def test_the_table_is_long_enough_and_has_no_row_twice():
    assert len(ROWS) >= 100
    assert len({(start, asked) for start, asked, _, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("start", "asked", "expected", "why"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_by_hand(start, asked, expected, why):
    due = end(start, asked)
    if expected[0] in "≥≤":
        assert (due.at, due.day, due.open, due.not_before) == (None, None, True, date.fromisoformat(expected[1:]))
    elif " " in expected:
        assert (due.at, due.open) == (datetime.fromisoformat(expected), False)
    else:
        assert (due.day, due.not_before) == (date.fromisoformat(expected),) * 2


LINES = {
    ("2026-03-02", "1 workday"): ["从次日2026年3月3日起算", "共 1 个工作日，到2026年3月3日"],
    ("2026-09-30", "4 workday"): [
        "从次日2026年10月1日起算",
        "2026年10月1日至2026年10月7日国庆节，不算 7 天",
        "2026年10月10日调休上班，算工作日",
        "2026年10月11日周末，不算 1 天",
        "共 4 个工作日，到2026年10月12日",
    ],
    ("2026-03-02", "5 day"): [
        "从次日2026年3月3日起算",
        "2026年3月7日是周末，顺延到2026年3月9日",
        "共 5 天，到2026年3月9日",
    ],
    ("2026-10-15", "10 day back"): [
        "从前一日2026年10月14日起算",
        "2026年10月5日是国庆节，提前到2026年9月30日",
        "倒算 10 天，到2026年9月30日",
    ],
    ("2024-02-29", "1 year"): [
        "从次日2024年3月1日起算",
        "2025年2月没有29日，到月末日为止",
        "共 1 年，到2025年2月28日",
    ],
    ("2026-03-06 19:00", "1 work-hour office"): [
        "2026年3月6日19:00不在办公时间，从2026年3月9日08:30起算",
        "2026年3月7日至2026年3月8日周末，不算 2 天",
        "共 1 个工作小时，到2026年3月9日09:30",
    ],
    ("2026-03-02 19:00", "1 workday same office"): [
        "从当日2026年3月2日起算",
        "2026年3月2日已过办公时间，不算",
        "共 1 个工作日，到2026年3月3日18:00",
    ],
    ("2026-03-02", "5 workday two"): [
        "从次日2026年3月3日起算",
        "2026年3月7日至2026年3月8日周末，不算 2 天",
        "2026年3月4日至2026年3月5日鉴定，停止计算",
        "2026年3月10日至2026年3月10日听证，停止计算",
        "共 5 个工作日，到2026年3月12日",
    ],
    ("2026-03-02", "5 workday two≤1"): [
        "从次日2026年3月3日起算",
        "2026年3月7日至2026年3月8日周末，不算 2 天",
        "2026年3月4日至2026年3月4日鉴定（合计以1天为限），停止计算",
        "共 5 个工作日，到2026年3月10日",
    ],
    ("2026-03-04 09:00", "1 hour one"): [
        "2026年3月4日09:00正在停止计算，从2026年3月6日00:00起算",
        "2026年3月4日至2026年3月5日鉴定，停止计算",
        "共 1 小时，到2026年3月6日01:00",
    ],
    ("2026-03-19", "1 workday place"): [
        "从次日2026年3月20日起算",
        "2026年3月20日开斋节，不算 1 天",
        "2026年3月21日至2026年3月22日周末，不算 2 天",
        "共 1 个工作日，到2026年3月23日",
    ],
    ("2026-12-28", "10 workday"): [
        "从次日2026年12月29日起算",
        "2027年的节假日安排还没有公布，暂不能定日子",
        "共 10 个工作日，不早于2027年1月7日",
    ],
    ("2027-01-06", "3 workday back"): [
        "从前一日2027年1月5日起算",
        "2027年的节假日安排还没有公布，暂不能定日子",
        "倒算 3 个工作日，不晚于2027年1月3日",
    ],
}


@pytest.mark.parametrize(("asked", "lines"), LINES.items(), ids=[" ".join(asked) for asked in LINES])
def test_reasons(asked, lines):
    assert list(end(*asked).lines) == lines


@pytest.mark.parametrize(
    "term",
    [
        Term(0, "day"),
        Term(-1, "workday"),
        Term(10_000, "day"),
        Term(1, "hour"),
        Term(1, "work-hour", "same"),
        Term(1, "day", "moment"),
    ],
)
def test_a_term_without_sense_is_refused(term):
    with pytest.raises(ValueError, match=r"units long|hours run"):
        deadline(MONDAY, term, COUNTRY)


def test_a_stop_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        deadline(MONDAY, Term(1, "day"), COUNTRY, Hours(stops=(stop("2026-03-04", "2026-03-04"),)))


@pytest.mark.parametrize("term", [Term(1, "day"), Term(1, "hour", "moment"), Term(1, "workday")])
def test_a_clock_that_always_stands_never_ends(term):
    with pytest.raises(ValueError, match="never ends"):
        deadline(MONDAY, term, COUNTRY, Hours(stops=(stop("2024-01-01", "2200-01-01"),)))


# What holds for every term

DAYS = st.dates(date(2024, 1, 1), date(2026, 9, 1))
TERMS = st.builds(
    Term,
    st.integers(1, 40),
    st.sampled_from(["day", "workday", "month"]),
    st.sampled_from(["next", "same"]),
    st.sampled_from(["along", "on", "back", "stay"]),
    st.booleans(),
)


def bound(day, term, calendar=COUNTRY):
    return deadline(datetime.combine(day, time.min), term, calendar).not_before


@given(DAYS, st.integers(0, 60), TERMS)
def test_who_starts_later_ends_no_earlier(day, later, term):
    assert bound(day, term) <= bound(day + later * ONE, term)


@given(DAYS, st.integers(0, 20), TERMS)
def test_a_longer_term_ends_no_earlier(day, more, term):
    near, far = bound(day, term), bound(day, replace(term, amount=term.amount + more))
    assert (far <= near) if term.backward else (near <= far)


@given(DAYS.filter(COUNTRY.works), st.integers(1, 60))
def test_back_from_the_end_is_the_start(day, amount):
    last = bound(day, Term(amount, "workday"))
    assert bound(last, Term(amount, "workday", backward=True)) == day


@given(DAYS, st.integers(1, 60))
def test_working_days_go_by_their_running_number(day, amount):
    days = [date(2024, 1, 1) + n * ONE for n in range(1096)]
    numbers = list(accumulate(map(COUNTRY.works, days)))[days.index(day) :]
    wanted = days.index(day) + numbers.index(numbers[0] + amount)
    assert bound(day, Term(amount, "workday")) == days[wanted]


@given(DAYS, TERMS.filter(lambda term: not term.backward and term.roll != "back"))
def test_what_an_unpublished_year_promises_is_kept_when_it_is_published(day, term):
    before = replace(
        COUNTRY, published=frozenset({2024}), kinds={d: k for d, k in COUNTRY.kinds.items() if d.year < 2025}
    )
    due = deadline(datetime.combine(day, time.min), term, before)
    assert due.not_before <= bound(day, term)
    assert due.day in (None, bound(day, term))
