"""Where values begin and end, so that what is cut out is the value and nothing else."""

import pytest
from hypothesis import given

from tiexin.core.documents.source import read
from tiexin.plans.editor.spans import after_break, at, line_end, line_start, newline, spans
from tiexin.plans.editor.tests.packs import packs

TEXT = """\
a: 走访 企业   # 注
b:
  - x: '一'   # 一
    y: [1, {z: 二}]

  # 之间
  - |
    块
    文

c: >-
  折
  叠

d: 多
  行
"""


def said(*path):
    node = at(spans(TEXT), path)
    return TEXT[node.start : node.end]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a",), "走访 企业"),
        (("b", 0, "x"), "'一'"),
        (("b", 0, "y"), "[1, {z: 二}]"),
        (("b", 0, "y", 1, "z"), "二"),
        (("b", 0), "x: '一'   # 一\n    y: [1, {z: 二}]"),
        (("b", 1), "|\n    块\n    文"),
        (("c",), ">-\n  折\n  叠"),
        (("d",), "多\n  行"),
    ],
)
def test_a_value_ends_where_it_ends_and_not_at_the_next_one(path, text):
    assert said(*path) == text


def test_a_block_that_keeps_its_blank_lines_ends_behind_them():
    text = "a: |+\n  x\n\n\nb: 1\n"
    node = at(spans(text), ("a",))
    assert text[node.start : node.end] == "|+\n  x\n\n"


def test_shapes_columns_and_order_of_members():
    root = spans(TEXT)
    found = at(root, ("b",))
    assert (root.shape, list(root.members)) == ("map", ["a", "b", "c", "d"])
    assert (found.shape, found.flow, found.column, list(found.members)) == ("list", False, 2, [0, 1])
    assert at(root, ("b", 0, "y")).flow
    assert root.last is root.members["d"]
    assert at(root, ("a",)).last is None


def test_a_path_that_leads_nowhere_is_an_error():
    with pytest.raises(KeyError):
        at(spans(TEXT), ("b", 7))


@pytest.mark.parametrize("cut", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_end_where_yaml_says(cut):
    text = f"a: 1{cut}b: 2{cut}"
    start = text.index("b")
    assert newline(text) == cut
    assert line_start(text, start + 2) == start
    assert line_end(text, start) == start + 4
    assert after_break(text, start + 4) == len(text)


def test_a_text_of_one_line_has_the_usual_break():
    assert (newline("a: 1"), line_start("a: 1", 2), line_end("a: 1", 2), after_break("a: 1", 4)) == ("\n", 0, 4, 4)


@given(packs())
def test_every_value_that_is_cut_out_reads_as_itself(pack):
    text, value = pack
    root = spans(text)
    for name, member in root.members.items():
        node = member.node
        cut = text[node.start : node.end]
        inset = " " * node.column if node.shape == "list" and not node.flow else " "
        assert read(f"k:\n{inset}{cut}\n").value == {"k": value[name]}
        assert text[member.start : member.end].strip("\"'") == name
