"""An import seen by those who may and those who may not: progress, refused rows cell by cell, what a unit remembers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tiexin.core import exports, sheets
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.models import Employer, ImportColumns, ImportContent, ImportRefusal, ImportRun, Worker
from tiexin.registry.tests.books import HEADS, PEOPLE, brought, carried, firm, saved, started, taken

pytestmark = pytest.mark.django_db
WHY = ["原表行号", "原因"]


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def table(answer):
    """The cells of a workbook, each with the kind of its value."""
    assert (answer.status_code, answer["Content-Type"]) == (200, sheets.MIME)
    assert answer["Cache-Control"] == "private, no-store"
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.worksheets) == 1
    return [[cell.value for cell in row] for row in book.active], {
        cell.data_type for row in book.active for cell in row if cell.value is not None
    }


def refusals(client, run):
    return table(client.get(f"/imports/{run.pk}/refusals/"))


def brief(reason):
    return f"{reason}（依据：导入规则）"


def upload(office, cast, heads, rows, org=None):
    file = SimpleUploadedFile("名册.xlsx", sheets.written("名册", heads, rows), sheets.MIME)
    return office.post("/imports/new/", {"kind": "employer", "org": (org or cast.city).pk, "file": file})


def begun(cast, *rows):
    """A run of a workbook that states its size."""
    upload = imports.Upload(cast.city, "employer", "名册.xlsx", saved(*rows))
    return imports.start_import(imports.take_workbook(upload, by=None, on=c.TODAY), by=None, on=c.TODAY)


# Refused rows


def test_refused_rows_come_back_cell_by_cell(cast, office):
    bad = [firm(2, headcount="许多"), firm(3, kind="皇家", industry=None), firm(4, org="天上")]
    run = brought(cast, [firm(1), bad[0], [None] * 6, bad[1], firm(5), bad[2]])
    rows, _ = refusals(office, run)
    assert rows == [
        [*HEADS, *WHY],
        [*bad[0], 3, brief("“职工人数”应为整数，不是“许多”")],
        [*bad[1], 5, run.refusals.get(row=5).reason],
        [*bad[2], 7, brief("“所属工会”范围内没有“天上”")],
    ]
    assert run.refusals.get(row=5).reason.startswith("“类型”不认识“皇家”，可填：国有企业、集体企业、")


def test_refused_formulas_come_back_as_text(cast, office):
    rows = [firm(1, name="=HYPERLINK(A1)", industry="+1", kind="-1"), firm(2, name="@SUM(1)", headcount="=1+1")]
    run = carried(begun(cast, HEADS, *rows))
    rows, kinds = refusals(office, run)
    assert [row[:5] for row in rows[1:]] == [
        ["=HYPERLINK(A1)", firm(1)[1], "-1", "+1", 1],
        ["@SUM(1)", firm(2)[1], "国有企业", "纺织", "=1+1"],
    ]
    assert kinds == {"s", "n"}


def test_refused_rows_mended_are_taken_in_again(cast, office):
    run = brought(cast, [firm(1), firm(2, headcount="许多")])
    rows, _ = refusals(office, run)
    mended = [*rows[1][:4], 20, *rows[1][5:]]
    again = brought(cast, [mended], heads=rows[0])
    assert (again.state, again.added, again.refused, refusals(office, again)[0]) == ("done", 1, 0, [rows[0]])
    assert Employer.objects.get(name="厂2").headcount == 20


def test_refused_twice_comes_back_with_one_reason(cast, office):
    bad = firm(1, headcount="许多")
    rows, _ = refusals(office, brought(cast, [firm(2), bad]))
    again, _ = refusals(office, brought(cast, rows[1:], heads=rows[0]))
    assert again == [[*HEADS, *WHY], [*bad, 2, brief("“职工人数”应为整数，不是“许多”")]]
    assert refusals(office, brought(cast, again[1:], heads=again[0]))[0] == again


def test_short_and_long_refused_rows_fit_the_headings(cast, office):
    run = brought(cast, [["短"], [*firm(2, code="911"), "多余", "更多余"]])
    rows, _ = refusals(office, run)
    assert [row[:7] for row in rows] == [
        [*HEADS, "原表行号"],
        ["短", *[None] * 5, 2],
        [*firm(2, code="911"), 3],
    ]


def test_row_registered_meanwhile_comes_back_below_its_own_headings(cast, office):
    heads = ["序号", "企业类型", "信用代码", "企业名称"]
    code = c.credit_code(5001)
    run = started(cast, [[1, "国有企业", code, "厂1"]], heads=heads)

    def meanwhile(_):
        Employer.objects.create(name="抢先", org=cast.city, credit_code=code, kind="state")

    tasks.carry(run, meanwhile)
    assert refusals(office, run)[0] == [[*heads, *WHY], [None, None, code, "厂1", 2, imports.MEANWHILE]]


def test_worker_registered_meanwhile_comes_back_with_name(cast, office):
    number = c.identity(11)
    run = taken(cast, [[number, cast.employer.name, "马一"]], "worker", heads=["身份证号", "单位", "姓名"])
    imports.map_columns(run, {"identity": 0, "employer": 1, "name": 2}, True, by=None, on=c.TODAY)
    run = imports.start_import(run, by=None, on=c.TODAY)
    staged = []

    def meanwhile(_):
        staged.append(run.lines.get().identity_index)
        Worker.objects.create(name="抢先", org=cast.county, employer=cast.employer, identity_index=staged[0])

    tasks.carry(run, meanwhile)
    rows, _ = refusals(office, run)
    assert rows[1] == [None, None, "马一", 2, imports.MEANWHILE]
    assert Worker.objects.filter(identity_index=staged[0]).count() == 1


def test_nothing_refused_is_a_workbook_of_headings(cast, office):
    run = brought(cast, [["马一", cast.employer.name, "一班", None]], "worker")
    assert refusals(office, run)[0] == [[*PEOPLE, *WHY]]


# Progress


def test_progress_counts_rows_of_all_kinds(cast, office, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    known = [cast.employer.name, cast.employer.credit_code, "非公企业", "机械制造", 320, None]
    run = begun(cast, HEADS, firm(1), firm(2, code="911"), known, firm(3), firm(4))
    seen = []

    def look(_):
        job = office.get(f"/imports/{run.pk}/progress/").context["job"]
        seen.append((job["state"], job["done"], job["total"], job["percent"]))

    look(None)
    tasks.carry(run, look)
    look(None)
    assert seen == [
        ("running", 0, 5, 0),
        ("running", 2, 5, 40),
        ("running", 4, 5, 80),
        ("running", 5, 5, 100),
        ("done", 5, 5, 100),
    ]


def test_progress_of_each_end_says_what_became_of_it(cast, office):
    cancelled = imports.cancel_import(started(cast, [firm(1)]), by=None, on=c.TODAY)
    failed = started(cast, [firm(2)])
    imports.give_up(failed, "表格读不出来")
    waiting = taken(cast, [firm(3)])
    jobs = [office.get(f"/imports/{run.pk}/progress/").context["job"] for run in (cancelled, failed, waiting)]
    assert [(job["state"], job["state_label"], job["done"], job["total"], job["note"]) for job in jobs] == [
        ("cancelled", "已取消", 0, None, ""),
        ("failed", "未完成", 0, None, "表格读不出来"),
        ("waiting", "待核对", 0, None, ""),
    ]


def test_looking_writes_nothing(cast, office):
    run = started(cast, [firm(1)])
    with c.nothing_written():
        for page in ("", "progress/", "refusals/"):
            assert office.get(f"/imports/{run.pk}/{page}").status_code == 200
            assert office.get(f"/imports/{run.pk + 1000}/{page}").status_code == 404


def test_cancelled_run_keeps_its_name_alone(cast, office):
    run = taken(cast, [firm(1)])
    assert office.post(f"/imports/{run.pk}/cancel/").url == f"/imports/{run.pk}/"
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.thing_id, entry.by) == ("cancel_import", run.pk, cast.people["city_office"])
    assert [model.objects.count() for model in (ImportRun, ImportContent, ImportRefusal)] == [1, 0, 0]
    for again in ("start", "cancel"):
        with c.nothing_written():
            answer = office.post(f"/imports/{run.pk}/{again}/", follow=True)
        assert imports.RUNNING in answer.text


def test_columns_of_a_started_run_are_not_changed(cast, office):
    run = started(cast, [firm(1)])
    with c.nothing_written():
        answer = office.post(f"/imports/{run.pk}/", {"name": "1", "credit_code": "0", "kind": "2"})
    assert (answer.status_code, ImportRun.objects.get().columns) == (200, run.columns)


# Reach


@pytest.mark.parametrize("who", ["stranger", "officer", "leader", "enterprise", "nobody", "system"])
def test_run_of_a_unit_out_of_reach_is_not_there(cast, client, who):
    run = taken(cast, [firm(1)])
    c.enter(client, cast.people[who])
    with c.nothing_written():
        answers = [client.get(f"/imports/{run.pk}/{page}").status_code for page in ("", "progress/", "refusals/")]
        answers += [client.post(f"/imports/{run.pk}/{page}", {"name": "0"}).status_code for page in ("", "start/")]
        assert (answers, client.post(f"/imports/{run.pk}/cancel/").status_code) == ([404] * 5, 404)


def test_list_shows_runs_within_reach_the_newest_first(cast, client):
    first, second = taken(cast, [firm(1)]), taken(cast, [firm(2)], org=cast.county)
    foreign = taken(cast, [firm(3)], org=cast.other_city)
    for who, found in (("office", [foreign, second, first]), ("city_office", [second, first]), ("stranger", [foreign])):
        c.enter(client, cast.people[who])
        assert list(client.get("/imports/").context["pager"].rows) == found


def test_workbook_is_not_taken_for_a_unit_out_of_reach(cast, office):
    for org in (cast.province, cast.other_city, cast.closed):
        with c.nothing_written():
            answer = upload(office, cast, HEADS, [firm(1)], org)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["org"])


def test_columns_are_offered_to_the_unit_that_chose_them_alone(cast, office):
    heads, rows = ["全称", "代码", "性质"], [firm(1)[:3]]
    chosen = {"name": "0", "credit_code": "1", "kind": "2"}
    page = upload(office, cast, heads, rows).url
    assert office.post(page, {**chosen, "update": "on"}).url == page
    assert ImportColumns.objects.get().org == cast.city
    offered = {}
    for org in (cast.city, cast.county):
        form = office.get(upload(office, cast, heads, rows, org).url).context["form"]
        offered[org.pk] = {name: form[name].value() for name in chosen}
    assert offered == {cast.city.pk: chosen, cast.county.pk: dict.fromkeys(chosen, "")}
    other = c.enter(office, cast.people["stranger"])
    form = other.get(upload(other, cast, heads, rows, cast.other_city).url).context["form"]
    assert {name: form[name].value() for name in chosen} == dict.fromkeys(chosen, "")


def test_columns_of_employers_are_not_those_of_workers(cast):
    run = taken(cast, [firm(1)[:3]], heads=["甲", "乙", "丙"])
    imports.map_columns(run, {"name": 0, "credit_code": 1, "kind": 2}, True, by=None, on=c.TODAY)
    assert taken(cast, [["甲", "乙", "丙"]], "worker", heads=["甲", "乙", "丙"]).columns == {}
    kept = ImportColumns.objects.values_list("org", "kind", "heads")
    gone = dict.fromkeys(("industry", "headcount", "org"), "")
    assert list(kept) == [(cast.city.pk, "employer", {"name": "甲", "credit_code": "乙", "kind": "丙", **gone})]


# Lists taken out


def test_imports_are_taken_out_within_reach(cast, office):
    taken(cast, [firm(9)], org=cast.other_city)
    run = brought(cast, [firm(1), firm(2), firm(3, code="911")])
    rows, _ = table(office.get("/imports/?as=xlsx"))
    assert [row[:4] + row[5:] for row in rows] == [
        ["表格", "内容", "导入到", "谁导入", "状态", "新增", "更新", "已在册", "没有导入"],
        ["名册.xlsx", "企业", "银川市总工会", "马建国", "已完成", 2, 0, 0, 1],
    ]
    assert (rows[0][4], rows[1][4].date(), run.on) == ("日期", c.TODAY, c.TODAY)


@pytest.mark.parametrize(("who", "found"), [("city_office", ["city", "county"]), ("stranger", ["foreign"])])
def test_rows_of_strangers_are_never_in_the_workbook(cast, client, who, found):
    homes = {"city": cast.city, "county": cast.county, "foreign": cast.other_county, "province": cast.province}
    for name, org in homes.items():
        c.employer(org, name)
    c.enter(client, cast.people[who])
    for asked in ("", "q=o", "kind=private", "sort=new", f"org={cast.province.pk}"):
        rows, _ = table(client.get(f"/employers/?{asked}&as=xlsx"))
        assert {row[0] for row in rows[1:]} & set(homes) <= set(found)
    rows, _ = table(client.get("/employers/?as=xlsx"))
    assert [row[0] for row in rows[1:] if row[0] in homes] == found


def test_what_looks_like_a_formula_is_taken_out_as_text(cast, office):
    names = ["+1", "-1", "=1+1", "@SUM(A1)"]
    for name in names:
        c.employer(cast.city, name, industry=name, headcount=None)
    rows, kinds = table(office.get("/employers/?sort=new&as=xlsx"))
    assert [(row[0], row[3], row[4]) for row in rows[1:5]] == [(name, name, None) for name in reversed(names)]
    assert kinds == {"s", "n"}


def test_most_rows_are_twenty_thousand_and_said(cast, office, monkeypatch):
    assert exports.MOST == 20_000

    class Many(list):
        def __getitem__(self, part):
            return [None] * (part.stop or 0)

    monkeypatch.setattr("tiexin.registry.queries.found", lambda *_: Many())
    with c.nothing_written():
        answer = office.get("/employers/?as=xlsx")
    assert (answer.status_code, answer.url) == (302, "/employers/?")
    monkeypatch.undo()
    assert "这个列表超过 20,000 行，请先用筛选条件缩小范围再导出" in office.get(answer.url).text
