"""The stretches of time in which a duty is counted, as days of the plan's year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from tiexin.duties.definition import Definition

Period = tuple[date, date]
Term = tuple[date, date, str]
_MONTHS = {"half-year": 6, "quarter": 3, "month": 1}


def terms(definition: Definition, period: Period | None) -> list[Term]:
    """Return first day, last day and label of each term; nothing while the plan's year is unknown.

    `campaign` is the period itself. `year` is each whole calendar year that the period touches: “每年” in a
    plan of 2012 means 2012, not only its campaign. Shorter terms are calendar half-years, quarters or months
    clipped to the period; a stub of less than half a term at either end is joined to its neighbour, so that
    nobody owes a month's work for a single day.
    """
    if period is None:
        return []
    start, end = period
    if definition.per == "campaign":
        return [(start, end, "活动期")]
    if definition.per == "year":
        return [(date(y, 1, 1), date(y, 12, 31), f"{y}年") for y in range(start.year, end.year + 1)]
    return _clipped(list(_calendar(period, _MONTHS[definition.per])), period)


def _calendar(period: Period, months: int) -> Iterator[Term]:
    """Whole calendar terms of `months` months that overlap the period."""
    year, first = period[0].year, (period[0].month - 1) // months * months + 1
    while date(year, first, 1) <= period[1]:
        last = first + months - 1
        yield date(year, first, 1), date(year, last, monthrange(year, last)[1]), _label(year, first, months)
        year, first = (year, first + months) if first + months <= 12 else (year + 1, 1)


def _label(year: int, first: int, months: int) -> str:
    if months == 6:
        return f"{year}年{'上' if first == 1 else '下'}半年"
    return f"{year}年第{(first + 2) // 3}季度" if months == 3 else f"{year}年{first}月"


def _clipped(whole: list[Term], period: Period) -> list[Term]:
    cut = [(max(a, period[0]), min(b, period[1]), label) for a, b, label in whole]
    if len(cut) > 1 and _stub(cut[0], whole[0]):
        cut[:2] = [(cut[0][0], cut[1][1], cut[1][2])]
        whole = whole[1:]
    if len(cut) > 1 and _stub(cut[-1], whole[-1]):
        cut[-2:] = [(cut[-2][0], cut[-1][1], cut[-2][2])]
    return cut


def _stub(cut: Term, whole: Term) -> bool:
    return ((cut[1] - cut[0]).days + 1) * 2 < (whole[1] - whole[0]).days + 1
