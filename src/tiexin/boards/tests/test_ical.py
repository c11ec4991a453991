"""The calendar of what waits: whoever holds the link, what stands in it and what never, renewed and ended."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.boards import ical
from tiexin.boards.waiting_rows import Heap, Matter
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Account, Officer
from tiexin.orgs.tests import cast as c
from tiexin.outbox.actions import renew_calendar
from tiexin.outbox.models import Preference

AT = datetime(2012, 5, 10, 7, 20, tzinfo=UTC)
SECRETS = ("刘桂英", "工资", "二月", "13900001111", "睡不着")


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def hand(cast, client):
    return c.enter(client, cast.author)


def renewed(hand):
    """The path of the link after pressing the button."""
    assert hand.post("/waiting/calendar/").status_code == 302
    return hand.get("/waiting/").context["calendar"].removeprefix("http://testserver")


def read(path):
    """What a calendar program gets that never logged in."""
    answer = Client().get(path)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_calendar_as_programs_read_it():
    rows = [
        Matter("刘桂英的事", "/cases/1/", "秘密", date(2012, 5, 12), False, "争议调处 2012-0000001"),
        Matter("聚了人", "/cases/2/", "秘密", AT, True, "危机处置 2012-0000002"),
        Matter("没有期限", "/cases/3/", "秘密"),
        Matter("张三说澡堂坏了", "/problems/4/", "秘密", date(2012, 5, 11)),
    ]
    written = ical.calendar([Heap("我承办的", rows, False)], "https://tx.example", AT)
    lines = written.split("\r\n")
    assert lines[:2] + lines[-2:] == ["BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", ""]
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "SUMMARY", "URL"))] == [
        "DTSTART;VALUE=DATE:20120512",
        "DTEND;VALUE=DATE:20120513",
        "SUMMARY:我承办的：争议调处 2012-0000001",
        "URL:https://tx.example/cases/1/",
        "DTSTART:20120510T072000Z",
        "DTEND:20120510T072000Z",
        "SUMMARY:我承办的：危机处置 2012-0000002（已超期）",
        "URL:https://tx.example/cases/2/",
        "DTSTART;VALUE=DATE:20120511",
        "DTEND;VALUE=DATE:20120512",
        "SUMMARY:我承办的",
        "URL:https://tx.example/problems/4/",
    ]
    assert [word for word in ("刘桂英", "秘密", "张三", "聚了人") if word in written] == []
    uids = [line for line in lines if line.startswith("UID")]
    assert (len(uids), len(set(uids))) == (3, 3)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folded_lines_are_short_and_unfold_to_the_same(line):
    pieces = list(ical.folded(line))
    assert all(len(piece.encode()) <= ical.OCTETS for piece in pieces)
    assert pieces[0] + "".join(piece.removeprefix(" ") for piece in pieces[1:]) == line


@given(st.text(alphabet="a,;\\\n中", max_size=30))
def test_marks_are_escaped_and_nothing_breaks_a_line(words):
    said = ical.escaped(words)
    assert "\n" not in said
    plain = said.replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\\n", "\n").replace("\0", "\\")
    assert plain == words


def test_the_link_says_which_key_and_a_forged_one_none():
    key = uuid4()
    token = ical.token_of(key)
    assert ical.key_of(token) == key
    forged = [token[:-1] + ("a" if token[-1] != "a" else "b"), key.hex, "", "x:y", f"{uuid4().hex}:{token[33:]}"]
    assert [ical.key_of(each) for each in forged] == [None] * 5


# ── the link ────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_has_a_calendar_unasked(cast, hand):
    page = hand.get("/waiting/")
    assert (page.context["calendar"], "生成订阅链接" in page.content.decode()) == ("", True)
    assert not Preference.objects.filter(calendar__isnull=False).exists()


def test_whoever_holds_the_link_reads_what_waits_without_logging_in(cast, hand):
    case, sealed = registered(cast), registered(cast, "counselling", details={}, title="睡不着")
    written = read(renewed(hand))
    assert f"SUMMARY:我承办的诉求：争议调处 {case.number}" in written
    assert f"SUMMARY:我承办的诉求：心理咨询 {sealed.number}" in written
    assert f"URL:http://testserver/cases/{case.pk}/" in written.replace("\r\n ", "")
    assert [word for word in SECRETS if word in written] == []
    assert Entry.objects.filter(verb="set_delivery", by=cast.author).count() == 1


def test_it_is_kept_by_no_proxy_and_only_read(cast, hand):
    path = renewed(hand)
    answer = Client().get(path)
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("text/calendar; charset=utf-8", True)
    assert Client().post(path).status_code == 405


def test_renewed_the_old_link_ends_and_ended_there_is_none(cast, hand):
    first = renewed(hand)
    second = renewed(hand)
    assert (read(first), "BEGIN:VCALENDAR" in read(second)) == (404, True)
    assert hand.post("/waiting/calendar/end/").status_code == 302
    assert (read(second), hand.get("/waiting/").context["calendar"]) == (404, "")
    with c.nothing_written():
        assert hand.post("/waiting/calendar/end/").status_code == 302


def test_everybody_has_their_own(cast, hand):
    registered(cast)
    mine, other = renewed(hand), renewed(c.enter(Client(), cast.mate))
    assert (mine != other, "SUMMARY" in read(mine), "SUMMARY" in read(other)) == (True, True, False)


KEY = uuid4().hex


@pytest.mark.parametrize("token", ["x", "x:y", KEY, f"{KEY}:abc", "9" * 500], ids=["x", "x:y", "key", "signed", "long"])
def test_a_forged_link_is_no_page(cast, hand, token):
    renewed(hand)
    assert read(f"/feed/{token}.ics") == 404


def test_whoever_left_or_lost_the_account_has_no_calendar(cast, hand):
    path = renewed(hand)
    account = Account.objects.filter(officer=cast.author)
    account.update(is_active=False)
    assert read(path) == 404
    account.update(is_active=True)
    Officer.objects.filter(pk=cast.author.pk).update(until=c.TODAY)
    assert read(path) == 404


def test_a_stranger_presses_nothing(cast):
    for page in ("/waiting/calendar/", "/waiting/calendar/end/"):
        with c.nothing_written():
            assert Client().post(page).status_code in (302, 404)


def test_the_calendar_costs_the_same_for_many(cast, hand):
    path = renewed(hand)

    def count():
        read(path)
        with CaptureQueriesContext(connection) as seen:
            read(path)
        return len(seen)

    registered(cast)
    before = count()
    for _ in range(5):
        registered(cast)
    assert count() == before


def test_in_practice_there_is_no_link(cast):
    double = Officer.objects.create(name="练习的人", org=cast.county, since=c.FOUNDED, practises_for=cast.mate)
    with c.nothing_written(), pytest.raises(Refused):
        renew_calendar(by=double, on=c.TODAY)
