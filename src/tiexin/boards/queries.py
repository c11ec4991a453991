"""Reads across subjects for 今日 and 看板. Nothing here computes a number of its own: it only lays them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse

from tiexin.boards import frames, rules
from tiexin.boards.gaps import Gap, gaps, named
from tiexin.duties import present
from tiexin.duties.models import Duty, Gauge, Heartbeat, PlanVersion, Standing, State, Term, Total
from tiexin.duties.queries import TEXTS, fresh, with_sentences
from tiexin.duties.rules import LABELS, Window, softened, unmet
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.queries import children
from tiexin.orgs.scope import below
from tiexin.visits.models import Team, Visit

Totals = dict[tuple[int | None, int], int]  # (slice, node) → exact number
UNDER_WAY = ("on_track", "not_started")
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
    share_of: Gauge | None = None  # the node's own number of a rate that every level counts with all below it

    @property
    def nested(self) -> bool:
        """Tell whether units count what lower units count again: their sum would count it twice."""
        return self.distinct is None and self.duty.definition["counted"] == "below"

    @property
    def base(self) -> int | None:
        """What a rate's number is a part of."""
        if self.nested:
            return self.share_of.base if self.share_of else None
        return self.standing.base

    @property
    def whole(self) -> bool:
        """Tell whether the clause promises the whole subtree's number, each counted once."""
        return self.duty.definition["counted"] == "below" and self.distinct is not None

    @property
    def total(self) -> int | None:
        """The subtree's exact number for such a clause, else the sum over those who owe it.

        The exact number counts the work of every level, so beside “县级 8 / 22” it would claim too much. None for a
        rate of every level at a node that owes none itself.
        """
        if self.nested:
            return self.share_of.value if self.share_of else None
        return self.distinct or 0 if self.whole else self.standing.value

    @property
    def alone(self) -> bool:
        """Tell whether a single unit owes the whole subtree's number: “378 / 1,000 家” says more than “0 / 1”."""
        return self.whole and self.standing.owed == 1 and self.standing.target > 0

    @property
    def progress(self) -> tuple[int, int, int | None]:
        """How much of how much, and the whole percent: units that have met it, or the number one unit owes alone."""
        if self.alone:
            return self.total or 0, self.standing.target, rules.percent(self.total or 0, self.standing.target)
        return self.standing.met, self.standing.owed, self.percent

    @property
    def unit(self) -> str:
        """The word behind the number."""
        return present.unit_of(self.duty)

    @property
    def counting(self) -> str:
        """How the exact total comes about."""
        if additive(self.duty):
            return "逐次累加，含各级"
        return f"去重：{'同一天' if self.duty.unit == 'day' else '同一个'}只数一次"


def versions_in_force(request: HttpRequest) -> QuerySet[PlanVersion]:
    """Plan versions in force within the person's reach, oldest plan first."""
    live = PlanVersion.objects.for_request(request).filter(state=State.LIVE)
    return live.select_related("plan").defer("pack", "problems").order_by("plan_id")


def current_terms(versions: Iterable[PlanVersion], today: date) -> list[Term]:
    """For each duty of the versions the period that runs now: the latest begun, or the first to come.

    A duty whose subjects have periods of their own has a frame instead.
    """
    shared = {version.pk: version for version in versions}  # read once: a version's head is long
    terms = Term.objects.filter(duty__clause__version__in=shared, subject=None).defer(
        *(f"duty__{name}" for name in TEXTS)
    )
    chosen: dict[int, Term] = {}
    ordered = terms.select_related("duty__clause")
    for term in ordered.order_by("duty__clause__version__plan", "duty__clause__order", "start"):
        term.duty.clause.version = shared[term.duty.clause.version_id]
        if term.duty_id not in chosen or term.start <= today:
            chosen[term.duty_id] = term
    return [*chosen.values(), *frames.frames(list(shared.values()), today)]


# ── 今日 ────────────────────────────────────────────────────────────────────────────────────────────────


def owed_by(
    officer: Officer, teams: Iterable[Team], terms: Collection[Term], org: Org | None = None
) -> tuple[list[Gauge], list[Gauge]]:
    """The officer's own gauges with those of the teams he or she is in, and those of the unit, up to this moment."""
    theirs = {"officers": [officer.pk], "teams": [team.pk for team in teams], "unions": [(org or officer.org).pk]}
    found = fresh(frames.owed(theirs, terms), officer.pk)
    mine = [gauge for gauge in found if gauge.term.duty.population != "unions"]
    return mine, [gauge for gauge in found if gauge.term.duty.population == "unions"]


