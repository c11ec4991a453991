"""The calendar of a place as the engine of terms takes it, and what pages show of it."""

from __future__ import annotations

from datetime import date

from tiexin.calendars.models import COUNTRY, CalendarYear, DayKind, DayType
from tiexin.calendars.places import PLACES
from tiexin.core.briefly import Briefly
from tiexin.core.workdays import Calendar, Kind
from tiexin.orgs.queries import home

KEPT = 5  # seconds


def place() -> str:
    """The jurisdiction this installation lives in: the province of the unit that keeps it, else the whole country."""
    unit = home()
    code = unit.region[:2] if unit else ""
    return code if code in PLACES else COUNTRY


def years(jurisdiction: str = COUNTRY) -> set[int]:
    """The published years of a jurisdiction."""
    return set(CalendarYear.objects.filter(jurisdiction=jurisdiction).values_list("year", flat=True))


def calendar_of(jurisdiction: str = COUNTRY) -> Calendar:
    """The published years with every day that is other than its weekday; a place's rows go before the country's."""
    rows = DayKind.objects.filter(jurisdiction__in={COUNTRY, jurisdiction}).order_by("jurisdiction")  # "" comes first
    kinds = {day: kind_of(kind, name) for day, kind, name in rows.values_list("day", "kind", "name")}
    return Calendar(kinds, frozenset(years()))


def kind_of(kind: str, name: str) -> Kind:
    """A row as the engine takes it; of a make-up day the words say that it is one."""
    if kind == DayType.OFF:
        return Kind(False, name)
    return Kind(True, f"{name}{DayType(kind).label}")


def here() -> Calendar:
    """The calendar that this installation goes by."""
    return calendar_of(place())


def _read() -> tuple[str, Calendar]:
    where = place()
    return where, calendar_of(where)


_known = Briefly(_read, KEPT)


def kept() -> tuple[str, Calendar]:
    """The place and its calendar as this process knew them at most a few seconds ago, for forms that many people send.

    What was counted with a calendar that changed in those seconds is counted anew with everything else.
    """
    return _known()


def forget() -> None:
    """Let this process read the calendar anew."""
    _known.forget()


def missing(today: date) -> int | None:
    """The next year, if December has come and nobody has published it."""
    coming = today.year + 1
    return coming if today.month == 12 and coming not in years() else None


def year_of(jurisdiction: str, year: int) -> CalendarYear | None:
    """The publication of a year, if there is one."""
    return CalendarYear.objects.filter(jurisdiction=jurisdiction, year=year).first()


def days_of(jurisdiction: str, year: int) -> dict[date, DayKind]:
    """The days of a year that are other than their weekday, the place's before the country's."""
    found = DayKind.objects.filter(jurisdiction__in={COUNTRY, jurisdiction}, day__year=year)
    return {row.day: row for row in found.order_by("jurisdiction", "day")}
