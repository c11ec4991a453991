"""Which (term, subject) pairs a batch of entries may have changed. Marking too many costs time, never a number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from tiexin.duties import run
from tiexin.duties.known import CALENDAR, duties_moved_by
from tiexin.duties.models import Duty, Gauge, Term
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.reach import Above
from tiexin.duties.rules import has_own_terms
from tiexin.evidence.measures import MEASURES
from tiexin.evidence.models import Entry, Fact, Tag
from tiexin.registry.people import Membership
from tiexin.registry.persons import WorkerMerge, all_of, entries_of

MERGE, WORKER = "registry.workermerge", "registry.worker"
YEAR = ("calendars.calendaryear", "calendars.daykind")
Pairs = set[tuple[int, int]]


@dataclass
class Touched:
    """What a batch of entries may have changed: facts, and things whose populations may differ now."""

    facts: list[Fact] = field(default_factory=list)
    tags: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    things: set[tuple[str, int]] = field(default_factory=set)
    units: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # thing kind → units
    entries: dict[int, set[int]] = field(default_factory=dict)  # worker → as whom it may count, or have counted
    above: Above = field(default_factory=Above)
    in_force: set[int] = field(default_factory=set)  # of the duties that were looked at

    @property
    def calendar(self) -> bool:
        """Whether a year was published or a day changed: everything counted in working days may differ."""
        return any(kind in YEAR for kind, _ in self.things)

    def whole(self, subjects: set[int], duty: Duty) -> set[int]:
        """The subjects; where workers owe, with every entry of the same person."""
        if POPULATIONS[duty.population].fact_column != "worker_id":
            return subjects
        return subjects.union(*(self.entries.get(subject, ()) for subject in subjects))


@dataclass
class Periods:
    """A duty's periods: those common to all, and those that a subject has for itself."""

    common: list[Term] = field(default_factory=list)
    own: dict[int, list[Term]] = field(default_factory=lambda: defaultdict(list))

    def add(self, term: Term) -> None:
        """Put a period where it belongs."""
        (self.common if term.subject is None else self.own[term.subject]).append(term)

    def of(self, subject: int) -> list[Term]:
        """Every period of a subject."""
        return self.common + self.own.get(subject, [])

    def pairs(self, subjects: Iterable[int], day: date | None = None) -> Pairs:
        """The periods of the subjects, or those of them that look at a day."""
        return {(t.id, s) for s in subjects for t in self.of(s) if day is None or looks_at(t, day)}

    def after(self, subjects: Iterable[int], day: date) -> Pairs:
        """The periods of the subjects that begin after a day."""
        return {(t.id, s) for s in subjects for t in self.of(s) if t.start > day}


def looks_at(term: Term, day: date) -> bool:
    """Whether facts of a day count in a period, or in the one that it is compared with."""
    compared = term.before is not None and term.before_end is not None and term.before <= day <= term.before_end
    return compared or term.start <= day <= term.end


def look_at(entry_ids: Collection[int]) -> Touched:
    """Collect the facts that the entries wrote or voided and the things they were about."""
    touched = Touched()
    for thing, thing_id, org_id in Entry.objects.filter(id__in=entry_ids).values_list("thing", "thing_id", "org_id"):
        touched.things.add((thing, thing_id))
        touched.units[thing].add(org_id)
    merged = _merged(touched)
    wrote = Q(entry_id__in=entry_ids) | Q(voided_by_id__in=entry_ids)
    touched.facts = list(Fact.objects.filter(wrote))
    for part in run.chunks(sorted(merged)):
        touched.facts += Fact.objects.filter(measure__in=MEASURES, worker__in=part).exclude(wrote)
    touched.entries = entries_of(fact.worker_id for fact in touched.facts if fact.worker_id)
    touched.entries |= dict.fromkeys(merged, merged)  # what counted as any of them may count as any other now
    touched.tags = defaultdict(list)
    for part in run.chunks(sorted({fact.tag_set_id for fact in touched.facts if fact.tag_set_id})):
        for tag_set, key, value in Tag.objects.filter(set_id__in=part).values_list("set_id", "key", "value"):
            touched.tags[tag_set].append((key, value))
    return touched


def _merged(touched: Touched) -> set[int]:
    """The workers whose entries were merged or parted: everything recorded under them may count as somebody else.

    They are members of populations, too, at every union where one of them is or was a member.
    """
    merges = WorkerMerge.objects.filter(pk__in=[pk for kind, pk in touched.things if kind == MERGE])
    workers = all_of({pk for pair in merges.values_list("worker", "into") for pk in pair})
    touched.things |= {(WORKER, pk) for pk in workers}
    if workers:
        touched.units[WORKER] |= set(Membership.objects.filter(worker__in=workers).values_list("org_id", flat=True))
    return workers


def stale_gauges(touched: Touched, also: Mapping[Duty, Pairs] = MappingProxyType({})) -> dict[Duty, Pairs]:
    """The pairs of every duty whose numbers are still kept: in force, or told in a closed period; with others known."""
    duties, touched.in_force = duties_moved_by(_movers(touched))
    touched.above.of(_units(touched))
    periods = _periods(duties, _subjects(touched), touched.in_force)
    stale = {duty: stale_pairs(duty, periods[duty.id], touched) for duty in duties}
    return {duty: pairs for duty in stale | also if (pairs := stale.get(duty, set()) | also.get(duty, set()))}


