"""Kinds of items: read off the schema, each with its place in the file."""

import pytest

from tiexin.plans.duty import Duty
from tiexin.plans.editor.kinds import (
    SORTS,
    address,
    holds_clauses,
    inside,
    kind_of,
    kinds,
    path_of,
    sort_of,
)
from tiexin.plans.items import Checklist, Ladder, Norm, Organ
from tiexin.plans.pack import LISTS, Head, Pack, Period

VALUE = {
    "organs": [{"name": "领导小组", "groups": [{"name": "综合组"}]}, "不是一项"],
    "ladders": [{"name": "路径"}],
    "norms": "不是列表",
}


def test_every_list_of_the_language_can_be_written_and_duties_in_their_four_kinds():
    names = [kind.name for kind in kinds()]
    assert names == [*SORTS, *(name for name in LISTS if name != "duties")]
    assert all(kind.label and not kind.label.isascii() for kind in kinds())


def test_a_kind_of_duty_hides_what_belongs_to_another():
    hidden = {kind.name: set(kind.hidden) for kind in kinds() if kind.is_duty}
    assert hidden["tally"] == {"have", "over", "on", "within", "same"}
    assert hidden["stock"] == {"do", "over", "on", "within", "same"}
    assert hidden["rate"] == {"have", "on", "within", "same"}
    assert hidden["response"] == {"have", "over"}


@pytest.mark.parametrize(
    ("raw", "sort"),
    [
        ({"do": {}}, "tally"),
        ({"have": {}}, "stock"),
        ({"do": {}, "over": {}}, "rate"),
        ({"do": {}, "on": {}}, "response"),
        ("nothing", "tally"),
    ],
)
def test_a_duty_is_known_by_its_keys(raw, sort):
    assert sort_of(raw) == sort
    assert kind_of(("duties", 3), raw).name == sort


def test_what_is_inside_an_item_has_a_kind_of_its_own():
    kind = kind_of(("organs", 0, "posts", 1), {})
    assert (kind.name, kind.label, kind.path) == ("organs.0.posts.1", "职务", ("organs", 0, "posts", 1))
    assert kind_of(("organs", 0, "groups", 0, "tasks", 2), {}).label == "职责"
    assert kind_of(("organs", 0), {}).model is Organ


@pytest.mark.parametrize("path", [(), ("nothing", 0), ("title",), ("period",), ("organs", 0, "nothing", 1)])
def test_a_place_that_the_language_does_not_know_has_no_kind(path):
    assert kind_of(path, {}) is None


def test_members_can_be_put_into_what_is_there():
    assert [(kind.name, kind.label) for kind in inside(VALUE)] == [
        ("organs.0.posts", "领导小组：职务"),
        ("organs.0.tasks", "领导小组：职责"),
        ("organs.0.groups", "领导小组：内设的组"),
        ("organs.0.groups.0.posts", "综合组：职务"),
        ("organs.0.groups.0.tasks", "综合组：职责"),
        ("ladders.0.steps", "路径：各级"),
    ]


def test_only_what_restates_a_sentence_takes_a_quote():
    quotes = {kind.name for kind in kinds() if kind.quotes}
    assert {"tally", "norms", "organs", "milestones"} <= quotes
    assert not {"ladders", "teams"} & quotes


def test_parts_with_clauses_inside_are_told_from_plain_ones():
    assert [holds_clauses(model) for model in (Duty, Norm, Organ, Ladder, Checklist, Pack)] == [True] * 6
    assert [holds_clauses(model) for model in (Period, None)] == [False] * 2
    assert not holds_clauses(Head)


@pytest.mark.parametrize("path", [("duties", 3), ("organs", 0, "posts", 12), ("norms",)])
def test_a_path_survives_its_address(path):
    assert path_of(address(path)) == path


@pytest.mark.parametrize("text", ["", "...", "duties.²", "duties.-1", "duties." + "9" * 30, "a.b.c", "1.2"])
def test_an_address_that_is_none_leads_nowhere(text):
    assert kind_of(path_of(text), {}) is None or not any(isinstance(step, int) for step in path_of(text))
