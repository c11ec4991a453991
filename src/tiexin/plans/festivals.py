"""Festivals as the State Council gives them days off, from a calendar that ends with the last published year."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import model_validator

from tiexin.calendars import seed
from tiexin.core.workdays import Calendar
from tiexin.plans.fields import Days, Text, key, refuse

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class Festival(Text):
    """A window about a festival: `{name: 春节, before: 10天}`; without numbers the days off themselves."""

    name: str = key("哪个节", *FESTIVALS)
    before: Days = key("放假前几天起", "10天", default=0)
    after: Days = key("到收假后几天", "5天", default=0)

    @model_validator(mode="after")
    def _known(self) -> Festival:
        if self.name not in FESTIVALS:
            refuse(f"不认识节日“{self.name}”。", FESTIVALS)
        return self


def window(festival: Festival, year: int, calendar: Calendar | None = None) -> tuple[date, date] | None:
    """Return first and last day; None when the year's days off are not published."""
    off = days_off(festival.name, year, calendar)
    if off is None:
        return None
    one, first, last = timedelta(days=1), *off
    start = first - one * festival.before if festival.before or not festival.after else last + one
    end = last + one * festival.after if festival.after or not festival.before else first - one
    return start, end


def days_off(name: str, year: int, calendar: Calendar | None = None) -> tuple[date, date] | None:
    """Return first and last day off of a year's festival; 元旦 may begin in the December before."""
    known = calendar or seed.calendar()
    first, last = date(year - 1, 12, 25), date(year, 12, 25)
    if not {first.year, last.year} <= known.published:
        return None
    found = [d for d, kind in known.kinds.items() if first <= d < last and not kind.works and kind.name == name]
    return (min(found), max(found)) if found else None
