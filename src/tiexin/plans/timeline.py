"""A plan in time: everything with a day, in order, seen from today. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, Sum

from tiexin.duties import present
from tiexin.duties.models import Clause, Duty, PlanVersion, Standing
from tiexin.duties.rules import LABELS, softened
from tiexin.orgs.models import Level, Org
from tiexin.plans.periods import PERIODS
from tiexin.plans.readings import Readings, reading

Span = tuple[date, date]
DUTIES = ("tally", "rate", "response", "stock")
KINDS = {"milestone": "节点", "document": "文稿", **dict.fromkeys(DUTIES, "任务")}
STATES = {"now": "进行中", "coming": "将到", "past": "已过", "unknown": "日子未定"}
RESULTS = {name: LABELS[name] for name in ("met", "missed", "short")}
LOOKS = {"now": "on_track", "coming": "coming", "past": "past", "unknown": "unset"}
FEW_DAYS = 10  # a milestone that takes longer is a stretch
HEAD = {"period.from": "活动期首日", "period.to": "活动期末日", "issued": "印发日"}


@dataclass(frozen=True)
class Done:
    """How many owe a duty at and below a unit, in the periods begun so far, and how many of them have met it."""

    met: int
    owed: int
    share: int  # percent that must have met it

    @property
    def enough(self) -> bool:
        """Tell whether so many have met it as the clause asks for."""
        return self.met * 100 >= self.share * self.owed


@dataclass(frozen=True)
class Stone:
    """One item on the line: from its first to its last day; both None while nobody knows."""

    clause: Clause
    first: date | None
    last: date | None
    state: str
    who: str
    per: str = ""  # how often, for what comes again and again
    why: str = ""  # how a day that was counted from another one came about
    done: Done | None = None  # how far a duty has come, where something counts it

    @property
    def kind(self) -> str:
        """Its kind in a word."""
        return KINDS[self.clause.kind]

    @property
    def label(self) -> str:
        """The state in a word: of a duty that is counted what has come of it, of the rest where its days lie."""
        return RESULTS[self.result] if self.result else STATES[self.state]

    @property
    def look(self) -> str:
        """The state whose colour and icon it takes."""
        return self.result or LOOKS[self.state]

    @property
    def result(self) -> str:
        """What has come of a duty that is counted: met, or missed when its days are over; empty before."""
        if not self.done or not self.done.owed:
            return ""
        if self.done.enough:
            return "met"
        return softened("missed", self.clause.strength) if self.state == "past" else ""

    @property
    def point(self) -> bool:
        """Tell whether it is drawn as a point in time: what has one day only, or a milestone of a few days."""
        if self.first is None or self.last is None:
            return self.last is not None
        return (self.last - self.first).days < (FEW_DAYS if self.clause.kind == "milestone" else 1)


@dataclass(frozen=True)
class Bar:
    """Where a stone stands on the months, in percent of their whole length."""

    stone: Stone
    left: float
    width: float

    @property
    def end(self) -> float:
        """Where its last day ends: a point in time stands there."""
        return self.left + self.width


@dataclass(frozen=True)
class Month:
    """A column of the months: its label and its share of the whole length, in percent."""

    label: str
    left: float
    width: float


@dataclass(frozen=True)
class Chart:
    """Months, bars and today's place on one scale."""

    months: Sequence[Month]
    bars: Sequence[Bar]
    today: float | None


@dataclass(frozen=True)
class Calendar:
    """What the days of one version's items mean."""

    version: PlanVersion
    readings: Readings
    stones: Mapping[str, Clause]  # the milestones by their item ids

    def days(self, phrase: str) -> Span | None:
        """First and last day behind a phrase in the plan's year."""
        found = self.readings.window(phrase) if phrase else None
        return found.on(self.version.year) if found and self.version.year else None

    def event(self, name: str) -> Span | None:
        """First and last day of a milestone, or of a day of the head."""
        version = self.version
        head = {"period.from": version.start, "period.to": version.end, "issued": version.issued}
        if name in head:
            day = head[name]
            return (day, day) if day else None
        return self.window(self.stones[name].data) if name in self.stones else None

    def name(self, event: str) -> str:
        """What an event is called."""
        return self.stones[event].title if event in self.stones else HEAD.get(event, event)

    def window(self, data: Mapping[str, Any]) -> Span | None:
        """First and last day of an item: as the loader resolved them, else the window that `by` names."""
        resolved = data.get("resolved", {})
        found = [date.fromisoformat(resolved[name]) for name in ("from", "to") if name in resolved]
        return (found[0], found[-1]) if found else self.days(str(data.get("by", "")))


def calendar(version: PlanVersion, clauses: Iterable[Clause]) -> Calendar:
    """Read the stated readings of a version once."""
    stated = {phrase: reading(text) for phrase, text in version.head.get("readings", {}).items()}
    known = Readings({phrase: value for phrase, value in stated.items() if value})
    return Calendar(version, known, {each.item: each for each in clauses if each.kind == "milestone"})


def stones(version: PlanVersion, today: date, node: Org | None = None) -> list[Stone]:
    """Every milestone, paper and duty of a version, by day; what has no day comes last.

    With a unit, counted duties say how far those at and below it have come.
    """
    found = Clause.objects.filter(version=version, kind__in=KINDS).select_related("duty")
    days = found.annotate(first=Min("duty__terms__start"), last=Max("duty__terms__due"))
    clauses = list(days.order_by("order"))
    known = calendar(version, clauses)
    come = sums(version, node, today) if node else {}
    placed = [_stone(clause, known, today, come) for clause in clauses]
    return sorted(placed, key=lambda stone: (stone.last is None, stone.last or today, stone.first or today))


