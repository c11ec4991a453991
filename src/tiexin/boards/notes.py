"""What stands beside a number: how the plan's own words became it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tiexin.duties.models import Clause, Gauge
from tiexin.duties.present import GaugeView
from tiexin.plans.readings import length


def explained(shown: Iterable[GaugeView], gauges: Iterable[Gauge]) -> list[GaugeView]:
    """Put the stated conversion and reading of its clause beside each gauge."""
    clauses = {gauge.pk: gauge.term.duty.clause for gauge in gauges}
    found = list(shown)
    for view in found:
        if view.id in clauses:
            view.note = "；".join(filter(None, (view.note, note(clauses[view.id]))))
    return found


def note(clause: Clause) -> str:
    """The conversion that gave the number, and how an ambiguous sentence is read."""
    return "；".join(filter(None, (conversion(clause), clause.reading)))


def conversion(clause: Clause) -> str:
    """Say how months of the plan became days, by the plan's own stated conversion."""
    stated = length(str(clause.version.head.get("readings", {}).get("month", "")))
    months = next(_months(clause.data), None)
    return f"{months}个月按{months * stated.n}天算" if stated and months else ""


def _months(data: Any) -> Iterator[int]:
    """Every amount of the clause that is written in months."""
    if isinstance(data, dict):
        if data.get("unit") == "month" and isinstance(data.get("n"), int):
            yield data["n"]
        data = list(data.values())
    for member in data if isinstance(data, list) else ():
        yield from _months(member)
