"""The essay on recuperation: mostly principles, a few targets without a number, its wrong words kept."""

from datetime import date

import pytest

from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS, Loaded
from tiexin.plans.terms import terms
from tiexin.plans.tests.desk import read
from tiexin.plans.tests.province_clauses import RECUPERATION, said

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def essay() -> Loaded:
    return read(PACKS / "recuperation.yaml", year=None)


@pytest.fixture(scope="module")
def items(essay):
    return {item.id: item for item in essay.items}


def test_duties_say_exactly_what_the_essay_says(essay):
    assert {owed.id: said(owed.definition) for owed in essay.duties} == RECUPERATION


def test_nothing_is_odd_in_it_but_that_nobody_records_it_yet(essay):
    assert {(problem.level, problem.rule) for problem in lint(essay)} == {("info", "not-recorded")}


def test_its_year_is_written_and_its_duties_are_owed_by_the_year(essay):
    assert essay.year == 2007
    assert {owed.definition.per for owed in essay.duties} == {"year"}
    first = essay.duties[0]
    assert terms(first.definition, first.period) == [(date(2007, 1, 1), date(2007, 12, 31), "2007年")]


def test_more_members_means_more_than_the_year_before(essay):
    targets = {owed.id: owed.definition.target for owed in essay.duties}
    assert [name for name, target in targets.items() if target == "increase"] == ["C032"]


def test_only_the_classification_is_owed_in_full(essay):
    assert [owed.id for owed in essay.duties if owed.definition.low is not None] == ["C048"]


def test_wrong_words_stay_and_are_said_to_be_wrong(items):
    assert "的的" in items["C041"].quote
    assert "原文如此" in items["C041"].reading
    assert "信耐" in items["C022"].quote
    assert "信赖" in items["C022"].reading


def test_the_four_firsts_are_not_filled_in(items):
    assert "没有列出" in items["C057"].reading
    assert "contains" not in items["C057"].data


def test_numbers_that_the_essay_leaves_open_are_to_be_decided(items):
    assert [item.id for item in items.values() if item.kind == "decision"] == ["C023-share", "C049-floor"]


def test_joint_services_are_one_programme(items):
    assert items["C062-joint"].data["members"] == ["C064", "C065", "C067", "C068", "C069", "C070"]


@pytest.mark.parametrize(("clause", "size"), [("C008", 5), ("C024", 2), ("C052", 4)])
def test_lists_of_the_essay_are_complete(items, clause, size):
    assert sum(item.kind == "check" and item.clause == clause for item in items.values()) == size


def test_the_three_scopes_are_one_list(items):
    assert {items[name].data["in"][0] for name in ("C045", "C046", "C047")} == {"三种业务"}
