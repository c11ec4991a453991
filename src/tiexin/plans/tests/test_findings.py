"""The notes on the packs that ship, pinned (their warnings stand beside each pack); every finding is a sentence."""

import pytest

from tiexin.core.documents.problems import by_clause
from tiexin.evidence.measures import MEASURES
from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS
from tiexin.plans.tests.desk import read

pytestmark = pytest.mark.once

YEARS = {"ningxia-f2f": 2012, "province-f2f": 2012, "recuperation": None}
NOTED = {
    "ningxia-f2f": {"parameters.city_unions", "parameters.county_unions"},
    "province-f2f": {
        *(f"parameters.{name}" for name in ("needy_workers", "legal_workers", "arbitrators", "instructors")),
        *(f"parameters.{name}" for name in ("cadres", "linked_workers", "rooms")),
        *(f"duties[{name}]" for name in ("C138", "C146-answered", "C146-taken", "C146-helped")),
    },
    "recuperation": set(),
}


@pytest.fixture(scope="module", params=YEARS)
def found(request):
    """The name of a pack and what the lint says of it."""
    loaded = read(PACKS / f"{request.param}.yaml", year=YEARS[request.param])
    assert loaded.pack is not None, loaded.problems
    return request.param, lint(loaded), loaded


def test_notes_are_exactly_these(found):
    name, problems, loaded = found
    notes = [problem for problem in problems if problem.level == "info"]
    assert {problem.path for problem in notes if problem.rule != "not-recorded"} == NOTED[name]
    asked = {part.measure for owed in loaded.duties for part in (owed.definition.do, owed.definition.over) if part}
    waiting = sorted(MEASURES[measure].label for measure in asked if not MEASURES[measure].recorded_by)
    said = [problem.message.partition("”")[0].strip("“") for problem in notes if problem.rule == "not-recorded"]
    assert sorted(said) == waiting


def test_every_sentence_is_whole_and_every_finding_has_its_place(found):
    for problem in found[1]:
        assert problem.message.endswith("。")
        assert problem.line and problem.path and problem.rule


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("C129@领导 的目标", "C129（领导） 的目标"),
        ("最多的是走访（C1-a@staff）3 分钟", "最多的是走访（C1-a（staff））3 分钟"),
        ("没有编号为 X 的项。可写：C129@领导、C1。", "没有编号为 X 的项。可写：C129@领导、C1。"),
        ("寄到 @ 处", "寄到 @ 处"),
        ("", ""),
    ],
)
def test_a_finding_says_the_clause_and_not_its_inner_name(message, said):
    assert by_clause(message) == said
