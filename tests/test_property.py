"""Every number three ways: kept up to date by the day's work, rebuilt from facts, counted by plain Python."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import by_hand
from tests.by_hand import World
from tiexin.duties import build, fold, verify
from tiexin.duties.actions import close_periods, ensure_days, set_own_target
from tiexin.duties.definition import Cell, Clock, Definition, Do, Of
from tiexin.duties.models import Correction, Gauge, Seen, Standing, Total
from tiexin.duties.rules import has_own_terms
from tiexin.duties.tests import scene
from tiexin.evidence.actions import void
from tiexin.evidence.models import Pending
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.tests import cast
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Stay, Team, TeamKind

LEVELS = ("province", "city", "county", "enterprise")
END = date(2012, 4, 30)
FIRST = date(2012, 2, 20)  # facts fall before, into and after the terms
TAGS = {"method": ("hear", "home"), "question": ("hope", "worry")}
EXPLORE = settings().max_examples > 100  # see conftest.py; shrinking a story takes minutes
EXAMPLES = settings().max_examples if EXPLORE else 12
SHAPES = 1_000_000 if EXPLORE else 14  # each is compiled once, which takes longer than everything else here
PHASES = tuple(Phase) if EXPLORE else (Phase.explicit, Phase.generate)


# ── what is stored ──────────────────────────────────────────────────────────────────────────────────────


def stored_gauges(terms):
    rows = Gauge.objects.filter(term__in=terms)
    return {(g.term_id, g.subject): (g.org_id, g.value, g.base, g.low, g.high, g.met) for g in rows}


def stored_standings(terms):
    names = ("term_id", "node_id", "subjects", "owed", "met", "value", "base", "target")
    return {row[:2]: row[2:] for row in Standing.objects.filter(term__in=terms).values_list(*names)}


def stored_totals(terms):
    found = Total.objects.filter(slice__terms__in=terms).values_list("slice_id", "node_id", "n")
    return {(piece, node): n for piece, node, n in found}


def stored(terms):
    return stored_gauges(terms), stored_standings(terms), stored_totals(terms)


def everything(duties):
    seen = set(Seen.objects.values_list("slice_id", "key", "org_id", "n"))
    late = list(Correction.objects.order_by("id").values_list("term", "subject", "number", "told", "now"))
    return [stored(list(duty.terms.all())) for duty in duties], seen, late


# ── strategies ──────────────────────────────────────────────────────────────────────────────────────────

COUNTS = ("sum", "times", "worker", "employer", "day", "tag:method", "tag:question")
FILTERS = ({}, {}, {"method": ["hear"]}, {"method": ["hear", "home"], "question": ["hope"]})
WITHOUT = ({}, {}, {}, {"question": ["worry"]}, {"method": ["home"], "question": ["hope"]})
WHERES = {
    "unions": ({}, {"level": ["city", "county"]}, {"kind": ["industry", "enterprise"]}),
    "officers": ({}, {"rank": ["leader", "middle"]}),
    "teams": ({}, {"kind": ["stay_team"]}),
}
EXCUSED = (
    [],
    [],
    [{"level": ["city"]}],
    [{"level": ["enterprise", "county"], "kind": ["enterprise"]}, {"rank": ["staff"]}],
)
PERS = ("campaign", "campaign", "campaign", "month", "half-month", "week")
KINDS = ("tally", "tally", "tally", "stock", "rate", "response")


def shape(dice):
    """What a duty counts and for whom; its SQL depends on nothing else."""
    kind, below = dice.choice(KINDS), dice.random() < 0.4
    owing = ("unions",) if below or kind == "stock" else tuple(WHERES)
    of = population(dice, owing)
    own = ["event-year", *(["stay", "stay"] if of.population != "unions" else [])]
    return {
        "kind": kind,
        "of": of,
        "do": None if kind == "stock" else does(dice),
        "over": does(dice) if kind in ("rate", "response") else None,
        "clock": clock(dice) if kind == "response" else None,
        "stock": population(dice, tuple(WHERES)) if kind == "stock" else None,
        "until": does(dice, "presence") if dice.random() < 0.3 else None,
        "counted": "below" if below else "own",
        "basis": dice.choice(["by", "at"]),
        "per": dice.choice(own) if dice.random() < 0.3 else "",
        "target": dice.choice(["increase", "self_set", "", "", ""]) if kind in ("tally", "stock") else "",
    }


def population(dice, names):
    name = dice.choice(names)
    return Of(population=name, where=dice.choice(WHERES[name]), unless=dice.choice(EXCUSED))


def does(dice, measure=""):
    measure = measure or dice.choice(["talk", "visit"])
    return Do(measure=measure, where=dice.choice(FILTERS), unless=dice.choice(WITHOUT), count=dice.choice(COUNTS))


def clock(dice):
    return Clock(days=dice.choice([1, 5]), working=dice.random() < 0.5, same=dice.choice(["worker", "employer"]))


@st.composite
def definitions(draw):
    what = shape(Random(draw(st.integers(1, SHAPES))))
    percent = what["kind"] in ("rate", "response")
    target, low, high = draw(bounds(percent))
    cells = [cell(draw, percent) for _ in range(draw(st.sampled_from([0, 0, 3])))]
    if what["target"]:
        target, low, high, cells = what["target"], None, None, []
    per = what["per"] or draw(st.sampled_from(PERS))
    more = {"per": per, "target": target, "low": low, "high": high, "unit": "item"}
    return Definition(**{**what, **more, "cells": list({(c.level, c.rank): c for c in cells}.values())})


def cell(draw, percent):
    _, low, high = draw(bounds(percent))
    level, rank = draw(st.sampled_from(["", "city", "county"])), draw(st.sampled_from(["", "leader", "staff"]))
    return Cell(level=level, rank=rank, low=low, high=high)


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
    world.leaders[team.id] = person.id
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


HAPPENS = (
    "entry",
    "entry",
    "entry",
    "void",
    "drain",
    "replay",
    "people",
    "close",
    "found",
    "stay",
    "move",
    "number",
    "told",
)


def step(world, draw, plan):
    """One thing that happens: an entry, a void, a fold, a replay, a person, a unit, a stay, a decision, a closing."""
    what = draw(st.sampled_from(HAPPENS))
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
    else:
        {"people": add_people, "close": close, "found": found, "stay": stay, "move": move}.get(what, idle)(world, draw)
        {"number": decide, "told": shut}.get(what, idle)(world, draw, *plan)


def idle(*args):
    """Nothing of this kind happens."""


def found(world, draw):
    parent = draw(st.sampled_from([o for o in world.orgs if o.closed is None]))
    add_org(world, cast.org("新总工会", "enterprise", parent, kind="enterprise", opened=parent.opened), parent)


def stay(world, draw):
    """A team stays somewhere for some days before, in or after the plan's."""
    start = FIRST + timedelta(days=draw(st.integers(0, 70)))
    end = start + timedelta(days=draw(st.integers(0, 20)))
    team, firm = draw(st.sampled_from(world.teams)), draw(st.sampled_from(world.employers))
    world.stays.append(Stay.objects.create(team=team, employer=firm, start=start, end=end))
    scene.about(world.stays[-1], team.org)


