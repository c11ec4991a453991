"""When milestones are: days, festivals, windows that wait for one another, and what nobody has published yet."""

from datetime import date

import pytest

from tiexin.core.workdays import Calendar, Kind
from tiexin.plans.festivals import FESTIVALS, Festival, days_off, window
from tiexin.plans.loader import load
from tiexin.plans.moments import counted, worked
from tiexin.plans.tests.desk import HEAD, POPULATIONS, pack, read, refused, where

pytestmark = pytest.mark.once


def stones(*members: str, head: str = HEAD, year: int | None = 2012):
    lines = "".join(
        f"  - {{clause: C{n}, quote: 甲, event: 会议, {keys}}}\n" for n, keys in enumerate(members, start=1)
    )
    return read(pack(f"milestones:\n{lines}", head), year=year)


def resolved(*members: str, year: int | None = 2012, head: str = HEAD):
    loaded = stones(*members, year=year, head=head)
    assert loaded.pack is not None, loaded.problems
    return loaded.items[-1].data.get("resolved")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("by: 3-1", {"from": "2012-03-01", "to": "2012-03-01"}),
        ("by: 3-1..3-10", {"from": "2012-03-01", "to": "2012-03-10"}),
        ("from: 3-1, to: 6月", {"from": "2012-03-01", "to": "2012-06-30"}),
        ("from: 3-1, by: 6-1", {"from": "2012-03-01", "to": "2012-06-01"}),
        ("from: 3-1", {"from": "2012-03-01"}),
        ("to: 3-1", {"to": "2012-03-01"}),
        ("by: 3-1, time: 9:00", {"from": "2012-03-01", "to": "2012-03-01", "time": "09:00"}),
        ("by: 6-30, data_until: 6-20", {"from": "2012-06-30", "to": "2012-06-30", "data": "2012-06-20"}),
        ("from: 3-1, within: 5天", {"from": "2012-03-01", "to": "2012-03-06"}),
        ("from: 3-1, within: 当天", {"from": "2012-03-01", "to": "2012-03-01"}),
        ("from: 4-27, within: 3个工作日", {"from": "2012-04-27", "to": "2012-05-03"}),
        ("before: {event: period.to, days: 10}", {"to": "2012-06-20"}),
        ("after: {event: issued, days: 3}", {"from": "2012-02-16"}),
        ("after: {event: issued, days: 3}, by: 3-1", {"from": "2012-02-16", "to": "2012-03-01"}),
        (
            "after: {event: issued, days: 0}, before: {event: period.from, days: 1}",
            {"from": "2012-02-13", "to": "2012-02-19"},
        ),
    ],
)
def test_a_window_in_days(keys, expected):
    assert resolved(keys) == expected


def test_a_window_may_wait_for_another_that_waits_too():
    keys = ("by: 3-1..3-10", "after: {event: C1, days: 2}, within: 3天", "before: {event: C2, days: 1}")
    assert resolved(*keys[:2]) == {"from": "2012-03-12", "to": "2012-03-15"}
    assert resolved(*keys) == {"to": "2012-03-11"}


def test_a_window_of_every_year_may_run_into_the_next():
    assert resolved("from: 12-1, to: 2月, yearly: true") == {"from": "2012-12-01", "to": "2013-02-28"}
    assert resolved("from: 7-1, to: 8月, yearly: true") == {"from": "2012-07-01", "to": "2012-08-31"}


def test_without_the_year_no_day_is_known():
    assert resolved("by: 3-1, time: 9:00", year=None) == {"time": "09:00"}
    assert resolved("festival: {name: 劳动节}", year=None) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [("9:00", "09:00"), ("17:30", "17:30"), ("下午5时", "17:00"), ("上午9点30分", "09:30"), ("下午12:15", "12:15")],
)
def test_a_time_of_day(text, time):
    assert resolved(f"by: 3-1, time: {text}")["time"] == time


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", ("2012-04-29", "2012-05-01")),
        (", before: 10天", ("2012-04-19", "2012-04-28")),
        (", after: 5", ("2012-05-02", "2012-05-06")),
        (", before: 2, after: 3", ("2012-04-27", "2012-05-04")),
    ],
)
def test_a_festival_is_counted_from_its_days_off(keys, expected):
    found = resolved(f"festival: {{name: 劳动节{keys}}}")
    assert found == dict(zip(("from", "to"), expected, strict=True))


def test_a_festival_that_was_over_before_the_plan_began_is_next_years():
    assert resolved("festival: {name: 春节, before: 10天}") == {"from": "2013-01-30", "to": "2013-02-08"}


@pytest.mark.parametrize("name", FESTIVALS)
def test_every_festival_is_in_the_calendar_of_a_published_year(name):
    first, last = days_off(name, 2024)
    assert first <= last
    assert window(Festival(name=name), 2024) == (first, last)


