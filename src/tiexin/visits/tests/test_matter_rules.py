"""The tables of opinions, proposals and announced visits: every state against every move; what words must be."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.registry.vocabulary import ROLES
from tiexin.visits import announcement_rules as announced
from tiexin.visits import opinion_rules as opinions
from tiexin.visits import problem_rules as problems
from tiexin.visits import proposal_rules as proposals

DAY = date(2012, 5, 10)
NEXT = DAY + timedelta(days=1)


def refused(field, call, *args):
    with pytest.raises(Refused) as caught:
        call(*args)
    assert caught.value.field == field
    return str(caught.value)


# ── opinions ────────────────────────────────────────────────────────────────────────────────────────────

ENDS = {  # from which states each end is reached
    "answered": {"open", "suggested"},
    "problem": {"open", "suggested"},
    "suggested": {"open"},
    "replied": {"suggested"},
    "set_aside": {"open", "suggested"},
}


@pytest.mark.parametrize("end", opinions.ENDS)
@pytest.mark.parametrize("state", opinions.STATES)
def test_every_end_from_every_state(end, state):
    if state in ENDS[end]:
        assert opinions.check_end(end, state).name == end
        assert end in [each.name for each in opinions.ends_from(state)]
    else:
        assert opinions.STATES[state] in refused("end", opinions.check_end, end, state)
        assert end not in [each.name for each in opinions.ends_from(state)]


def test_every_end_is_a_state_and_every_state_is_waiting_told_or_elsewhere():
    assert set(opinions.ENDS) == set(ENDS) == set(opinions.STATES) - {"open", "withdrawn"}
    assert set(opinions.WAITING).isdisjoint(opinions.TO_TELL)
    assert set(opinions.STATES) == {*opinions.WAITING, *opinions.TO_TELL, "problem", "withdrawn"}


def test_an_end_that_there_is_not():
    assert refused("end", opinions.check_end, "forget", "open") == "请选择怎样了结"


def test_every_role_that_can_be_met_is_one_of_the_four_sources():
    assert opinions.SOURCE_OF.keys() == ROLES.keys()
    assert set(opinions.SOURCE_OF.values()) == set(opinions.SOURCES)
    assert opinions.SOURCE_OF["leader"] == "manager"


@pytest.mark.parametrize(
    ("chosen", "met", "source"),
    [
        ("", ["front_line", "front_line"], "front_line"),
        ("", ["leader", "manager"], "manager"),
        ("local_cadre", ["front_line", "manager"], "local_cadre"),
        ("union_cadre", [], "union_cadre"),
    ],
)
def test_whose_an_opinion_is(chosen, met, source):
    assert opinions.source_of(chosen, met) == source


@pytest.mark.parametrize(("chosen", "met"), [("", ["front_line", "manager"]), ("", []), ("boss", ["manager"])])
def test_whose_it_is_must_be_said_where_those_met_differ(chosen, met):
    refused("opinion_from", opinions.source_of, chosen, met)


@pytest.mark.parametrize("state", opinions.STATES)
def test_one_tells_what_has_come_of_it_and_only_once(state):
    if state in opinions.TO_TELL:
        opinions.check_told(state, None)
    else:
        assert opinions.STATES[state] in refused("", opinions.check_told, state, None)
    assert "已经告知" in refused("", opinions.check_told, state, DAY)


@pytest.mark.parametrize(("field", "way", "day"), [("way", "shout", DAY), ("day", "face", NEXT)])
def test_a_telling_in_no_way_or_to_come(field, way, day):
    refused(field, opinions.check_telling, way, day, DAY, DAY)


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_state_that_is_under_way_is_given_days_and_no_other():
    assert set(proposals.data()["days"]) == set(proposals.UNDER_WAY) < set(proposals.STATES)
    assert proposals.due_of("sent", DAY) == DAY + timedelta(days=60)
    assert proposals.due_of("effect", DAY) is None


def test_bodies_are_offered_from_the_data_each_once():
    bodies = proposals.data()["bodies"]
    assert len(bodies) == len(set(bodies)) >= 10
    assert max(map(len, bodies)) <= proposals.BODY
    assert "没有规定" in proposals.data()["source"]


@pytest.mark.parametrize("state", proposals.STATES)
def test_only_what_is_under_way_can_be_late(state):
    assert proposals.is_late(state, DAY, NEXT) is (state in proposals.UNDER_WAY)
    assert proposals.is_late(state, DAY, DAY) is proposals.is_late(state, None, NEXT) is False


@pytest.mark.parametrize("state", problems.STATES)
def test_only_problems_under_way_are_taken_in(state):
    if state in problems.UNSOLVED:
        proposals.check_taken_in(state, False)
        assert "已经列入" in refused("problems", proposals.check_taken_in, state, True)
    else:
        refused("problems", proposals.check_taken_in, state, False)


@pytest.mark.parametrize("text", ["", "  \n", "字" * 501, "\0"])
@pytest.mark.parametrize("rules", [opinions, proposals])
def test_words_that_cannot_be_kept(rules, text):
    refused("text", rules.check_text, text, "text", "什么")
    rules.check_text("字" * 500, "text", "什么")


@pytest.mark.parametrize("state", proposals.STATES)
def test_what_a_state_does_not_allow_is_said_with_the_state(state):
    proposals.check_state(state, (state,))
    assert proposals.STATES[state] in refused("", proposals.check_state, state, ())


# ── announced visits ────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_is_announced_from_today_to_a_year_ahead():
    announced.check_day(DAY, DAY)
    announced.check_day(DAY + timedelta(days=announced.AHEAD), DAY)
    refused("day", announced.check_day, DAY - timedelta(days=1), DAY)
    refused("day", announced.check_day, DAY + timedelta(days=announced.AHEAD + 1), DAY)


@pytest.mark.parametrize("state", announced.STATES)
def test_only_what_stands_is_changed(state):
    if state in announced.STANDING:
        announced.check_standing(state)
    else:
        assert announced.STATES[state] in refused("", announced.check_standing, state)


def test_the_window_holds_both_ends():
    first, last = announced.window(DAY)
    assert (last, (last - first).days + 1) == (DAY, announced.limits()["days"])


# ── joining ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", problems.STATES)
def test_what_may_join_and_what_may_be_joined(state):
    if state in problems.UNSOLVED:
        problems.check_join(state, "open", False)
    else:
        refused("", problems.check_join, state, "open", False)
    if state in problems.JOINABLE:
        problems.check_join("open", state, False)
    else:
        refused("into", problems.check_join, "open", state, False)


@pytest.mark.parametrize("state", problems.STATES)
def test_only_what_is_joined_and_untold_is_parted(state):
    if state == "joined":
        problems.check_separate(state, False)
        refused("", problems.check_separate, state, True)
    else:
        refused("", problems.check_separate, state, False)
