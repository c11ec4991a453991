"""Asking for help in danger: where somebody is and how they are reached come first, neither is a condition; numbers to
ring stand on every page of it while it lasts."""

import re

import pytest

from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.crisis import follow_up
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.hotline.models import Line, Seat
from tiexin.cases.models import Case
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.forms import LOST_SIGHT
from tiexin.portal.tests.portal_scene import added, asked, browser, form_of, page_of, stage, text_of

pytestmark = pytest.mark.django_db
HURT = {
    "ask_kind": "self_harm",
    "ask_danger": "on",
    "asker": "anonymous",
    "name": "",
    "title": "我不想活了",
    "text": "",
}
LOST = "没有留电话，也没有写在哪里：看到的人找不到您。"
CALLS = ["110", "120", "119", "12351"]


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def labels(html):
    return [
        re.sub(r"<.*", "", each).strip()
        for each in re.findall(r'<(?:label|legend) class="tx-label"[^>]*>(.*?)</', html)
    ]


def calls_of(html):
    """The numbers to ring in the note at the top, before anything else of the page."""
    note = html[html.index('<section class="tx-note tx-note--error"') :]
    return re.findall(r'href="tel:(\d+)"', note[: note.index("</section>")])


def test_where_and_how_they_are_reached_come_before_all_else(cast, client):
    html = client.get(form_of(client, cast, "crisis")[0]).content.decode()
    asked_for = labels(html)
    assert asked_for[:4] == ["先看看是不是", "现在在哪里", "打哪个电话能找到人", "哪一种"]
    assert html.count(LOST_SIGHT) == 1
    assert "required" not in re.search(r"<input[^>]*name=\"phone\"[^>]*>", html)[0]


@pytest.mark.parametrize("kind", [name for name, each in catalogue().items() if not each.script])
def test_no_other_form_asks_so(cast, client, kind):
    html = client.get(form_of(client, cast, kind)[0]).content.decode()
    assert ("现在在哪里" in html, LOST_SIGHT in html) == (False, False)


def test_without_both_it_is_sent_at_once_and_the_slip_asks_again(cast, client):
    case = asked(client, cast, "crisis", **HURT)
    assert (case.sealed, case.phone_sealed, case.place) == (True, None, "")
    assert Message.objects.filter(kind="crisis").count() == 2
    page = page_of(client, case)
    for address in (page, f"{page}slip/"):
        html = client.get(address).content.decode()
        assert calls_of(html) == CALLS
        assert (LOST in html, f'href="{page}add/"' in html) == (True, True)


@pytest.mark.parametrize("said", [{"place": "北京路三号楼"}, {"phone": "139 0000 1111"}])
def test_with_one_of_both_nobody_is_asked_again(cast, client, said):
    case = asked(client, cast, "crisis", **HURT, **said)
    page = page_of(client, case)
    for address in (page, f"{page}slip/"):
        html = client.get(address).content.decode()
        assert (calls_of(html), LOST in html) == (CALLS, False)


def test_what_was_added_is_told_to_all_who_were_told_and_asks_no_more(cast, client):
    case = asked(client, cast, "crisis", **HURT)
    page = page_of(client, case)
    assert added(client, page, "在北京路三号楼天台").status_code == 302
    assert LOST not in text_of(client.get(page))
    told = Message.objects.filter(source__startswith=f"case/{case.pk}/heard/")
    assert sorted(told.values_list("officer__name", "kind", "urgent")) == [
        ("丁文博", "crisis", True),
        ("马建国", "crisis", True),
    ]


def test_once_it_has_ended_the_numbers_go(cast, client):
    case = asked(client, cast, "crisis", **HURT)
    page = page_of(client, case)
    assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    follow_up(case, "已经接回家", False, by=cast.chief, on=c.TODAY)
    Case.objects.filter(pk=case.pk).update(state="closed", closed=c.TODAY)
    for address in (page, f"{page}slip/"):
        html = client.get(address).content.decode()
        assert ("tx-note--error" in html, LOST in html) == (False, False)


def test_a_plain_matter_has_no_such_note(cast, client):
    page = page_of(client, asked(client, cast))
    assert [("tx-note--error" in text_of(client.get(each))) for each in (page, f"{page}slip/")] == [False, False]


def test_what_was_asked_at_night_rings_whoever_is_awake(cast, client):
    """The whole way: from a form without a name to the desk of somebody who sits there."""
    clerk = c.officer("柳月娥", cast.province, "window")
    line = Line.objects.create(org=cast.province, number="12351", opened=c.FOUNDED)
    Seat.objects.create(line=line, org=cast.province, number="1", officer=clerk, state="free")
    case = asked(client, cast, "crisis", **HURT)
    desk = c.enter(browser(), clerk)
    text = text_of(desk.get("/hotline/now/"))
    assert [word in text for word in (case.number, "丁文博", "马建国", "不想活", "自伤")] == [True] * 3 + [False] * 2
    leader = c.enter(browser(), cast.chief)
    assert "我不想活了" in text_of(leader.get(f"/cases/{case.pk}/"))
    assign_case(case, cast.chief, "马上去", by=cast.chief, on=c.TODAY)
    assert case.number not in text_of(desk.get("/hotline/now/"))


def test_a_withdrawn_one_says_no_more_whom_to_ring(cast, client):
    case = asked(client, cast, "crisis", ask_kind="mass", people="")
    move_case(case, Step("refuse", "不在本地"), by=cast.chief, on=c.TODAY)
    assert "tx-note--error" not in text_of(client.get(page_of(client, case)))
