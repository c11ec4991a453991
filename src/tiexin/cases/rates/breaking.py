"""The rates by unit, service and month, and the matters behind each number: one definition for both."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncMonth
from django.http import HttpRequest

from tiexin.cases.calling import CallBack
from tiexin.cases.calling_rules import Rate
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.rules import DONE
from tiexin.core.days import opening
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org

HEARD = Q(answer__in=("satisfied", "dissatisfied"))
MET = Q(met__lte=F("due"))
OF_UNIT = Q(holder="unit")
BINDING = Q(ended=None) | Q(ended__gt=F("due"))  # what lapsed before it fell away counts as lapsed
LAST = ExpressionWrapper(
    F("due") - timedelta(seconds=1), output_field=DateTimeField()
)  # 24:00 belongs to the day before


@dataclass(frozen=True)
class Kind:
    """One rate: its words, whether its rows are clocks, call-backs or matters, what it is over, what is counted."""

    name: str
    of: str
    over: str
    rows: str
    whole: Q
    part: Q


KINDS = {
    "response": Kind("回应率", "期限内联系到的", "联系期限已到的", "clocks", Q(rule="contact"), MET),
    "solved": Kind("解决率", "说解决了的", "回访找到本人的", "calls", Q(reached=True), Q(solved="yes")),
    "satisfied": Kind("满意率", "说满意的", "回答满意或者不满意的", "calls", HEARD, Q(answer="satisfied")),
    "in_time": Kind("按期率", "期限内做到的", "单位的期限已到的", "clocks", OF_UNIT, MET),
    "kept": Kind("按期办结率", "每个期限都做到的", "办结的", "matters", Q(), Q(kept=True)),
}
SETS = {
    **{f"{name}_all": f"{kind.name}：{kind.over}" for name, kind in KINDS.items()},
    **{name: f"{kind.name}：{kind.of}" for name, kind in KINDS.items()},
}
BY = {"unit": "单位", "kind": "事项", "month": "月份"}
ROWS = ("clocks", "calls", "matters")
CASE = {"clocks": "case", "calls": "case", "matters": "pk"}  # where each kind of rows names its matter
DAY: dict[str, Combinable] = {"clocks": LAST, "calls": F("on"), "matters": F("closed")}


@dataclass(frozen=True)
class Cell:
    """One rate of one row, with where the matters behind its two numbers are listed."""

    rate: Rate
    count_link: str
    total_link: str


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


def _rows(of: str, span: tuple[date, date], now: date) -> QuerySet[Any]:
    since, until = span
    if of == "calls":
        return CallBack.objects.filter(ends=True, on__gte=since, on__lte=until)
    if of == "matters":
        return judged(Case.objects.filter(closed__gte=since, closed__lte=until))
    last = opening(min(until, now) + timedelta(days=1))
    return CaseClock.objects.filter(BINDING, due__gt=opening(since), due__lte=last)


def judged(found: QuerySet[Case]) -> QuerySet[Any]:
    """Of some matters those that ended with an answer; `kept`: within every term that had ended by then.

    What is done or fails later, such as calling back, changes nothing any more: a fact of it was recorded on closing.
    """
    over = Q(done=None) | Q(done__gt=F("due"))
    by_then = Q(last__date__lt=OuterRef("closed")) | Q(done__date__lte=OuterRef("closed"))
    clocks = CaseClock.objects.filter(OF_UNIT, case=OuterRef("pk"), due__isnull=False)
    missed = clocks.alias(done=Coalesce("met", "ended"), last=LAST).filter(over, by_then)
    return found.filter(state__in=DONE).annotate(kept=~Exists(missed))


def behind(found: QuerySet[Case], name: str, span: tuple[date, date], now: date) -> QuerySet[Case]:
    """Of some matters those behind one number: of a rate what it is over (`…_all`), or what is counted of it."""
    kind = KINDS[name.removesuffix("_all")]
    rows = _rows(kind.rows, span, now).filter(kind.whole)
    rows = rows if name.endswith("_all") else rows.filter(kind.part)
    return found.filter(pk__in=rows.values(CASE[kind.rows])).exclude(pk__in=Exclusion.objects.granted().values("case"))


class Tally:
    """Every rate of a reach in a span of days, counted once for each unit, service and month together: what is shown of
    one of them, and of all, are sums of these.
    """

    def __init__(self, request: HttpRequest, span: tuple[date, date]) -> None:
        self.span = span
        reach = Case.objects.for_request(request).exclude(pk__in=Exclusion.objects.granted().values("case"))
        self.counted: list[tuple[dict[str, Any], dict[str, int]]] = []
        for of in ROWS:
            self.counted += _counted(_rows(of, span, today(request)), reach, of)

    def rows(self, by: str) -> list[Row]:
        """The rates by unit, service or month, in the order of places, services, days: never by how many."""
        sums: dict[Any, Counter[str]] = {}
        for group, counts in self.counted:
            sums.setdefault(group[by], Counter()).update(counts)
        return [_row(by, group, label, sums[group], self.span) for group, label in _labelled(by, sums)]

    def cells(self) -> list[Cell]:
        """The rates of the whole reach, each number with its list."""
        sums: Counter[str] = Counter()
        for _, counts in self.counted:
            sums.update(counts)
        return list(_row("", "", "", sums, self.span).cells)


def _counts(of: str) -> dict[str, Count]:
    own = {name: kind for name, kind in KINDS.items() if kind.rows == of}
    found = {f"{name}_all": Count("pk", filter=kind.whole) for name, kind in own.items()}
    return found | {f"{name}_part": Count("pk", filter=kind.whole & kind.part) for name, kind in own.items()}


def _counted(rows: QuerySet[Any], reach: QuerySet[Case], of: str) -> Iterable[tuple[dict[str, Any], dict[str, int]]]:
    path = "" if of == "matters" else "case__"
    inside = Exists(reach.filter(pk=OuterRef(CASE[of])))  # asked row by row: a span holds fewer rows than a reach
    groups = {"by_unit": F(f"{path}org"), "by_kind": F(f"{path}kind"), "by_month": TruncMonth(DAY[of])}
    found = rows.filter(inside).annotate(**groups).values(*groups).annotate(**_counts(of)).order_by()
    for row in found:
        group = {name.removeprefix("by_"): row.pop(name) for name in groups}
        if isinstance(group["month"], datetime):
            group["month"] = group["month"].date()
        yield group, row


def _labelled(by: str, sums: Mapping[Any, Any]) -> list[tuple[Any, str]]:
    if by == "unit":
        return [(org.pk, org.name) for org in Org.objects.filter(pk__in=list(sums)).order_by("region", "pk")]
    if by == "kind":
        return [(name, service.label) for name, service in catalogue().items() if name in sums]
    return [(month, f"{month.year}年{month.month}月") for month in sorted(sums)]


def _row(by: str, group: Any, label: str, sums: Mapping[str, int], span: tuple[date, date]) -> Row:
    since, until = span
    if by == "month":
        last = group.replace(day=monthrange(group.year, group.month)[1])
        since, until = max(since, group), min(until, last)
    asked = {
        "state": "all",
        "since": since,
        "until": until,
        **{"unit": {"unit": label}, "kind": {"kind": group}}.get(by, {}),
    }
    cells = []
    for name, kind in KINDS.items():
        count, total = sums.get(f"{name}_part", 0), sums.get(f"{name}_all", 0)
        links = [f"/cases/?{urlencode({**asked, 'rate': part})}" for part in (name, f"{name}_all")]
        cells.append(Cell(Rate(kind.name, kind.of, kind.over, count, total), *links))
    return Row(label, tuple(cells))