# ── 看板 ────────────────────────────────────────────────────────────────────────────────────────────────


def additive(duty: Duty) -> bool:
    """Tell whether a tally adds numbers up; else it counts different things, each once."""
    return duty.definition["do"]["count"] in ("sum", "times")


def totals_at(nodes: Iterable[Org], terms: Iterable[Term]) -> Totals:
    """The exact totals of the terms' slices by (slice, node); a node without one has nothing recorded."""
    found = Total.objects.filter(node__in=nodes, slice__in={term.slice_id for term in terms if term.slice_id})
    return {(total.slice_id, total.node_id): total.n for total in found}


def promises(node: Org, terms: Collection[Term], today: date) -> list[Promise]:
    """Every counted clause that somebody at or below the node owes, most urgent first."""
    standings = {duty: standing for (_, duty), standing in frames.standings([node], terms).items()}
    totals = totals_at([node], terms)
    found = [_promise(term, standings[term.duty_id], totals, today) for term in terms if term.duty_id in standings]
    if nested := {each.term.pk for each in found if each.nested}:
        own = {gauge.term_id: gauge for gauge in Gauge.objects.filter(term__in=nested, subject=node.pk)}
        found = [replace(each, share_of=own.get(each.term.pk)) for each in found]
    return sorted(found, key=lambda p: (rules.ORDER.index(p.state), p.percent if p.percent is not None else 101))


def _promise(term: Term, standing: Standing, totals: Totals, today: date) -> Promise:
    duty, node = term.duty, standing.node_id
    state = _state(term, standing, today)
    distinct = totals.get((term.slice_id, node), 0) if term.slice_id else None
    share = _share(state, standing.met, standing.owed)
    url = reverse("duty", args=[node, duty.pk])
    found = Promise(duty, term, standing, distinct, state, LABELS[state], share, url)
    return found if state not in UNDER_WAY else _in_step(found, today)


def _in_step(found: Promise, today: date) -> Promise:
    """Say of a number that one alone owes whether it keeps pace, as its gauge does."""
    standing, term = found.standing, found.term
    if (standing.subjects, standing.owed) != (1, 1) or not standing.target or present.in_percent(found.duty):
        return found
    state = unmet(found.total or 0, standing.target, Window(term.start, term.end, term.due), today)
    return replace(found, state=state, state_label=LABELS[state])


def _state(term: Term, standing: Standing, today: date) -> str:
    share = term.duty.definition.get("share", 100)
    state = rules.standing_state(
        owed=standing.owed,
        met=standing.owed if rules.enough(standing.met, standing.owed, share) else standing.met,
        begun=bool(standing.value or standing.base),
        recorded=present.recorded(term.duty),
        overdue=today > term.due,
    )
    return softened(state, term.duty.strength)


def _share(state: str, met: int, owed: int) -> int | None:
    return None if state == "unrecorded" else rules.percent(met, owed)


def ladder(node: Org, terms: Collection[Term], minimum: int, today: date) -> list[dict[str, Any]]:
    """The units one step below the node by the share of what they owe that is met, worst first."""
    units = list(children(node).open_on(today))
    counted = [term for term in terms if term.duty.strength == "must" and present.recorded(term.duty)]
    sums = (
        Standing.objects.filter(frames.covered(counted), node__in=units)
        .values("node")
        .annotate(Sum("met"), Sum("owed"), Sum("value"))
    )
    by_node = {row["node"]: (row["met__sum"], row["owed__sum"], row["value__sum"]) for row in sums}
    heads = {term.duty.measure: term.slice_id for term in reversed(as_a_whole(terms))}
    totals = totals_at(units, as_a_whole(terms))
    rows = []
    for unit in units:
        met, owed, value = by_node.get(unit.pk, (0, 0, 0))
        figures = {measure: totals.get((slice_id, unit.pk), 0) for measure, slice_id in heads.items()}
        row = _rung(unit, met, owed, minimum, rules.standing_state(owed=owed, met=met, begun=bool(value)))
        shown = {"value": figures.get("visit"), "distinct": figures.get("talk")}
        own = {term.slice_id: totals.get((term.slice_id, unit.pk), 0) for term in as_a_whole(terms)}
        rows.append({**row, **shown, "totals": own, "url": reverse("board", args=[unit.pk])})
    return sorted(rows, key=rules.worst_first)


def _rung(unit: Org, met: int, owed: int, minimum: int, state: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "name": str(unit),
        "met": met,
        "owed": owed,
        "percent": _share(state, met, owed),
        "state": state,
        "state_label": LABELS[state],
        "unranked": owed < minimum,
    }


