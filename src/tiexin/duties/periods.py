"""Periods that each subject has for itself: a stay, a year of one's own. They follow what they come from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from tiexin.duties.known import IN_FORCE
from tiexin.duties.models import Duty, PlanVersion, Term
from tiexin.duties.populations import OCCASIONS, POPULATIONS
from tiexin.duties.rules import anniversaries, has_own_terms
from tiexin.duties.stale import Pairs

DAYS = ("start", "end", "due", "asof", "before", "before_end", "label")


class Own(NamedTuple):
    """One subject's period, and the one before it if there was one."""

    subject: int
    start: date
    end: date
    before: date | None = None
    before_end: date | None = None

    @property
    def key(self) -> tuple[int, date, date]:
        """What makes it this period and no other."""
        return self[:3]


def concerned(things: Collection[tuple[str, int]]) -> set[str]:
    """The populations whose own periods may differ when these things do."""
    kinds = {kind for kind, _ in things}
    owing = {name for name, population in POPULATIONS.items() if population.thing in kinds}
    return owing | {name for (_, name), occasion in OCCASIONS.items() if kinds & set(occasion.things)}


def follow(things: Collection[tuple[str, int]]) -> dict[Duty, Pairs]:
    """Bring the own periods of all duties in force in line with what these things are now; return what is new."""
    if not (owing := concerned(things)):
        return {}
    kinds = {kind for kind, _ in things}
    duties = Duty.objects.filter(built=True, clause__version__state__in=IN_FORCE, population__in=owing)
    found: dict[Duty, Pairs] = {}
    for duty in duties.filter(definition__per__in=["stay", "event-year"]).select_related("clause__version"):
        per, population = duty.definition["per"], POPULATIONS[duty.population]
        if per == "event-year" and population.thing in kinds:
            found[duty] = settle(duty, {thing for kind, thing in things if kind == population.thing})
        if per == "stay" and kinds & set(OCCASIONS[per, population.name].things):
            found[duty] = settle(duty)
    return {duty: pairs for duty, pairs in found.items() if pairs}


def settle(duty: Duty, subjects: Collection[int] | None = None) -> Pairs:
    """Make a duty's own periods what they should be; return the (term, subject) pairs that are new or moved.

    A moved period keeps its row, so that links to its gauge stay; a closed one is left as it was told.
    """
    if not has_own_terms(duty.definition["per"]):
        return set()
    terms = Term.objects.filter(duty=duty, subject__isnull=False)
    stored = {own_of(term): term for term in (terms if subjects is None else terms.filter(subject__in=subjects))}
    told = {own.key for own, term in stored.items() if term.closed}
    wanted = {own for own in wanted_for(duty, subjects) if own.key not in told}
    gone = [own for own in sorted(stored.keys() - wanted, key=_order) if not stored[own].closed]
    new = sorted(wanted - stored.keys(), key=_order)
    moved = list(_matched(gone, new))
    for old, own in moved:
        _fill(stored[old], own, duty.definition["per"]).save(update_fields=list(DAYS))
    Term.objects.filter(id__in=[stored[own].id for own in set(gone) - {old for old, _ in moved}]).delete()
    fresh = sorted(set(new) - {own for _, own in moved}, key=_order)
    made = Term.objects.bulk_create(
        (_fill(Term(duty=duty, subject=own.subject), own, duty.definition["per"]) for own in fresh), batch_size=500
    )
    return {(term.id, term.subject or 0) for term in [*made, *(stored[old] for old, _ in moved)]}


def _order(own: Own) -> tuple[int, date, date]:
    return own.key


def _matched(gone: list[Own], new: list[Own]) -> Iterable[tuple[Own, Own]]:
    """Which new period takes the row of which old one: the same days first, then those of the same subject."""
    same = {own.key: own for own in new}
    kept = [(old, same.pop(old.key)) for old in gone if old.key in same]
    yield from kept
    rest: dict[int, list[Own]] = defaultdict(list)
    for own in sorted(same.values(), key=_order):
        rest[own.subject].append(own)
    for old in gone:
        if old not in {pair[0] for pair in kept} and rest[old.subject]:
            yield old, rest[old.subject].pop(0)


def own_of(term: Term) -> Own:
    """What a stored period says."""
    return Own(term.subject or 0, term.start, term.end, term.before, term.before_end)


def _fill(term: Term, own: Own, per: str) -> Term:
    term.start, term.end, term.due, term.asof = own.start, own.end, own.end, own.end
    term.before, term.before_end = own.before, own.before_end
    term.label = f"{own.start}至{own.end}{'蹲点' if per == 'stay' else '（自身年度）'}"
    return term


def wanted_for(duty: Duty, subjects: Collection[int] | None = None) -> set[Own]:
    """The own periods that a duty should have: those that touch the plan's days and that its version governs."""
    per, version = duty.definition["per"], duty.clause.version
    lines = _years(duty.population, subjects, version) if per == "event-year" else _stays(duty.population, subjects)
    return {own for line in lines for own in line if _governs(version, own)}


def _governs(version: PlanVersion, own: Own) -> bool:
    touches = own.start <= version.end and own.end >= version.start
    return touches and (version.effective is None or own.end >= version.effective)


def _years(population: str, subjects: Collection[int] | None, version: PlanVersion) -> Iterable[list[Own]]:
    for subject, since, until in POPULATIONS[population].lives(subjects):
        last = version.end if until is None else min(version.end, until)
        yield chained(subject, list(anniversaries(since, last)))


def _stays(population: str, subjects: Collection[int] | None) -> Iterable[list[Own]]:
    occasion = OCCASIONS["stay", population]
    found: dict[int, set[tuple[date, date]]] = defaultdict(set)
    for subject, start, end in occasion.find(subjects):
        found[subject].add((start, end))
    for subject, days in found.items():
        yield chained(subject, sorted(days))


def chained(subject: int, days: list[tuple[date, date]]) -> list[Own]:
    """Periods in their order, each beside the one before it."""
    before: list[tuple[date | None, date | None]] = [(None, None), *days]
    return [Own(subject, start, end, *before[place]) for place, (start, end) in enumerate(days)]
