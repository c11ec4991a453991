"""A row of the list of matters in words: what a page writes many times is put together here, not by its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases import reading
from tiexin.cases.clocks import day_of, hour_of, left_words
from tiexin.cases.leads.queries import due_at
from tiexin.cases.models import Case
from tiexin.cases.rules import CHANNELS, STATES
from tiexin.core.days import naive
from tiexin.core.named import address
from tiexin.core.prepared import Prepared, padded
from tiexin.core.templatetags.tiexin import near_date
from tiexin.core.workdays import Calendar
from tiexin.orgs.standing import Standing

SHOWN = ("kind", "channel", "on", "title", "state", "round", "urgent", "wants_woman", "due", "not_before", "closed")
READ = ("sealed", "lead", "name", "behalf", "worker__name", "employer__name", "owner__name")
UNIT = ("org__name", "org__short_name")


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: where it opens, what it is, where it comes from, how far it is, who has it, by when.

    `late` goes before the term, `left` behind it; `stands` is a term that is none: ended, or not known yet.
    """

    url: str
    subject: str
    about: str
    state: str
    again: str
    urgent: bool
    owner: str
    unit: str
    late: bool
    term: str
    left: str
    stands: str


def fill(request: HttpRequest, rows: list[Any]) -> None:
    """Put what a line is made of in the place of each number, with what the person reads of it and whose leader is due:
    read only for a page, so that a list walks its order, and in one statement.
    """
    if not rows:
        return
    whole = {each.pk: each for each in _whole.shared(Standing(request), padded(rows))}
    rows[:] = [whole[number] for number in rows]
    for row in rows:
        row.reads, row.unnamed = bool(row.reads), bool(row.unnamed)  # both may be unknown where nothing is


def _made(person: Any, pks: Any) -> QuerySet[Case]:
    found = Case.objects.filter(pk__in=pks).select_related("org", "owner", "worker", "employer")
    return reading.sighted(person, found.only(*SHOWN, *READ, *UNIT)).annotate(led=due_at())


_whole = Prepared(_made)


def of(rows: Iterable[Case], now: datetime, calendar: Calendar) -> list[Line]:
    """The rows of a page as `fill` leaves them."""
    here = naive(now)
    return [_told(row, here, calendar, late=row.is_late(now)) for row in rows]


def _told(case: Case, now: datetime, calendar: Calendar, *, late: bool) -> Line:
    """Its line, put together once for a day: only what is left of a term of hours is another one each minute."""
    wanted, kept = (now.date(), late), case.__dict__.get("told")
    if kept and kept[0] == wanted:
        return cast(Line, kept[1])
    line = _line(case, now, calendar, late=late)
    if not line.left:
        case.__dict__["told"] = (wanted, line)
    return line


def _line(case: Case, now: datetime, calendar: Calendar, *, late: bool) -> Line:
    what, day, due = case.what, now.date(), naive(case.due) if case.due and not case.closed else None
    hour = hour_of(due)
    subject, number = f"{what}（内容加密）" if case.sealed else case.subject, case.number
    named = subject.startswith(what), subject.endswith(number)  # what has no words of its own is called by these
    about = [word for word, there in zip((what, number), named, strict=True) if not there]
    about += [CHANNELS.get(case.channel, case.channel), near_date(case.on, day)]
    if case.employer and (case.reads or not case.sealed):
        about.append(str(case.employer))
    again = "请女同志接待" * case.wants_woman, f"第{case.round}次办理" * (case.round > 1)
    led = case.led if case.lead_id is None else ""  # type: ignore[attr-defined]  # an annotation
    return Line(
        url=address("case", case.pk),
        subject=subject,
        about=" · ".join(about),
        state=STATES.get(case.state, case.state),
        again=" ".join(filter(None, again)),
        urgent=case.urgent,
        owner=str(case.owner or ""),
        unit=f"{case.org}{f' · 该由{led}的领导包案，还没有定' if led else ''}",
        late=late and due is not None,
        term="" if due is None else f"{near_date(day_of(due), day)}{f' {hour:%H:%M}' if hour else ''}",
        left=left_words(due, now, calendar) if due and hour and not late else "",
        stands=_stands(case, day) if due is None else "",
    )


def _stands(case: Case, day: date) -> str:
    if case.closed:
        return f"{near_date(case.closed, day)}结束"
    return f"不早于{near_date(case.not_before, day)}" if case.not_before else "—"
