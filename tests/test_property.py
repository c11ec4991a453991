"""Every number three ways: kept up to date by the day's work, rebuilt from facts, counted by plain Python.

The oracle below knows lists, sets and sums only: no SQL, no closure table, no slices.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tiexin.duties import build, fold, verify
from tiexin.duties.definition import Definition, Do, Of
from tiexin.duties.models import Gauge, Seen, Standing, Total
from tiexin.duties.tests import scene
from tiexin.evidence.actions import void
from tiexin.evidence.models import Pending
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.tests import cast
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team, TeamKind

LEVELS = ("province", "city", "county", "enterprise")
FIRST = date(2012, 2, 20)  # facts fall before, into and after the terms
TAGS = {"method": ("hear", "home"), "question": ("hope", "worry")}
EXPLORE = settings().max_examples > 100  # see conftest.py; shrinking a story takes minutes
EXAMPLES = settings().max_examples if EXPLORE else 12
SHAPES = 1_000_000 if EXPLORE else 20  # each is compiled once, which takes longer than everything else here
PHASES = tuple(Phase) if EXPLORE else (Phase.explicit, Phase.generate)


@dataclass
class World:
    """What exists, in plain values beside the rows."""

    parent: dict[int, int | None] = field(default_factory=dict)
    industry: dict[int, int] = field(default_factory=dict)  # the other tree: whom some hang under as well
    orgs: list = field(default_factory=list)
    officers: list = field(default_factory=list)
    teams: list = field(default_factory=list)
    employers: list = field(default_factory=list)
    workers: list = field(default_factory=list)
    entries: list = field(default_factory=list)  # (entry, facts)
    voided: set = field(default_factory=set)

    def above(self, org_id):
        found = {org_id, self.industry.get(org_id, org_id)}
        while org_id := self.parent[org_id]:
            found.add(org_id)
        return found

    def live(self):
        return [fact for entry, facts in self.entries if entry.id not in self.voided for fact in facts]


# ── the oracle ──────────────────────────────────────────────────────────────────────────────────────────


def members(world, of):
    """(subject, org, level, rank) of everybody in the population with the days of its life."""
    rows = {
        "unions": [(o.id, o, "", o.opened, o.closed) for o in world.orgs],
        "officers": [(o.id, o.org, o.rank, o.since, o.until) for o in world.officers],
        "teams": [(t.id, t.org, "", t.since, t.until) for t in world.teams],
    }[of.population]
    kinds = {t.id: t.kind for t in world.teams}
    for subject, org, rank, since, until in rows:
        kind = kinds[subject] if of.population == "teams" else org.kind
        columns = {"level": org.level, "kind": kind, "rank": rank}
        if all(columns[name] in wanted for name, wanted in of.where.items()):
            yield subject, org, columns, since, until


def holds(since, until, day):
    return since <= day and (until is None or day < until)


def counted(facts, do):
    """The number that a list of facts becomes."""
    kept = [f for f in facts if all(set(v) & {b for a, b in f.tags if a == k} for k, v in do.where.items())]
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


def amount(world, definition, do, term, subject):
    mine = [
        f
        for f in world.live()
        if f.measure == do.measure and term.start <= f.on <= term.end and belongs(world, definition, f, subject)
    ]
    return counted(mine, do)


def size(world, definition, term, subject):
    held = [row for row in members(world, definition.stock) if holds(row[3], row[4], term.asof)]
    below = definition.counted == "below"
    return len({row[0] for row in held if (subject in world.above(row[1].id) if below else row[1].id == subject)})


def is_met(definition, value, base):
    low, high = definition.low, definition.high
    if (low is None and high is None) or (definition.kind == "rate" and not base):
        return None
    if definition.kind == "rate":
        value, low, high = value * 100, low and low * base, high and high * base
    return int((low is None or value >= low) and (high is None or value <= high))


def oracle(world, duty, definition):
    """Every gauge of a duty as plain values: (term, subject) → org, value, base, low, high, met."""
    found, issuer = {}, world.orgs[0]
    for term in duty.terms.all():
        for subject, org, _, since, until in members(world, definition.of):
            if not holds(since, until, term.asof) or issuer.id not in world.above(org.id):
                continue
            if definition.kind == "stock":
                value, base = size(world, definition, term, subject), None
            else:
                value = amount(world, definition, definition.do, term, subject)
                base = amount(world, definition, definition.over, term, subject) if definition.over else None
            met = is_met(definition, value, base)
            found[term.id, subject] = (org.id, value, base, definition.low, definition.high, met)
    return found


def rolled_up(world, gauges):
    """Standings as plain values: (term, node) → subjects, owed, met, value, base, target."""
    found = {}
    for (term, _), (org, value, base, low, _, met) in gauges.items():
        share = (1, int(met is not None), met or 0, value, base or 0, low or 0)
        for node in world.above(org):
            found[term, node] = tuple(map(sum, zip(found.get((term, node), (0,) * 6), share, strict=True)))
    return found


def slice_totals(world, duty, definition):
    """Exact totals at every node that has one, for a tally of units' work."""
    found = {}
    for term in duty.terms.all():
        for org in world.orgs:
            below = definition.model_copy(update={"counted": "below", "of": Of(population="unions")})
            if number := amount(world, below, definition.do, term, org.id):
                found[term.slice_id, org.id] = number
    return found


