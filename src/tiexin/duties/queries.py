"""Reads of gauges and of the records behind them; the numbers themselves are only ever read."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tiexin.duties import evaluate, stale
from tiexin.duties.models import Duty, Gauge, State, Term, WorkDay
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.present import GaugeView, view, worst_first
from tiexin.duties.rules import EVENTS, event_state
from tiexin.duties.run import Row
from tiexin.duties.touched import FactRow, look_at
from tiexin.evidence.measures import DIMENSIONS
from tiexin.evidence.models import Entry, Fact, FactQuerySet, Pending, Tag
from tiexin.orgs.models import Under

KEYED = frozenset(DIMENSIONS) - {"day"}
WITH_SENTENCE = ("term__duty__clause__version__plan",)
TEXTS = ("sql_all", "sql_some")  # long, and of no use to a page


def with_sentences(gauges: QuerySet[Gauge]) -> QuerySet[Gauge]:
    """Select each gauge's term, duty, clause and plan in the same query."""
    return gauges.select_related(*WITH_SENTENCE)


def facts_of(gauge: Gauge) -> FactQuerySet:
    """The live facts that a gauge's number stands on, newest first."""
    duty, term = gauge.term.duty, gauge.term
    do = duty.definition["over"] or duty.definition["do"]
    if do is None:
        return Fact.objects.none()
    facts = tagged(Fact.objects.live(), do).filter(on__gte=term.start, on__lte=term.end)
    if do["count"] in KEYED:  # a talk with people whose names are not known stands behind no count of people
        facts = facts.filter(**{f"{do['count']}_id__isnull": False})
    return facts.filter(_of_subject(duty, gauge.subject)).distinct().order_by("-on", "-id")


def tagged(facts: FactQuerySet, do: dict[str, Any]) -> FactQuerySet:
    """Those of the facts that a `definition.Do` counts: its measure, every wanted tag, none that excludes."""
    facts = facts.filter(measure=do["measure"])
    for key, values in do["where"].items():
        facts = facts.filter(tag_set__in=_with(key, values))
    for key, values in do.get("unless", {}).items():
        facts = facts.exclude(tag_set__in=_with(key, values))
    return facts


def _with(key: str, values: list[str]) -> QuerySet[Tag, int]:
    return Tag.objects.filter(key=key, value__in=values).values("set")  # type: ignore[return-value]


def terms_of(duty: Duty) -> QuerySet[Term]:
    """The common periods of a duty, with those that an earlier version of the plan closed."""
    clause = duty.clause
    told = Q(duty__clause__item=clause.item, duty__clause__version__plan=clause.version.plan_id, closed__isnull=False)
    told &= Q(duty__clause__version__state=State.SUPERSEDED)
    found = Term.objects.filter(Q(duty=duty) | told, subject=None)
    return found.select_related("duty__clause__version__plan").order_by("start", "duty")


@dataclass(frozen=True)
class Event:
    """One event that asks for an answer; `due` is None where its working days are not known yet."""

    fact: Fact
    due: date | None
    answered: date | None
    state: str
    label: str


def events_of(gauge: Gauge, today: date, events: Iterable[Fact] | None = None) -> list[Event]:
    """Each event behind a response's gauge (or those given) with its last day, its answer and how it stands."""
    definition = gauge.term.duty.definition
    found = list(facts_of(gauge) if events is None else events)
    days = due_days({fact.on for fact in found}, definition["clock"])
    answers = _answers(found, definition)
    listed = []
    for fact in found:
        due, answered = days.get(fact.on), answers.get(fact.pk)
        state = event_state(due, answered, today)
        listed.append(Event(fact, due, answered, state, EVENTS[state]))
    return listed


def due_days(days: Collection[date], clock: dict[str, Any]) -> dict[date, date]:
    """Day of an event → last day of its answer, as far as the calendar is known."""
    number = "work_no" if clock["working"] else "cal_no"
    begun = dict(WorkDay.objects.filter(day__in=days, **{f"{number}__isnull": False}).values_list("day", number))
    wanted = {day: first + clock["days"] for day, first in begun.items()}
    last = WorkDay.objects.filter(**{f"{number}__in": set(wanted.values())})
    last = last.filter(works=True) if clock["working"] else last
    found = dict(last.values_list(number, "day"))
    return {day: found[place] for day, place in wanted.items() if place in found}


