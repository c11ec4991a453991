"""Every write of the calendar; the background process renumbers the working days and judges anew what hung on them."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.calendars import queries, rules
from tiexin.calendars.models import COUNTRY, CalendarYear, DayKind
from tiexin.calendars.places import PLACES
from tiexin.calendars.rules import NewDay
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.orgs.queries import home


@transaction.atomic
def publish_year(
    jurisdiction: str, year: int, document: str, days: Sequence[NewDay], *, by: Officer | None, on: date
) -> CalendarYear:
    """Publish a year: every day off and every make-up day, with the document that says so.

    Refused, with nothing written: a year twice, one before the first, one that leaves a gap, a place's year before
    the country's, a day of another year, a holiday without a name, a make-up day on a weekday. A place's publication
    takes the place of days that were changed for it one by one before.
    """
    known = queries.years()
    rules.check_year(year, days, document, known, queries.years(check_place(jurisdiction)) if jurisdiction else known)
    try:
        with transaction.atomic():
            made = CalendarYear.objects.create(
                jurisdiction=jurisdiction, year=year, document=document.strip(), published=on
            )
    except IntegrityError as error:  # a second publication at the same moment: the database decides
        raise Refused(f"{year}年的日历刚被别人公布，请刷新后再看", field="year") from error
    DayKind.objects.filter(jurisdiction=jurisdiction, day__year=year).delete()
    DayKind.objects.bulk_create(
        DayKind(jurisdiction=jurisdiction, day=new.day, kind=new.kind, name=new.name, source=made.document)
        for new in days
    )
    transaction.on_commit(queries.forget)
    journal.write(Act("publish_year", made, by, on, _unit(by)))
    return made


@transaction.atomic
def change_day(jurisdiction: str, new: NewDay, source: str, *, by: Officer | None, on: date) -> DayKind:
    """Say of one day of a published year what it is; a place's day goes before the country's.

    Refused, with nothing written, where the year is not published, nothing is named as the source, or the day
    cannot be what is said.
    """
    if new.day.year not in queries.years():
        raise Refused(f"{new.day.year}年的日历还没有公布", field="day")
    if not source.strip():
        raise Refused("请写明依据", field="source")
    rules.check_day(new, new.day.year)
    values = {"kind": new.kind, "name": new.name.strip(), "source": source.strip()}
    check_place(jurisdiction)
    before = DayKind.objects.select_for_update().filter(jurisdiction=jurisdiction, day=new.day).first()
    if before and (before.kind, before.name) == (values["kind"], values["name"]):
        raise Refused("这一天本来就是这样，没有改动", field="kind")
    row, _ = DayKind.objects.update_or_create(jurisdiction=jurisdiction, day=new.day, defaults=values)
    transaction.on_commit(queries.forget)
    journal.write(Act("change_day", row, by, on, _unit(by)))
    return row


def check_place(jurisdiction: str) -> str:
    """Refuse a place that is none."""
    if jurisdiction != COUNTRY and jurisdiction not in PLACES:
        raise Refused(f"没有“{jurisdiction}”这个地区", field="jurisdiction")
    return jurisdiction


def _unit(by: Officer | None) -> int:
    """The unit in whose trail it stands: the person's, or the one that keeps the installation."""
    if by:
        return by.org_id
    top = home()
    if top is None:
        raise Refused("还没有任何单位，先成立最高一级的工会")
    return top.pk
