"""Everything that the lint says of the packs that ship, pinned: a new finding or a lost one is a change to look at."""

import pytest

from tiexin.evidence.measures import MEASURES
from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS
from tiexin.plans.tests.desk import read

pytestmark = pytest.mark.once

YEARS = {"ningxia-f2f": 2012, "province-f2f": 2012, "recuperation": None}
WARNED = {
    "ningxia-f2f": [
        ("duties[C159]", "higher-owes-less", "C159 不少于 30 天，而 C160-local 不少于 50 天"),
        (
            "duties[C166-enterprises]",
            "floors-below-total",
            "合计 430 家（C224-enterprises 10×5=50，C227 5×10=50，C229 22×15=330），"
            "比 C166-enterprises 的 1000 家少 570 家；自定数的 C231 未计",
        ),
        (
            "duties[C166-workers]",
            "floors-below-total",
            "合计 4300 人（C225 10×50=500，C228 5×100=500，C230 22×150=3300），比 C166-workers 的 10000 人少 5700 人",
        ),
        ("duties[C227]", "higher-owes-less", "C227 不少于 10 家，而 C229 不少于 15 家"),
        ("duties[C228]", "higher-owes-less", "C228 不少于 100 人，而 C230 不少于 150 人"),
        ("scoring[C207-sheet]", "scoring-off", "“活动成效”没有写明依据并启用"),
        ("milestones[C246]", "before-kickoff", "C246 走访从“2月底”（2月29日）开始，早于 C216"),
        ("milestones[C263]", "limit-without-number", "C263 的“适时”没有日期或期限"),
    ],
    "province-f2f": [
        ("duties[C108-workers]", "total-without-share", "C108-workers 只有总数 142000 人"),
        ("duties[C113]", "total-without-share", "C113 只有总数 3000 人"),
        ("duties[C116]", "total-without-share", "C116 只有总数 10000 人"),
        ("duties[C117]", "limit-without-number", "C117 的“及时”没有日期或期限"),
        ("duties[C119]", "total-without-share", "C119 只有总数 3000 人"),
        ("duties[C128-cadres]", "total-without-share", "C128-cadres 只有总数 59000 人"),
        ("duties[C128-workers]", "total-without-share", "C128-workers 只有总数 290000 人"),
        ("duties[C138]", "limit-without-number", "C138 的“限时”没有日期或期限"),
        ("duties[C146-connected]", "above-norm", "C146-connected 承诺 100%"),
        ("tasks[C121]", "limit-without-number", "C121 的“及时”没有日期或期限"),
    ],
    "recuperation": [],
}
NOTED = {
    "ningxia-f2f": {"parameters.city_unions", "parameters.county_unions"},
    "province-f2f": {
        *(f"parameters.{name}" for name in ("needy_workers", "legal_workers", "arbitrators", "instructors")),
        *(f"parameters.{name}" for name in ("cadres", "linked_workers", "rooms")),
        *(f"duties[{name}]" for name in ("C109", "C110", "C138", "C146-answered", "C146-taken", "C146-helped")),
    },
    "recuperation": {"duties[C048]"},
}


@pytest.fixture(scope="module", params=YEARS)
def found(request):
    """The name of a pack and what the lint says of it."""
    loaded = read(PACKS / f"{request.param}.yaml", year=YEARS[request.param])
    assert loaded.pack is not None, loaded.problems
    return request.param, lint(loaded), loaded


def test_warnings_are_exactly_these(found):
    name, problems, _ = found
    warnings = [problem for problem in problems if problem.level == "warning"]
    assert [(problem.path, problem.rule) for problem in warnings] == [(path, rule) for path, rule, _ in WARNED[name]]
    for problem, (_, _, words) in zip(warnings, WARNED[name], strict=True):
        assert words in problem.message


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