def _answers(events: list[Fact], definition: dict[str, Any]) -> dict[int, date]:
    """Event → day of its first answer."""
    if not events:
        return {}
    column = f"{definition['clock']['same']}_id"
    keys = {getattr(fact, column) for fact in events} - {None}
    facts = tagged(Fact.objects.live(), definition["do"]).filter(on__gte=min(fact.on for fact in events))
    by_key: dict[int, list[date]] = defaultdict(list)
    for key, day in facts.filter(**{f"{column}__in": keys}).order_by("on").values_list(column, "on"):
        by_key[key].append(day)
    first = {fact.pk: next((d for d in by_key[getattr(fact, column)] if d >= fact.on), None) for fact in events}
    return {pk: day for pk, day in first.items() if day is not None}


def _of_subject(duty: Duty, subject: int) -> Q:
    column = POPULATIONS[duty.population].fact_column
    if column == "by_org_id" and duty.definition["basis"] == "at":
        column = "at_org_id"
    if duty.definition["counted"] == "below":
        return Q(**{f"{column}__in": Under.objects.filter(ancestor=subject).values("org")})
    return Q(**{column: subject})


def moved_by(entry: Entry, today: date, voiding: Entry | None = None) -> list[GaugeView]:
    """What an entry set in motion for its own author, team and unit, straight from facts (not from the worker).

    With the entry that voided what this one stands for, both together. Units above are left out: their totals follow
    from the worker within seconds.
    """
    touched = look_at([entry.id] if voiding is None else [entry.id, voiding.id])
    touched.things.clear()
    touched.units.clear()
    shown: list[GaugeView] = []
    for duty, pairs in stale.stale_gauges(touched).items():
        if duty.definition["counted"] == "below" or not _counts(duty, touched.facts):
            continue
        shown += _moves(duty, pairs, (entry.id, voiding.id if voiding else None), today)
    return sorted(shown, key=worst_first)


def _counts(duty: Duty, facts: Iterable[FactRow]) -> bool:
    """Whether the duty counts any of the facts: one of a measure of its own, with the key by which it counts."""
    counted = [do for do in (duty.definition["do"], duty.definition["over"]) if do]
    return any(
        fact.measure == do["measure"] and (do["count"] not in KEYED or getattr(fact, f"{do['count']}_id") is not None)
        for do in counted
        for fact in facts
    )


def _moves(duty: Duty, pairs: set[tuple[int, int]], entries: tuple[int, int | None], today: date) -> list[GaugeView]:
    open_terms = duty.terms.filter(id__in={term for term, _ in pairs}, closed=None)
    terms = {term.id: term for term in open_terms.select_related("duty__clause__version__plan")}
    after = evaluate.now(duty, {pair for pair in pairs if pair[0] in terms})
    before = evaluate.now(duty, after.keys(), without=entries[0], unvoided=entries[1]) if after else {}
    names = POPULATIONS[duty.population].names({subject for _, subject in after}) if after else {}
    stored = {(g.term_id, g.subject): g.pk for g in Gauge.objects.filter(term__in=terms, subject__in=names)}
    found = []
    for pair, row in after.items():
        gauge = Gauge(**row._asdict())
        gauge.term, gauge.pk = terms[row.term_id], stored.get(pair)
        found.append(
            replace(view(gauge, names.get(row.subject, "—"), today), delta=row.value - _value(before.get(pair)))
        )
    return found


def _value(row: Row | None) -> int:
    return 0 if row is None else row.value


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
    texts = dict(Duty.objects.filter(pk__in=by_duty).values_list("pk", "sql_some"))
    for pk, group in by_duty.items():
        group[0].term.duty.sql_some = texts[pk]  # pages read duties without it
        _refresh(group[0].term.duty, group)
    return found


def _refresh(duty: Duty, group: list[Gauge]) -> None:
    if duty.definition["counted"] == "below":
        return
    rows = evaluate.now(duty, {(gauge.term_id, gauge.subject) for gauge in group if gauge.term.closed is None})
    for gauge in group:
        row = rows.get((gauge.term_id, gauge.subject))
        if row is not None:
            gauge.value, gauge.base, gauge.met = row.value, row.base, row.met