def move(world, draw):
    """A stay is moved or cancelled."""
    if not world.stays:
        return
    moved, days = draw(st.sampled_from(world.stays)), timedelta(days=draw(st.integers(-9, 9)))
    gone = draw(st.booleans())
    if gone:
        world.stays.remove(moved)
        Stay.objects.filter(pk=moved.pk).delete()
    else:
        moved.start, moved.end = moved.start + days, moved.end + days
        moved.save()
    scene.about(moved, moved.team.org)


def decide(world, draw, duties, wanted):
    """A unit sets its own number."""
    open_ = [d for d, definition in zip(duties, wanted, strict=True) if definition.target == "self_set"]
    asked = Gauge.objects.filter(term__duty__in=open_, term__duty__population="unions", term__closed=None)
    pairs = sorted(set(asked.values_list("term__duty", "subject")))
    if pairs:
        duty, org = draw(st.sampled_from(pairs))
        low = world.own_numbers[duty, org] = draw(st.integers(1, 4))
        duty = next(each for each in open_ if each.id == duty)
        set_own_target(duty, next(o for o in world.orgs if o.id == org), low, "纪要", by=None, on=cast.TODAY)


def shut(world, draw, duties, wanted):
    """Periods are closed; from then on they say what the oracle says now."""
    close_periods(draw(st.sampled_from([date(2012, 3, 20), date(2012, 4, 2), date(2012, 4, 20)])))
    for duty, definition in zip(duties, wanted, strict=True):
        told = world.told.setdefault(duty.id, {})
        new = [term for term in duty.terms.filter(closed__isnull=False) if term.id not in told]
        for term in new:
            told[term.id] = by_hand.gauges_of(world, duty, definition, [term])


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
        terms = list(duty.terms.order_by("id"))
        open_ = [term for term in terms if term.closed is None]
        gauges = by_hand.gauges_of(world, duty, definition, open_)
        assert stored_gauges(open_) == gauges
        assert stored_standings(open_) == by_hand.rolled_up(world, gauges)
        if has_own_terms(definition.per):
            check_periods(world, definition, terms)
        elif definition.kind == "tally":
            assert stored_totals(open_) == by_hand.slice_totals(world, definition, open_)
        check_told(world, duty, definition, [term for term in terms if term.closed])


