"""The pages of an import: upload, columns with a preview, progress, refused rows."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tiexin.core import sheets
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import ImportRun
from tiexin.registry.tests.books import HEADS, carried, firm, started, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def upload(content, name="名册.xlsx"):
    return SimpleUploadedFile(name, content, sheets.MIME)


def test_import_through_the_pages(cast, office):
    content = sheets.written("名册", HEADS, [firm(1), firm(2, code="911")])
    page = office.post("/imports/new/", {"kind": "employer", "org": cast.city.pk, "file": upload(content)})
    run = ImportRun.objects.get()
    assert page.url == f"/imports/{run.pk}/"
    shown = office.get(page.url)
    assert [(line["row"], line["said"], line["why"][:5], line["comes"]) for line in shown.context["preview"]] == [
        (2, "将新增", "", True),
        (3, "不导入", "“911”", False),
    ]
    chosen = {name: str(place) for name, place in run.columns.items()}
    assert office.post(page.url, {**chosen, "update": "on"}).url == page.url
    assert office.post(f"{page.url}start/").url == page.url
    assert "可以离开本页" in office.get(page.url).text
    assert f'hx-get="/imports/{run.pk}/progress/"' in office.get(f"{page.url}progress/").text
    carried(ImportRun.objects.get())
    done = office.get(page.url).text
    assert "下载这些行和原因" in done and "名册没有任何改动" not in done
    book = load_workbook(io.BytesIO(office.get(f"{page.url}refusals/").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == (*HEADS, "原表行号", "原因")
    assert (rows[1][:3], rows[1][6]) == (("厂2", "911", "国有企业"), 3)
    assert "校验码" in rows[1][7]
    assert "名册.xlsx" in office.get("/imports/").text


def test_cancel_through_the_pages(cast, office):
    run = started(cast, [firm(1)])
    assert office.post(f"/imports/{run.pk}/cancel/").url == f"/imports/{run.pk}/"
    assert "名册没有任何改动" in office.get(f"/imports/{run.pk}/").text
    with c.nothing_written():
        office.post(f"/imports/{run.pk}/cancel/")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"file": None}, "file"),
        ({"file": b"no workbook"}, "file"),
        ({"file": sheets.written("表", ["甲", None, "乙"], [])}, "file"),
        ({"kind": "king"}, "kind"),
        ({"org": ""}, "org"),
    ],
)
def test_bad_upload_is_refused_beside_the_field(cast, office, changed, field):
    sent = {"kind": "employer", "org": cast.city.pk, "file": sheets.written("表", HEADS, []), **changed}
    sent["file"] = upload(sent["file"]) if sent["file"] is not None else ""
    with c.nothing_written():
        answer = office.post("/imports/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_large_upload_is_refused_before_it_is_read(cast, office, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    with c.nothing_written():
        answer = office.post("/imports/new/", {"kind": "employer", "org": cast.city.pk, "file": upload(b"0" * 11)})
    assert "文件超过" in answer.context["form"].errors["file"][0]


def test_bad_columns_are_refused_beside_the_field(cast, office):
    run = taken(cast, [firm(1)])
    for sent, field in (({"name": "0"}, "credit_code"), ({"name": "0", "credit_code": "0", "kind": "2"}, "name")):
        with c.nothing_written():
            answer = office.post(f"/imports/{run.pk}/", sent)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def test_start_without_columns_says_what_is_missing(cast, office):
    run = taken(cast, [["x", "y"]], heads=["甲", "乙"])
    with c.nothing_written():
        answer = office.post(f"/imports/{run.pk}/start/", follow=True)
    assert "还没有选择“单位名称”" in answer.text


def test_import_of_another_unit_is_not_there(cast, client):
    run = taken(cast, [firm(1)])
    for who in ("stranger", "officer", "leader"):
        c.enter(client, cast.people[who])
        with c.nothing_written():
            for page in ("", "progress/", "refusals/"):
                assert client.get(f"/imports/{run.pk}/{page}").status_code == 404
            for page in ("start/", "cancel/"):
                assert client.post(f"/imports/{run.pk}/{page}").status_code == 404


@pytest.mark.parametrize(("rows", "urged"), [([firm(1), firm(2, code="911")], True), ([firm(2, code="911")], False)])
def test_to_begin_is_urged_only_where_a_row_will_come(cast, office, rows, urged):
    page = office.get(f"/imports/{taken(cast, rows).pk}/").text
    button = re.search(r'class="(btn[^"]*)" type="submit"><svg[^>]*>.*?</svg>开始导入', page)
    assert button[1].split() == ["btn", "btn-primary"][: 1 + urged]
