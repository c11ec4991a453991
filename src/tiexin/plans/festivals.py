"""Festivals as the State Council gives them days off, from a calendar that ends with the last published year."""

from __future__ import annotations

from datetime import date, timedelta

from chinese_calendar import get_holiday_detail
from pydantic import model_validator

from tiexin.plans.fields import Days, Text, key, refuse

FESTIVALS = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}


class Festival(Text):
    """A window about a festival: `{name: 春节, before: 10天}`; without numbers the days off themselves."""

    name: str = key("哪个节", *FESTIVALS)
    before: Days = key("放假前几天起", "10天", default=0)
    after: Days = key("到收假后几天", "5天", default=0)

    @model_validator(mode="after")
    def _known(self) -> Festival:
        if self.name not in FESTIVALS:
            refuse(f"不认识节日“{self.name}”。", tuple(FESTIVALS))
        return self


def window(festival: Festival, year: int) -> tuple[date, date] | None:
    """Return first and last day; None when the year's days off are not published."""
    off = days_off(festival.name, year)
    if off is None:
        return None
    one, first, last = timedelta(days=1), *off
    start = first - one * festival.before if festival.before or not festival.after else last + one
    end = last + one * festival.after if festival.after or not festival.before else first - one
    return start, end


def days_off(name: str, year: int) -> tuple[date, date] | None:
    """Return first and last day off of a year's festival; 元旦 may begin in the December before."""
    day, found = date(year - 1, 12, 25), []
    while day < date(year, 12, 25):
        try:
            off, called = get_holiday_detail(day)
        except NotImplementedError:
            return None
        if off and called == FESTIVALS[name]:
            found.append(day)
        day += timedelta(days=1)
    return (found[0], found[-1]) if found else None
