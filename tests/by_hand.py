"""The oracle of the property test: every number from lists, sets and sums. No SQL, no closure table, no slices."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar

from tiexin.duties.definition import Of


@dataclass
class World:
    """What exists, in plain values beside the rows."""

    parent: dict[int, int | None] = field(default_factory=dict)
    industry: dict[int, int] = field(default_factory=dict)  # the other tree: whom some hang under as well
    orgs: list = field(default_factory=list)
    officers: list = field(default_factory=list)
    teams: list = field(default_factory=list)
    leaders: dict[int, int] = field(default_factory=dict)  # team → its only member
    employers: list = field(default_factory=list)
    workers: list = field(default_factory=list)
    entries: list = field(default_factory=list)  # (entry, facts)
    voided: set = field(default_factory=set)
    stays: list = field(default_factory=list)  # those that take place
    own_numbers: dict = field(default_factory=dict)  # (duty, org) → low
    told: dict = field(default_factory=dict)  # duty → what its closed periods said

    def above(self, org_id):
        found = {org_id, self.industry.get(org_id, org_id)}
        while org_id := self.parent[org_id]:
            found.add(org_id)
        return found

    def live(self):
        return [fact for entry, facts in self.entries if entry.id not in self.voided for fact in facts]


class Span(NamedTuple):
    """The days that are looked at."""

    start: date
    end: date
    asof: date


def span(term):
    return Span(term.start, term.end, term.asof)


# ── who ─────────────────────────────────────────────────────────────────────────────────────────────────


def lives(world, population):
    """(subject, org, rank, since, until) of everybody."""
    return {
        "unions": [(o.id, o, "", o.opened, o.closed) for o in world.orgs],
        "officers": [(o.id, o.org, o.rank, o.since, o.until) for o in world.officers],
        "teams": [(t.id, t.org, "", t.since, t.until) for t in world.teams],
    }[population]


def members(world, of):
    """(subject, org, columns, since, until) of the population with its filters, without those excused."""
    kinds = {t.id: t.kind for t in world.teams}
    for subject, org, rank, since, until in lives(world, of.population):
        kind = kinds[subject] if of.population == "teams" else org.kind
        columns = {"level": org.level, "kind": kind, "rank": rank}
        excused = any(fits(columns, filters) for filters in of.unless)
        if fits(columns, of.where) and not excused:
            yield subject, org, columns, since, until


def fits(columns, filters):
    return all(columns[name] in wanted for name, wanted in filters.items())


def holds(since, until, day):
    return since <= day and (until is None or day < until)


def ended(world, definition, subject, term):
    """Whether a fact of the subject has ended the duty before the period begins."""
    if definition.until is None:
        return False
    own = definition.model_copy(update={"counted": "own"})
    mine = [f for f in world.live() if belongs(world, own, f, subject) and counts(f, definition.until)]
    return any(f.on < term.start for f in mine)


def own_periods(world, definition, first, last):
    """(subject, start, end) of the periods that subjects have for themselves within the plan's days."""
    name, found = definition.of.population, set()
    if definition.per == "stay":
        for stay in world.stays:
            joined = next(team.since for team in world.teams if team.id == stay.team_id)
            if name == "teams":
                found.add((stay.team_id, stay.start, stay.end))
            elif joined <= stay.end:  # before that the team had no member yet
                found.add((world.leaders[stay.team_id], stay.start, stay.end))
    if definition.per == "event-year":
        for subject, _, _, since, until in lives(world, name):
            begin, stop = since, min(until or last, last)
            while begin <= stop:
                following = begin.replace(year=begin.year + 1)
                found.add((subject, begin, following - timedelta(days=1)))
                begin = following
    return {(subject, start, end) for subject, start, end in found if start <= last and end >= first}


# ── how much ────────────────────────────────────────────────────────────────────────────────────────────


def counts(fact, do):
    """Whether a fact is one of those that count."""
    wanted = all(any((key, value) in fact.tags for value in values) for key, values in do.where.items())
    excluded = any((key, value) in fact.tags for key, values in do.unless.items() for value in values)
    return fact.measure == do.measure and wanted and not excluded


def counted(kept, do):
    """The number that a list of facts becomes."""
    if do.count == "sum":
        return sum(f.qty for f in kept)
    if do.count == "times":
        return len(kept)
    if do.count == "day":
        return len({f.on for f in kept})
    if do.count.startswith("tag:"):
        key = do.count[4:]
        found = {value for f in kept for name, value in f.tags if name == key}
        return len(found & set(do.where.get(key, found)))
    return len({f.dims.get(do.count) for f in kept} - {None})