def _stone(clause: Any, known: Calendar, today: date, come: Mapping[int, tuple[int, int]]) -> Stone:
    span = (clause.first, clause.last) if clause.first and clause.last else known.window(clause.data)
    first, last = span or (None, None)
    duty = getattr(clause, "duty", None)
    per = _per(duty.definition["per"] if duty else "year" if clause.data.get("yearly") else "campaign")
    done = _done(duty, come) if duty else None
    return Stone(clause, first, last, state_of(span, today), who(clause.data), per, why(clause.data, known), done)


def sums(version: PlanVersion, node: Org, today: date) -> dict[int, tuple[int, int]]:
    """Duty → how many at and below a unit have met it and how many owe it, over its periods begun by today."""
    rows = Standing.objects.filter(node=node, term__duty__clause__version=version, term__start__lte=today)
    return {duty: (met, owed) for duty, met, owed in rows.values_list("term__duty").annotate(Sum("met"), Sum("owed"))}


def _done(duty: Duty, come: Mapping[int, tuple[int, int]]) -> Done | None:
    if duty.pk not in come or not present.recorded(duty):
        return None
    return Done(*come[duty.pk], duty.definition.get("share", 100))


def why(data: Mapping[str, Any], known: Calendar) -> str:
    """Say how the days of an item were counted from others, and what else is fixed about them."""
    said = [_anchored(data.get("after"), "之后", known), _festive(data.get("festival"))]
    said.append(f"开始后{data['within']}之内" if data.get("within") else "")
    said.append(_anchored(data.get("before"), "之前", known))
    resolved = data.get("resolved", {})
    said.append(f"当天{resolved['time']}" if "time" in resolved else "")
    said.append(f"数据截到{day(date.fromisoformat(resolved['data']))}" if "data" in resolved else "")
    return "，".join(filter(None, said))


def _anchored(anchor: Any, side: str, known: Calendar) -> str:
    """“座谈会（4月20日）之前10个工作日”; a paper's `before` may be plain words."""
    if not isinstance(anchor, dict):
        return f"在{anchor}{side}" if anchor else ""
    event = str(anchor.get("event", ""))
    found = known.event(event)
    when = f"（{day(found[0] if side == '之前' else found[1])}）" if found else ""
    unit = "个工作日" if anchor.get("working") else "天"
    return f"{known.name(event)}{when}{side}{anchor.get('days', 0)}{unit}"


def _festive(festival: Any) -> str:
    if not festival:
        return ""
    ends = [f"放假前{festival['before']}天"] if festival.get("before") else []
    ends += [f"收假后{festival['after']}天"] if festival.get("after") else []
    return f"{festival['name']}{'、'.join(ends) or '放假期间'}"


def day(value: date) -> str:
    """A day of the plan's year in words."""
    return f"{value.month}月{value.day}日"


def _per(name: str) -> str:
    return "" if name == "campaign" else PERIODS.get(name, "")


def state_of(span: Span | None, today: date) -> str:
    """Say where a stretch lies as seen from today."""
    if span is None:
        return "unknown"
    if span[1] < today:
        return "past"
    return "now" if span[0] <= today else "coming"


def who(data: Mapping[str, Any]) -> str:
    """Whom an item speaks of, in the plan's words."""
    of = data.get("of") or {}
    where = {**of.get("where", {}), **{name: value for name, value in of.items() if isinstance(value, list)}}
    levels = dict(Level.choices)
    level, kind, rank = (
        "、".join(levels.get(word, word) for word in where.get(column, [])) for column in ("level", "kind", "rank")
    )
    said = f"{level}{kind}的{rank}" if kind and rank else f"{level}{kind}{rank}"
    return said or str(data.get("who") or of.get("population", ""))


def apart(found: Iterable[Stone], version: PlanVersion) -> tuple[list[Stone], list[Stone]]:
    """Those with days of their own, and the duties that simply run for the whole period."""
    own, whole = list[Stone](), list[Stone]()
    for stone in found:
        through = stone.clause.kind in DUTIES and (stone.first, stone.last) == (version.start, version.end)
        (whole if through and not stone.per else own).append(stone)
    return own, whole


def chart(found: Sequence[Stone], today: date) -> Chart | None:
    """Lay the stones out over the months that they touch; None when none has a day."""
    dated = [(stone, stone.first or stone.last, stone.last) for stone in found if stone.last]
    if not dated:
        return None
    start = min(first for _, first, _ in dated if first).replace(day=1)
    months = list(_months(start, max(last for _, _, last in dated if last)))
    whole = (months[-1][1] - start).days
    bars = [_bar(stone, (first or start, last or start), start, whole) for stone, first, last in dated]
    columns = [Month(_label(a, start), (a - start).days * 100 / whole, (b - a).days * 100 / whole) for a, b in months]
    here = ((today - start).days + 0.5) * 100 / whole
    return Chart(columns, bars, here if 0 <= here <= 100 else None)


def _label(month: date, start: date) -> str:
    """A month's name; where a year begins on the way, with the year."""
    return f"{month.year}年" if month.month == 1 and month != start else f"{month.month}月"


def _bar(stone: Stone, span: Span, start: date, whole: int) -> Bar:
    return Bar(stone, (span[0] - start).days * 100 / whole, ((span[1] - span[0]).days + 1) * 100 / whole)


def _months(start: date, last: date) -> Iterable[Span]:
    """First day and the first day after, of each month up to the one that holds `last`."""
    while start <= last:
        after = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield start, after
        start = after
