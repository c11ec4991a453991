"""An allocation table out of a spreadsheet: read, judged row by row, written into the text; bad files refused."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tiexin.core.documents.source import read
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.plans.editor import sheet
from tiexin.plans.editor.sheet import NO_SHEET, Table, cells_of
from tiexin.plans.editor.tests.hand import TEXT
from tiexin.plans.editor.tests.stage import begun, edited, url

OFFER = """
offers:
  - clause: C5
    quote: 各级工会要认真组织   # 名额
    name: 疗休养
    quota: {total: 60}
"""
ROWS = [
    ["名额分配表", None, None],
    ["单位名称", "职工人数", "名额"],
    ["兴庆区总工会", 800, 40],
    ["银川市总工会", 400.0, 20],
    ["合计", 1200, 60],
]


def book(rows, name="名额.xlsx"):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def cells(rows):
    made = book(rows)
    return cells_of(made.file, made.size)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_sheet_is_read_as_text():
    assert cells(ROWS)[1:4] == [
        ["单位名称", "职工人数", "名额"],
        ["兴庆区总工会", "800", "40"],
        ["银川市总工会", "400", "20"],
    ]


BAD = {
    "no workbook": b"unit,places",
    "nothing": b"",
    "another archive": zipped(hello="<a/>"),
    "a workbook without parts": zipped(xl__workbook="<workbook/>"),
    "a document type": zipped(xl__workbook='<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
    "a document type in two bytes": zipped(xl__workbook="<!DOCTYPE a><a/>".encode("utf-16")),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_what_is_no_workbook_is_refused(raw):
    with pytest.raises(Refused, match=r"不是 Excel 表格（\.xlsx）"):
        cells_of(io.BytesIO(raw), len(raw))


def test_limits_are_asked_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(sheet, "_read", lambda file: pytest.fail("it was read"))
    with pytest.raises(Refused, match="最多 1,000,000 字节"):
        cells_of(io.BytesIO(b""), sheet.MAX_FILE + 1)
    bomb = zipped(xl__workbook="<workbook/>", xl__sheet="0" * (sheet.MAX_INSIDE + 1))
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="解开以后超过 20 MB"):
        cells_of(io.BytesIO(bomb), len(bomb))
    many = zipped(**{f"p{n}": "" for n in range(sheet.MAX_PARTS + 1)})
    with pytest.raises(Refused, match="没有读"):
        cells_of(io.BytesIO(many), len(many))


def test_a_long_sheet_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    with pytest.raises(Refused, match="超过 3 行"):
        cells(ROWS)


@pytest.mark.house
def test_a_web_process_does_not_load_the_reader_of_workbooks():
    code = "import django; django.setup(); import tiexin.config.urls, sys; print('openpyxl' in sys.modules)"
    asked = {"DJANGO_SETTINGS_MODULE": "tiexin.config.settings", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr


# ── judging ─────────────────────────────────────────────────────────────────────────────────────────────


def table(*rows, **chosen):
    return Table([["单位", "名额"], *([str(cell) for cell in row] for row in rows)], chosen=chosen)


def test_columns_are_guessed_from_their_headings_and_the_total_is_compared():
    found = Table(cells(ROWS))
    assert (found.head, found.unit, found.places, found.people) == (1, 0, 2, 1)
    assert (found.sum, found.total, found.errors) == (60, 60, [])
    assert found.rows == [
        {"unit": "兴庆区总工会", "places": 40, "people": 800},
        {"unit": "银川市总工会", "places": 20, "people": 400},
    ]


def test_a_chosen_column_goes_before_a_guessed_one():
    assert Table(cells(ROWS), chosen={"people": None}).rows[0] == {"unit": "兴庆区总工会", "places": 40}
    assert Table(cells(ROWS), chosen={"places": None}).errors == ["请选择哪一列是单位、哪一列是名额"]
    assert Table(cells(ROWS), chosen={"places": 0}).errors == ["请选择哪一列是单位、哪一列是名额"]
    assert Table(cells(ROWS), chosen={"places": 99}).errors[0] == "有 2 行要改好再读"
    assert Table([]).errors == ["请选择哪一列是单位、哪一列是名额"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("甲", "2.5"), "名额要写整数"),
        (("甲", "-1"), "名额要写整数"),
        (("甲", "十"), "名额要写整数"),
        (("甲", "=SUM(B1:B2)"), "名额是公式"),
        (("甲", ""), "没有写名额"),
        (("", "3"), "没有写单位"),
        (("乙", "3"), "这个单位第 2 行已经有了"),
    ],
)
def test_a_row_says_what_is_wrong_with_it(row, said):
    found = table(("乙", 1), row)
    assert [bool(line.errors) for line in found.lines] == [False, True]
    assert said in found.lines[1].errors[0]
    assert found.errors[0] == "有 1 行要改好再读"


def test_a_unit_that_nobody_knows_is_named():
    found = Table([["单位", "名额"], ["甲", "1"], ["乙", "2"]], lambda names: {"甲"})
    assert [line.errors for line in found.lines] == [(), ("不认识这个单位，请写全称",)]


def test_a_total_that_does_not_add_up_and_a_table_of_nothing_are_refused():
    assert table(("甲", 1), ("合计", 3)).errors == ["各行相加 1，表里写的合计是 3"]
    assert table(("合计", 0)).errors == ["表里没有单位的行"]


# ── on the page ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def draft(cast):
    return begun(cast, TEXT + OFFER)


def place(draft):
    return url(draft, "sheet/")


def sent(office, draft, **more):
    """The page after a table was uploaded, and what its form then sends."""
    page = office.post(place(draft), {"at": "offers.0", "file": book(more.pop("rows", ROWS)), "upload": "1"})
    shown = page.context
    fields = {"at": "offers.0", "mark": shown["editing"].mark, "cells": shown["cells"], "name": shown["name"]}
    chosen = {name: getattr(shown["table"], name) for name in ("unit", "places", "people")}
    return page, {**fields, **{name: "" if n is None else n for name, n in chosen.items()}, **more}


def test_the_rows_are_shown_before_anything_is_written(cast, office, draft):
    with c.nothing_written():
        page, _ = sent(office, draft)
    assert page.status_code == 200
    assert "2 个单位，名额相加 <b>60</b>，表里写的合计 <b>60</b>" in page.text


def test_the_table_goes_into_its_place_in_the_text(cast, office, draft):
    _, fields = sent(office, draft)
    answer = office.post(place(draft), {**fields, "write": "1"}, follow=True)
    assert "已读入 2 个单位，共 60 个名额" in answer.text
    draft.refresh_from_db()
    offer = read(draft.text).value["offers"][0]
    assert offer["quota"] == {"total": 60, "allocation": {"source": "名额.xlsx", "rows": Table(cells(ROWS)).rows}}
    assert draft.text.startswith(TEXT) and "# 名额" in draft.text


def test_a_table_with_a_bad_row_is_not_written(cast, office, draft):
    page, fields = sent(office, draft, rows=[*ROWS[:3], ["火星总工会", 1, 20]])
    assert page.status_code == 422 and "不认识这个单位" in page.text
    with c.nothing_written():
        assert office.post(place(draft), {**fields, "write": "1"}).status_code == 422


def test_an_item_that_changed_meanwhile_is_not_overwritten(cast, office, draft):
    _, fields = sent(office, draft)
    edited(draft, "total: 60", "total: 70")
    fields = {**fields, "write": "1"}
    office.post(place(draft), fields)
    draft.refresh_from_db()
    assert "total: 70" in draft.text and "allocation" not in draft.text


@pytest.mark.parametrize(
    "cells",
    ["[", "{}", "[1]", "[[1, null]]", "[" * 5000, '[["单位"]]', "[[]]", '[["\\u0000"]]'],
)
def test_cells_that_were_made_up_break_nothing(cast, office, draft, cells):
    with c.nothing_written():
        answer = office.post(place(draft), {"at": "offers.0", "cells": cells, "write": "1", "unit": "0", "places": "1"})
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("upload", [b"", b"abc"])
def test_a_bad_upload_is_refused_beside_the_field(cast, office, draft, upload):
    with c.nothing_written():
        answer = office.post(
            place(draft), {"at": "offers.0", "file": SimpleUploadedFile("a.xlsx", upload), "upload": "1"}
        )
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [NO_SHEET]


def test_no_file_is_asked_for(cast, office, draft):
    answer = office.post(place(draft), {"at": "offers.0", "upload": "1"})
    assert answer.status_code == 422 and "file" in answer.context["form"].errors


def test_only_an_offer_has_a_table(cast, client, office, draft):
    assert office.get(place(draft), {"at": "offers.0"}).status_code == 200
    for at in ("", "head", "duties.0", "offers.1", "norms.0"):
        assert office.get(place(draft), {"at": at})["Location"] == url(draft)
    c.enter(client, cast.people["stranger"])
    assert client.get(place(draft), {"at": "offers.0"}).status_code == 404


def test_the_form_of_an_offer_leads_there(cast, office, draft):
    assert f"{place(draft)}?at=offers.0" in office.get(url(draft, "item/"), {"at": "offers.0"}).text
    assert place(draft) not in office.get(url(draft, "item/"), {"at": "duties.0"}).text