def belongs(world, definition, fact, subject):
    """Whether a fact is the subject's."""
    name = {"unions": "", "officers": "officer", "teams": "team"}[definition.of.population]
    if name:
        return fact.dims.get(name) == subject
    org = fact.by_org if definition.basis == "by" else fact.at_org
    return subject in world.above(org.id) if definition.counted == "below" else org.id == subject


def facts_in(world, definition, do, days, subject):
    inside = [f for f in world.live() if days.start <= f.on <= days.end and counts(f, do)]
    return [f for f in inside if belongs(world, definition, f, subject)]


def amount(world, definition, do, days, subject):
    return counted(facts_in(world, definition, do, days, subject), do)


def size(world, definition, days, subject):
    held = [row for row in members(world, definition.stock) if holds(row[3], row[4], days.asof)]
    below = definition.counted == "below"
    return len({row[0] for row in held if (subject in world.above(row[1].id) if below else row[1].id == subject)})


def last_day(day, clock):
    """The day by which an event of this day asks for its answer, walked day by day."""
    left = clock.days
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day) if clock.working else 1
    return day


def answered(world, definition, days, subject):
    """(events answered in time, events)."""
    events, answers = facts_in(world, definition, definition.over, days, subject), world.live()
    answers = [f for f in answers if counts(f, definition.do)]
    same, clock, met = definition.clock.same, definition.clock, 0
    for event in events:
        key, last = event.dims.get(same), last_day(event.on, clock)
        met += any(key is not None and f.dims.get(same) == key and event.on <= f.on <= last for f in answers)
    return met, len(events)


def number(world, definition, days, subject):
    """(value, base) without an increase's base."""
    if definition.kind == "response":
        return answered(world, definition, days, subject)
    if definition.kind == "stock":
        return size(world, definition, days, subject), None
    base = amount(world, definition, definition.over, days, subject) if definition.over else None
    return amount(world, definition, definition.do, days, subject), base


# ── is it enough ────────────────────────────────────────────────────────────────────────────────────────


def bounds(world, duty, definition, subject, columns):
    """The bounds by the most specific cell, and a number that the unit has set itself before them."""
    low, high = definition.low, definition.high
    if definition.cells:
        low = high = None
        place = columns["level"], columns["rank"]
        for wanted in (("", ""), ("", place[1]), (place[0], ""), place):
            for cell in definition.cells:
                if (cell.level, cell.rank) == wanted:
                    low, high = cell.low, cell.high
    if definition.target == "self_set":
        low = world.own_numbers.get((duty.id, subject), low)
    return low, high


def is_met(definition, value, base, low, high):
    if definition.target == "increase":
        return int(value > base) if base else None
    rate = definition.kind in ("rate", "response")
    if (low is None and high is None) or (rate and not base):
        return None
    if rate:
        value, low, high = value * 100, low and low * base, high and high * base
    return int((low is None or value >= low) and (high is None or value <= high))


def gauges_of(world, duty, definition, terms):
    """The gauges of some periods: (term, subject) → org, value, base, low, high, met."""
    found, issuer = {}, world.orgs[0]
    for term in terms:
        for subject, org, columns, since, until in members(world, definition.of):
            if term.subject not in (None, subject) or not holds(since, until, term.asof):
                continue
            if issuer.id not in world.above(org.id) or ended(world, definition, subject, term):
                continue
            value, base = number(world, definition, span(term), subject)
            if definition.target == "increase" and term.before:
                before = Span(term.before, term.before_end, term.before_end)
                base = number(world, definition, before, subject)[0]
            low, high = bounds(world, duty, definition, subject, columns)
            met = is_met(definition, value, base, low, high)
            found[term.id, subject] = (org.id, value, base, low, high, met)
    return found


def rolled_up(world, gauges):
    """Standings as plain values: (term, node) → subjects, owed, met, value, base, target."""
    found = {}
    for (term, _), (org, value, base, low, _, met) in gauges.items():
        share = (1, int(met is not None), met or 0, value, base or 0, low or 0)
        for node in world.above(org):
            found[term, node] = tuple(map(sum, zip(found.get((term, node), (0,) * 6), share, strict=True)))
    return found


def slice_totals(world, definition, terms):
    """Exact totals at every node that has one, for a tally of units' work."""
    below = definition.model_copy(update={"counted": "below", "of": Of(population="unions")})
    rows = [(t, org, amount(world, below, definition.do, span(t), org.id)) for t in terms for org in world.orgs]
    return {(t.slice_id, org.id): n for t, org, n in rows if n}


def as_told(definition, gauge):
    """The one number by which a gauge is told."""
    if gauge is None:
        return None
    value, base = gauge[1:3]
    return (value * 100 // base if base else None) if definition.kind in ("rate", "response") else value