def test_new_years_day_may_begin_in_december():
    assert days_off("元旦", 2023) == (date(2022, 12, 31), date(2023, 1, 2))


def test_an_unpublished_year_is_not_known():
    assert days_off("春节", 2027) is None
    assert (worked(date(2026, 12, 31)), worked(date(2027, 1, 4))) == (True, None)
    assert counted(date(2026, 12, 30), 3, working=True, forward=True) is None
    assert counted(date(2026, 12, 30), 3, working=False, forward=True) == date(2027, 1, 2)


def test_make_up_days_are_worked():
    assert counted(date(2012, 5, 1), 1, working=True, forward=False) == date(2012, 4, 28)


@pytest.mark.parametrize("keys", ["festival: {name: 端午节}", "before: {event: period.to, days: 5, working: true}"])
def test_what_hangs_on_an_unpublished_calendar_is_said(keys):
    loaded = stones(keys, head=HEAD.replace("201*", "2027"), year=None)
    assert loaded.pack is not None
    assert [item.data.get("resolved") for item in loaded.items] == [None]
    from tiexin.plans.lint import lint

    found = lint(loaded)
    assert where(found) == [(9, 5, "day-unpublished")]
    assert "放假安排还没有公布" in found[0].message


def test_windows_that_wait_for_each_other_are_refused():
    loaded = stones("after: {event: C2, days: 1}", "before: {event: C1, days: 1}")
    assert loaded.pack is None
    assert [(p.line, p.rule) for p in loaded.problems] == [(9, "day-circular"), (10, "day-circular")]
    assert "C1 的日子要等 C2，而 C2 又要等 C1" in loaded.problems[0].message


@pytest.mark.parametrize(
    ("keys", "path", "word", "accepted"),
    [
        ("from: 3-1, after: {event: issued, days: 1}", "", "时间写重了：from、after", "after 和 within"),
        ("to: 3-1, within: 3天, from: 2-20", "", "时间写重了", "by"),
        ("by: 3-1, festival: {name: 春节}", "", "节日只写 festival", "festival"),
        ("within: 3天", "", "还要写从哪天", "from"),
        ("festival: {name: 圣诞}", ".festival", "不认识节日“圣诞”", "春节"),
        ("festival: {name: 春节, before: 几天}", ".festival.before", "这里写天数", "10天"),
        ("festival: {before: 3}", ".festival.name", "缺少 name", "name: 元旦"),
        ("by: 3-1, time: 25:00", ".time", "这里写钟点", "17:30"),
        ("by: 3-1, time: 9:60", ".time", "这里写钟点", "9:00"),
        ("by: 3-1, time: 早上", ".time", "这里写钟点", "下午5时"),
        ("by: 3-1, yearly: 常年", ".yearly", "应是 true 或 false", "true"),
        ("by: 3-1, data_until: 月底", ".data_until", "是哪天没有写明", "2-13"),
        ("after: {event: C7, days: 1}", ".after.event", "没有编号为 C7 的时间节点", "C1"),
        ("after: {event: issued, days: -1}", ".after.days", "这里写天数", "10"),
        ("after: {event: issued, days: 5000}", ".after.days", "这里写天数", "10天"),
    ],
)
def test_a_window_that_cannot_be_read_is_refused(keys, path, word, accepted):
    problem = refused(stones(keys))
    assert problem.path == f"milestones[C1]{path}"
    assert word in problem.message
    assert accepted in problem.accepted


def test_a_year_published_later_gives_its_festivals_and_working_days():
    calendar = Calendar(
        {date(2027, 2, 5): Kind(False, "春节"), date(2027, 2, 6): Kind(True, "")}, frozenset({2026, 2027})
    )
    assert days_off("春节", 2027, calendar) == (date(2027, 2, 5),) * 2
    assert days_off("国庆节", 2027, calendar) is None
    assert days_off("春节", 2028, calendar) is None
    assert window(Festival(name="春节", before=10), 2027, calendar) == (date(2027, 1, 26), date(2027, 2, 4))
    assert counted(date(2027, 2, 4), 1, working=True, forward=True, calendar=calendar) == date(2027, 2, 6)


def test_a_pack_is_read_by_the_calendar_it_is_given():
    text = pack("milestones: [{clause: C1, quote: 甲, event: 会议, festival: {name: 春节}}]\n", HEAD)
    kinds = {day: Kind(False, "春节") for day in (date(2012, 1, 23), date(2013, 2, 20))}
    calendar = Calendar(kinds, frozenset(range(2011, 2014)))
    dates = {"from": "2013-02-20", "to": "2013-02-20"}
    assert load(text, year=2012, populations=POPULATIONS, calendar=calendar).items[0].data["resolved"] == dates
