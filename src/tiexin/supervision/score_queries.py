"""Reads of assessment sheets: which there are, their rules, and what was counted for a unit."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from tiexin.calendars.queries import here
from tiexin.core.workdays import Term as Length
from tiexin.core.workdays import Unit, deadline
from tiexin.duties.models import Clause, Duty, Gauge, Standing, State, Term
from tiexin.duties.present import recorded
from tiexin.orgs.models import Org
from tiexin.supervision.models import Score
from tiexin.supervision.scoring import Counted, Result, Rule, work_out

WITHIN = re.compile(r"(\d{1,3})\s*(?:个)?(工作日|天|日|月|年)")
UNITS: dict[str, Unit] = {"工作日": "workday", "天": "day", "日": "day", "月": "month", "年": "year"}


def sheets_of(versions: QuerySet[Any]) -> QuerySet[Clause]:
    """The assessment sheets of plans in force among the versions."""
    found = Clause.objects.filter(kind="scoring", version__in=versions.filter(state=State.LIVE))
    return found.select_related("version__plan__issuer").order_by("version__plan", "order")


def rules_of(sheet: Clause) -> list[Rule]:
    """The lines of a sheet: its indicators, then the duties that join it by its name."""
    joined = Clause.objects.filter(version=sheet.version_id, data__score=sheet.data.get("name", "")).order_by("order")
    rules = [_rule(each) for each in sheet.data.get("indicators", [])]
    return [*rules, *(Rule(each.title, int(each.data.get("weight", 0)), each.item) for each in joined)]


def _rule(line: dict[str, Any]) -> Rule:
    plain = {"name": line["name"], "points": int(line["points"]), "item": line.get("item", "")}
    plain |= {"minimum": line.get("minimum", 0), "excluded": tuple(line.get("excluded", ()))}
    deduct = line.get("deduct")
    if not deduct:
        return Rule(**plain)
    most = Fraction(deduct["most"]) if deduct.get("most") else None
    return Rule(**plain, below=int(deduct["below"]["n"]), step=Fraction(deduct["points"]), most=most)


def worked_out(sheet: Clause, unit: Org, day: date, left: Collection[str] = (), reason: str = "") -> Result:
    """A sheet worked out for a unit from what stands counted; periods that begin after the day do not count yet."""
    rules = rules_of(sheet)
    wanted = {rule.item for rule in rules if rule.item}
    found = Duty.objects.filter(clause__version=sheet.version_id, clause__item__in=wanted, built=True)
    duties = {duty.clause.item: duty for duty in found.select_related("clause")}
    counted = [counted_of(duties[rule.item], unit, day) if rule.item in duties else None for rule in rules]
    return work_out(rules, counted, int(sheet.data.get("total", 100)), left, reason)


def counted_of(duty: Duty, unit: Org, day: date) -> Counted | None:
    """What a duty counts for a unit over its periods so far; None where nothing records it or nothing is owed.

    A union's own duty gives what it did of what it owed, never more than that in any period; a rate gives both of its
    numbers. A duty of officers or teams gives how many of those in the unit's care met it.
    """
    if not recorded(duty):
        return None
    terms = Term.objects.filter(duty=duty, start__lte=day)
    return _own(duty, terms, unit) if duty.population == "unions" else _below(terms, unit)


def _own(duty: Duty, terms: QuerySet[Term], unit: Org) -> Counted | None:
    gauges = list(Gauge.objects.filter(term__in=terms, subject=unit.pk))
    if duty.definition["kind"] == "rate":
        done, base = sum(gauge.value for gauge in gauges), sum(gauge.base or 0 for gauge in gauges)
        goals = {gauge.low for gauge in gauges if gauge.low}
        return Counted(done, base, goals.pop() if len(goals) == 1 else 100) if gauges else None
    owed = [gauge for gauge in gauges if gauge.low]
    done = sum(min(gauge.value, gauge.low or 0) for gauge in owed)
    return Counted(done, sum(gauge.low or 0 for gauge in owed)) if owed else None


def _below(terms: QuerySet[Term], unit: Org) -> Counted | None:
    rows = list(Standing.objects.filter(term__in=terms, node=unit).values_list("met", "owed"))
    return Counted(sum(met for met, _ in rows), sum(owed for _, owed in rows)) if rows else None


def until(within: str, start: date) -> date | None:
    """The last day of a time such as 5个工作日 after a day; None where no calendar says so yet."""
    found = WITHIN.fullmatch(within.strip())
    if found is None:
        return None
    length = Length(int(found[1]), UNITS[found[2]])
    return deadline(datetime.combine(start, time.min), length, here()).day


def listed(scores: QuerySet[Score]) -> QuerySet[Score]:
    """Scores with everything a line of the list shows: by day and in the order of units, never by points."""
    found = scores.select_related("org", "unit", "sheet__version__plan", "appeal", "correction")
    return found.order_by("-on", "unit_id", "-pk")
