"""The plan's totals week by week, beside the even pace that would reach what was promised in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiexin.boards.queries import Promise, as_a_whole
from tiexin.duties import present
from tiexin.duties.models import Term, Week
from tiexin.orgs.models import Org

LEAST = 2  # points that make a line


@dataclass(frozen=True)
class Point:
    """A total on a day; `even` is where an even pace would stand that day, None where nothing is promised."""

    on: date
    n: int
    even: int | None
    now: bool = False


@dataclass(frozen=True)
class Trend:
    """One total at a unit over the weeks, the last point being today."""

    item: str
    title: str
    unit: str
    target: int | None
    due: date
    points: list[Point]

    @property
    def pace(self) -> str:
        """How far the total is ahead of an even pace today, or behind it."""
        last = self.points[-1]
        if last.even is None:
            return ""
        ahead = last.n - last.even
        word = "多" if ahead >= 0 else "少"
        return f"按匀速到今天应有 {last.even:,} {self.unit}，现在{word} {abs(ahead):,}"

    @property
    def source(self) -> str:
        """Under which id the page holds the data."""
        return f"data-{self.item}"

    @property
    def data(self) -> dict[str, Any]:
        """What the chart is drawn from."""
        series: list[dict[str, Any]] = [{"name": "实际", "values": [point.n for point in self.points]}]
        if self.target:
            series.append({"name": "匀速", "values": [point.even for point in self.points], "dashed": True})
        labels = ["今天" if point.now else f"{point.on.month}月{point.on.day}日" for point in self.points]
        return {"labels": labels, "series": series, "unit": self.unit}


def trends(
    node: Org, terms: Iterable[Term], promised: Collection[Promise], heads: Iterable[dict[str, Any]], today: date
) -> list[Trend]:
    """A trend for each total that the plan promises of the whole, where its weeks were counted.

    `heads` are the headlines at the node, which hold today's totals in the same order.
    """
    whole = as_a_whole(terms)
    weeks: dict[int, list[tuple[date, int]]] = {}
    found = Week.objects.filter(node=node, slice__in={term.slice_id for term in whole}, on__lt=today)
    for piece, on, n in found.order_by("on").values_list("slice", "on", "n") if whole else ():
        weeks.setdefault(piece, []).append((on, n))
    targets = {each.term.pk: each.standing.target for each in promised if each.alone}
    drawn = [
        _trend(term, targets.get(term.pk), [*weeks.get(term.slice_id or 0, []), (today, head["value"])], today)
        for term, head in zip(whole, heads, strict=True)
    ]
    return [trend for trend in drawn if len(trend.points) >= LEAST]


def _trend(term: Term, target: int | None, told: list[tuple[date, int]], today: date) -> Trend:
    """The last point is today's, while the period runs; afterwards its last week."""
    told = told if term.start <= today <= term.end else told[:-1]
    points = [Point(on, n, even(target, term, on), now=on == today) for on, n in told]
    clause = term.duty.clause
    return Trend(clause.item, clause.title, present.unit_of(term.duty), target, term.due, points)


def even(target: int | None, term: Term, on: date) -> int | None:
    """Where an even pace from the first day to the last would stand at the end of a day; rounded down."""
    if target is None:
        return None
    gone, whole = (on - term.start).days + 1, (term.due - term.start).days + 1
    return target * min(max(gone, 0), whole) // whole
