"""Which (term, subject) pairs a batch of entries may have changed. Marking too many costs time, never a number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from tiexin.duties import run
from tiexin.duties.known import CALENDAR, duties_moved_by
from tiexin.duties.models import Duty, Gauge
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.reach import Above
from tiexin.duties.rules import has_own_terms
from tiexin.duties.touched import FactRow, Touched
from tiexin.evidence.models import Fact

Pairs = set[tuple[int, int]]
SPAN = 'SELECT t.id, t.duty_id, t.subject, t.start, t."end", t.before, t.before_end, t.closed FROM stale '
COMMON = f"{SPAN} CROSS JOIN duties_term t WHERE t.duty_id = stale.duty AND t.subject IS NULL"
OWN = f"{SPAN} CROSS JOIN duties_term t WHERE t.duty_id = stale.duty AND t.subject = stale.subject"


class Span(NamedTuple):
    """The days that a period looks at."""

    id: int
    duty_id: int
    subject: int | None
    start: date
    end: date
    before: date | None
    before_end: date | None
    closed: Any


@dataclass
class Periods:
    """A duty's periods: those common to all, and those that a subject has for itself."""

    common: list[Span] = field(default_factory=list)
    own: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def add(self, term: Span) -> None:
        """Put a period where it belongs."""
        (self.common if term.subject is None else self.own[term.subject]).append(term)

    def of(self, subject: int) -> list[Span]:
        """Every period of a subject."""
        return self.common + self.own.get(subject, [])

    def pairs(self, subjects: Iterable[int], day: date | None = None) -> Pairs:
        """The periods of the subjects, or those of them that look at a day."""
        return {(t.id, s) for s in subjects for t in self.of(s) if day is None or looks_at(t, day)}

    def after(self, subjects: Iterable[int], day: date) -> Pairs:
        """The periods of the subjects that begin after a day."""
        return {(t.id, s) for s in subjects for t in self.of(s) if t.start > day}


def looks_at(term: Span, day: date) -> bool:
    """Whether facts of a day count in a period, or in the one that it is compared with."""
    compared = term.before is not None and term.before_end is not None and term.before <= day <= term.before_end
    return compared or term.start <= day <= term.end


def stale_gauges(touched: Touched, also: Mapping[Duty, Pairs] = MappingProxyType({})) -> dict[Duty, Pairs]:
    """The pairs of every duty whose numbers are still kept: in force, or told in a closed period; with others known."""
    units = _units(touched)
    duties, touched.in_force = duties_moved_by(_movers(touched), () if touched.calendar else units)
    touched.above.of(units)
    periods = _periods(duties, _subjects(touched), touched)
    stale = {duty: stale_pairs(duty, periods[duty.id], touched) for duty in duties}
    return {duty: pairs for duty in {**stale, **also} if (pairs := stale.get(duty, set()) | also.get(duty, set()))}


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


def _periods(duties: list[Duty], subjects: set[int], touched: Touched) -> dict[int, Periods]:
    found: dict[int, Periods] = defaultdict(Periods)
    rows = run.look(COMMON, "duty", ((duty.id,) for duty in duties))
    if own := [duty.id for duty in duties if has_own_terms(duty.definition["per"])]:
        rows += run.look(OWN, "duty, subject", ((duty, subject) for duty in own for subject in subjects))
    for row in rows:
        term = Span._make((*row[:3], *(day and run.day(day) for day in row[3:7]), row[7]))
        if term.closed:
            touched.closed.add(term.id)
        if term.closed or term.duty_id in touched.in_force:
            found[term.duty_id].add(term)
    return found


def stale_pairs(duty: Duty, periods: Periods, touched: Touched) -> Pairs:
    """The pairs of one duty: by facts, by a changed member of its population, by a changed stock."""
    counts, ends = counted_by(duty), duty.definition.get("until")
    counted: dict[date, set[int]] = defaultdict(set)
    over: dict[date, set[int]] = defaultdict(set)
    for fact in touched.facts:
        if any(touched.counts(do, fact) for do in counts):
            counted[fact.on] |= fact_subjects(duty, fact, touched.above)
        if touched.counts(ends, fact):
            over[fact.on] |= own_subject(duty, fact)
    pairs = periods.pairs(changed_subjects(duty, touched, touched.above))
    for day, subjects in counted.items():
        pairs |= periods.pairs(touched.whole(subjects, duty), day)
    for day, subjects in over.items():
        pairs |= periods.after(touched.whole(subjects, duty), day)
    if duty.definition["kind"] == "response":
        pairs |= answered_pairs(duty, touched)
        if touched.calendar and duty.definition["clock"]["working"]:
            pairs |= set(Gauge.objects.filter(term__duty=duty).values_list("term_id", "subject"))
    return pairs


def counted_by(duty: Duty) -> list[dict[str, Any] | None]:
    """What counts as a subject's: a response owns its events, whoever answers them."""
    do, over = duty.definition.get("do"), duty.definition.get("over")
    return [over] if duty.definition["kind"] == "response" else [do, over]


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
    theirs = _periods([duty], subjects, touched)[duty.id]
    for event in events:
        pairs |= theirs.pairs(fact_subjects(duty, event, above), event.on)
    return pairs


def own_subject(duty: Duty, fact: Fact | FactRow) -> set[int]:
    """The one subject whose a fact is, if it has one."""
    column = POPULATIONS[duty.population].fact_column
    if column == "by_org_id" and duty.definition["basis"] == "at":
        column = "at_org_id"
    subject = getattr(fact, column)
    return set() if subject is None else {subject}


def fact_subjects(duty: Duty, fact: Fact | FactRow, above: Above) -> set[int]:
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
