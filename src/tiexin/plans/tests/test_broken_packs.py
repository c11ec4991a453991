"""A pack with one fault: the exact place, a plain sentence, what would be accepted, and nothing loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.documents.problems import has_errors
from tiexin.plans.loader import load
from tiexin.plans.pack import Pack
from tiexin.plans.said import surface
from tiexin.plans.tests.desk import HEAD, POPULATIONS, duties, duty, only, pack, read, refused, where
from tiexin.plans.tests.duty_faults import DUTY_FAULTS
from tiexin.plans.tests.faults import DUTY_KEYS, FAULTS, MANY
from tiexin.plans.tests.item_faults import ITEM_FAULTS

pytestmark = pytest.mark.once

EVERY = {**FAULTS, **DUTY_FAULTS, **ITEM_FAULTS}


@pytest.mark.parametrize(("text", "line", "column", "path", "word", "accepted"), EVERY.values(), ids=EVERY)
def test_one_fault_one_sentence(text, line, column, path, word, accepted):
    problem = refused(read(text))
    assert (problem.level, problem.line, problem.column, problem.path) == ("error", line, column, path)
    assert word in problem.message
    assert set(accepted) <= set(problem.accepted)


def test_the_small_pack_itself_is_right():
    loaded = read(pack())
    assert loaded.problems == []
    assert loaded.pack is not None
    assert [item.id for item in loaded.items] == ["C1"]


def test_all_errors_of_a_file_come_in_one_go_sorted_by_line():
    text = duties(
        duty(of="{population: 工会}", at_lest="10"),
        duty(clause="C2", do="{measure: 走访}", unit="条"),
        duty(clause="C3", by="3月初", quote=MANY),
        duty(clause="C4", by="8-1"),
    )
    loaded = load(text, year=2022, document="无关的文件", populations=POPULATIONS)
    lines = [(problem.line, problem.rule) for problem in loaded.problems]
    assert lines == [
        (5, "year"),
        (10, "quote"),
        (11, "unknown-name"),
        (14, "schema:extra_forbidden"),
        (16, "quote"),
        (18, "unknown-name"),
        (19, "schema:said"),
        (21, "quote"),
        (21, "schema:string_too_long"),
        (27, "quote"),
        (31, "day-outside"),
    ]
    assert loaded.pack is None


def test_what_an_alias_leaves_open_is_not_an_error_of_its_own():
    assert where(read(duties(duty(title="*x", of="*y"))).problems) == [(11, 9, "alias"), (14, 12, "alias")]


def test_accepted_keys_are_those_of_the_schema():
    problem = only(read(pack(head=HEAD + "x: 1\n")).problems)
    assert problem.accepted == tuple(surface(Pack))


@pytest.mark.parametrize("wrong", ["visit", "[visit]", "3", "true", "~", "{population: [a]}", "{}"])
def test_any_value_in_the_place_of_a_phrase_is_answered(wrong):
    for key in ("of", "do", "over", "have"):
        loaded = read(duties(duty(**{key: wrong})))
        assert loaded.pack is None
        assert all(problem.line >= 9 and problem.message for problem in loaded.problems)
        assert has_errors(loaded.problems)


WORDS = st.sampled_from(
    [
        "C1",
        "甲",
        "10",
        "-1",
        "100%",
        "3月初",
        "[]",
        "{}",
        "[甲, 1]",
        "{population: unions}",
        "~",
        "true",
        "''",
        "*x",
    ]
)


@given(st.dictionaries(st.sampled_from([*DUTY_KEYS, "x", "where"]), WORDS))
def test_a_duty_of_random_words_never_raises(keys):
    text = duties(duty(**keys))
    loaded = read(text)
    assert (loaded.pack is None) == has_errors(loaded.problems)
    assert all(0 <= problem.line <= text.count("\n") + 1 for problem in loaded.problems)


@given(st.sampled_from(sorted(surface(Pack))), WORDS)
def test_a_head_of_random_words_never_raises(key, word):
    lines = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
    loaded = read("\n".join([*lines, f"{key}: {word}", ""]))
    assert (loaded.pack is None) == has_errors(loaded.problems)


@given(st.binary(max_size=200))
def test_random_bytes_after_a_good_head_never_raise(raw):
    loaded = read(HEAD.encode() + raw)
    assert (loaded.pack is None) == has_errors(loaded.problems)
