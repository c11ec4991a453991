"""When a term ends, and why: hours, days, working days, months and years, forwards and backwards. Pure.

A day is a list of spans: its working hours less the stops. Hours eat spans; days eat days that have a span left;
months and years jump to the same date, or to the month's last day (民法典 第200–204条). Every number that depends
on the law or on a place, such as a term's length, is the caller's.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Unit = Literal["hour", "work-hour", "day", "workday", "month", "year"]
First = Literal["next", "same", "moment"]
Roll = Literal["along", "on", "back", "stay"]
Span = tuple[datetime, datetime]
Shift = tuple[time, time]

ONE = timedelta(days=1)
WHOLE: tuple[Shift, ...] = ((time.min, time.min),)  # an end of 0:00 is the day's end
LONGEST = 40_000  # days one looks ahead: more than a century
MOST = 9_999  # units of a term
ENDS = 1_000  # of terms, kept by a calendar
WORDS: dict[Unit, str] = {
    "hour": "小时",
    "work-hour": "个工作小时",
    "day": "天",
    "workday": "个工作日",
    "month": "个月",
    "year": "年",
}


@dataclass(frozen=True)
class Kind:
    """What a calendar says of one day: worked or not, and why."""

    works: bool
    name: str


@dataclass(frozen=True)
class Calendar:
    """The published years of a place, and the days that are other than their weekday says."""

    kinds: Mapping[date, Kind]
    published: frozenset[int]
    ends: dict[tuple[date, Term], Due] = field(default_factory=dict, init=False, compare=False, repr=False)  # kept

    def knows(self, day: date) -> bool:
        """Tell whether the day's year is published."""
        return day.year in self.published

    def works(self, day: date) -> bool:
        """Tell whether the day is worked; in an unpublished year any day might be, a make-up Sunday too."""
        kind = self.kinds.get(day)
        if not self.knows(day):
            return True
        return kind.works if kind else day.weekday() < 5

    def name(self, day: date) -> str:
        """Say why a day is other than its weekday, or that it is a weekend."""
        kind = self.kinds.get(day)
        return kind.name if kind else "周末" if day.weekday() >= 5 else ""


@dataclass(frozen=True)
class Term:
    """How long, in what, counted from when, and what happens on a last day off.

    `first`: the next day (the law's default), the same day, or the moment itself for hours. `roll` moves a last day
    off `along` the way of counting (the law's default), always `on`, always `back`, or lets it `stay`; hours do not
    roll. `backward` counts back from the start.
    """

    amount: int
    unit: Unit
    first: First = "next"
    roll: Roll = "along"
    backward: bool = False


@dataclass(frozen=True)
class Stop:
    """A stretch in which a clock stands still: half open, with the reason."""

    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class Hours:
    """When a day is worked, and the longest that stops may add together (None: no limit)."""

    shifts: tuple[Shift, ...] = WHOLE
    stops: tuple[Stop, ...] = ()
    most: timedelta | None = None


@dataclass(frozen=True)
class Due:
    """When a term ends, or — while a year's calendar is missing — the day before which it does not.

    Counted backwards `not_before` is the day after which it does not end: the latest that can be right.
    `lines` are the reasons, one a line, as they are printed.
    """

    at: datetime | None
    not_before: date
    lines: tuple[str, ...] = field(default=())

    @property
    def day(self) -> date | None:
        """The last day; a term that ends at 24:00 ends on the day before."""
        return _last(self.at) if self.at else None

    @property
    def open(self) -> bool:
        """Tell whether nobody can know the date yet."""
        return self.at is None


def deadline(start: datetime, term: Term, calendar: Calendar, hours: Hours | None = None) -> Due:
    """Return the end of a term that begins at `start`.

    Raises ValueError for an amount that is not positive or beyond reason, for hours counted by the day, and for a
    stop that ends before it begins.
    """
    if not 1 <= term.amount <= MOST:
        raise ValueError(f"a term is 1 to {MOST} units long")
    if (term.first == "moment") != (term.unit in ("hour", "work-hour")):
        raise ValueError("hours run from the moment, everything else from a day")
    hours = hours or Hours()
    if any(stop.end <= stop.start for stop in hours.stops):
        raise ValueError("a stop ends after it begins")
    hours = capped(hours)
    if hours != Hours() or "hour" in term.unit:
        return _counted(_Clock(calendar, hours, term, start))
    begun = start.date(), term  # whole days without a stop: all of one day end alike
    due = calendar.ends.get(begun)
    if due is None:
        if len(calendar.ends) >= ENDS:
            calendar.ends.clear()
        due = calendar.ends[begun] = _counted(_Clock(calendar, hours, term, start))
    return due


