"""The closure of both trees and the reach of posts, against brute force over parent pointers."""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.orgs import queries
from tiexin.orgs.actions import hang_under
from tiexin.orgs.models import Org, Tree, Under
from tiexin.orgs.scope import nodes
from tiexin.orgs.tests import cast as c

# Unit n (from 1) stands under one of the units before it; in the industry tree perhaps under another one.
SHAPES = st.integers(1, 9).flatmap(
    lambda size: st.tuples(
        st.tuples(*(st.integers(0, n) for n in range(size))),
        st.tuples(*(st.none() | st.integers(0, n) for n in range(size))),
    )
)


def build(shape):
    """Found the units and return them with both tables of parents, by position."""
    territory, industry = shape
    units = [c.org("总", "province", None)]
    for number, parent in enumerate(territory, 1):
        units.append(c.org(f"第{number}工会", "county", units[parent], kind="industry"))
    parents = {
        Tree.TERRITORY: dict(enumerate(territory, 1)),
        Tree.INDUSTRY: {n: p for n, p in enumerate(industry, 1) if p is not None},
    }
    for number, parent in sorted(parents[Tree.INDUSTRY].items()):
        hang_under(units[number], units[parent], since=c.FOUNDED, tree=Tree.INDUSTRY)
    return units, parents


def ancestors(parents, number):
    """Walk up one tree; the unit itself comes first."""
    way = [number]
    while way[-1] in parents:
        way.append(parents[way[-1]])
    return way


def reach(parents, tops, size):
    """Everything at or below one of the units in either tree."""
    return {
        number for number in range(size) for tree in Tree if set(tops) & set(ancestors(parents[tree], number))
    }  # fmt: skip


class Trees(TestCase):
    @settings(max_examples=min(25, settings().max_examples))
    @given(SHAPES)
    def test_closure_is_what_walking_up_finds(self, shape):
        units, parents = build(shape)
        for tree in Tree:
            stored = set(Under.objects.filter(tree=tree, depth__gt=0).values_list("ancestor", "org", "depth"))
            walked = {
                (units[above].pk, units[number].pk, depth)
                for number in range(len(units))
                for depth, above in enumerate(ancestors(parents[tree], number))
                if depth
            }
            assert stored == walked

    @settings(max_examples=min(25, settings().max_examples))
    @given(SHAPES, st.sets(st.integers(0, 9), min_size=1, max_size=3))
    def test_reach_is_what_walking_up_finds(self, shape, tops):
        units, parents = build(shape)
        tops = {top % len(units) for top in tops}
        found = Org.objects.within([units[top].pk for top in tops])
        assert {unit.pk for unit in found} == {units[n].pk for n in reach(parents, tops, len(units))}

    @settings(max_examples=min(15, settings().max_examples))
    @given(SHAPES, st.sets(st.integers(0, 9), min_size=1, max_size=3))
    def test_list_begins_with_the_highest_and_counts_the_step_below(self, shape, tops):
        units, parents = build(shape)
        tops = {top % len(units) for top in tops}
        who = c.officer("甲", units[0])
        for top in sorted(tops):
            c.actions.grant_post(who, units[top], "officer", by=None, on=c.TODAY)
        request = SimpleNamespace(officer=who, today=c.TODAY, needs="orgs.see")
        assert nodes(request, "orgs.see") == sorted(units[top].pk for top in tops)
        highest = {
            top for top in tops if not any((set(ancestors(parents[tree], top)) - {top}) & tops for tree in Tree)
        }  # fmt: skip
        assert {unit.pk for unit in queries.tops(request)} == {units[top].pk for top in highest}
        for unit in queries.counted(Org.objects.all()):
            number = [each.pk for each in units].index(unit.pk)
            step = {n for tree in Tree for n, parent in parents[tree].items() if parent == number}
            assert (unit.below or 0) == len(step)
            assert {each.pk for each in queries.children(unit)} == {units[n].pk for n in step}
