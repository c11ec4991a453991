"""算一算 in every unit and direction, the year's grid at its edges, the command line."""

from calendar import monthrange
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tiexin.calendars import grid, queries
from tiexin.calendars.actions import change_day, publish_year
from tiexin.calendars.rules import NewDay
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
COUNT = "/orgs/calendar/count/"
TERM = {
    "start": "2026-09-30", "clock": "10:00", "amount": "2", "unit": "workday", "first": "next", "way": "on",
    "roll": "along", "office": "8:30-12:00 14:00-18:00", "place": "",
}  # fmt: skip


@pytest.fixture
def officer(client):
    return c.enter(client, c.stage().people["officer"])


def counted(client, **other):
    with c.nothing_written():
        return client.get(COUNT, {**TERM, **other})


@pytest.mark.parametrize(
    ("unit", "way", "first", "at"),
    [
        ("hour", "on", "next", "2026-09-30 12:00"),
        ("hour", "back", "next", "2026-09-30 08:00"),
        ("hour", "on", "same", "2026-09-30 12:00"),
        ("work-hour", "on", "next", "2026-09-30 12:00"),
        ("work-hour", "back", "next", "2026-09-29 17:30"),
        ("day", "on", "next", "2026-10-09 00:00"),
        ("day", "on", "same", "2026-10-09 00:00"),
        ("day", "back", "next", "2026-09-29 00:00"),
        ("day", "back", "same", "2026-09-30 00:00"),
        ("workday", "on", "next", "2026-10-10 00:00"),
        ("workday", "on", "same", "2026-10-09 00:00"),
        ("workday", "back", "next", "2026-09-29 00:00"),
        ("workday", "back", "same", "2026-09-30 00:00"),
        ("month", "on", "next", "2026-12-01 00:00"),
        ("month", "back", "next", "2026-07-31 00:00"),
        ("year", "back", "next", "2024-10-01 00:00"),
    ],
)
def test_two_of_every_unit_in_both_directions(officer, unit, way, first, at):
    due = counted(officer, unit=unit, way=way, first=first).context["due"]
    assert f"{due.at:%Y-%m-%d %H:%M}" == at


@pytest.mark.parametrize(
    ("start", "amount", "way", "roll", "day"),
    [
        ("2026-09-30", "4", "on", "along", date(2026, 10, 8)),
        ("2026-09-30", "4", "on", "on", date(2026, 10, 8)),
        ("2026-09-30", "4", "on", "back", date(2026, 9, 30)),
        ("2026-09-30", "4", "on", "stay", date(2026, 10, 4)),
        ("2026-10-10", "6", "back", "along", date(2026, 9, 30)),
        ("2026-10-10", "6", "back", "on", date(2026, 10, 8)),
        ("2026-10-10", "6", "back", "back", date(2026, 9, 30)),
        ("2026-10-10", "6", "back", "stay", date(2026, 10, 4)),
    ],
)
def test_a_last_day_off_moves_as_was_asked(officer, start, amount, way, roll, day):
    due = counted(officer, unit="day", start=start, amount=amount, way=way, roll=roll).context["due"]
    assert due.day == day


def test_a_place_counts_with_its_own_days(officer):
    change_day("64", NewDay(date(2026, 10, 9), "off", "试"), "通知", by=None, on=c.TODAY)
    found = {place: counted(officer, place=place).context["due"].day for place in ("", "64", "65")}
    assert found == {"": date(2026, 10, 9), "64": date(2026, 10, 10), "65": date(2026, 10, 9)}


REQUIRED = ["请填写"]
OFFICE = ["写成 8:30-12:00 14:00-18:00，从早到晚"]


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"unit": "hour", "clock": ""}, {"clock": ["按小时数要写从几点起"]}),
        ({"unit": "work-hour", "clock": ""}, {"clock": ["按小时数要写从几点起"]}),
        ({"amount": ""}, {"amount": REQUIRED}),
        ({"start": ""}, {"start": REQUIRED}),
        ({"amount": "9999", "unit": "year"}, {"amount": ["算出来的日子太远了"]}),
        ({"amount": "9999", "unit": "year", "way": "back"}, {"amount": ["算出来的日子太远了"]}),
        ({"office": "14:00-12:00"}, {"office": OFFICE}),
        ({"office": "8:30-12:00 11:00-18:00"}, {"office": OFFICE}),
        ({"office": "8:30-24:30"}, {"office": ["有不存在的钟点"]}),
        ({"place": "99"}, {"place": ["没有这个地区"]}),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_stays_typed(officer, wrong, errors):
    answer = counted(officer, **wrong)
    assert (answer.context["due"], answer.context["form"].errors) == (None, errors)
    assert {name: answer.context["form"][name].value() for name in TERM} == {**TERM, **wrong}


