"""An entry with what it counts, the audit list, and downloads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.journal import Act
from tiexin.evidence.actions import NewFact, keep_file, record, void
from tiexin.evidence.models import Entry, File
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def visit(cast, source="visit:1"):
    who, at = cast.people["officer"], cast.county
    dims = {"officer": who.pk, "employer": cast.employer.pk, "team": 3}
    tags = (("method", "interview"), ("employer_tag", "distressed"), ("place", "workshop"))
    facts = [
        NewFact("visit", c.TODAY, at, at, dims=dims, tags=tags),
        NewFact("talk", c.TODAY, at, cast.enterprise, dims={"worker": cast.worker.pk}, tags=(("role", "front_line"),)),
    ]
    return record(Act("record_visit", cast.employer, who, c.TODAY, at.id, source=source), facts)


def test_entry_tells_who_what_where_when_and_what_it_counts(cast, client):
    entry = visit(cast)
    c.enter(client, cast.people["officer"])
    answer = client.get(f"/entries/{entry.pk}/")
    for text in ("登记走访", "李秀兰（兴庆区）", "2012年5月10日", "兴庆区总工会", "宁夏凤凰机械有限公司"):
        assert text in answer.text
    first, second = answer.context["counted"]
    assert (first.label, first.fact.qty, first.unit) == ("走访企业", 1, "次")
    assert first.tags == [("企业标记", "经营困难"), ("场所", "车间"), ("方式", "个案访谈")]
    assert [(dim["label"], dim["name"]) for dim in first.dims] == [
        ("干部", "李秀兰"),
        ("企业", "宁夏凤凰机械有限公司"),
        ("工作组", "第 3 号"),
    ]
    assert (second.label, second.unit, second.dims[0]["name"]) == ("面对面交流职工", "人次", "刘桂英")
    assert "在凤凰机械厂工会" in answer.text


def test_entry_links_to_pages_that_the_person_may_open(cast, client):
    entry = visit(cast)
    c.enter(client, cast.people["officer"])
    text = client.get(f"/entries/{entry.pk}/").text
    for page in (f"/employers/{cast.employer.pk}/", f"/workers/{cast.worker.pk}/", f"/officers/{entry.by_id}/"):
        assert f'href="{page}"' in text


def test_voided_entry_and_its_voiding_point_to_each_other(cast, client):
    entry = visit(cast)
    voiding = void(entry, by=cast.people["office"], on=c.TODAY)
    c.enter(client, cast.people["officer"])
    text = client.get(f"/entries/{entry.pk}/").text
    assert "已由林晓梅在2012年5月10日作废，不再计数" in text
    assert f'href="/entries/{voiding.pk}/"' in text
    assert text.count("已作废") >= 3  # the note and both facts
    assert f'href="/entries/{entry.pk}/"' in client.get(f"/entries/{voiding.pk}/").text


def test_entry_that_only_leaves_a_trace_says_so(cast, client):
    entry = Entry.objects.get(verb="register", thing="registry.worker")
    c.enter(client, cast.people["office"])
    text = client.get(f"/entries/{entry.pk}/").text
    assert "只留痕，不计数" in text
    assert "系统装载" in text


@pytest.mark.parametrize("who", ["stranger", "nobody", "system", "audit"])
def test_entry_out_of_reach_is_not_there(cast, client, who):
    entry = visit(cast)
    c.enter(client, cast.people[who])
    assert client.get(f"/entries/{entry.pk}/").status_code == 404


def test_union_of_the_place_reads_what_was_done_there_but_not_the_files_of_others(cast, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    entry = visit(cast)
    for org, name in ((cast.county, "县里的.txt"), (cast.enterprise, "厂里的.txt")):
        keep_file(b"x", name, "text/plain", org=org, entry=entry)
    c.enter(client, cast.people["enterprise"])
    text = client.get(f"/entries/{entry.pk}/").text
    assert "面对面交流职工" in text
    assert ("厂里的.txt" in text, "县里的.txt" in text) == (True, False)
    assert client.get(f"/entries/{visit_elsewhere(cast).pk}/").status_code == 404


def visit_elsewhere(cast):
    fact = NewFact("visit", c.TODAY, cast.county, cast.county)
    return record(Act("record_visit", cast.employer, None, c.TODAY, cast.county.id), [fact])


def test_entry_costs_the_same_with_more_facts(cast, client):
    at = cast.county
    c.enter(client, cast.people["officer"])
    costs = []
    for number in (1, 3):
        fact = NewFact("visit", c.TODAY, at, at, dims={"employer": cast.employer.pk}, tags=(("method", "home"),))
        entry = record(Act("record_visit", cast.employer, None, c.TODAY, at.id), [fact] * number)
        client.get(f"/entries/{entry.pk}/")
        with CaptureQueriesContext(connection) as run:
            client.get(f"/entries/{entry.pk}/")
        costs.append(len(run))
    assert costs[0] == costs[1] <= 9


# Audit


@pytest.fixture
def auditor(cast, client):
    return c.enter(client, cast.people["audit"])


def told(answer):
    return [(line.verb, line.kind, line.name) for line in answer.context["lines"]]


def test_audit_says_each_deed_in_words_the_newest_first(cast, auditor):
    visit(cast)
    lines = told(auditor.get("/audit/"))
    assert lines[0] == ("登记走访", "企业", "宁夏凤凰机械有限公司")
    assert lines[1] == ("登记", "职工", "刘桂英")
    assert ("授予岗位", "岗位", "郑国强 · 审计管理员 · 自治区总工会") in lines
    assert ("开通账号", "干部", "郑国强") in lines
    founding = told(auditor.get("/audit/?verb=close"))
    assert founding == [("撤销", "单位", "老城区")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who=秀兰", 1),
        ("who=秀&verb=record_visit", 1),
        ("verb=record_visit&thing=registry.employer", 1),
        ("verb=record_visit&thing=orgs.org", 0),
        ("since=2012-05-10&verb=record_visit", 1),
        ("since=2012-05-11", 0),
        ("until=2012-05-09&verb=record_visit", 0),
        ("until=2012-05-10&verb=record_visit", 1),
        ("who=没有", 0),
    ],
)
def test_audit_is_searched_by_person_deed_thing_and_days(cast, auditor, asked, found):
    visit(cast)
    assert auditor.get(f"/audit/?{asked}").context["pager"].total == found


def test_date_that_cannot_be_read_is_named_and_filters_nothing(cast, auditor):
    answer = auditor.get("/audit/?since=2012-13-45&verb=close")
    assert "“从哪天”没有看懂" in answer.text
    assert told(answer) == [("撤销", "单位", "老城区")]


def test_empty_audit_says_what_would_fill_it(cast, auditor):
    assert "没有符合条件的记录" in auditor.get("/audit/?who=没有").text


def test_audit_stays_within_its_reach(cast, client):
    visit(cast)
    c.enter(client, c.officer("郑敏", cast.other_city, "audit"))
    answer = client.get("/audit/?verb=record_visit")
    assert answer.context["pager"].total == 0
    entry = Entry.objects.get(verb="record_visit")
    assert client.get(f"/audit/{entry.pk}/").status_code == 404


def test_audit_shows_the_deed_without_the_business_content(cast, auditor):
    entry = visit(cast)
    keep_file(b"x", "秘密.txt", "text/plain", org=cast.county, entry=entry)
    text = auditor.get(f"/audit/{entry.pk}/").text
    assert "李秀兰" in text
    for hidden in ("刘桂英", "个案访谈", "秘密.txt", "计入了什么"):
        assert hidden not in text
    voiding = void(entry, by=None, on=c.TODAY)
    assert f'href="/audit/{voiding.pk}/"' in auditor.get(f"/audit/{entry.pk}/").text
    assert f'href="/audit/{entry.pk}/"' in auditor.get(f"/audit/{voiding.pk}/").text


def test_audit_costs_the_same_with_more_rows(cast, auditor):
    costs = []
    for more in (1, 3):
        for number in range(more):
            visit(cast, f"{more}:{number}")
        auditor.get("/audit/?verb=record_visit")
        with CaptureQueriesContext(connection) as run:
            auditor.get("/audit/?verb=record_visit")
        costs.append(len(run))
    assert costs[0] == costs[1] <= 8


def test_thing_that_was_never_named_still_has_a_line(cast, auditor):
    Entry.objects.create(on=c.TODAY, org=cast.county, verb="invent", thing="future.thing", thing_id=7)
    assert told(auditor.get("/audit/"))[0] == ("invent", "future.thing", "第 7 号")


# Files


@pytest.fixture
def kept(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return keep_file(b"<script>alert(1)</script>", "走访 说明.html", "text/html", org=cast.county)


def test_file_is_always_a_download(cast, client, kept):
    c.enter(client, cast.people["officer"])
    answer = client.get(f"/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "text/html"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["stranger", "nobody", "audit", "system"])
def test_file_out_of_reach_is_not_there(cast, client, kept, who):
    c.enter(client, cast.people[who])
    assert client.get(f"/files/{kept.pk}/").status_code == 404


def test_file_missing_on_disk_is_not_there(cast, client, kept):
    c.enter(client, cast.people["officer"])
    File.objects.filter(pk=kept.pk).update(sha256="0" * 64)
    assert client.get(f"/files/{kept.pk}/").status_code == 404
