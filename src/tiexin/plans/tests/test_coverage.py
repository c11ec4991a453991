"""Every clause of the source has its place, and the page that says so is the command's own output."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tiexin.plans import coverage
from tiexin.plans.coverage import Feature, Listed, Row
from tiexin.plans.loader import PACKS, Item
from tiexin.plans.management.commands import plan_coverage
from tiexin.plans.reading import shipped
from tiexin.plans.tests.desk import read

pytestmark = pytest.mark.once

PAGE = Path(__file__).parents[4] / "docs" / "coverage.md"


def item(kind: str) -> tuple[str, Item]:
    return "demo", Item("C1", "C1", "原文", "", kind, "原文", "must", 1)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return coverage.cover([read(PACKS / f"{name}.yaml", year=None) for name in shipped()], coverage.features())


def printed() -> str:
    out = StringIO()
    call_command("plan_coverage", stdout=out)
    return out.getvalue()


def test_the_inventory_has_every_clause_of_the_source():
    listed = coverage.clauses()
    assert [clause.id for clause in listed] == [f"C{number:03}" for number in range(1, 276)]
    assert Counter(clause.part for clause in listed) == {"A": 74, "B": 77, "C": 112, "D": 12}
    assert Counter(clause.grade for clause in listed) == {"Q": 49, "q": 8, "S": 192, "N": 26}


def test_no_clause_is_without_a_place(rows):
    assert coverage.missing(rows) == []


def test_every_clause_has_its_sentence_from_a_pack(rows):
    assert [row.clause.id for row in rows if not row.items] == []


@pytest.mark.parametrize(
    ("grade", "kinds", "served", "covered"),
    [
        ("N", ["norm"], False, True),
        ("N", [], True, False),
        ("N", [], False, False),
        ("S", ["task"], False, True),
        ("S", ["norm"], False, False),
        ("S", ["norm"], True, True),
        ("S", ["norm", "document"], False, True),
        ("S", [], True, True),
        ("S", [], False, False),
        ("Q", ["tally"], False, True),
        ("Q", ["norm"], True, False),
        ("Q", [], True, False),
        ("q", ["milestone"], False, True),
        ("q", [], True, False),
    ],
)
def test_what_covers_a_clause(grade, kinds, served, covered):
    features = [Feature("某功能", "走访")] if served else []
    row = Row(Listed("C1", "A", "process", grade), [item(kind) for kind in kinds], features)
    assert row.covered is covered
    assert coverage.missing([row]) == ([] if covered else ["C1"])


def test_a_feature_says_when_it_is_only_planned():
    assert str(Feature("走访登记")) == "走访登记"
    assert str(Feature("抽取", "走访")) == "抽取（计划中：走访）"


def test_features_serve_known_clauses_once_each():
    known = {clause.id for clause in coverage.clauses()}
    served = coverage.features()
    assert set(served) <= known
    assert {clause for clause, found in served.items() if len(set(found)) != len(found)} == set()


def test_a_range_of_clauses_is_each_of_them():
    assert list(coverage.clauses_of("C103..C105")) == ["C103", "C104", "C105"]
    assert list(coverage.clauses_of("C008")) == ["C008"]


def test_every_kind_of_item_has_a_word(rows):
    kinds = {stated.kind for row in rows for _, stated in row.items}
    assert kinds - coverage.KINDS.keys() == set()


def test_a_line_says_clause_sentence_place_and_feature(rows):
    lines = {row.clause.id: coverage.line(row) for row in rows}
    assert lines["C174"] == (
        "- C174 · S · “决不能给基层和职工增负担” · `ningxia-f2f` 原则 C174 · 功能：一次登记、处处计数；方案的负担估算"
    )
    assert lines["C085"] == "- C085 · Q · “驻企蹲点一周” · `province-f2f` 计数 C085"
    assert lines["C166"].endswith(" · `ningxia-f2f` 计数 C166-enterprises、C166-workers；专题 C166-grand")
    assert lines["C001"] == "- C001 · N · “工会的劳福事业的组成部分” · `recuperation` 原则 C001"


def test_a_clause_that_nobody_states_says_so():
    row = Row(Listed("C1", "A", "process", "S"), [], [])
    assert coverage.line(row) == "- C1 · S · 没有着落"
    assert "没有着落的条款：C1。" in coverage.page([row])


def test_the_page_in_docs_is_what_the_command_prints():
    assert PAGE.read_text(encoding="utf-8") == printed(), "stale: tiexin plan coverage > docs/coverage.md"


def test_the_page_has_one_line_for_each_clause_under_its_part():
    parts = printed().split("\n## ")
    lines = [[line.split(" · ")[0][2:] for line in part.splitlines() if line.startswith("- C")] for part in parts[1:]]
    assert [len(part) for part in lines] == [74, 77, 112, 12]
    assert [clause for part in lines for clause in part] == [f"C{number:03}" for number in range(1, 276)]


def test_a_gap_ends_the_command_with_one(monkeypatch):
    monkeypatch.setattr(plan_coverage, "shipped", lambda: ["recuperation"])
    out = StringIO()
    with pytest.raises(CommandError, match="没有着落的条款：C078、") as ended:
        call_command("plan_coverage", stdout=out)
    assert ended.value.returncode == 1
    assert out.getvalue().startswith("# 每一条款在哪里")
