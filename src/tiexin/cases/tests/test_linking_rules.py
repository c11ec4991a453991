"""Which matters may be handled together: never in chains or rings, never sealed or ended ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.linking import rules
from tiexin.cases.linking.rules import Side
from tiexin.core.refusal import Refused

HEAD = Side(1, False, False, False, False, False, ("w7", "ab"), 4)
OTHER = replace(HEAD, pk=2)


def refused(kind, head, follower):
    with pytest.raises(Refused) as caught:
        rules.check(kind, head, follower)
    return caught.value.field


@pytest.mark.parametrize("kind", rules.KINDS)
def test_two_that_stand_alone_are_linked(kind):
    rules.check(kind, HEAD, OTHER)
    rules.check(kind, replace(HEAD, heads=True), OTHER)


@pytest.mark.parametrize(
    ("kind", "head", "follower", "field"),
    [
        ("moon", {}, {}, "kind"),
        ("group", {}, {"pk": 1}, "number"),
        ("group", {"sealed": True}, {}, "number"),
        ("group", {}, {"sealed": True}, "number"),
        ("group", {"ended": True}, {}, "number"),
        ("group", {}, {"ended": True}, "number"),
        ("group", {"practice": True}, {}, "number"),
        ("group", {"follows": True}, {}, "number"),
        ("group", {}, {"follows": True}, "number"),
        ("group", {}, {"heads": True}, "number"),
        ("repeat", {}, {"askers": ("w8",)}, "kind"),
        ("repeat", {"askers": ()}, {"askers": ()}, "kind"),
        ("employer", {}, {"employer": 5}, "kind"),
        ("employer", {"employer": None}, {"employer": None}, "kind"),
    ],
)
def test_what_cannot_be_is_said(kind, head, follower, field):
    assert refused(kind, replace(HEAD, **head), replace(OTHER, **follower)) == field


@pytest.mark.parametrize(
    ("own", "more", "people"),
    [
        (5, [], 5),
        (5, [("group", 4), ("employer", 3)], 12),
        (5, [("repeat", 5)], 5),
        (5, [("repeat", 3), ("repeat", 9), ("group", 1)], 10),
        (0, [("group", 4)], 4),  # whose head is out of reach
    ],
)
def test_people_of_a_group_are_counted_once(own, more, people):
    assert rules.people_in(own, more) == people


@pytest.mark.parametrize(
    ("people", "least", "is_group"), [(9, 10, False), (10, 10, True), (500, None, False), (5, 5, True)]
)
def test_a_group_begins_where_the_catalogue_says(people, least, is_group):
    assert rules.is_group(people, least) is is_group


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=40))
def test_whatever_is_tried_nothing_follows_a_follower(tried):
    """Heads stay heads: after any row of links no matter is both, so that there is never a chain or a ring."""
    follows = {}
    for head, follower in tried:
        sides = [replace(HEAD, pk=pk, heads=pk in follows.values(), follows=pk in follows) for pk in (head, follower)]
        try:
            rules.check("group", *sides)
        except Refused:
            continue
        follows[follower] = head
    assert not set(follows) & set(follows.values())
