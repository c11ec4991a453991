"""Items as rows: where they are, what they are called, what is said of them; found again after a change."""

import pytest

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import read
from tiexin.plans.editor import items
from tiexin.plans.editor.document import Mark
from tiexin.plans.editor.kinds import kinds
from tiexin.plans.editor.tests.hand import KINDS, TEXT
from tiexin.plans.loader import load

ORGANS = """\
organs:
  - clause: C7
    quote: 设办公室
    name: 办公室
    posts:
      - {clause: C8, quote: 主任一人, post: 主任}
    groups:
      - name: 综合组
        tasks: [{clause: C9, quote: 起草, id: C9-a}]
ladders:
  - name: 路径
    steps: [{clause: C10, quote: 企业解决, level: 企业}]
duties: 不是列表
"""


def rows(text):
    return items.rows(read(text))


def test_rows_are_members_and_the_clauses_inside_them_in_file_order():
    assert [(row.at, row.ident, row.title, row.line, row.deep) for row in rows(ORGANS)] == [
        ("organs.0", "C7", "办公室", 2, False),
        ("organs.0.posts.0", "C8", "主任一人", 6, True),
        ("organs.0.groups.0.tasks.0", "C9-a", "起草", 9, True),
        ("ladders.0", "路径", "路径", 11, False),
        ("ladders.0.steps.0", "C10", "企业解决", 12, True),
    ]


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "duties: 7\n", "duties:\n  - 1\n  - [a]\n"])
def test_what_is_no_item_is_no_row(text):
    assert rows(text) == []


def test_items_are_grouped_by_list_under_its_words():
    assert [
        (label, len(found)) for label, found in items.grouped(rows(TEXT + ORGANS.replace("duties: 不是列表\n", "")))
    ] == [
        ("任务", 1),
        ("原则", 1),
        ("机构", 3),
        ("问题的解决路径", 2),
    ]


def test_findings_go_to_the_item_that_holds_their_line():
    text = TEXT.replace("unit: 家", "unit: 条").replace("title: 走访方案", "titel: 走访方案")
    loaded = load(text)
    found = items.rows(loaded.draft.source)
    dealt = items.spread(found, loaded.problems)
    assert {(problem.rule, row.ident if row else "") for problem, row in dealt} >= {
        ("schema:said", "C1"),
        ("schema:extra_forbidden", ""),
    }
    assert [(row.ident, row.worst) for row in found] == [("C1", "error"), ("C2", "")]


def test_the_next_number_follows_the_highest_of_the_usual_shape():
    def following(*numbers):
        text = "norms:\n" + "".join(f"  - {{clause: {number}, quote: 一}}\n" for number in numbers)
        return items.next_clause(rows(text))

    assert following("C1", "C9", "C10") == "C11"
    assert following("第三条", "第3条", "第12条") == "第13条"
    assert following("C2", "D7", "C5") == "C6"
    assert following("甲", "乙") == "C1"
    assert items.next_clause([]) == "C1"


def test_a_new_item_begins_with_its_number_and_quote():
    assert items.begun(KINDS["tally"], "C1", "一句") == {"clause": "C1", "quote": "一句"}


def test_a_group_of_clauses_begins_with_the_least_that_it_needs():
    ladder = items.begun(KINDS["ladders"], "C1", "一句")
    assert ladder["steps"][0]["clause"] == "C1"
    assert ladder["steps"][0]["quote"] == "一句"
    assert ladder["steps"][0]["level"]


def test_every_kind_can_be_begun_and_is_written():
    for kind in kinds():
        raw = items.begun(kind, "C1", "一句")
        assert raw, kind.name


def test_quotes_are_marks_at_their_places():
    assert items.marks(rows(TEXT)) == [
        Mark("duties.0", "市一级走访企业数不少于10家"),
        Mark("norms.0", "各级工会要认真组织"),
    ]


# ── found again ─────────────────────────────────────────────────────────────────────────────────────────

THREE = "norms:\n  - {clause: C1, quote: 一}\n  - {clause: C2, quote: 二}\n  - {clause: C3, quote: 三}\n"


def test_an_item_is_where_it_was():
    second = rows(THREE)[1]
    assert items.again(rows(THREE), second.path, items.seen(second.raw)).at == "norms.1"


def test_an_item_that_moved_up_is_found():
    second = rows(THREE)[1]
    shorter = THREE.replace("  - {clause: C1, quote: 一}\n", "")
    assert items.again(rows(shorter), second.path, items.seen(second.raw)).at == "norms.0"


def test_an_item_that_says_something_else_is_not_the_one():
    second = rows(THREE)[1]
    assert items.again(rows(THREE.replace("二", "贰")), second.path, items.seen(second.raw)) is None


def test_of_two_that_say_the_same_the_one_in_its_place_is_meant_and_no_other():
    twice = THREE.replace("{clause: C3, quote: 三}", "{clause: C2, quote: 二}")
    found = rows(twice)
    assert items.again(found, ("norms", 2), items.seen(found[1].raw)).at == "norms.2"
    assert items.again(found, ("norms", 0), items.seen(found[1].raw)) is None


def test_the_same_words_in_another_list_are_another_item():
    found = rows(THREE)
    assert items.again(found, ("tasks", 1), items.seen(found[1].raw)) is None


def test_a_mark_is_about_what_is_said_and_not_about_the_order_of_keys():
    assert items.seen({"a": 1, "b": [2]}) == items.seen({"b": [2], "a": 1})
    assert items.seen({"a": 1}) != items.seen({"a": 2})


def test_what_needs_no_answer_is_no_mark_of_an_item():
    row = rows(TEXT)[0]
    for level, worst in (("info", ""), ("warning", "warning"), ("info", "warning"), ("error", "error")):
        row.problems.append(Problem(level, 1, 1, "", "说"))
        assert row.worst == worst
