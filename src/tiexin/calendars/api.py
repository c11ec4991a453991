"""The calendar for machines: the days of a year for a place, and when a term ends and why."""

from datetime import date, time
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.calendars import queries
from tiexin.calendars.actions import check_place
from tiexin.calendars.forms import OFFICE, CountForm
from tiexin.calendars.models import DayType
from tiexin.calendars.places import name_of
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Roll, Unit
from tiexin.orgs.asking import today
from tiexin.orgs.operations import Words, marked

HOURLY: tuple[Unit, ...] = ("hour", "work-hour")
router = Router(auth=django_auth, tags=["calendar"])


class DayOut(Schema):
    """A day that is other than its weekday; `kind` is off, make-up or work."""

    day: date
    kind: str
    works: bool
    name: str
    source: str


class YearOut(Schema):
    """A year of a place; without its document, `published` is false and the days are none."""

    year: int
    place: str
    place_name: str
    published: bool
    document: str
    days: list[DayOut]


class YearAsked(Schema):
    """Which year (else this one) of which place by its two digits ("": the country; else where this one lives)."""

    year: int | None = None
    place: Words | None = None


class TermAsked(Schema):
    """A term as on the page: `amount` units from `start` (else today); hours need a `clock`; `back` counts back."""

    start: date | None = None
    amount: int = 1
    unit: Unit = "workday"
    clock: time | None = None
    first: Literal["next", "same"] = "next"
    back: bool = False
    roll: Roll = "along"
    office: Words = OFFICE
    place: Words | None = None


class DueOut(Schema):
    """The last day and, of hours, the moment; while a year is not published neither, but the bound `not_before`."""

    day: date | None
    at: str | None
    open: bool
    not_before: date
    lines: list[str]


@router.get("/calendar", response=YearOut)
@marked("calendar.see")
def get_year(request: HttpRequest, asked: Query[YearAsked]) -> dict[str, Any]:
    """Return the days of a year that are other than their weekday, a place's own before the country's."""
    place = check_place(queries.place() if asked.place is None else asked.place)
    year = today(request).year if asked.year is None else asked.year
    published = year in queries.years()
    document = queries.year_of("", year) if published else None
    rows = queries.days_of(place, year) if published else {}
    said = {"published": published, "document": document.document if document else ""}
    return {"year": year, "place": place, "place_name": name_of(place), **said, "days": _days(rows)}


def _days(rows: dict[date, Any]) -> list[dict[str, Any]]:
    names = ("day", "kind", "name", "source")
    return [
        {name: getattr(row, name) for name in names} | {"works": row.kind != DayType.OFF}
        for row in sorted(rows.values(), key=lambda row: row.day)
    ]


@router.get("/calendar/due", response=DueOut)
@marked("calendar.see")
def get_due(request: HttpRequest, asked: Query[TermAsked]) -> dict[str, Any]:
    """Return when a term ends with its reasons; 422 with the field for one that cannot be counted."""
    given = asked.dict() | {"way": "back" if asked.back else "on", "start": asked.start or today(request)}
    given["place"] = queries.place() if asked.place is None else asked.place
    form = CountForm({name: value for name, value in given.items() if value is not None})
    due = form.due(queries.calendar_of(given["place"])) if form.is_valid() else None
    if due is None:
        field, errors = next(iter(form.errors.items()))
        raise Refused(str(errors[0]), field=field)
    at = due.at.isoformat() if due.at and asked.unit in HOURLY else None
    return {"day": due.day, "at": at, "open": due.open, "not_before": due.not_before, "lines": list(due.lines)}