@pytest.mark.parametrize(
    ("way", "start", "bound", "line"),
    [
        ("on", "2026-12-30", date(2027, 1, 4), "共 5 个工作日，不早于2027年1月4日"),
        ("back", "2004-01-05", date(2003, 12, 28), "倒算 5 个工作日，不晚于2003年12月28日"),
    ],
)
def test_beyond_the_published_years_there_is_only_a_bound(officer, way, start, bound, line):
    due = counted(officer, way=way, start=start, amount="5").context["due"]
    assert (due.open, due.not_before, due.lines[-1]) == (True, bound, line)


# ── the grid ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("year", "days", "leading"),
    [
        (2024, 366, 0),  # a leap year that begins on a Monday
        (2023, 365, 6),  # begins on a Sunday
        (2012, 366, 6),  # both
        (2000, 366, 5),  # a century that is a leap year
        (2100, 365, 4),  # and one that is none
    ],
)
def test_a_years_grid_has_all_its_days_where_they_belong(year, days, leading):
    months = grid.months(year, {}, date(year, 2, 28))
    cells = [cell for month in months for week in month for cell in week if cell]
    assert [cell.day for cell in cells] == [date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(days)]
    assert months[0][0] == [None] * leading + cells[: 7 - leading]
    assert [cell.day for week in months[1] for cell in week if cell][-1] == date(year, 2, monthrange(year, 2)[1])
    assert {cell.style: cell.mark for cell in cells} == {"": "", "weekend": ""}
    assert [cell.day for cell in cells if cell.style] == [cell.day for cell in cells if cell.day.weekday() >= 5]
    assert [cell.day for cell in cells if cell.today] == [date(year, 2, 28)]
    assert {len(week) for month in months for week in month} == {7}


def test_runs_part_at_another_name_kind_or_a_gap():
    off = [
        NewDay(date(2027, 1, day), "off", name) for day, name in ((1, "元旦"), (2, "元旦"), (3, "补休"), (5, "补休"))
    ]
    found = list(grid.runs([NewDay(date(2027, 1, 9), "make-up"), *reversed(off)]))
    assert [(run.days, run.count, run.says) for run in found] == [
        ("1月1日（五）至1月2日（六）", 2, "元旦，放假 2 天"),
        ("1月3日（日）", 1, "补休，放假 1 天"),
        ("1月5日（二）", 1, "补休，放假 1 天"),
        ("1月9日（六）", 1, "调休上班"),
    ]


# ── tiexin calendar show ────────────────────────────────────────────────────────────────────────────────


def shown(capsys, *given, **more):
    call_command("calendar_show", *given, **more)
    return capsys.readouterr().out.splitlines()


def test_the_command_shows_a_year_that_was_just_published(capsys):
    c.units()
    days = [NewDay(date(2027, 1, 1), "off", "元旦"), NewDay(date(2027, 1, 2), "make-up", "元旦")]
    publish_year("", 2027, "国办发明电〔2026〕9号", days, by=None, on=c.TODAY)
    assert shown(capsys, 2027) == [
        "全国 2027年  国办发明电〔2026〕9号",
        "1月1日（五）  元旦，放假 1 天",
        "1月2日（六）  调休上班（元旦）",
    ]


def test_the_command_shows_a_place_with_its_document_before_the_countrys(capsys):
    c.units()
    country = shown(capsys, 2026)
    assert shown(capsys, 2026, jurisdiction="64") == [country[0].replace("全国", "宁夏"), *country[1:]]
    publish_year("64", 2026, "宁政办发〔2026〕3号", [NewDay(date(2026, 3, 20), "off", "开斋节")], by=None, on=c.TODAY)
    lines = shown(capsys, 2026, jurisdiction="64")
    assert lines[0] == "宁夏 2026年  宁政办发〔2026〕3号"
    assert sorted(set(lines[1:]) - set(country)) == ["3月20日（五）  开斋节，放假 1 天"]
    assert len(lines) == len(country) + 1
    assert shown(capsys, 2026) == country


@pytest.mark.parametrize(
    ("year", "place", "said", "code"),
    [
        (2027, "", "2027年的日历还没有公布", 1),
        (2003, "64", "2003年的日历还没有公布", 1),
        (2026, "99", "没有“99”这个地区", 2),
    ],
)
def test_the_command_fails_for_an_unknown_year_or_place(capsys, year, place, said, code):
    with c.nothing_written(), pytest.raises(CommandError) as error:
        call_command("calendar_show", year, jurisdiction=place)
    assert (str(error.value), error.value.returncode, capsys.readouterr().out) == (said, code, "")
    assert queries.year_of("", 2027) is None