def check_periods(world, definition, terms):
    """Open own periods are those that there should be; a closed one stays whatever becomes of its stay."""
    wanted = by_hand.own_periods(world, definition, scene.START, END)
    told = {(term.subject, term.start, term.end) for term in terms if term.closed}
    assert {(term.subject, term.start, term.end) for term in terms if not term.closed} == wanted - told


def check_told(world, duty, definition, terms):
    """A closed period says what it said then; the last correction says what it would say now."""
    told = world.told.get(duty.id, {})
    assert {term.id for term in terms} == set(told)
    before = {pair: gauge for gauges in told.values() for pair, gauge in gauges.items()}
    assert stored_gauges(terms) == before
    assert stored_standings(terms).keys() >= {(term, gauge[0]) for (term, _), gauge in before.items()}
    now, last = by_hand.gauges_of(world, duty, definition, terms), {}
    for row in Correction.objects.filter(term__in=terms).order_by("number"):
        last[row.term_id, row.subject] = row.now
        assert row.told == by_hand.as_told(definition, before.get((row.term_id, row.subject)))
    for pair in before.keys() | now.keys() | last.keys():
        said = last[pair] if pair in last else by_hand.as_told(definition, before.get(pair))
        assert said == by_hand.as_told(definition, now.get(pair))


@pytest.mark.house
@pytest.mark.django_db
@settings(max_examples=EXAMPLES, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_day_by_day_equals_rebuilt_equals_counted_by_hand(data):
    ensure_days(2011, 2013)
    with transaction.atomic():
        run_story(data.draw)
        transaction.set_rollback(True)


def run_story(draw):
    world, wanted = build_world(draw), draw(st.lists(definitions(), min_size=3, max_size=5))
    for _ in range(draw(st.integers(0, 3))):
        add_entry(world, draw)
    duties = scene.publish(world.orgs[0], *wanted, end=END, before=True, cutoff=0)
    for _ in range(draw(st.integers(6, 14))):
        step(world, draw, (duties, wanted))
    scene.settle()
    assert not Pending.objects.exists()
    check(world, duties, wanted)
    before = everything(duties)
    assert verify.differences() == []
    build.rebuild()
    assert everything(duties) == before
