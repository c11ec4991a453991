"""A gauge as a person reads it: value, target, state, who, due, and the sentence of the plan behind it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from tiexin.duties import rules
from tiexin.duties.definition import UNIT_LABELS
from tiexin.duties.models import Duty, Gauge, Term
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.rules import Window
from tiexin.evidence.measures import MEASURES


@dataclass
class GaugeView:
    """The context of the gauge parts of the pages."""

    id: int | None
    title: str
    value: int
    target_text: str
    unit: str
    percent: int | None
    state: str
    state_label: str
    who: str
    due: date
    days_left: int
    url: str
    quote: str
    clause: str
    plan_title: str
    base: int | None = None
    delta: int | None = None
    note: str = ""
    term: str = ""
    strength: str = "must"
    urgency: int = 0
    pool: str = ""
    weight: int = 0

    @property
    def unbounded(self) -> bool:
        """Tell whether no number was asked for, so that nothing stands behind the stroke."""
        return self.target_text == rules.bounds_text(None, None)


def recorded(duty: Duty) -> bool:
    """Tell whether some page already records what this duty counts, and what a rate is measured against."""
    return all(MEASURES[name].recorded_by for name in (duty.measure, duty.over_measure) if name)


def state_of(gauge: Gauge, duty: Duty, term: Term, today: date) -> str:
    """The state's key of a gauge as of `today`."""
    if not recorded(duty):
        return "unrecorded"
    if duty.definition["target"] == "self_set" and gauge.low is None:
        return "unset"
    value = gauge.value
    if in_percent(duty) and gauge.base:
        value = rules.percent(gauge.value, gauge.base) or 0
    window = Window(term.start, term.end, term.due)
    return rules.softened(rules.state(gauge.met, value, bounds_of(gauge, duty), window, today), duty.strength)


def in_percent(duty: Duty) -> bool:
    """Tell whether the duty is read in percent of a base."""
    return duty.definition["kind"] in ("rate", "response")


def bounds_of(gauge: Gauge, duty: Duty) -> tuple[int | None, int | None]:
    """The bounds of a good value; an increase asks for one more than in the period before."""
    if duty.definition["target"] == "increase" and gauge.base:
        return gauge.base + 1, None
    return gauge.low, gauge.high


def target_text(gauge: Gauge, duty: Duty) -> str:
    """The target in words."""
    if duty.definition["target"] == "increase":
        return rules.increase_text(gauge.base)
    bounded = (gauge.low, gauge.high) != (None, None)
    return rules.bounds_text(gauge.low, gauge.high) + ("%" if in_percent(duty) and bounded else "")


def pool_of(duty: Duty) -> str:
    """Whose numbers are added up towards the common one, if members share it: 干部合计."""
    pool = POPULATIONS.get(duty.definition.get("pool", ""))
    return f"{pool.label}合计" if pool else ""


def unit_of(duty: Duty) -> str:
    """The unit's word as it stands behind a number."""
    return UNIT_LABELS.get(duty.unit, "")


def share_of(gauge: Gauge, duty: Duty) -> int | None:
    """Whole percent of the target reached (of the denominator for a rate); None without one or without records."""
    if not recorded(duty):
        return None
    if in_percent(duty):
        return rules.percent(gauge.value, gauge.base)
    return rules.percent(gauge.value, bounds_of(gauge, duty)[0])


def view(gauge: Gauge, who: str, today: date) -> GaugeView:
    """Return the view of one gauge; `gauge.term.duty.clause.version.plan` should be selected with it."""
    term = gauge.term
    duty = term.duty
    clause = duty.clause
    state = state_of(gauge, duty, term, today)
    return GaugeView(
        id=gauge.pk,
        title=clause.title,
        value=gauge.value,
        target_text=target_text(gauge, duty),
        unit=unit_of(duty),
        percent=share_of(gauge, duty),
        state=state,
        state_label=rules.LABELS[state],
        who=who,
        due=term.due,
        days_left=(term.due - today).days,
        url=reverse("gauge", args=[gauge.pk]) if gauge.pk else "",
        quote=clause.quote,
        clause=clause.code,
        plan_title=clause.version.plan.title,
        base=gauge.base,
        note="已封账" if term.closed else "",
        term=term.label,
        strength=duty.strength,
        urgency=rules.URGENCY.index(state),
        pool=pool_of(duty),
        weight=duty.definition.get("weight", 0),
    )


def views(gauges: Iterable[Gauge], today: date) -> list[GaugeView]:
    """Return the views of gauges, worst first, with the names of all subjects in one query per population."""
    found = list(gauges)
    names = names_of(found)
    shown = [view(gauge, names[gauge.term.duty.population].get(gauge.subject, "—"), today) for gauge in found]
    return sorted(shown, key=worst_first)


def worst_first(shown: GaugeView) -> tuple[Any, ...]:
    """Sort key: by urgency of the state, then by the share reached."""
    return (shown.urgency, 101 if shown.percent is None else shown.percent, shown.who, shown.clause)


def names_of(gauges: Iterable[Gauge]) -> dict[str, dict[int, str]]:
    """The names of the gauges' subjects by population."""
    ids: dict[str, set[int]] = defaultdict(set)
    for gauge in gauges:
        ids[gauge.term.duty.population].add(gauge.subject)
    return {name: POPULATIONS[name].names(subjects) for name, subjects in ids.items()} | {
        name: {} for name in POPULATIONS if name not in ids
    }