def as_a_whole(terms: Iterable[Term]) -> list[Term]:
    """The terms of what the plan promises of a unit with everything below it, as far as it is recorded."""
    return [
        term
        for term in terms
        if term.slice_id and term.duty.definition["counted"] == "below" and present.recorded(term.duty)
    ]


def headlines(node: Org, terms: Collection[Term], promised: Iterable[Promise] = ()) -> list[dict[str, Any]]:
    """The plan's totals at the node beside what was promised of the whole: 1,000 enterprises, 10,000 workers.

    The totals are those that the promises at the node have read; a clause that nobody there owes is not among them.
    """
    whole = as_a_whole(terms)
    totals = {(each.term.slice_id, node.pk): each.distinct or 0 for each in promised}
    if any((term.slice_id, node.pk) not in totals for term in whole):
        totals = totals_at([node], whole)
    stated = {g.term_id: g.low for g in Gauge.objects.filter(term__in=whole, subject=node.pk) if g.low}
    open_ = gaps(node, [(term, stated[term.id]) for term in whole if term.id in stated], terms)
    return [_headline(node, term, totals.get((term.slice_id, node.pk), 0), open_.get(term.id)) for term in whole]


def _headline(node: Org, term: Term, n: int, gap: Gap | None) -> dict[str, Any]:
    counting = "逐次累加" if additive(term.duty) else "去重计数"
    return {
        "label": term.duty.clause.title,
        "value": n,
        "unit": present.unit_of(term.duty),
        "share": rules.percent(n, gap.stated) if gap else None,
        "note": f"方案要求 {gap.stated:,}，{counting}{_open(gap)}" if gap else f"{counting}，含各级",
        "url": reverse("duty", args=[node.pk, term.duty_id]),
    }


def _open(gap: Gap) -> str:
    return f"；各项下限合计 {gap.floor_sum:,}，差 {gap.short:,}" if gap.floors and gap.short else ""


def gap_of(node: Org, term: Term, terms: Collection[Term]) -> Gap | None:
    """The total that the node owes with everything below it, beside its floors; None when it owes no such total."""
    if not as_a_whole([term]):
        return None
    gauge = Gauge.objects.filter(term=term, subject=node.pk, low__isnull=False).first()
    if gauge is None or not gauge.low:
        return None
    found = gaps(node, [(term, gauge.low)], terms)[term.id]
    return named(found, node) if found.floors or found.fillers else None


def duty_ladder(node: Org, term: Term, minimum: int, today: date) -> list[dict[str, Any]]:
    """One clause over the units one step below: owed, met, exact total, worst first."""
    units = list(children(node).open_on(today))
    totals = totals_at(units, [term])
    rows = duty_rungs(units, term, minimum, today)
    for row in rows:
        unit = row["unit"].pk
        row["distinct"] = totals.get((term.slice_id, unit), 0)
        row["url"] = reverse("duty", args=[unit, term.duty_id])
    return sorted(rows, key=rules.worst_first)


def duty_rungs(below: Iterable[Org], term: Term, minimum: int, today: date) -> list[dict[str, Any]]:
    """A rung for each of the units that owe the clause or stand above one that does."""
    units = {unit.pk: unit for unit in below}
    rows = []
    for standing in frames.standings(list(units.values()), [term]).values():
        unit = units[standing.node_id]
        row = _rung(unit, standing.met, standing.owed, minimum, _state(term, standing, today))
        rows.append({**row, "value": standing.value})
    return rows


def duty_columns(term: Term) -> dict[str, str]:
    """Which numbers a clause's ladder shows: sums of nested units would count the lower ones twice."""
    if term.duty.definition["counted"] == "below":
        return {"distinct": "合计，含下级"} if term.slice_id else {}
    if not term.slice_id:
        return {"value": "责任者合计"}
    if term.duty.definition["do"]["count"] == "day":  # days of different people do not become one another's
        return {"value": "责任者合计"}
    return {"value": "责任者合计", "distinct": "各级累加" if additive(term.duty) else "各级去重"}


def subjects(node: Org, term: Term) -> QuerySet[Gauge]:
    """The gauges of one clause at and below a node, worst first."""
    gauges = with_sentences(Gauge.objects.filter(frames.covered([term]), org__in=below([node.pk])))
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
            "note": "走访早于本单位启动" if getattr(visit, "early", False) and visit.voided is None else "",
        }
        for visit in visits
    ]
