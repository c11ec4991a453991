"""Reads of gauges and of the records behind them; the numbers themselves are only ever read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from tiexin.duties import evaluate, fold
from tiexin.duties.models import Duty, Gauge
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.present import GaugeView, view, worst_first
from tiexin.evidence.models import Entry, Fact, FactQuerySet, Pending
from tiexin.orgs.models import Under

WITH_SENTENCE = ("term__duty__clause__version__plan",)


def with_sentences(gauges: QuerySet[Gauge]) -> QuerySet[Gauge]:
    """Select each gauge's term, duty, clause and plan in the same query."""
    return gauges.select_related(*WITH_SENTENCE)


def facts_of(gauge: Gauge) -> FactQuerySet:
    """The live facts that a gauge's number stands on, newest first."""
    duty, term = gauge.term.duty, gauge.term
    do = duty.definition["over"] or duty.definition["do"]
    if do is None:
        return Fact.objects.none()
    facts = Fact.objects.live().filter(measure=do["measure"], on__gte=term.start, on__lte=term.end)
    for key, values in do["where"].items():
        facts = facts.filter(tag_set__tags__key=key, tag_set__tags__value__in=values)
    return facts.filter(_of_subject(duty, gauge.subject)).distinct().order_by("-on", "-id")


def _of_subject(duty: Duty, subject: int) -> Q:
    column = POPULATIONS[duty.population].fact_column
    if column == "by_org_id" and duty.definition["basis"] == "at":
        column = "at_org_id"
    if duty.definition["counted"] == "below":
        return Q(**{f"{column}__in": Under.objects.filter(ancestor=subject).values("org")})
    return Q(**{column: subject})


def moved_by(entry: Entry, today: date) -> list[GaugeView]:
    """What an entry set in motion for its own author, team and unit, straight from facts (not from the worker).

    Units above are left out: their totals follow from the worker within seconds.
    """
    touched = fold.look_at([entry.id])
    touched.things.clear()
    touched.units.clear()
    shown: list[GaugeView] = []
    for duty, pairs in fold.stale_gauges(touched).items():
        if duty.definition["counted"] == "below" or duty.definition["kind"] == "stock":
            continue
        shown += _moves(duty, pairs, entry, today)
    return sorted(shown, key=worst_first)


def _moves(duty: Duty, pairs: set[tuple[int, int]], entry: Entry, today: date) -> list[GaugeView]:
    after = evaluate.now(duty, pairs)
    before = evaluate.now(duty, after.keys(), without=entry.id) if after else {}
    terms = {term.id: term for term in duty.terms.select_related("duty__clause__version__plan")} if after else {}
    names = POPULATIONS[duty.population].names({subject for _, subject in after}) if after else {}
    stored = {(g.term_id, g.subject): g.pk for g in Gauge.objects.filter(term__in=terms, subject__in=names)}
    found = []
    for pair, row in after.items():
        gauge = Gauge(**row._asdict())
        gauge.term, gauge.pk = terms[row.term_id], stored.get(pair)
        found.append(replace(view(gauge, names.get(row.subject, "—"), today), delta=row.value - before[pair].value))
    return found


def fresh(gauges: Iterable[Gauge], officer_id: int) -> list[Gauge]:
    """Bring gauges that an unfolded entry of their own author may have moved up to this moment.

    Without such an entry the stored numbers are returned as they are: one query.
    """
    found = list(gauges)
    if not Pending.objects.filter(entry__by=officer_id).exists():
        return found
    by_duty: dict[int, list[Gauge]] = {}
    for gauge in found:
        by_duty.setdefault(gauge.term.duty_id, []).append(gauge)
    for group in by_duty.values():
        _refresh(group)
    return found


def _refresh(group: list[Gauge]) -> None:
    duty = group[0].term.duty
    if duty.definition["counted"] == "below":
        return
    rows = evaluate.now(duty, {(gauge.term_id, gauge.subject) for gauge in group})
    for gauge in group:
        row = rows.get((gauge.term_id, gauge.subject))
        if row is not None:
            gauge.value, gauge.base, gauge.met = row.value, row.base, row.met
