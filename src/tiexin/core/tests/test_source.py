"""Reading YAML: what is refused, where it says so, and that nothing raises or expands."""

import time
import tracemalloc
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.documents import source as module
from tiexin.core.documents.source import MAX_BYTES, MAX_DEPTH, Place, read
from tiexin.plans.tests.desk import only, where

pytestmark = pytest.mark.once

BOMB = """\
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
"""

BROKEN = {
    "chinese colon": ("title：走访\nyear: 1\n", 2, 5, "yaml", "中文冒号"),
    "two colons": ("title: 甲: 乙\n", 1, 9, "yaml", "引号"),
    "bracket": ("a: [1, 2\nb: 3\n", 2, 2, "yaml", "方括号"),
    "brace": ("a: {b: 1, c: 2\n", 2, 1, "yaml", "大括号"),
    "quote never closed": ("a: 'x\n", 2, 1, "yaml", "引号"),
    "at sign": ("a: @x\n", 1, 4, "yaml", "@"),
    "percent first": ("a: %5\n", 1, 4, "yaml", "%"),
    "indentation": ("a:\n  b: 1\n c: 2\n", 3, 2, "yaml", "缩进"),
    "list then key": ("- a\nb: 1\n", 2, 1, "yaml", "缩进"),
    "backslash": ('a: "\\q"\n', 1, 5, "yaml", "单引号"),
    "control character": ("a: 1\nb: x\x01y\n", 2, 5, "yaml", "控制字符"),
    "null byte": ("a: b\x00\n", 1, 5, "yaml", "控制字符"),
    "chinese alias": ("a: *别名\n", 1, 5, "yaml", "引号"),
    "tab": ("a:\n\tb: 1\n", 2, 1, "tab", "空格"),
    "tab after blanks": ("a:\n  \tb: 1\n", 2, 3, "tab", "空格"),
    "empty": ("", 0, 0, "empty", "空"),
    "only a comment": ("# 说明\n", 0, 0, "empty", "空"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, 1, "documents", "---"),
    "anchor": ("a: &x 1\n", 1, 4, "anchor", "&x"),
    "alias": ("a: *x\n", 1, 4, "alias", "*x"),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "tag", "!"),
    "own tag": ("a: !secret x\n", 1, 4, "tag", "!"),
    "merge": ("<<: {a: 1}\nb: 2\n", 1, 1, "merge", "<<"),
    "list as key": ("? [a, b]\n: 1\n", 1, 3, "key", "键"),
    "written twice": ("a: 1\nb: 2\na: 3\n", 3, 1, "twice", "第 1 行"),
}


@pytest.mark.parametrize(("text", "line", "column", "rule", "word"), BROKEN.values(), ids=BROKEN)
def test_each_fault_has_its_line_its_column_and_a_sentence(text, line, column, rule, word):
    problem = only(read(text).problems)
    assert (problem.level, problem.line, problem.column, problem.rule) == ("error", line, column, rule)
    assert word in problem.message


@pytest.mark.parametrize("text", [case[0] for case in BROKEN.values() if case[3] == "yaml"])
def test_a_syntax_error_leaves_no_value_and_is_explained_without_libyaml_too(text, monkeypatch):
    assert read(text).value is None
    monkeypatch.setattr(module, "_LOADER", yaml.SafeLoader)
    slow = read(text)
    assert slow.value is None
    assert only(slow.problems).rule == "yaml"
    assert "读不懂" not in slow.problems[0].message


def test_all_refusals_of_one_file_are_reported_together():
    found = read("a: &x 1\nb: *x\nc: !t 2\na: 4\n").problems
    assert where(found) == [(1, 4, "anchor"), (2, 4, "alias"), (3, 4, "tag"), (4, 1, "twice")]


def test_a_syntax_error_keeps_the_findings_before_it():
    assert where(read("a: &x 1\nb: [\n").problems) == [(1, 4, "anchor"), (3, 1, "yaml")]


def test_every_line_with_a_tab_is_named():
    assert where(read("a:\n\tb: 1\n\tc: 2\n").problems) == [(2, 1, "tab"), (3, 1, "tab")]


def test_an_alias_bomb_stays_small_and_names_each_alias():
    started = time.perf_counter()
    source = read(BOMB)
    assert time.perf_counter() - started < 1
    assert {problem.rule for problem in source.problems} == {"anchor", "alias"}
    assert source.value["d"] == [None] * 10
    assert source.in_hole(("d", 3))
    assert not source.in_hole(("a", 3))


def test_nesting_is_allowed_to_the_limit_and_refused_beyond_it():
    deepest = "[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH
    assert read(f"{deepest}\n").problems == []
    problem = only(read(f"[{deepest}]\n").problems)
    assert (problem.line, problem.column, problem.rule) == (1, MAX_DEPTH + 2, "depth")
    assert str(MAX_DEPTH) in problem.message


def test_a_million_brackets_are_refused_at_once():
    started = time.perf_counter()
    assert only(read("[" * 1_000_000).problems).rule == "depth"
    assert time.perf_counter() - started < 5


