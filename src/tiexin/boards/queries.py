"""Reads across subjects for 今日 and 看板. Nothing here computes a number of its own: it only lays them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse

from tiexin.boards import rules
from tiexin.duties import present
from tiexin.duties.models import Duty, Gauge, Heartbeat, PlanVersion, Standing, State, Term, Total
from tiexin.duties.queries import fresh, with_sentences
from tiexin.duties.rules import LABELS
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import below
from tiexin.visits.models import Team, Visit

LADDER_COLUMNS = {"value": "走访企业", "distinct": "交流职工"}


@dataclass(frozen=True)
class Promise:
    """One counted clause at a node: what was promised and how far the units below have come."""

    duty: Duty
    term: Term
    standing: Standing
    distinct: int | None
    state: str
    state_label: str
    percent: int | None
    url: str

    @property
    def unit(self) -> str:
        """The word behind the number."""
        return present.unit_of(self.duty)


def versions_in_force(version_ids: Collection[int] | None = None) -> QuerySet[PlanVersion]:
    """Plan versions in force, oldest plan first."""
    live = PlanVersion.objects.filter(state=State.LIVE).select_related("plan").order_by("plan_id")
    return live if version_ids is None else live.filter(id__in=version_ids)


def current_terms(version: PlanVersion | None, today: date) -> list[Term]:
    """For each duty the period that runs now: the latest begun, or the first to come."""
    terms = Term.objects.filter(duty__clause__version__state=State.LIVE)
    if version is not None:
        terms = terms.filter(duty__clause__version=version)
    chosen: dict[int, Term] = {}
    for term in terms.select_related("duty__clause__version__plan").order_by("duty__clause__order", "start"):
        if term.duty_id not in chosen or term.start <= today:
            chosen[term.duty_id] = term
    return list(chosen.values())


# ── 今日 ────────────────────────────────────────────────────────────────────────────────────────────────


def my_gauges(officer: Officer, teams: Iterable[Team], terms: Collection[Term]) -> list[Gauge]:
    """The officer's own gauges and those of the teams he or she is in, up to this moment."""
    mine = Q(term__duty__population="officers", subject=officer.pk)
    mine |= Q(term__duty__population="teams", subject__in=[team.pk for team in teams])
    gauges = with_sentences(Gauge.objects.filter(mine, term__in=terms))
    return fresh(gauges, officer.pk)


def unit_gauges(org: Org, officer: Officer, terms: Collection[Term]) -> list[Gauge]:
    """The gauges that the unit itself owes."""
    gauges = with_sentences(
        Gauge.objects.filter(term__duty__population="unions", subject=org.pk, term__in=terms)
    )
    return fresh(gauges, officer.pk)


# ── 看板 ────────────────────────────────────────────────────────────────────────────────────────────────


def promises(node: Org, terms: Collection[Term], today: date) -> list[Promise]:
    """Every counted clause that somebody at or below the node owes, most urgent first."""
    standings = {s.term_id: s for s in Standing.objects.filter(node=node, term__in=terms)}
    totals = dict(
        Total.objects.filter(node=node, slice__in=[t.slice_id for t in terms if t.slice_id]).values_list(
            "slice_id", "n"
        )
    )
    found = [
        _promise(node, term, standings[term.id], totals, today) for term in terms if term.id in standings
    ]
    return sorted(
        found, key=lambda p: (rules.ORDER.index(p.state), p.percent if p.percent is not None else 101)
    )


def _promise(node: Org, term: Term, standing: Standing, totals: dict[int, int], today: date) -> Promise:
    duty = term.duty
    state = rules.standing_state(
        owed=standing.owed,
        met=standing.met,
        recorded=present.recorded(duty),
        overdue=today > term.due,
    )
    distinct = totals.get(term.slice_id, 0) if term.slice_id else None
    share = rules.percent(standing.met, standing.owed)
    url = reverse("duty", args=[node.pk, duty.pk])
    return Promise(duty, term, standing, distinct, state, LABELS[state], share, url)


def ladder(node: Org, terms: Collection[Term], minimum: int, today: date) -> list[dict[str, Any]]:
    """The units one step below the node by the share of what they owe that is met, worst first."""
    children = list(Org.objects.children(node).open_on(today))
    counted = [term.id for term in terms if term.duty.strength == "must" and present.recorded(term.duty)]
    sums = (
        Standing.objects.filter(node__in=children, term__in=counted)
        .values("node")
        .annotate(owed_sum=Sum("owed"), met_sum=Sum("met"))
    )
    by_node = {row["node"]: (row["met_sum"], row["owed_sum"]) for row in sums}
    heads = headline_totals([child.pk for child in children], terms)
    rows = [
        _rung(
            child,
            *by_node.get(child.pk, (0, 0)),
            minimum,
            heads.get(child.pk, {}),
            reverse("board", args=[child.pk]),
        )
        for child in children
    ]
    return sorted(rows, key=rules.worst_first)