def _counted(clock: _Clock) -> Due:
    count = {"month": _months, "year": _months, "hour": _hours, "work-hour": _hours}.get(clock.term.unit, _days)
    return count(clock)


def capped(hours: Hours) -> Hours:
    """Shorten stops, the last first, to the longest that they may add together; what overlaps counts once."""
    if hours.most is None:
        return hours
    left, upto, kept = hours.most, None, list[Stop]()
    for stop in sorted(hours.stops, key=lambda each: each.start):
        begun = max(stop.start, upto or stop.start)
        end = min(stop.end, begun + left)
        if end > begun:
            cut = f"（合计以{hours.most / ONE:g}天为限）" if end < stop.end else ""
            kept.append(Stop(begun, end, stop.reason + cut))
            left, upto = left - (end - begun), end
    return Hours(hours.shifts, tuple(kept), None)


@dataclass
class _Clock:
    """One counting: what it goes by, and what it notes on the way."""

    calendar: Calendar
    hours: Hours
    term: Term
    start: datetime
    lines: list[str] = field(default_factory=list)
    off: list[date] = field(default_factory=list)  # the run of days off that is being passed
    unknown: bool = False

    @property
    def step(self) -> timedelta:
        """One day on, or back."""
        return -ONE if self.term.backward else ONE

    def days(self, first: date) -> Iterator[date]:
        """Day after day from the first."""
        return (first + n * self.step for n in range(LONGEST))

    def spans(self, day: date, shifts: Sequence[Shift]) -> list[Span]:
        """What is left of a day's hours after the stops."""
        spans = [(datetime.combine(day, a), _end(day, b)) for a, b in shifts]
        for stop in self.hours.stops:
            spans = [part for span in spans for part in _less(span, (stop.start, stop.end))]
        return spans

    def close(self, day: date) -> datetime:
        """The moment at which a last day ends: its last hour, or midnight."""
        return _end(day, self.hours.shifts[-1][1])

    def knows(self, day: date) -> bool:
        """Tell whether the day's year is published; say once from which year on it is not."""
        if not self.calendar.knows(day) and not self.unknown:
            self.unknown = True
            self.tell_off()
            self.lines.append(f"{day.year}年的节假日安排还没有公布，暂不能定日子")
        return not self.unknown

    def works(self, day: date) -> bool:
        """Tell whether a day is worked, and note what is out of the ordinary about it."""
        works = self.calendar.works(day)
        if self.knows(day) and not works:
            self.pass_off(day)
        elif works:
            self.tell_off()
            if day.weekday() >= 5 and not self.unknown:
                self.lines.append(f"{zh(day)}{self.calendar.name(day)}，算工作日")
        return works

    def pass_off(self, day: date) -> None:
        """Note a day off; a run of them with the same name is one line."""
        if self.off and self.calendar.name(self.off[0]) != self.calendar.name(day):
            self.tell_off()
        self.off.append(day)

    def tell_off(self) -> None:
        """Write down the run of days off that has ended."""
        if self.off:
            first, last = min(self.off), max(self.off)
            said = zh(first) if first == last else f"{zh(first)}至{zh(last)}"
            self.lines.append(f"{said}{self.calendar.name(first)}，不算 {len(self.off)} 天")
            self.off.clear()

    def rolled(self, day: date) -> date:
        """The day, or the working day to which a last day off moves; without a calendar the nearest it could be."""
        if self.term.roll == "stay":
            return day
        back = self.term.backward if self.term.roll == "along" else self.term.roll == "back"
        step = -ONE if back else ONE
        days = (day + n * step for n in range(LONGEST))
        last = next(each for each in days if not self.knows(each) or self.calendar.works(each))
        if last != day and not self.unknown:
            verb = "提前到" if back else "顺延到"
            self.lines.append(f"{zh(day)}是{self.calendar.name(day)}，{verb}{zh(last)}")
        return last

    def done(self, at: datetime) -> Due:
        """Close the reasons with the stops and the total."""
        self.tell_off()
        day = _last(at)
        first, last = min(self.start, at), max(self.start, at)
        for stop in self.hours.stops:
            if stop.start < last and stop.end > first:
                self.lines.append(f"{zh(stop.start.date())}至{zh(_last(stop.end))}{stop.reason}，停止计算")
        total = f"{'倒算' if self.term.backward else '共'} {self.term.amount} {WORDS[self.term.unit]}"
        if self.unknown:
            bound = "不晚于" if self.term.backward else "不早于"
            return Due(None, day, (*self.lines, f"{total}，{bound}{zh(day)}"))
        return Due(at, day, (*self.lines, f"{total}，到{zh(day)}{_hour(at)}"))


