"""The rates by unit, service and month, and the matters behind each number: one definition for both."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest

from tiexin.cases.calling import CallBack
from tiexin.cases.calling_rules import Rate
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates.models import Exclusion
from tiexin.core.days import opening
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org

HEARD = Q(answer__in=("satisfied", "dissatisfied"))
MET = Q(met__lte=F("due"))
LAST = ExpressionWrapper(
    F("due") - timedelta(seconds=1), output_field=DateTimeField()
)  # 24:00 belongs to the day before


@dataclass(frozen=True)
class Kind:
    """One rate: its words, whether it is of clocks or of call-backs, what it is over, what is counted."""

    name: str
    of: str
    over: str
    clocks: bool
    whole: Q
    part: Q


KINDS = {
    "response": Kind("回应率", "期限内联系到的", "联系期限已到的", True, Q(rule="contact"), MET),
    "solved": Kind("解决率", "说解决了的", "回访找到本人的", False, Q(reached=True), Q(solved="yes")),
    "satisfied": Kind("满意率", "说满意的", "回答满意或者不满意的", False, HEARD, Q(answer="satisfied")),
    "in_time": Kind("按期率", "期限内做到的", "单位的期限已到的", True, Q(holder="unit"), MET),
}
SETS = {
    **{f"{name}_all": f"{kind.name}：{kind.over}" for name, kind in KINDS.items()},
    **{name: f"{kind.name}：{kind.of}" for name, kind in KINDS.items()},
}
BY = {"unit": "单位", "kind": "事项", "month": "月份"}


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


def _rows(clocks: bool, since: date, until: date, now: date) -> QuerySet[Any]:
    if not clocks:
        return CallBack.objects.filter(ends=True, on__gte=since, on__lte=until)
    last = opening(min(until, now) + timedelta(days=1))
    return CaseClock.objects.filter(ended=None, due__gt=opening(since), due__lte=last)


def behind(found: QuerySet[Case], name: str, span: tuple[date, date], now: date) -> QuerySet[Case]:
    """Of some matters those behind one number: of a rate what it is over (`…_all`), or what is counted of it."""
    kind = KINDS[name.removesuffix("_all")]
    rows = _rows(kind.clocks, *span, now).filter(kind.whole)
    rows = rows if name.endswith("_all") else rows.filter(kind.part)
    return found.filter(pk__in=rows.values("case")).exclude(pk__in=Exclusion.objects.granted().values("case"))


def broken(request: HttpRequest, by: str, span: tuple[date, date]) -> list[Row]:
    """The rates of the reach by unit, service or month, in the order of places, services, days: never by how many."""
    reach = Case.objects.for_request(request).exclude(pk__in=Exclusion.objects.granted().values("case"))
    sums: dict[Any, dict[str, int]] = {}
    for clocks in (True, False):
        for group, counted in _counted(reach, by, clocks, span, today(request)):
            sums.setdefault(group, {}).update(counted)
    return [_row(by, group, label, sums[group], span) for group, label in _labelled(by, sums)]


def whole(request: HttpRequest, span: tuple[date, date]) -> list[Cell]:
    """The rates of the whole reach, each number with its list."""
    reach = Case.objects.for_request(request).exclude(pk__in=Exclusion.objects.granted().values("case"))
    sums: dict[str, int] = {}
    for clocks in (True, False):
        rows = _rows(clocks, *span, today(request)).filter(case__in=reach.values("pk"))
        sums |= rows.aggregate(**_counts(clocks))
    return list(_row("", "", "", sums, span).cells)


def _counts(clocks: bool) -> dict[str, Count]:
    own = {name: kind for name, kind in KINDS.items() if kind.clocks is clocks}
    found = {f"{name}_all": Count("pk", filter=kind.whole) for name, kind in own.items()}
    return found | {f"{name}_part": Count("pk", filter=kind.whole & kind.part) for name, kind in own.items()}


def _counted(
    reach: QuerySet[Case], by: str, clocks: bool, span: tuple[date, date], now: date
) -> Iterable[tuple[Any, dict[str, int]]]:
    group = {"unit": F("case__org"), "kind": F("case__kind")}.get(by) or TruncMonth(LAST if clocks else "on")
    rows = _rows(clocks, *span, now).filter(case__in=reach.values("pk")).annotate(group=group)
    for row in rows.values("group").annotate(**_counts(clocks)).order_by("group"):
        at = row.pop("group")
        yield (at.date() if isinstance(at, datetime) else at), row


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