def _rung(child: Org, met: int, owed: int, minimum: int, heads: dict[str, int], url: str) -> dict[str, Any]:
    state = rules.standing_state(owed=owed, met=met, recorded=True, overdue=False)
    return {
        "name": str(child),
        "url": url,
        "met": met,
        "owed": owed,
        "percent": rules.percent(met, owed),
        "value": heads.get("visit"),
        "distinct": heads.get("talk"),
        "state": state,
        "state_label": LABELS[state],
        "unranked": owed < minimum,
    }


def headline_totals(nodes: Collection[int], terms: Collection[Term]) -> dict[int, dict[str, int]]:
    """For each node the exact totals of what the plan promises as a whole (its `below` duties), by measure."""
    slices = {
        t.slice_id: t.duty.measure for t in terms if t.slice_id and t.duty.definition["counted"] == "below"
    }
    found: dict[int, dict[str, int]] = {}
    for slice_id, node, n in Total.objects.filter(slice__in=slices, node__in=nodes).values_list(
        "slice_id", "node_id", "n"
    ):
        found.setdefault(node, {})[slices[slice_id]] = n
    return found


def headlines(node: Org, terms: Collection[Term]) -> list[dict[str, Any]]:
    """The plan's totals at the node beside what was promised of the whole: 1,000 enterprises, 10,000 workers."""
    below = [t for t in terms if t.slice_id and t.duty.definition["counted"] == "below"]
    totals = headline_totals([node.pk], below).get(node.pk, {})
    owing = {g.term_id: g for g in Gauge.objects.filter(term__in=below, subject=node.pk)}
    return [_headline(node, term, totals.get(term.duty.measure, 0), owing.get(term.id)) for term in below]


def _headline(node: Org, term: Term, n: int, gauge: Gauge | None) -> dict[str, Any]:
    low = gauge.low if gauge else None
    return {
        "label": term.duty.clause.title,
        "value": n,
        "unit": present.unit_of(term.duty),
        "share": rules.percent(n, low) if low else None,
        "note": f"方案要求 {low:,}，去重计数" if low else "去重计数，含各级",
        "url": reverse("duty", args=[node.pk, term.duty_id]),
    }


def duty_ladder(node: Org, term: Term, minimum: int, today: date) -> list[dict[str, Any]]:
    """One clause over the units one step below: owed, met, exact total, worst first."""
    children = {child.pk: child for child in Org.objects.children(node).open_on(today)}
    totals = dict(Total.objects.filter(slice=term.slice_id, node__in=children).values_list("node_id", "n"))
    rows = []
    for standing in Standing.objects.filter(term=term, node__in=children):
        url = reverse("duty", args=[standing.node_id, term.duty_id])
        heads = {"visit": standing.value, "talk": totals.get(standing.node_id, 0)}
        row = _rung(children[standing.node_id], standing.met, standing.owed, minimum, heads, url)
        state = rules.standing_state(
            owed=standing.owed,
            met=standing.met,
            recorded=present.recorded(term.duty),
            overdue=today > term.due,
        )
        rows.append({**row, "state": state, "state_label": LABELS[state]})
    return sorted(rows, key=rules.worst_first)


def subjects(node: Org, term: Term) -> QuerySet[Gauge]:
    """The gauges of one clause at and below a node, worst first."""
    gauges = with_sentences(Gauge.objects.filter(term=term, org__in=below([node.pk])))
    return gauges.order_by(F("met").asc(nulls_last=True), "value", "id")


def freshness() -> datetime | None:
    """When the worker last brought the numbers up to date."""
    beat = Heartbeat.objects.filter(lane="drain").first()
    return beat.drained if beat else None


def visit_line(visits: Iterable[Visit]) -> list[dict[str, Any]]:
    """Visits as items of a timeline."""
    return [
        {
            "on": visit.on,
            "title": "、".join(TAGS["method"].get(method, method) for method in visit.methods) or "走访",
            "text": visit.said,
            "url": reverse("visit", args=[visit.pk]),
            "who": f"{visit.team or ''} {visit.author}".strip(),
            "voided": visit.voided is not None,
        }
        for visit in visits
    ]