def _begin(clock: _Clock) -> date:
    """The first day that is counted."""
    same = clock.term.first == "same"
    day = clock.start.date() if same else clock.start.date() + clock.step
    which = "当日" if same else "前一日" if clock.term.backward else "次日"
    clock.lines.append(f"从{which}{zh(day)}起算")
    return day


def _days(clock: _Clock) -> Due:
    """Days eat days that have an hour left; working days only those that are worked."""
    working = clock.term.unit == "workday"
    shifts = clock.hours.shifts if working else WHOLE
    left, last = clock.term.amount, clock.start.date()
    for day in clock.days(_begin(clock)):
        if (clock.works(day) if working else True) and _left(clock, day, shifts):
            left, last = left - 1, day
        if not left:
            return clock.done(clock.close(last if working else clock.rolled(last)))
    raise ValueError("the term never ends")


def _left(clock: _Clock, day: date, shifts: Sequence[Shift]) -> bool:
    """Tell whether anything is left of a day; counting forwards, of the start's own day only what comes after it."""
    spans = clock.spans(day, shifts)
    own = day == clock.start.date() and not clock.term.backward
    if own and spans and not _open(clock, spans):
        clock.lines.append(f"{zh(day)}已过办公时间，不算")
    return bool(_open(clock, spans) if own else spans)


def _months(clock: _Clock) -> Due:
    """Months and years jump to the same date, or to the month's last day; stops put it off day by day."""
    begun, sign = _begin(clock), -1 if clock.term.backward else 1
    months = sign * clock.term.amount * (12 if clock.term.unit == "year" else 1)
    wanted = clock.start.date()
    last = _months_on(wanted, months)
    short = last.day != wanted.day
    if short:
        clock.lines.append(f"{last.year}年{last.month}月没有{wanted.day}日，到月末日为止")
    if clock.term.first == "same" and (clock.term.backward or not short):
        last -= clock.step
    between = (begun + n * clock.step for n in range(abs((last - begun).days) + 1))
    stopped = sum(not clock.spans(day, WHOLE) for day in between)
    for day in clock.days(last + clock.step):
        if not stopped:
            break
        last, stopped = day, stopped - bool(clock.spans(day, WHOLE))
    return clock.done(clock.close(clock.rolled(last)))


def _hours(clock: _Clock) -> Due:
    """Hours eat spans; working hours only those of days that are worked."""
    working = clock.term.unit == "work-hour"
    left = timedelta(hours=clock.term.amount)
    begun = False
    for day in clock.days(clock.start.date()):
        if working and not clock.works(day):
            continue
        for a, b in _open(clock, clock.spans(day, clock.hours.shifts if working else WHOLE)):
            begun = begun or _begin_at(clock, b if clock.term.backward else a)
            if b - a >= left:
                return clock.done(b - left if clock.term.backward else a + left)
            left -= b - a
    raise ValueError("the term never ends")


def _begin_at(clock: _Clock, at: datetime) -> bool:
    """Say from which moment hours run; a start outside the working hours moves to the next of them."""
    halted = any(stop.start <= clock.start < stop.end for stop in clock.hours.stops)
    why = "正在停止计算" if halted else "不在办公时间"
    moved = f"{zh(clock.start.date())}{clock.start:%H:%M}{why}，" if at != clock.start else ""
    clock.lines.insert(0, f"{moved}从{zh(at.date())}{at:%H:%M}起算")
    return True


def _open(clock: _Clock, spans: list[Span]) -> list[Span]:
    """The parts of a day's spans that lie on the right side of the start, in the order in which they are used up."""
    if clock.term.backward:
        return [(a, min(b, clock.start)) for a, b in reversed(spans) if a < clock.start]
    return [(max(a, clock.start), b) for a, b in spans if b > clock.start]


def _months_on(day: date, months: int) -> date:
    """The same date some months on, or that month's last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last(at: datetime) -> date:
    """The day that ends at, or holds, a moment."""
    return (at - timedelta(microseconds=1)).date()


def zh(day: date) -> str:
    """A day in words."""
    return f"{day.year}年{day.month}月{day.day}日"


def _hour(at: datetime) -> str:
    return "" if at.time() == time.min else f"{at:%H:%M}"


def _end(day: date, end: time) -> datetime:
    return datetime.combine(day + ONE if end == time.min else day, end)


def _less(span: Span, stop: Span) -> Iterator[Span]:
    """What is left of a span without a stop."""
    (a, b), (c, d) = span, stop
    if a < min(b, c):
        yield a, min(b, c)
    if max(a, d) < b:
        yield max(a, d), b