# ── what is stored ──────────────────────────────────────────────────────────────────────────────────────


def stored_gauges(duty):
    rows = Gauge.objects.filter(term__duty=duty)
    return {(g.term_id, g.subject): (g.org_id, g.value, g.base, g.low, g.high, g.met) for g in rows}


def stored_standings(duty):
    names = ("term_id", "node_id", "subjects", "owed", "met", "value", "base", "target")
    return {row[:2]: row[2:] for row in Standing.objects.filter(term__duty=duty).values_list(*names)}


def stored_totals(duty):
    found = Total.objects.filter(slice__terms__duty=duty).values_list("slice_id", "node_id", "n")
    return {(piece, node): n for piece, node, n in found}


def everything(duties):
    seen = set(Seen.objects.values_list("slice_id", "key", "org_id", "n"))
    return [(stored_gauges(d), stored_standings(d), stored_totals(d)) for d in duties], seen


# ── strategies ──────────────────────────────────────────────────────────────────────────────────────────

COUNTS = ("sum", "times", "worker", "employer", "day", "tag:method", "tag:question")
FILTERS = ({}, {}, {"method": ["hear"]}, {"method": ["hear", "home"], "question": ["hope"]})
WHERES = {
    "unions": ({}, {"level": ["city", "county"]}, {"kind": ["industry", "enterprise"]}),
    "officers": ({}, {"rank": ["leader", "middle"]}),
    "teams": ({}, {"kind": ["stay_team"]}),
}


def shape(dice):
    """What a duty counts and for whom; its SQL depends on nothing else."""
    kind, below = dice.choice(["tally", "tally", "stock", "rate"]), dice.random() < 0.5
    owing = ("unions",) if below or kind == "stock" else tuple(WHERES)
    return {
        "kind": kind,
        "of": population(dice, owing),
        "do": None if kind == "stock" else does(dice),
        "over": does(dice) if kind == "rate" else None,
        "stock": population(dice, tuple(WHERES)) if kind == "stock" else None,
        "counted": "below" if below else "own",
        "basis": dice.choice(["by", "at"]),
    }


def population(dice, names):
    name = dice.choice(names)
    return Of(population=name, where=dice.choice(WHERES[name]))


def does(dice):
    measure = dice.choice(["talk", "visit"])
    return Do(measure=measure, where=dice.choice(FILTERS), count=dice.choice(COUNTS))


@st.composite
def definitions(draw):
    what = shape(Random(draw(st.integers(1, SHAPES))))
    target, low, high = draw(bounds(what["kind"] == "rate"))
    per = draw(st.sampled_from(["campaign", "campaign", "month"]))
    return Definition(**what, per=per, target=target, low=low, high=high, unit="item")


@st.composite
def bounds(draw, percent):
    a, b = sorted(draw(st.tuples(*[st.integers(0, 100 if percent else 4)] * 2)))
    kinds = {
        "at_least": (a, None),
        "at_most": (None, a),
        "exactly": (a, a),
        "between": (a, b),
        "about": (a, b),
        "measured": (None, None),
        "self_set": (None, None),
    }
    target = draw(st.sampled_from(sorted(kinds)))
    return target, *kinds[target]


def build_world(draw):
    """Units in a tree of four levels, some also under an industry union; people, teams, employers, workers."""
    world = World()
    opened = st.sampled_from([cast.FOUNDED, cast.FOUNDED, date(2012, 4, 10)])
    for number, level in enumerate(["province", "province", "city", "city", *draw(lower_levels)]):
        industry = number == 1
        above = [o for o in world.orgs if LEVELS.index(o.level) < LEVELS.index(level) and o.kind != "industry"]
        parent = draw(st.sampled_from(above)) if above else None
        kind = "industry" if industry else "enterprise" if level == "enterprise" else "territorial"
        begin = cast.FOUNDED if number < 4 else max(draw(opened), parent.opened)
        add_org(world, cast.org(f"单位{number}总工会", level, parent, kind=kind, opened=begin), parent)
    for org in world.orgs[4:]:
        if draw(st.booleans()):
            orgs.hang_under(org, world.orgs[1], since=org.opened, tree="industry")
            world.industry[org.id] = world.orgs[1].id
    for _ in range(3):
        add_people(world, draw)
    return world


lower_levels = st.lists(st.sampled_from(["county", "enterprise"]), min_size=2, max_size=5)


