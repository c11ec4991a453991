"""Pages of a plan on its way: 收文, signing, starting, and the issuer's view of it all."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.duties.models import Dispatch
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions.dispatching import dispatch_version
from tiexin.plans.forms_dispatch import BIGGEST
from tiexin.plans.tests import sent, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(cast, client):
    """Ask for a page as somebody."""

    def ask(name, url, status=200, **sent_):
        client_ = c.enter(client, cast.people[name])
        answer = client_.post(url, sent_) if sent_ else client_.get(url)
        assert answer.status_code == status, answer.status_code
        return answer

    return ask


def url(dispatch, step=""):
    return f"/plans/received/{dispatch.pk}/{step}"


# ── for those who got it ────────────────────────────────────────────────────────────────────────────────


def test_a_unit_sees_what_was_sent_to_it_alone(post, cast, at):
    answer = at("city_office", "/plans/received/")
    assert [str(row.dispatch.org) for row in answer.context["rows"]] == ["银川市"]
    assert "未签收" in answer.text and "走访方案" in answer.text
    assert [row for row in at("enterprise", "/plans/received/").context["rows"]] == []
    assert "还没有收到方案" in at("enterprise", "/plans/received/").text


def test_the_list_of_plans_and_today_lead_to_what_waits(post, cast, at):
    assert 'href="/plans/received/"' in at("city_office", "/plans/").text
    page = at("city_office", "/").text
    assert f'href="{url(post.to(cast.city))}"' in page
    assert f"启动期限已过 {(c.TODAY - date(2012, 3, 20)).days} 天" in page
    assert url(post.to(cast.county)) not in at("officer", "/").text  # an officer does not sign
    post.start(cast.city, sent.WITHIN)
    assert url(post.to(cast.city)) not in at("city_office", "/").text


def test_a_plan_tells_its_readers_how_far_their_unit_is(post, cast, at):
    page = at("city_office", f"/plans/{post.version.plan_id}/").text
    assert "本单位收文" in page and f'href="{url(post.to(cast.city))}"' in page
    assert "本单位收文" not in at("enterprise", f"/plans/{post.version.plan_id}/").text


def test_signing_is_one_click_and_says_so(post, cast, at, client):
    page = at("city_office", url(post.to(cast.city))).text
    assert "签收</button>" in page and "登记启动" not in page
    answer = client.post(url(post.to(cast.city), "receive/"), follow=True)
    assert "已签收" in answer.text and "登记启动" in answer.text and "签收</button>" not in answer.text
    assert post.to(cast.city).received == c.TODAY
    assert Entry.objects.get(verb="receive").by == cast.people["city_office"]


def test_signing_twice_is_refused_in_words(post, cast, at, client):
    post.receive(cast.city, on=c.TODAY - timedelta(days=3))
    at("city_office", url(post.to(cast.city)))
    with c.nothing_written():
        answer = client.post(url(post.to(cast.city), "receive/"), follow=True)
    assert "已于2012年5月7日签收" in answer.text


@pytest.mark.parametrize(("day", "words"), [("2012-03-20", "已启动，在规定的日子里"), ("2012-03-21", "照实记为窗口外")])
def test_a_start_says_whether_it_lies_in_the_window(post, cast, at, client, day, words):
    post.receive(cast.city)
    page = at("city_office", url(post.to(cast.city), "start/")).text
    assert "“原文C3” C3，3月1日至3月20日" in page
    answer = client.post(url(post.to(cast.city), "start/"), {"day": day}, follow=True)
    assert words in answer.text
    assert answer.redirect_chain == [(url(post.to(cast.city)), 302)]
    assert str(post.to(cast.city).started) == day


def test_where_no_window_is_set_a_start_is_a_start(post, cast, at, client):
    post.receive(cast.province)
    at("leader", url(post.to(cast.province), "start/"))
    answer = client.post(url(post.to(cast.province), "start/"), {"day": "2012-03-21"}, follow=True)
    assert "已启动</span>" in answer.text and "窗口" not in answer.text


def test_the_page_after_shows_the_gauge_that_moved_and_the_units_own_plan(post, cast, at, client):
    post.receive(cast.city)
    file = SimpleUploadedFile("银川方案.txt", "方案".encode())
    at("city_office", url(post.to(cast.city), "start/"), 302, day="2012-03-12", plan=file)
    answer = at("city_office", url(post.to(cast.city)))
    assert [(g.title, g.value, g.state) for g in answer.context["gauges"]] == [("单位启动", 1, "met")]
    assert f'href="/files/{post.to(cast.city).own_plan_id}/"' in answer.text and "银川方案.txt" in answer.text
    assert sorted(Fact.objects.values_list("measure", flat=True)) == ["document_filed", "unit_started"]


@pytest.mark.parametrize(
    ("sent_", "field", "words"),
    [
        ({"day": ""}, "day", ""),
        ({"day": "2012-02-30"}, "day", ""),
        ({"day": str(c.TODAY + timedelta(days=1))}, "day", "还没有到"),
        ({"day": "2012-02-12"}, "day", "才印发"),
        ({"day": "2012-03-12", "plan": SimpleUploadedFile("x.txt", b"a" * (BIGGEST + 1))}, "plan", "超过 10 MB"),
        ({"day": "2012-03-12", "plan": SimpleUploadedFile("x.txt", b"")}, "plan", ""),
    ],
    ids=["no day", "no such day", "tomorrow", "before the issue", "too large", "empty"],
)
def test_a_wrong_start_is_refused_beside_its_field(post, cast, at, sent_, field, words):
    post.receive(cast.city)
    with c.nothing_written():
        answer = at("city_office", url(post.to(cast.city), "start/"), 422, **sent_)
    found = " ".join(map(str, answer.context["form"].errors[field]))
    assert words in found and f'id="id_{field}_error"' in answer.text


def test_an_unsigned_plan_does_not_start(post, cast, at):
    with c.nothing_written():
        answer = at("city_office", url(post.to(cast.city), "start/"), 422, day="2012-03-12")
    assert "还没有签收" in str(answer.context["form"].errors["day"])


def test_who_may_sign_and_start(post, cast, at, client):
    """The office and leaders at or above a unit; officers only look, strangers see nothing."""
    found = {}
    for name in ("leader", "office", "city_office", "officer", "enterprise", "stranger", "nobody", "system"):
        visitor = c.enter(client, cast.people[name])
        codes = [visitor.get(url(post.to(cast.county), step)).status_code for step in ("", "start/")]
        found[name] = (*codes, "签收</button>" in visitor.get(url(post.to(cast.county))).text)
    assert found == {
        "leader": (200, 200, True),
        "office": (200, 200, True),
        "city_office": (200, 200, True),
        "officer": (200, 404, False),
        "enterprise": (404, 404, False),
        "stranger": (404, 404, False),
        "nobody": (404, 404, False),
        "system": (404, 404, False),
    }


def test_a_replaced_version_is_still_readable_but_takes_nothing(post, cast, at):
    post.receive(cast.city)
    small.publish(sent.text(), cast.province)
    page = at("city_office", url(post.to(cast.city))).text
    assert "登记启动" not in page and "走访方案" in page
    rows = at("city_office", "/plans/received/").context["rows"]
    assert [row.dispatch.version.number for row in rows] == [2, 1]


# ── for the issuer ──────────────────────────────────────────────────────────────────────────────────────


def sent_url(post, query=""):
    return f"/plans/versions/{post.version.pk}/sent/{query}"


def listed(answer):
    return [str(row.dispatch.org) for row in answer.context["rows"]]


def test_the_issuer_sees_classes_with_percents_and_the_worst_units_first(moved, at):
    answer = at("leader", sent_url(moved))
    assert listed(answer) == ["大武口区", "石嘴山市", "银川市", "自治区总工会", "自治区机冶建材工会", "兴庆区"]
    for words in (
        "自治区总工会于2012年3月10日启动，有 1 个单位先于它启动",
        "先于发文单位启动",
        "“率先启动”",
        "没有对应单位",
        "窗口外启动",
        "窗口内启动",
        "逾期未启动",
    ):
        assert words in answer.text
    assert answer.text.count("没有对应单位") == 2


def test_while_the_issuer_waits_that_is_said(post, cast, at):
    post.start(cast.county, sent.WITHIN)
    assert "本级还没有启动，已有 1 个单位先启动" in at("office", sent_url(post)).text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?kind=市县总工会", ["大武口区", "兴庆区"]),
        ("?state=waiting", ["大武口区"]),
        ("?state=within", ["兴庆区"]),
        ("?kind=各市总工会&state=outside", ["银川市"]),
        ("?kind=机关各部室", []),
    ],
)
def test_a_class_or_state_asked_for_in_the_address_is_shown_alone(moved, at, query, names):
    answer = at("leader", sent_url(moved, query))
    assert listed(answer) == names
    assert ("没有这样的单位" in answer.text) == (not names)


def test_a_filter_that_is_unknown_narrows_nothing(moved, at):
    assert len(listed(at("leader", sent_url(moved, "?kind=x&state=y&page=z")))) == 6


def test_only_the_issuer_and_those_above_follow_a_plan(moved, cast, client):
    names = ("leader", "office", "city_office", "officer", "stranger", "nobody")
    statuses = [c.enter(client, cast.people[name]).get(sent_url(moved)).status_code for name in names]
    assert statuses == [200, 200, 404, 404, 404, 404]
    link = f'href="{sent_url(moved)}"'
    pages = {n: c.enter(client, cast.people[n]).get(f"/plans/{moved.version.plan_id}/").text for n in names[:3]}
    assert [link in text for text in pages.values()] == [True, True, False]
    assert link in c.enter(client, cast.people["office"]).get(f"/plans/versions/{moved.version.pk}/").text


def test_a_draft_has_been_sent_to_nobody(post, cast, at):
    draft = small.draft(sent.text(), cast.province)
    page = at("office", f"/plans/versions/{draft.pk}/sent/").text
    assert "这一版还没有发送" in page
    assert "/sent/" not in at("office", f"/plans/versions/{draft.pk}/").text


def test_the_page_costs_the_same_however_many_units(moved, cast, at):
    def cost():
        with CaptureQueriesContext(connection) as run:
            at("leader", sent_url(moved))
        return len(run)

    cost()
    before = cost()
    for number in range(30):
        c.org(f"{number}县总工会", "county", cast.city, region="640181")
    dispatch_version(moved.version, on=c.TODAY)
    assert Dispatch.objects.filter(version=moved.version).count() == 36
    assert cost() == before
    assert len(listed(at("leader", sent_url(moved)))) == 25
    assert len(listed(at("leader", sent_url(moved, "?page=2")))) == 11


# ── as workbooks ────────────────────────────────────────────────────────────────────────────────────────


def sheet(answer):
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows]


def test_what_was_sent_goes_out_with_the_filters_of_the_page(post, cast, at):
    post.start(cast.city, sent.OUTSIDE)
    where = f"/plans/versions/{post.version.pk}/sent/"
    rows = sheet(at("office", f"{where}?as=xlsx"))
    shown = at("office", where).context["rows"]
    assert rows[0] == ["单位", "收文类别", "签收", "启动", "进展", "逾期天数", "先于印发单位"]
    assert [row[0] for row in rows[1:]] == [row.dispatch.org.name for row in shown]
    assert sheet(at("office", f"{where}?state=outside&as=xlsx"))[1:] == [
        ["银川市总工会", "各市总工会", c.TODAY, sent.OUTSIDE, "窗口外启动", None, "是"]
    ]


def test_what_was_received_goes_out(post, cast, at):
    post.receive(cast.city)
    rows = sheet(at("city_office", "/plans/received/?as=xlsx"))
    assert rows[0] == ["方案", "文号", "第几版", "印发单位", "收文单位", "签收", "启动", "进展"]
    plan = post.version.plan
    assert rows[1:] == [
        [plan.title, plan.number or None, 1, cast.province.name, cast.city.name, c.TODAY, None, "逾期未启动"]
    ]


def test_plans_go_out_with_the_version_in_force(post, cast, at):
    rows = sheet(at("office", "/plans/?as=xlsx"))
    assert [row[5] for row in rows[1:]] == ["第1版，已发布"]
    assert [row[3:5] for row in rows[1:]] == [[post.version.start, post.version.end]]
