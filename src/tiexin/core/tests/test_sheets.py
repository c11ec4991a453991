"""Workbooks: what is refused before it is read, rows in, rows out."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from tiexin.core import sheets
from tiexin.core.refusal import Refused

GOOD = sheets.written("表", ["甲", "乙"], [["一", 1], ["二", None]])


def packed(parts, level=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def refused(content, size=None):
    with pytest.raises(Refused) as caught:
        sheets.guard(io.BytesIO(content), size or len(content))
    assert (caught.value.clause, caught.value.field) == (sheets.RULE, "file")
    return caught.value.message


def read(content):
    with sheets.opened(io.BytesIO(content)) as (rows, about):
        return [list(row[:3]) for row in rows], about


def test_what_is_written_is_read_again():
    sheets.guard(io.BytesIO(GOOD), len(GOOD))
    rows, _ = read(GOOD)
    assert rows == [["甲", "乙", None], ["一", 1, None], ["二", None, None]]


def test_file_is_given_back_at_its_beginning():
    file = io.BytesIO(GOOD)
    sheets.guard(file, len(GOOD))
    assert file.tell() == 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(1)", "-2", "0123", '=HYPERLINK("x")'])
def test_text_never_becomes_a_formula(text):
    made = load_workbook(io.BytesIO(sheets.written("表", ["甲"], [[text]])))
    cell = made.active["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_what_a_workbook_cannot_hold_is_left_out():
    made = load_workbook(io.BytesIO(sheets.written("表", ["甲"], [["a\x00b\x0bc"], ["字" * 40000]])))
    assert made.active["A2"].value == "abc"
    assert len(made.active["A3"].value) == 32767


def test_rows_may_come_one_by_one():
    made = load_workbook(io.BytesIO(sheets.written("表" * 40, ["甲"], ([n] for n in range(3)))))
    assert [row[0] for row in made.active.iter_rows(values_only=True)] == ["甲", 0, 1, 2]
    assert len(made.active.title) == 31


@pytest.mark.parametrize(
    "content",
    [b"", b"name,code\n1,2\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600, packed({"a.txt": "x"}), GOOD[: len(GOOD) // 2]],
    ids=["empty", "csv", "old xls", "another zip", "cut off"],
)
def test_what_is_no_workbook_is_refused(content):
    assert "这不是 Excel 表格（.xlsx）" in refused(content)


def test_large_file_is_refused_by_its_size_alone():
    assert "超过 20 MB" in refused(b"not even looked at", 50 * sheets.MIB)


def test_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    bomb = packed(parts_of(GOOD) | {"xl/worksheets/sheet1.xml": b"0" * (50 * sheets.MIB)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert len(bomb) < sheets.MIB
    assert "解开后过大" in refused(bomb)


@pytest.mark.parametrize(
    ("name", "value"),
    [("MOST_UNPACKED", 100), ("MOST_STRINGS", -1), ("MOST_PARTS", 3)],
    ids=["whole", "texts", "parts"],
)
def test_each_measure_of_a_workbook_is_held(monkeypatch, name, value):
    monkeypatch.setattr(sheets, name, value)
    assert "解开后过大" in refused(GOOD)


def test_declared_entities_are_refused():
    sheet = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><worksheet/>'
    assert "外部声明" in refused(packed(parts_of(GOOD) | {"xl/worksheets/sheet1.xml": sheet}))


def test_damaged_sheet_is_refused_while_reading():
    broken = packed(parts_of(GOOD) | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row r='1'><c"})
    with pytest.raises(Refused, match="读不出来"):
        read(broken)


def test_workbook_without_its_parts_is_refused():
    kept = {name: content for name, content in parts_of(GOOD).items() if "worksheets" not in name}
    with pytest.raises(Refused, match="读不出来"):
        read(packed(kept))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="超过 2 行"):
        read(GOOD)


def test_row_far_below_does_not_cost_a_row_for_each_between(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 1000)
    sheet = parts_of(GOOD)["xl/worksheets/sheet1.xml"].replace(b'r="3"', b'r="1048576"')
    with pytest.raises(Refused, match="超过 1,000 行"):
        read(packed(parts_of(GOOD) | {"xl/worksheets/sheet1.xml": sheet}))


def test_stated_size_is_not_believed():
    book = Workbook()
    for number in range(3):
        book.active.append([number])
    out = io.BytesIO()
    book.save(out)
    parts = parts_of(out.getvalue())
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'<dimension ref="A1:A3"', b'<dimension ref="A1"')
    rows, about = read(packed(parts | {"xl/worksheets/sheet1.xml": sheet}))
    assert ([row[0] for row in rows], about) == ([0, 1, 2], 1)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("走访/蹲点：第[1]批?", "走访 蹲点：第 1 批"),
        ("a:b*c\\d", "a b c d"),
        ("'兴庆'", "兴庆"),
        ("///", "1"),
        ("字" * 40, "字" * 31),
    ],
)
def test_any_title_names_a_sheet(title, named):
    content = sheets.written(title, ["甲"], [["乙"]])
    assert load_workbook(io.BytesIO(content)).sheetnames == [named]
