"""A workbook's way into the registry: taken, mapped, staged by batches, true all at once or not at all."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django_tasks_db.models import DBTaskResult

from tiexin.core import sealed, sheets
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.actions.imports import Upload
from tiexin.registry.models import (
    Employer,
    ImportColumns,
    ImportContent,
    ImportLine,
    ImportRefusal,
    ImportRun,
    Worker,
)
from tiexin.registry.people import Membership
from tiexin.registry.tests.books import brought, carried, firm, started, taken
from tiexin.registry.worker_queries import by_number
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def counts(run):
    return run.state, run.added, run.changed, run.same, run.refused


def reasons(run):
    return dict(run.refusals.order_by("row").values_list("row", "reason"))


def leftovers():
    return [model.objects.count() for model in (ImportContent, ImportLine)]


def test_employers_come_in_all_at_once_with_one_entry(cast):
    before = Employer.objects.count()
    run = started(cast, [firm(n) for n in range(1, 6)] + [firm(6, org="兴庆区")])
    entries = Entry.objects.count()
    carried(run)
    assert counts(run) == ("done", 6, 0, 0, 0)
    assert Employer.objects.count() == before + 6
    made = Employer.objects.get(name="厂5")
    assert (made.org, made.kind, made.industry, made.headcount) == (cast.city, "state", "纺织", 5)
    assert Employer.objects.get(name="厂6").org == cast.county
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == entries + 1
    assert (entry.verb, entry.thing, entry.thing_id, entry.by) == (
        "import",
        "registry.importrun",
        run.pk,
        cast.people["city_office"],
    )
    assert leftovers() == [0, 0]


def test_rows_are_invisible_until_all_are_read(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    run, seen = started(cast, [firm(n) for n in range(1, 6)]), []
    tasks.carry(run, lambda _: seen.append((Employer.objects.filter(name__startswith="厂").count(), progress(run))))
    assert seen == [(0, 2), (0, 4), (0, 5)]
    assert Employer.objects.filter(name__startswith="厂").count() == 5


def progress(run):
    return ImportRun.objects.get(pk=run.pk).added


def test_bad_rows_are_refused_and_the_others_come_in(cast):
    rows = [
        firm(1),
        firm(2, code="911"),
        [None] * 6,
        firm(1, "又是厂1"),
        firm(4, name="=1+1"),
        firm(5, org="天上总工会"),
        firm(6, kind="皇家"),
        firm(7, headcount="许多"),
        [cast.foreign.name, cast.foreign.credit_code, "国有企业", "采煤", 1, None],
        firm(9, org="大武口区"),
    ]
    run = brought(cast, rows)
    assert counts(run) == ("done", 1, 0, 0, 8)
    found = reasons(run)
    assert {row: text[:11] for row, text in found.items()} == {
        3: "“911”不是有效的统",
        5: "与第 2 行信用代码相",
        6: "“单位名称”是公式，请",
        7: "“所属工会”范围内没有",
        8: "“类型”不认识“皇家”",
        9: "“职工人数”应为整数，",
        10: "这家单位已登记在别的工",
        11: "“所属工会”范围内没有",
    }
    assert "GB 32100-2015" in found[3]
    cast.foreign.refresh_from_db()
    assert cast.foreign.headcount == 320


def test_refused_rows_are_kept_sealed(cast):
    run = brought(cast, [firm(1, "保密厂", code="911")])
    kept = ImportRefusal.objects.get()
    assert "保密厂".encode() not in bytes(kept.sealed)
    assert "保密厂" in sealed.unseal(kept.sealed, imports.refusal_place(run, 2))


def test_known_employer_is_updated_and_an_empty_cell_takes_nothing(cast):
    known = cast.employer
    run = brought(cast, [["凤凰机械", known.credit_code, "国有企业", None, None, None]])
    assert counts(run) == ("done", 0, 1, 0, 0)
    known.refresh_from_db()
    assert (known.name, known.kind, known.industry, known.headcount) == ("凤凰机械", "state", "机械制造", 320)
    assert known.org == cast.county


def test_known_employer_moves_when_the_row_says_so(cast):
    brought(cast, [[cast.employer.name, cast.employer.credit_code, "非公企业", None, None, "银川市总工会"]])
    cast.employer.refresh_from_db()
    assert cast.employer.org == cast.city


def test_workers_go_with_an_employer_that_moves(cast):
    other = c.worker(cast.foreign, "外人")
    brought(cast, [[cast.employer.name, cast.employer.credit_code, "非公企业", None, None, "银川市总工会"]])
    cast.worker.refresh_from_db()
    other.refresh_from_db()
    assert (cast.worker.org, other.org) == (cast.city, cast.other_county)


def test_workers_come_with_membership_and_a_phone_that_somebody_chose(cast):
    heads = ["姓名", "单位", "入会日期", "手机号"]
    rows = [
        ["马一", cast.employer.name, "2010年5月1日", "138 1234 5678"],
        ["马二", cast.employer.name, date(2011, 3, 8), None],
        ["马三", cast.employer.name, "2012-06-01", None],
        ["马四", cast.employer.name, "去年", None],
        ["马五", cast.employer.name, None, "12345"],
    ]
    run = taken(cast, rows, "worker", heads=heads)
    assert "phone" not in run.columns  # asked for, never guessed
    imports.map_columns(run, run.columns | {"phone": 3}, True, by=None, on=c.TODAY)
    run = carried(imports.start_import(run, by=None, on=c.TODAY))
    assert counts(run) == ("done", 2, 0, 0, 3)
    assert {row: reason[:8] for row, reason in reasons(run).items()} == {
        4: "入会日期还没有到",
        5: "“入会日期”应为",
        6: "电话号码不对：手",
    }
    told = list(Membership.objects.order_by("pk").values_list("worker__name", "org", "since"))
    assert told == [("马一", cast.county.pk, date(2010, 5, 1)), ("马二", cast.county.pk, date(2011, 3, 8))]
    one = Worker.objects.get(name="马一")
    assert (one.org, sealed.unseal(bytes(one.phone_sealed), f"worker.phone:{one.key}")) == (cast.county, "13812345678")
    assert [list(by_number(Worker.objects.all(), typed)) for typed in ("13812345678", "5678")] == [[one], [one]]
    assert Worker.objects.get(name="马二").phone_sealed is None


def test_known_employer_stays_when_nothing_differs_or_nobody_asked(cast):
    same = [cast.employer.name, cast.employer.credit_code, "非公企业", "机械制造", 320, None]
    assert counts(brought(cast, [same])) == ("done", 0, 0, 1, 0)
    run = taken(cast, [["别名", *same[1:]]])
    imports.map_columns(run, run.columns, False, by=None, on=c.TODAY)
    run = carried(imports.start_import(run, by=None, on=c.TODAY))
    assert counts(run) == ("done", 0, 0, 1, 0)
    assert Employer.objects.get(pk=cast.employer.pk).name == "宁夏凤凰机械有限公司"


def test_killed_worker_goes_on_where_it_stood(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    run = started(cast, [firm(1), firm(2), firm(3), firm(1, "重复"), firm(5)])

    def killed(_):
        raise OperationalError

    with pytest.raises(OperationalError):
        tasks.carry(run, killed)
    assert Employer.objects.filter(name__startswith="厂").count() == 0
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, run.read, run.added) == ("running", 3, 2)
    assert counts(carried(run)) == ("done", 4, 0, 0, 1)
    assert reasons(run) == {5: "与第 2 行信用代码相同（依据：导入规则）"}


def test_cancelled_run_leaves_nothing(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    run = started(cast, [firm(n) for n in range(1, 6)])
    before = Employer.objects.count()
    tasks.carry(run, lambda _: imports.cancel_import(run, by=None, on=c.TODAY) if progress(run) else None)
    run.refresh_from_db()
    assert counts(run) == ("cancelled", 0, 0, 0, 0)
    assert Employer.objects.count() == before
    assert [*leftovers(), ImportRefusal.objects.count()] == [0, 0, 0]


@pytest.mark.parametrize("action", [imports.start_import, imports.cancel_import])
def test_ended_run_is_left_alone(cast, action):
    run = brought(cast, [firm(1)])
    with c.nothing_written(), pytest.raises(Refused, match="已经开始或结束"):
        action(run, by=None, on=c.TODAY)


def test_finished_run_is_not_run_again(cast):
    run = brought(cast, [firm(1)])
    tasks.run_import.func(run.pk)  # search had not been told yet
    with c.nothing_written():
        tasks.run_import.func(run.pk)
        tasks.run_import.func(10**9)


def test_code_registered_meanwhile_is_refused_by_row(cast):
    run = started(cast, [firm(1), firm(2)])

    def meanwhile(_):
        if not Employer.objects.filter(name="抢先").exists():
            new = Employer(name="抢先", org=cast.other_city, credit_code=c.credit_code(5001), kind="state")
            new.save()

    tasks.carry(run, meanwhile)
    run.refresh_from_db()
    assert counts(run) == ("done", 1, 0, 0, 1)
    assert reasons(run) == {2: imports.MEANWHILE}


def test_damaged_workbook_ends_the_run_with_its_reason(cast, monkeypatch):
    run = started(cast, [firm(1)])
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    tasks.run_import.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "表格超过 1 行，请拆成几个文件")
    assert leftovers() == [0, 0]
    assert not Employer.objects.filter(name="厂1").exists()


@pytest.mark.parametrize("error", [OperationalError, IntegrityError])
def test_passing_trouble_leaves_the_run_to_be_taken_up(cast, monkeypatch, error):
    run = started(cast, [firm(1)])

    def trouble(*_, **__):
        raise error

    monkeypatch.setattr(imports, "finish", trouble)
    with pytest.raises(error):
        tasks.run_import.func(run.pk)
    run.refresh_from_db()
    assert run.state == "running"
    monkeypatch.undo()
    DBTaskResult.objects.all().delete()
    tasks.resume()
    tasks.resume()
    assert DBTaskResult.objects.count() == 1
    tasks.run_import.func(run.pk)
    assert Employer.objects.filter(name="厂1").count() == 1


def test_what_came_in_is_found_even_when_the_worker_was_killed_before(cast, monkeypatch):
    run = started(cast, [firm(1), firm(2), firm(3)])
    monkeypatch.setattr(imports, "PART", 2)
    parts = []

    def killed(*_):
        parts.append(1)
        if len(parts) == 1:
            raise OperationalError

    with pytest.raises(OperationalError):
        tasks.carry(run, lambda _: None)
        imports.let_be_found(run, killed)
    run.refresh_from_db()
    assert (run.state, run.found) == ("done", False)
    assert len(verify.differences()) > 0
    DBTaskResult.objects.all().delete()
    tasks.resume()
    assert DBTaskResult.objects.count() == 1
    tasks.run_import.func(run.pk)
    run.refresh_from_db()
    assert (run.found, verify.differences()) == (True, [])
    assert set(SearchRow.objects.filter(kind="employer").values_list("title", flat=True)) >= {"厂1", "厂2", "厂3"}
    DBTaskResult.objects.all().delete()
    tasks.resume()
    assert DBTaskResult.objects.count() == 0


def test_nothing_is_queued_without_a_running_import(cast):
    taken(cast, [firm(1)])
    tasks.resume()
    assert DBTaskResult.objects.count() == 0


def test_workbook_is_kept_sealed(cast):
    run = taken(cast, [firm(1)])
    assert b"PK" not in bytes(run.content.sealed)[:60]
    assert imports.content_of(run).read(2) == b"PK"


def test_columns_are_remembered_by_the_unit(cast):
    heads = ["全称", "代码", "性质"]
    rows = [firm(1)[:3]]
    run = taken(cast, rows, heads=heads)
    assert run.columns == {}
    with pytest.raises(Refused, match="还没有选择"):
        imports.start_import(run, by=None, on=c.TODAY)
    imports.map_columns(run, {"name": 0, "credit_code": 1, "kind": 2}, True, by=None, on=c.TODAY)
    assert ImportColumns.objects.get().heads["name"] == "全称"
    assert taken(cast, rows, heads=heads).columns == {"name": 0, "credit_code": 1, "kind": 2}
    assert taken(cast, rows, heads=heads, org=cast.county).columns == {}


@pytest.mark.parametrize(
    ("chosen", "field"),
    [({"name": 0, "credit_code": 1}, "kind"), ({"name": 0, "credit_code": 0, "kind": 2}, "name"), ({}, "name")],
)
def test_columns_that_cannot_be_are_refused(cast, chosen, field):
    run = taken(cast, [firm(1)])
    with c.nothing_written(), pytest.raises(Refused) as caught:
        imports.map_columns(run, chosen, True, by=None, on=c.TODAY)
    assert caught.value.field == field


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", sheets.written("空", ["甲"], [])])
def test_unreadable_workbook_is_refused_and_nothing_kept(cast, content):
    with c.nothing_written(), pytest.raises(Refused):
        imports.take_workbook(Upload(cast.city, "employer", "x.xlsx", content), by=None, on=c.TODAY)


# Workers


def test_workers_come_in_by_name_and_employer(cast):
    home = cast.employer
    rows = [
        ["马一", home.name, "一班", None],
        ["马二", home.credit_code, None, None],
        ["刘桂英", home.name, "", None],
    ]
    run = brought(cast, rows, "worker")
    assert counts(run) == ("done", 2, 0, 1, 0)
    made = Worker.objects.get(name="马一")
    assert (made.employer, made.team, made.role, made.identity_index) == (cast.employer, "一班", "front_line", None)


def test_worker_of_nowhere_twins_and_foreign_employers_are_refused(cast):
    twin = c.employer(cast.city, cast.employer.name)
    rows = [
        ["甲", cast.employer.name, None, None],
        ["乙", "没有这家", None, None],
        ["丙", cast.foreign.name, None, None],
        ["丁", twin.credit_code, "一班", None],
        ["丁", twin.credit_code, "一班", None],
        ["丁", twin.credit_code, "二班", None],
        [None, twin.credit_code, None, None],
    ]
    run = brought(cast, rows, "worker")
    assert counts(run) == ("done", 2, 0, 0, 5)
    assert {row: text[:7] for row, text in reasons(run).items()} == {
        2: "有几家同名的单",
        3: "范围内没有单位",
        4: "范围内没有单位",
        6: "与第 5 行同",
        8: "缺少“姓名”（",
    }


def test_identity_numbers_are_sealed_and_known_again(cast):
    one, two = c.identity(11), c.identity(12)
    rows = [["马一", cast.employer.name, None, one], ["马二", cast.employer.name, None, two]]
    run = taken(cast, [*rows, ["马三", cast.employer.name, None, one]], "worker")
    assert "identity" not in run.columns
    imports.map_columns(run, {**run.columns, "identity": 3}, True, by=None, on=c.TODAY)
    run = carried(imports.start_import(run, by=None, on=c.TODAY))
    assert counts(run) == ("done", 2, 0, 0, 1)
    made = Worker.objects.get(name="马一")
    assert sealed.unseal(made.identity_sealed, f"worker.identity:{made.key}") == one
    again = taken(cast, rows, "worker")
    again = carried(imports.start_import(again, by=None, on=c.TODAY))
    assert counts(again) == ("done", 0, 0, 2, 0)


def test_day_of_the_run_is_the_day_it_was_started(cast):
    run = taken(cast, [firm(1)])
    run = imports.start_import(run, by=None, on=c.TODAY + timedelta(days=3))
    assert run.on == c.TODAY + timedelta(days=3)
