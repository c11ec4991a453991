"""The stretches of time in which a duty is counted, as days of the plan's year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tiexin.duties.definition import Definition

Period = tuple[date, date]
Term = tuple[date, date, str]
BEGINNING = date(1900, 1, 1)  # “终身” looks at everything that was ever recorded
_MONTHS = {"half-year": 6, "quarter": 3, "month": 1}
_DAYS = {"week": 7, "day": 1}
_DAY = timedelta(days=1)


def terms(definition: Definition, period: Period | None) -> list[Term]:
    """Return first day, last day and label of each term; nothing while the plan's year is unknown.

    `campaign` is the period itself. `year` is each whole calendar year that the period touches: “每年” in a
    plan of 2012 means 2012, not only its campaign; cycles are whole calendar years too, counted from the
    plan's first year; a rolling term ends with each year and looks back. Shorter terms are calendar stretches
    clipped to the period; a stub of less than half a term at either end is joined to its neighbour, so that
    nobody owes a month's work for a single day. Stays and own years differ by subject and are not made here.
    """
    if period is None or definition.per in ("stay", "event-year"):
        return []
    if definition.per in _WHOLE:
        return list(_WHOLE[definition.per](period, definition.length))
    if definition.per in _MONTHS:
        return _clipped(list(_calendar(period, _MONTHS[definition.per])), period)
    if definition.per == "half-month":
        return _clipped(list(_halves(period)), period)
    days = _DAYS.get(definition.per, definition.length)
    return _clipped(list(_stretches(period, days, weeks=definition.per == "week")), period)


def before(start: date, end: date, per: str, length: int = 1) -> Period:
    """Return the stretch that `start`–`end` is compared with by “比上一期多”.

    A calendar term is compared with the same part of the term before it, a year with the year before, a
    rolling term with the one that ended a year earlier, everything ever with all but the last year. A
    campaign, a stay and a stretch of days are compared with as many days just before them.
    """
    if per == "lifetime":
        return BEGINNING, _moved(end, 12)
    months = {"year": 12, "event-year": 12, "rolling": 12, "cycle": 12 * length, **_MONTHS}.get(per, 0)
    if per == "rolling":
        return _moved(start, months), _moved(end, months)
    if months:
        return _moved(start, months), min(_moved(end, months), start - _DAY)
    if per == "half-month":
        return start - _DAY - timedelta(days=min((end - start).days, (start - _DAY).day - 1)), start - _DAY
    return start - (end - start) - _DAY, start - _DAY


def _moved(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a month stays the last day of its month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    last = monthrange(year, month)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if ends else min(day.day, last))


def _campaign(period: Period, _: int) -> Iterator[Term]:
    yield *period, "活动期"


def _years(period: Period, _: int) -> Iterator[Term]:
    for year in range(period[0].year, period[1].year + 1):
        yield date(year, 1, 1), date(year, 12, 31), f"{year}年"


def _cycles(period: Period, length: int) -> Iterator[Term]:
    for year in range(period[0].year, period[1].year + 1, length):
        last = year + length - 1
        yield date(year, 1, 1), date(last, 12, 31), f"{year}–{last}年" if length > 1 else f"{year}年"


def _rolling(period: Period, length: int) -> Iterator[Term]:
    for year in range(period[0].year, period[1].year + 1):
        yield date(year - length + 1, 1, 1), date(year, 12, 31), f"近{length}年（至{year}年）"


def _lifetime(period: Period, _: int) -> Iterator[Term]:
    yield BEGINNING, period[1], "终身"


_WHOLE: dict[str, Callable[[Period, int], Iterator[Term]]] = {
    "campaign": _campaign,
    "year": _years,
    "cycle": _cycles,
    "rolling": _rolling,
    "lifetime": _lifetime,
}


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


def _halves(period: Period) -> Iterator[Term]:
    """First and second halves of the months that overlap the period; the first half has 15 days."""
    for start, end, label in _calendar(period, 1):
        for first, last, word in ((start, start.replace(day=15), "上"), (start.replace(day=16), end, "下")):
            if first <= period[1] and last >= period[0]:
                yield first, last, f"{label}{word}半月"


def _stretches(period: Period, days: int, *, weeks: bool) -> Iterator[Term]:
    """Weeks from Monday that overlap the period, or stretches of days from its first day on."""
    start = period[0] - timedelta(days=period[0].weekday()) if weeks else period[0]
    while start <= period[1]:
        end = start + timedelta(days=days - 1)
        yield start, end, _span_label(start, end, weeks=weeks)
        start = end + _DAY


def _span_label(start: date, end: date, *, weeks: bool) -> str:
    if weeks:
        year, week, _ = start.isocalendar()
        return f"{year}年第{week}周"
    first = f"{start.year}年{start.month}月{start.day}日"
    return first if start == end else f"{first}起{(end - start).days + 1}天"


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
