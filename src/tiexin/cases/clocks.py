"""Clocks of a matter: which event starts, meets and ends which, and when each is due. Pure.

One computation for screen, list, export and gauge: `due_of` returns the end and its reasons, and what is stored is
what it returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from tiexin.cases.catalogue import ClockRule, Length, Service
from tiexin.core.workdays import Calendar, Due, Hours, Roll, Stop, Term, Unit, capped, deadline

SECOND = "第二次"  # as the catalogue calls the clock of a further handling
FIGURES = "零一二三四五六七八九"


@dataclass(frozen=True)
class Reaction:
    """What an event does to clocks: rules to start, names of those met and of those ended unmet."""

    starts: tuple[ClockRule, ...]
    met: frozenset[str]
    ended: frozenset[str]


LONGER = "改成期限更长的一类，等于延长期限，由领导定；这件由领导自己承办的，由别的领导定"
DAYS = {"hour": 1 / 24, "work-hour": 1 / 8, "day": 1.0, "workday": 1.4, "month": 30.0, "year": 365.0}


def lengthened(service: Service, was: str, cls: str) -> list[ClockRule]:
    """The clocks that another class of a matter makes longer."""
    return [rule for rule in service.clocks if _takes(rule.length_for(cls)) > _takes(rule.length_for(was))]


def _takes(length: Length) -> float:
    """How long a length is, roughly, so that two in different units can be compared."""
    return length.amount * DAYS[length.unit] - (length.first == "same")


def term_of(service: Service, running: Iterable[str] = ()) -> ClockRule | None:
    """The term within which the union answers: the one that runs, or the first that the service names."""
    found = [rule for rule in service.clocks if rule.holder == "unit" and "replied" in rule.met_by]
    there = set(running)
    return next((rule for rule in found if rule.name in there), next(iter(found), None))


def react(service: Service, event: str) -> Reaction:
    """What an event starts, meets and ends, by the service's own rules."""
    return Reaction(
        starts=tuple(rule for rule in service.clocks if event in rule.starts),
        met=frozenset(rule.name for rule in service.clocks if event in rule.met_by),
        ended=frozenset(rule.name for rule in service.clocks if event in rule.ends),
    )


@dataclass(frozen=True)
class Run:
    """How a clock has run so far: from when, how long, what was added, when it stood still."""

    began: datetime
    length: Length
    extra: Length | None = None
    stops: tuple[Stop, ...] = ()
    most: int | None = None  # days that stops may add together


def due_of(run: Run, calendar: Calendar) -> Due:
    """When a clock ends, and why, one reason a line.

    Term and extension are one stretch of time: a day off at the end of the term alone moves nothing, as it is not the
    last day any more, and what stops may add together is counted over both.
    """
    stops = run.stops if "hour" in run.length.unit else whole(run.stops)
    hours = capped(Hours(stops=stops, most=None if run.most is None else timedelta(days=run.most)))
    if run.extra is None:
        return deadline(run.began, _term(run.length), calendar, hours)
    due = deadline(run.began, _term(run.length, "stay"), calendar, hours)
    if due.at is None:
        return due
    more = deadline(_begin(due.at), _term(run.extra), calendar, Hours(stops=_after(hours.stops, due.at)))
    return Due(more.at, more.not_before, (*due.lines, f"延长{run.extra}：", *more.lines))


def ceiling(since: datetime, most: int) -> datetime:
    """A moment by which a stop that is still open has used up what all stops may add together."""
    return since + timedelta(days=most + 1)


def whole(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """Stops as whole days: the day on which a clock stops still counts, the day on which it goes on does not yet.

    So a clock that stood still from the 10th to the 20th ends ten days later (民法典第201条, 开始的当日不计入).
    """
    days = [(_night(stop.start), _night(stop.end), stop.reason) for stop in stops]
    return tuple(Stop(start, end, reason) for start, end, reason in days if start < end)


def _night(at: datetime) -> datetime:
    """The end of a day."""
    return datetime.combine(at.date() + timedelta(days=1), datetime.min.time())


def _term(length: Length, roll: Roll = "along") -> Term:
    return Term(length.amount, length.unit, first=length.first, roll=roll)


def _begin(at: datetime) -> datetime:
    """The last day of the term itself: the extension's first day is the next one."""
    return at - timedelta(microseconds=1)


def _after(stops: Sequence[Stop], at: datetime) -> tuple[Stop, ...]:
    return tuple(stop for stop in stops if stop.start >= at)


def day_of(at: datetime | None) -> date | None:
    """The last day of a term that ends at a moment: 24:00 belongs to the day before."""
    return None if at is None else (at - timedelta(microseconds=1)).date()


def hour_of(at: datetime | None) -> time | None:
    """The time of day at which a term of hours ends; none for a term that ends with a day."""
    return None if at is None or at.time() == time.min else at.time()


def left_words(due: datetime, now: datetime, calendar: Calendar) -> str:
    """What is left of a term at a moment, in words: hours and minutes of a term of hours, days of any other."""
    if hour_of(due) is not None:
        minutes = -((now - due) // timedelta(minutes=1))  # a minute begun is a minute left
        hours, rest = divmod(minutes, 60)
        return "已超期" if due <= now else "还有" + (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest else "")
    days, worked = left(due, now.date(), calendar)
    return "已超期" if days < 0 else f"还有{days}天，{worked}个工作日" if days else "就是今天"


def left(due: datetime, now: date, calendar: Calendar) -> tuple[int, int]:
    """Calendar days and working days left until a term's last day; negative when it has passed."""
    last = cast(date, day_of(due))
    step = 1 if last >= now else -1
    days = [now + timedelta(days=n * step) for n in range(1, abs((last - now).days) + 1)]
    worked = sum(calendar.works(day) for day in days)
    return (last - now).days, worked * step


def earliest(ends: Iterable[datetime | None]) -> datetime | None:
    """The earliest end that is known."""
    return min((end for end in ends if end is not None), default=None)


def label_in(label: str, round_: int) -> str:
    """How the clock of a further handling is called: the catalogue has the second, each later one says its own."""
    return label.replace(SECOND, f"第{_figure(round_)}次") if round_ > 1 else label


def _figure(number: int) -> str:
    """A whole number below a hundred as it is said."""
    tens, ones = divmod(number, 10)
    return f"{FIGURES[tens] if tens > 1 else ''}{'十' if tens else ''}{FIGURES[ones] if ones else ''}"


def length_of(amount: int, unit: str, first: str) -> Length:
    """A length from the columns that keep it."""
    return Length(amount, cast(Unit, unit), first)  # type: ignore[arg-type]
