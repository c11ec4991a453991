"""Workbooks whose rows are actions of their own: officers come in row by row, with a checkpoint and without doubles."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tiexin.core import sheets
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.registry import officer_book, tasks
from tiexin.registry.actions import imports, rows
from tiexin.registry.actions.imports import Upload
from tiexin.registry.columns import several
from tiexin.registry.models import ImportContent, ImportLine, ImportRun
from tiexin.registry.tests.books import HEADS, carried, firm

pytestmark = pytest.mark.django_db
COLUMNS = ["姓名", "单位", "职务", "职级", "任职日期"]


@pytest.fixture
def cast():
    return c.stage()


def person(name, unit=None, title="干事", rank="干部", since="2012-03-01"):
    return [name, unit, title, rank, since]


def taken(cast, people, org=None):
    upload = Upload(org or cast.city, "officer", "干部.xlsx", sheets.written("干部", COLUMNS, people))
    return imports.take_workbook(upload, by=cast.people["system"], on=c.TODAY)


def started(cast, people, **more):
    return imports.start_import(taken(cast, people, **more), by=cast.people["system"], on=c.TODAY)


def counts(run):
    return run.state, run.added, run.same, run.refused, run.read


def reasons(run):
    return dict(run.refusals.order_by("row").values_list("row", "reason"))


def test_officers_come_in_each_by_an_action_of_its_own(cast):
    run = carried(started(cast, [person("何平"), person("兰秀", "兴庆区总工会", "副主席", "领导", date(2012, 2, 1))]))
    assert counts(run) == ("done", 2, 0, 0, 3)
    made = Officer.objects.filter(name__in=["何平", "兰秀"]).order_by("name")
    assert [(o.name, o.org, o.title, o.rank, o.since) for o in made] == [
        ("何平", cast.city, "干事", "staff", date(2012, 3, 1)),
        ("兰秀", cast.county, "副主席", "leader", date(2012, 2, 1)),
    ]
    told = Entry.objects.filter(verb="appoint", thing_id__in=[o.pk for o in made])
    assert {(entry.by, entry.org, entry.on) for entry in told} == {
        (cast.people["system"], cast.city, c.TODAY),
        (cast.people["system"], cast.county, c.TODAY),
    }
    assert Entry.objects.filter(verb="import", thing_id=run.pk).count() == 1
    assert (ImportContent.objects.count(), ImportLine.objects.count()) == (0, 0)


def test_whoever_serves_there_is_not_entered_twice(cast):
    c.officer("何平", cast.city)
    gone = c.officer("丁凡", cast.city)
    Officer.objects.filter(pk=gone.pk).update(until=c.TODAY)
    run = carried(started(cast, [person("何平"), person("丁凡"), person("丁凡"), person("何平", "兴庆区总工会")]))
    assert counts(run) == ("done", 2, 2, 0, 5)
    assert Officer.objects.filter(name="何平").count() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (person(""), "缺少“姓名”"),
        (person("何" * 41), "“姓名”超过 40 个字"),
        (person("何平", "吴忠市总工会"), "“单位”范围内没有“吴忠市总工会”"),
        (person("何平", rank="皇帝"), "“职级”不认识“皇帝”"),
        (person("何平", since="明天"), "“任职日期”应为日期"),
        (person("何平", since=c.TODAY + timedelta(days=1)), "任职日期还没有到"),
        (person("何平", since="1900-01-01"), "不存在"),
        (person("=A1"), "“姓名”是公式"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_come(cast, row, said):
    run = carried(started(cast, [person("甲某"), row, person("乙某")]))
    assert (run.state, run.added, run.refused) == ("done", 2, 1)
    assert [(number, said in reason) for number, reason in reasons(run).items()] == [(3, True)]
    assert sorted(Officer.objects.filter(name__in=["甲某", "乙某", "何平"]).values_list("name", flat=True)) == [
        "乙某",
        "甲某",
    ]


def test_two_units_of_one_name_are_told_apart_by_nobody(cast):
    c.org("兴庆区总工会", "county", cast.city, region="640122")
    run = carried(started(cast, [person("何平", "兴庆区总工会")]))
    assert reasons(run) == {2: "“单位”有几个同名的“兴庆区总工会”（依据：导入规则）"}


def test_a_killed_run_goes_on_behind_the_last_row_written(cast, monkeypatch):
    run, wrote = started(cast, [person(f"某{n}") for n in range(12)]), []

    def dying(*args, **more):
        if len(wrote) == 1:
            raise KeyboardInterrupt
        wrote.append(1)
        return rows.write_rows(*args, **more)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(tasks, "write_rows", dying)
        tasks.carry(run, lambda _: None)
    run.refresh_from_db()
    assert counts(run) == ("running", 5, 0, 0, 6)
    assert counts(carried(run)) == ("done", 12, 0, 0, 13)
    assert Officer.objects.filter(name__startswith="某").count() == 12


def test_what_was_written_before_a_cancellation_stays_and_is_counted(cast):
    run = started(cast, [person("甲某"), person("乙某"), person("", "x")])
    book = run.what.book(run, c.TODAY)
    assert rows.write_rows(run, book, [(2, person("甲某")), (3, person(""))], on=c.TODAY)
    imports.cancel_import(run, by=cast.people["system"], on=c.TODAY)
    with c.nothing_written():
        assert not rows.write_rows(run, book, [(4, person("乙某"))], on=c.TODAY)
        rows.end_rows(run, on=c.TODAY)
    run.refresh_from_db()
    assert counts(run) == ("cancelled", 1, 0, 1, 3)
    assert list(reasons(run)) == [3]
    assert ImportContent.objects.count() == 0


def test_a_run_that_cannot_be_read_to_its_end_says_so_and_keeps_what_came(cast):
    run = started(cast, [person("甲某")])
    rows.write_rows(run, run.what.book(run, c.TODAY), [(2, person("甲某"))], on=c.TODAY)
    imports.give_up(run, "磁盘满了")
    run.refresh_from_db()
    assert (*counts(run), run.error) == ("failed", 1, 0, 0, 2, "磁盘满了")


def test_a_row_that_collides_is_refused_and_leaves_nothing(cast, monkeypatch):
    def collides(officer, **more):
        officer.save(force_insert=True)
        raise IntegrityError

    monkeypatch.setattr(officer_book.actions, "appoint_officer", collides)
    run = carried(started(cast, [person("何平")]))
    assert reasons(run) == {2: rows.AT_ONCE}
    assert not Officer.objects.filter(name="何平").exists()


def test_required_columns_are_asked_for(cast):
    upload = Upload(cast.city, "officer", "干部.xlsx", sheets.written("干部", ["单位", "职务"], [["x", "y"]]))
    run = imports.take_workbook(upload, by=cast.people["system"], on=c.TODAY)
    with pytest.raises(Refused, match="姓名"):
        imports.start_import(run, by=cast.people["system"], on=c.TODAY)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (None, []),
        ("何平、兰秀", ["何平", "兰秀"]),
        ("何平，兰秀;丁凡；何平", ["何平", "兰秀", "丁凡"]),
        ("何平\n兰秀\t丁凡", ["何平", "兰秀", "丁凡"]),
        (" 何平　兰秀 ", ["何平", "兰秀"]),
        ("何平（组织部部长）、兰秀", ["何平（组织部部长）", "兰秀"]),
    ],
)
def test_names_in_one_cell(cell, names):
    assert several(cell, "组员") == names


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "kinds"), [("office", ["employer", "worker", "team", "stay"]), ("system", ["officer"])]
)
def test_everybody_is_offered_what_they_may_enter_by_hand(cast, client, who, kinds):
    page = c.enter(client, cast.people[who]).get("/imports/new/")
    assert [value for value, _ in page.context["form"].fields["kind"].choices] == kinds


@pytest.mark.parametrize(("asked", "first"), [("stay", "stay"), ("officer", "employer"), ("", "employer")])
def test_a_list_leads_to_its_own_kind(cast, client, asked, first):
    page = c.enter(client, cast.people["office"]).get(f"/imports/new/?kind={asked}")
    assert page.context["form"].initial == {"kind": first}


def test_runs_of_other_peoples_kinds_are_not_there(cast, client):
    run = taken(cast, [person("何平")])
    mine = imports.take_workbook(
        Upload(cast.city, "employer", "企业.xlsx", sheets.written("表", HEADS, [firm(1)])),
        by=cast.people["office"],
        on=c.TODAY,
    )
    office = c.enter(client, cast.people["office"])
    assert office.get(f"/imports/{run.pk}/").status_code == 404
    assert office.post(f"/imports/{run.pk}/start/").status_code == 404
    assert [row.pk for row in office.get("/imports/").context["pager"].rows] == [mine.pk]
    system = c.enter(client, cast.people["system"])
    assert [row.pk for row in system.get("/imports/").context["pager"].rows] == [run.pk]
    assert system.get(f"/imports/{mine.pk}/").status_code == 404


def test_the_preview_says_what_each_row_would_do_and_writes_nothing(cast, client):
    c.officer("何平", cast.city)
    run = taken(cast, [person("何平"), person("兰秀"), person("丁凡", "别处")])
    system = c.enter(client, cast.people["system"])
    with c.nothing_written():
        shown = system.get(f"/imports/{run.pk}/").context["preview"]
    assert [(line["row"], line["said"], line["why"]) for line in shown] == [
        (2, "已在册，不变", ""),
        (3, "将新增", ""),
        (4, "不导入", "“单位”范围内没有“别处”（依据：导入规则）"),
    ]


def test_the_page_of_a_run_says_what_stays(cast, client):
    run = started(cast, [person("甲某"), person("", "x")])
    system = c.enter(client, cast.people["system"])
    assert "逐行写入" in system.get(f"/imports/{run.pk}/").text
    rows.write_rows(run, run.what.book(run, c.TODAY), [(2, person("甲某")), (3, person(""))], on=c.TODAY)
    assert system.post(f"/imports/{run.pk}/cancel/").status_code == 302
    text = system.get(f"/imports/{run.pk}/").text
    assert "写入的 1 行留着" in text and "下载这些行和原因" in text and "名册没有任何改动" not in text
    assert ImportRun.objects.get(pk=run.pk).state == "cancelled"
