"""The three packs that ship: to the letter, without a person's name, every clause stated."""

import re

import pytest

from tiexin.plans import coverage
from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS
from tiexin.plans.reading import shipped
from tiexin.plans.tests.desk import read
from tiexin.plans.tests.sources import people, rows, source

pytestmark = pytest.mark.once

PARTS = {"ningxia-f2f": "CD", "province-f2f": "B", "recuperation": "A"}
YEARS = {"ningxia-f2f": 2012, "province-f2f": 2012, "recuperation": None}
COUNTED = {"tally", "rate", "stock", "response", "milestone"}


@pytest.fixture(scope="module", params=PARTS)
def pack(request):
    """A shipped pack, with the year that it lacks, and the clauses that it must state."""
    expected = [clause for clause in coverage.clauses() if clause.part in PARTS[request.param]]
    return read(PACKS / f"{request.param}.yaml", year=YEARS[request.param]), expected


def test_these_packs_ship():
    assert shipped() == sorted(PARTS)


def test_a_pack_loads_without_an_error(pack):
    loaded, _ = pack
    assert loaded.problems == []
    assert {problem.level for problem in lint(loaded)} <= {"warning", "info"}


def test_every_clause_of_its_part_is_stated_and_no_other(pack):
    loaded, expected = pack
    assert {item.clause for item in loaded.items} == {clause.id for clause in expected}


def test_every_clause_with_a_target_is_counted_or_has_its_day(pack):
    loaded, expected = pack
    counted = {item.clause for item in loaded.items if item.kind in COUNTED}
    assert [clause.id for clause in expected if clause.grade in "Qq" and clause.id not in counted] == []


def test_principles_are_kept_as_principles(pack):
    loaded, expected = pack
    principles = {clause.id for clause in expected if clause.grade == "N"}
    assert {item.kind for item in loaded.items if item.clause in principles} <= {"norm"}


def test_every_item_stands_under_a_heading(pack):
    loaded, _ = pack
    assert [item.id for item in loaded.items if not item.section] == []


def test_quotes_are_short_and_ids_unique(pack):
    loaded, _ = pack
    assert max(len(item.quote) for item in loaded.items) <= 25
    ids = [item.id for item in loaded.items]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", PARTS)
def test_every_quote_is_in_the_source_to_the_letter(name):
    document = source("source.txt").read_text(encoding="utf-8")
    assert read(PACKS / f"{name}.yaml", year=YEARS[name], document=document).problems == []


@pytest.mark.parametrize("name", PARTS)
def test_no_person_whom_the_source_names_is_in_a_pack(name):
    text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
    real = people()
    assert len(real) >= 20
    assert [person for person in sorted(real) if person in text] == []


@pytest.mark.parametrize("name", PARTS)
def test_the_authors_and_leaders_of_the_essay_are_not_named(name):
    text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
    lines = source("source.txt").read_text(encoding="utf-8").splitlines()
    byline = lines[next(number for number, line in enumerate(lines) if line.endswith("体会")) + 1]
    named = {byline[:3], byline[3:], *re.findall(r"([\u4e00-\u9fff]{3})同志", "".join(lines))}
    assert len(named) == 4
    assert [person for person in sorted(named) if person in text] == []


def test_the_inventory_that_ships_is_that_of_the_source():
    shown = [(row["id"], row["part"], row["kind"], row["grade"]) for row in rows()]
    assert [(row.id, row.part, row.kind, row.grade) for row in coverage.clauses()] == shown
