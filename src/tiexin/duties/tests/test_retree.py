"""After a unit has moved every number is what a recount of the facts finds; closed periods stay as told."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.core.refusal import Refused
from tiexin.duties import closing, fold, retree, run, verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Correction, Gauge, Slice, Standing, Total
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, fact, note, publish, rate, standing, tally, totals, values
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.actions.moves import Part, Plan, merge_org, move_org, split_org
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.models import Tree
from tiexin.orgs.structure import OrgChange, Recount
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

PLAN = Plan(date(2012, 5, 1), "令")
BELOW = {"counted": "below", "low": 2}


def move(org, parent, tree=Tree.TERRITORY):
    return move_org(org, parent, PLAN, tree=tree, by=None, on=c.TODAY)


def published(cast):
    """A plan of the region and one of the city; work at the county and at the other city."""
    worker = c.worker(c.employer(cast.county, "一厂"), "职工").id
    duties = publish(
        cast.province,
        tally(Do(measure="talk", count="worker"), **BELOW),
        tally(Do(measure="talk", count="sum"), **BELOW),
        rate("talk", Do(measure="talk"), low=98, counted="below"),
        tally("visit", OFFICERS, low=1),
    )
    duties += publish(cast.city, tally("visit", low=1), tally("visit", OFFICERS, low=1))
    cast.people = {"one": c.officer("甲", cast.county)}
    note(fact(cast.county, worker=worker, qty=3), fact(cast.other_city, worker=worker))
    note(fact(cast.county, "visit", officer=cast.people["one"].id))
    scene.settle()
    return duties


@kept.once
def staged():
    cast = c.units()
    return cast, published(cast)


@pytest.fixture
def stage(db):
    return staged()


def test_the_totals_go_with_the_unit_and_nothing_is_rewritten(stage):
    cast, duties = stage
    trail = list(Fact.objects.order_by("pk").values())
    entries = list(Entry.objects.order_by("pk").values())
    move(cast.county, cast.other_city)
    scene.settle()
    assert totals(duties[0]) == {"兴庆区": 1, "石嘴山市": 1, "自治区总工会": 1}
    assert totals(duties[1]) == {"兴庆区": 3, "石嘴山市": 4, "自治区总工会": 4}
    assert values(duties[1])[cast.city.id] == 0
    assert values(duties[1])[cast.other_city.id] == 4
    assert values(duties[1], "met")[cast.city.id] == 0
    assert list(Fact.objects.order_by("pk").values()) == trail
    assert list(Entry.objects.order_by("pk").values())[: len(entries)] == entries
    assert verify.differences() == []
    assert not Recount.objects.exists()


def test_a_plan_binds_no_longer_who_left_its_issuer(stage):
    cast, duties = stage
    units, people = duties[-2:]
    assert cast.county.id in values(units)
    assert set(values(people)) == {cast.people["one"].id}
    change = move(cast.county, cast.other_city)
    scene.settle()
    assert cast.county.id not in values(units)
    assert cast.enterprise.id not in values(units)
    assert values(people) == {}
    assert standing(units, cast.city)[0] == 1
    assert verify.differences() == []
    undo_change(change, "撤回", by=None, on=c.TODAY)
    scene.settle()
    assert values(units)[cast.county.id] == 1
    assert values(people) == {cast.people["one"].id: 1}
    assert verify.differences() == []


def test_an_old_fact_counts_in_the_unit_merged_into(stage):
    cast, duties = stage
    other = c.org("金凤区总工会", "county", cast.city)
    scene.settle()
    change = merge_org(cast.county, other, PLAN, by=None, on=c.TODAY)
    scene.settle()
    assert totals(duties[1])["金凤区"] == 3
    assert cast.county.id not in values(duties[1])
    assert verify.differences() == []
    undo_change(change, "撤回", by=None, on=c.TODAY)
    scene.settle()
    assert "金凤区" not in totals(duties[1])
    assert values(duties[1])[cast.county.id] == 3
    assert verify.differences() == []


def test_old_facts_stay_where_the_work_was_done_when_a_unit_is_split(stage):
    cast, duties = stage
    part = Part("东区总工会", "东区", [cast.people["one"]])
    change = split_org(cast.county, [part], PLAN, by=None, on=c.TODAY)
    scene.settle()
    assert "东区" not in totals(duties[1])
    assert totals(duties[1])["兴庆区"] == 3
    new = change.parts["founded"][0]
    assert Gauge.objects.get(term__duty=duties[3]).org_id == new
    assert verify.differences() == []
    undo_change(change, "撤回", by=None, on=c.TODAY)
    scene.settle()
    assert verify.differences() == []


def test_work_recorded_before_the_worker_came_is_counted_once(stage):
    cast, duties = stage
    note(fact(cast.county, qty=5))
    move(cast.county, cast.other_city)
    note(fact(cast.county, qty=7))
    scene.settle()
    assert totals(duties[1]) == {"兴庆区": 15, "石嘴山市": 16, "自治区总工会": 16}
    assert verify.differences() == []


def test_a_closed_period_stays_as_it_was_told(stage):
    cast, duties = stage
    term = duties[1].terms.select_related("slice").get()
    closing.close([term], c.TODAY)
    gauges = list(Gauge.objects.filter(term=term).order_by("pk").values())
    rolled = list(Standing.objects.filter(term=term).order_by("pk").values())
    kept = list(Total.objects.filter(slice=term.slice).order_by("pk").values())
    move(cast.county, cast.other_city)
    scene.settle()
    assert list(Gauge.objects.filter(term=term).order_by("pk").values()) == gauges
    assert list(Standing.objects.filter(term=term).order_by("pk").values()) == rolled
    assert list(Total.objects.filter(slice=term.slice).order_by("pk").values()) == kept
    assert Correction.objects.count() == 0
    assert verify.differences() == []


def test_a_worker_killed_while_it_recounts_begins_again(stage, monkeypatch):
    cast, _ = stage
    move(cast.county, cast.other_city)
    real = fold.retree.recount

    def broken():
        real()
        raise KeyboardInterrupt

    monkeypatch.setattr(fold.retree, "recount", broken)
    with pytest.raises(KeyboardInterrupt):
        fold.drain()
    assert Recount.objects.count() == 2
    monkeypatch.setattr(fold.retree, "recount", real)
    scene.settle()
    assert verify.differences() == []


def test_the_industry_counts_a_unit_from_when_it_enters(stage):
    cast, duties = stage
    move(cast.county, cast.industry, Tree.INDUSTRY)
    scene.settle()
    assert totals(duties[1])["自治区机冶建材工会"] == 3
    assert verify.differences() == []


class Any(TestCase):
    @settings(max_examples=min(12, settings().max_examples))
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.booleans()), min_size=1, max_size=5))
    def test_any_moves_and_undoings_end_in_a_clean_recount(self, steps):
        cast, _ = staged()
        units = [cast.county, cast.enterprise, cast.other_county, c.org("金凤区总工会", "county", cast.city)]
        places = [cast.city, cast.other_city, cast.county, cast.other_county, units[3]]
        for who, where, back in steps:
            try:
                if back and OrgChange.objects.standing().exists():
                    undo_change(OrgChange.objects.standing().order_by("-pk")[0], "撤回", by=None, on=c.TODAY)
                elif who == 2:
                    merge_org(units[who], places[where], PLAN, by=None, on=c.TODAY)
                else:
                    move(units[who], places[where])
            except Refused:
                continue
            note(fact(cast.county), fact(cast.enterprise))
        scene.settle()
        assert verify.differences() == []


@pytest.mark.parametrize("name", ["city", "province", "industry"])
def test_some_nodes_are_recounted_as_all_of_them_are(stage, name):
    cast, duties = stage
    node = getattr(cast, name).pk
    for piece in Slice.objects.filter(live=True):
        every = run.fetch(retree.total_sql(piece))
        assert run.fetch(retree.total_sql(piece, {node})) == [row for row in every if row[1] == node]
    for duty in duties:
        every = run.fetch(retree.standing_sql(duty))
        assert run.fetch(retree.standing_sql(duty, {node})) == [row for row in every if row[1] == node]


def test_nothing_is_looked_at_while_no_tree_has_changed(stage, django_assert_num_queries):
    with django_assert_num_queries(1):
        retree.recount()


def test_only_the_nodes_that_changed_are_written(stage):
    cast, duties = stage
    before = {row.pk: row.n for row in Total.objects.exclude(node__in=[cast.city, cast.other_city])}
    move(cast.county, cast.other_city)
    scene.settle()
    after = {row.pk: row.n for row in Total.objects.exclude(node__in=[cast.city, cast.other_city])}
    assert after == before
    assert duties[1].built