def add_org(world, org, parent):
    world.orgs.append(org)
    world.parent[org.id] = parent and parent.id


def add_people(world, draw):
    """One more officer, team, employer and two workers somewhere."""
    day = max(o.opened for o in world.orgs)
    home, sender, place = (draw(st.sampled_from([o for o in world.orgs if o.is_open(day)])) for _ in range(3))
    until = draw(st.sampled_from([None, None, date(2012, 5, 15), date(2012, 12, 1)]))
    rank, kind = draw(st.sampled_from(Rank.values)), draw(st.sampled_from(TeamKind.values))
    person = Officer(name="干部", org=home, rank=rank, since=home.opened, until=until)
    world.officers.append(orgs.appoint_officer(person, by=None, on=cast.TODAY))
    team = Team(org=sender, name="小组", kind=kind, since=day, until=until)
    world.teams.append(form_team(NewTeam(team, person), by=None, on=cast.TODAY))
    world.employers.append(cast.employer(place, "企业"))
    world.workers += [cast.worker(draw(st.sampled_from(world.employers)), "职工") for _ in range(2)]


def add_entry(world, draw):
    facts = []
    for _ in range(draw(st.integers(1, 4))):
        day = FIRST + timedelta(days=draw(st.integers(0, 75)))
        open_units = [o for o in world.orgs if o.is_open(day)]
        dims = {
            "officer": draw(st.sampled_from([None, *(o.id for o in world.officers)])),
            "team": draw(st.sampled_from([None, *(t.id for t in world.teams)])),
            "employer": draw(st.sampled_from([None, *(e.id for e in world.employers)])),
            "worker": draw(st.sampled_from([None, *(w.id for w in world.workers)])),
        }
        tags = [(key, v) for key, known in TAGS.items() for v in draw(st.sets(st.sampled_from(known)))]
        facts.append(
            scene.fact(
                draw(st.sampled_from(open_units)),
                draw(st.sampled_from(["talk", "talk", "visit", "presence"])),
                day,
                at=draw(st.sampled_from(open_units)),
                qty=draw(st.integers(1, 3)),
                tags=tags,
                **dims,
            )
        )
    world.entries.append((scene.note(*facts), facts))


def step(world, draw):
    """One thing that happens: an entry, a void, a batch folded, a replay, a new person, a unit opened or closed."""
    what = draw(st.sampled_from(["entry", "entry", "entry", "void", "drain", "replay", "people", "close", "found"]))
    alive = [entry for entry, _ in world.entries if entry.id not in world.voided]
    if what == "entry":
        add_entry(world, draw)
    elif what == "void" and alive:
        entry = draw(st.sampled_from(alive))
        void(entry, by=None, on=cast.TODAY)
        world.voided.add(entry.id)
    elif what == "drain":
        fold.drain(draw(st.integers(1, 5)))
    elif what == "replay" and world.entries:
        entry = draw(st.sampled_from(world.entries))[0]
        fold.fold([entry.id])
        fold.fold([entry.id])
    elif what == "people":
        add_people(world, draw)
    elif what == "found":
        parent = draw(st.sampled_from([o for o in world.orgs if o.closed is None]))
        add_org(world, cast.org("新总工会", "enterprise", parent, kind="enterprise", opened=parent.opened), parent)
    elif what == "close":
        close(world, draw)


def close(world, draw):
    inner = {world.orgs[1].id, *world.parent.values()}
    leaves = [o for o in world.orgs if o.id not in inner and o.closed is None]
    if leaves:
        org = draw(st.sampled_from(leaves))
        day = date(2012, draw(st.sampled_from([5, 12])), 20)
        org.closed = orgs.close_org(org, closed=day, by=None, on=cast.TODAY).closed


def check(world, duties, wanted):
    """Everything stored is what the oracle says."""
    for duty, definition in zip(duties, wanted, strict=True):
        gauges = oracle(world, duty, definition)
        assert stored_gauges(duty) == gauges
        assert stored_standings(duty) == rolled_up(world, gauges)
        if definition.kind == "tally":
            assert stored_totals(duty) == slice_totals(world, duty, definition)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_day_by_day_equals_rebuilt_equals_counted_by_hand(data):
    with transaction.atomic():
        run_story(data.draw)
        transaction.set_rollback(True)


def run_story(draw):
    world, wanted = build_world(draw), draw(st.lists(definitions(), min_size=3, max_size=5))
    for _ in range(draw(st.integers(0, 3))):
        add_entry(world, draw)
    duties = scene.publish(world.orgs[0], *wanted, end=date(2012, 4, 30))
    for _ in range(draw(st.integers(4, 12))):
        step(world, draw)
    scene.settle()
    assert not Pending.objects.exists()
    check(world, duties, wanted)
    before = everything(duties)
    assert verify.differences() == []
    build.rebuild()
    assert everything(duties) == before
