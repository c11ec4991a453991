"""A year as months and as runs."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tiexin.calendars import grid, queries
from tiexin.calendars.actions import change_day
from tiexin.calendars.rules import NewDay, read
from tiexin.orgs.tests import cast as c

SAID, _ = read("10-01..10-07 国庆节\n09-20、10-10 上班\n10-09 照常上班", 2026)
TODAY = date(2026, 10, 2)


def test_twelve_months_hold_every_day_once_under_its_weekday():
    months = grid.months(2026, {day.day: day for day in SAID}, TODAY)
    cells = [cell for month in months for week in month for cell in week if cell]
    assert [cell.day for cell in cells] == [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    assert all(cell.day.weekday() == place for m in months for w in m for place, cell in enumerate(w) if cell)
    assert {len(week) for month in months for week in month} == {7}
    assert [cell.day for cell in cells if cell.today] == [TODAY]
    marked = {cell.day: (cell.mark, cell.style, cell.name) for cell in cells if cell.style not in ("", "weekend")}
    assert marked == {
        **{date(2026, 10, n): ("休", "off", "国庆节") for n in range(1, 8)},
        date(2026, 9, 20): ("班", "make", "调休上班"),
        date(2026, 10, 10): ("班", "make", "调休上班"),
        date(2026, 10, 9): ("", "make", "照常上班"),
    }


def test_days_in_a_row_are_one_run():
    assert [(run.days, run.says) for run in grid.runs(SAID)] == [
        ("9月20日（日）", "调休上班"),
        ("10月1日（四）至10月7日（三）", "国庆节，放假 7 天"),
        ("10月9日（五）", "照常上班"),
        ("10月10日（六）", "调休上班"),
    ]
    assert list(grid.runs([])) == []


@pytest.mark.django_db
def test_the_command_prints_the_year(capsys):
    call_command("calendar_show", 2026)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "全国 2026年  国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert lines[1:4] == [
        "1月1日（四）至1月3日（六）  元旦，放假 3 天",
        "1月4日（日）  调休上班（元旦）",
        "2月14日（六）  调休上班（春节）",
    ]
    assert len(lines) == 1 + 7 + 6


@pytest.mark.django_db
def test_the_command_prints_a_places_days(capsys):
    c.units()
    change_day("64", NewDay(date(2026, 3, 20), "off", "开斋节"), "通知", by=None, on=c.TODAY)
    call_command("calendar_show", 2026, jurisdiction="64")
    said = capsys.readouterr().out
    assert said.startswith("宁夏 2026年")
    assert "3月20日（五）  开斋节，放假 1 天" in said


@pytest.mark.django_db
def test_the_command_says_that_a_year_is_not_published():
    with pytest.raises(CommandError, match="2027年的日历还没有公布"):
        call_command("calendar_show", 2027)
    assert queries.year_of("", 2027) is None