def test_deep_mappings_are_refused_with_their_line():
    text = "".join("  " * level + f"k{level}:\n" for level in range(MAX_DEPTH + 2))
    problem = only(read(text).problems)
    assert (problem.line, problem.rule) == (MAX_DEPTH + 2, "depth")


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_NODES", 20)
    problem = only(read("a: [" + "x, " * 30 + "x]\n").problems)
    assert (problem.line, problem.rule) == (1, "nodes")
    assert "20" in problem.message


def test_a_file_of_50_mb_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    problem = only(read(path).problems)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (problem.line, problem.column, problem.rule) == (0, 0, "size")
    assert "2 MB" in problem.message
    assert peak < 3 * MAX_BYTES


@pytest.mark.parametrize("raw", [b"a" * (MAX_BYTES + 1), "a" * (MAX_BYTES + 1), "走" * (MAX_BYTES // 2)])
def test_text_and_bytes_have_the_same_limit(raw):
    assert only(read(raw).problems).rule == "size"


def test_a_file_of_exactly_the_limit_is_read():
    text = "a: 1\n# "
    assert read(text + "x" * (MAX_BYTES - len(text))).value == {"a": 1}


def test_a_missing_file_and_a_folder_are_problems_not_exceptions(tmp_path):
    assert only(read(tmp_path / "nowhere.yaml").problems).rule == "file"
    assert only(read(tmp_path).problems).rule == "file"


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [(b"\xff\xfe", 1, 1), (b"a: 1\nb: \xc4\xe3\n", 2, 4), ("走: ".encode() + b"\xff", 1, 4)],
    ids=["utf-16", "gbk", "after a Chinese character"],
)
def test_a_file_that_is_not_utf8_names_the_place(raw, line, column):
    problem = only(read(raw).problems)
    assert (problem.line, problem.column, problem.rule) == (line, column, "encoding")
    assert "UTF-8" in problem.message


def test_half_a_surrogate_in_text_is_refused():
    assert only(read("a: \ud800").problems).rule == "encoding"


def test_a_byte_order_mark_and_windows_lines_are_read():
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("10", 10),
        ("-3", -3),
        ("0", 0),
        ("012", "012"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("2-13", "2-13"),
        ("2012-02-13", "2012-02-13"),
        ("1:30", "1:30"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("false", False),
        ("~", None),
        ("null", None),
        ("", None),
        ('"10"', "10"),
        ("'true'", "true"),
        ("201*", "201*"),
        ("100%", "100%"),
        ("9" * 30, "9" * 30),
        ("一、总体要求", "一、总体要求"),
    ],
)
def test_a_scalar_stays_what_the_clerk_wrote(scalar, value):
    found = read(f"a: {scalar}\n").value["a"]
    assert (found, type(found)) == (value, type(value))


def test_a_folded_text_is_text():
    assert read("a: |\n  12\n  甲\n").value == {"a": "12\n甲\n"}


def test_keys_and_values_know_their_place():
    source = read("头: 甲\nduties:\n  - clause: C1\n    of: {level: [市级, 县级]}\n")
    assert source.place(("头",), key=True) == Place(1, 1)
    assert source.place(("头",)) == Place(1, 4)
    assert source.place(("duties", 0)) == Place(3, 5)
    assert source.place(("duties", 0, "clause")) == Place(3, 13)
    assert source.place(("duties", 0, "of", "level", 1)) == Place(4, 22)


def test_an_unknown_path_takes_the_place_of_what_holds_it():
    source = read("duties:\n  - clause: C1\n")
    assert source.place(("duties", 0, "nothing", 4)) == Place(2, 5)
    assert read("").place(("duties",)) == Place(0, 0)


def test_a_path_is_named_by_ids_and_clauses():
    source = read("duties:\n  - {clause: C1, id: C1-a}\n  - {clause: C2}\n  - {title: 甲}\n")
    names = [source.name(("duties", index, "unit")) for index in range(4)]
    assert names == ["duties[C1-a].unit", "duties[C2].unit", "duties[3].unit", "duties[4].unit"]


def test_the_first_of_two_equal_keys_is_kept():
    source = read("a: {b: 1}\na: {b: 2}\n")
    assert source.value == {"a": {"b": 1}}
    assert source.place(("a", "b")) == Place(1, 8)


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(raw):
    source = read(raw)
    assert source.problems or source.value is not None or raw.strip() in (b"~", b"null")


@given(st.text(max_size=300))
def test_random_text_never_raises(text):
    for problem in read(text).problems:
        assert problem.message
        assert problem.line >= 0


PIECES = ["a: ", "- ", "&x ", "*x", "[", "]", "{", "}", "\n", "  ", "\t", '"', "|", "!t ", "<<: ", "? "]


@given(st.lists(st.sampled_from(PIECES)))
def test_random_pieces_of_yaml_never_raise(pieces):
    text = "".join(pieces)
    lines = text.count("\n") + 2
    assert all(problem.line <= lines for problem in read(text).problems)


def test_reading_a_path_equals_reading_its_text(tmp_path):
    path = Path(tmp_path / "a.yaml")
    path.write_text("a: [1, 走访]\n", encoding="utf-8")
    assert read(path).value == read("a: [1, 走访]\n").value == {"a": [1, "走访"]}