def _movers(touched: Touched) -> set[str]:
    """The words of what was touched, as duties name what moves them."""
    kinds = {kind for kind, _ in touched.things}
    names = {f"@{name}" for name, population in POPULATIONS.items() if population.thing in kinds}
    return names | {fact.measure for fact in touched.facts} | ({CALENDAR} if touched.calendar else set())


def _units(touched: Touched) -> set[int]:
    orgs = {fact.by_org_id for fact in touched.facts} | {fact.at_org_id for fact in touched.facts}
    return orgs.union(*touched.units.values())


def _subjects(touched: Touched) -> set[int]:
    """Every id that may be a subject's: only their own periods need to be read."""
    people = {pk for fact in touched.facts for pk in (fact.officer_id, fact.team_id, fact.worker_id) if pk}
    people = people.union(*touched.entries.values())
    things = {thing_id for _, thing_id in touched.things}
    return people | things | set(touched.above).union(*touched.above.values())


def _periods(duties: list[Duty], subjects: set[int], in_force: set[int]) -> dict[int, Periods]:
    found: dict[int, Periods] = defaultdict(Periods)
    ids = [duty.id for duty in duties]
    rows = list(Term.objects.filter(duty__in=ids, subject=None))
    if own := [duty.id for duty in duties if has_own_terms(duty.definition["per"])]:
        for part in run.chunks(sorted(subjects)):
            rows += Term.objects.filter(duty__in=own, subject__in=part)
    for term in rows:
        if term.closed or term.duty_id in in_force:
            found[term.duty_id].add(term)
    return found


def stale_pairs(duty: Duty, periods: Periods, touched: Touched) -> Pairs:
    """The pairs of one duty: by facts, by a changed member of its population, by a changed stock."""
    pairs: Pairs = set()
    for fact in touched.facts:
        if fact.measure in counted_measures(duty):
            pairs |= periods.pairs(touched.whole(fact_subjects(duty, fact, touched.above), duty), fact.on)
        if fact.measure == (duty.definition.get("until") or {}).get("measure"):
            pairs |= periods.after(touched.whole(own_subject(duty, fact), duty), fact.on)
    if duty.definition["kind"] == "response":
        pairs |= answered_pairs(duty, touched)
        if touched.calendar and duty.definition["clock"]["working"]:
            pairs |= set(Gauge.objects.filter(term__duty=duty).values_list("term_id", "subject"))
    return pairs | periods.pairs(changed_subjects(duty, touched, touched.above))


def counted_measures(duty: Duty) -> tuple[str, ...]:
    """The measures whose facts belong to a subject: a response owns its events, whoever answers them."""
    return (duty.over_measure,) if duty.definition["kind"] == "response" else (duty.measure, duty.over_measure)


def changed_subjects(duty: Duty, touched: Touched, above: Above) -> set[int]:
    """Who has become another member of the population, and whose stock may differ."""
    population, stock = POPULATIONS[duty.population], duty.definition.get("stock")
    changed = {thing_id for kind, thing_id in touched.things if kind == population.thing}
    if stock:
        changed |= stock_subjects(duty, touched.units[POPULATIONS[stock["population"]].thing], above)
    return changed


def answered_pairs(duty: Duty, touched: Touched) -> Pairs:
    """The periods of the events that a new or voided answer may belong to."""
    column = f"{duty.definition['clock']['same']}_id"
    last: dict[int, date] = {}
    for fact in touched.facts:
        if fact.measure == duty.measure and (key := getattr(fact, column)) is not None:
            for each in (key, *touched.entries.get(key, ())) if column == "worker_id" else (key,):
                last[each] = max(fact.on, last.get(each, fact.on))
    events: list[Fact] = []
    for part in run.chunks(sorted(last)):
        asked = {f"{column}__in": part, "on__lte": max(last[key] for key in part)}
        events += Fact.objects.live().filter(measure=duty.over_measure, **asked)
    events = [event for event in events if event.on <= last[getattr(event, column)]]
    above = touched.above.of(org for event in events for org in (event.by_org_id, event.at_org_id))
    pairs: Pairs = set()
    subjects = {s for event in events for s in fact_subjects(duty, event, above)}
    theirs = _periods([duty], subjects, touched.in_force)[duty.id]
    for event in events:
        pairs |= theirs.pairs(fact_subjects(duty, event, above), event.on)
    return pairs


def own_subject(duty: Duty, fact: Fact) -> set[int]:
    """The one subject whose a fact is, if it has one."""
    column = POPULATIONS[duty.population].fact_column
    if column == "by_org_id" and duty.definition["basis"] == "at":
        column = "at_org_id"
    subject = getattr(fact, column)
    return set() if subject is None else {subject}


def fact_subjects(duty: Duty, fact: Fact, above: Above) -> set[int]:
    """Whose gauges a fact may move: its own subject's, or those of every unit above it."""
    found = own_subject(duty, fact)
    if duty.definition["counted"] != "below":
        return found
    return {node for unit in found for node in above[unit]}


def stock_subjects(duty: Duty, units: set[int], above: Above) -> set[int]:
    """Whose stock may differ because something happened at these units."""
    if duty.definition["counted"] != "below":
        return set(units)
    return {node for unit in units for node in above[unit]}
