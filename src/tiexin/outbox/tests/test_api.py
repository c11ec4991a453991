"""Messages for machines: one's own, as on the page."""

from dataclasses import replace
from datetime import datetime

import pytest

from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import mark_read
from tiexin.outbox.models import Message
from tiexin.outbox.tests.telling import (
    ACCOUNT,
    CRISIS,
    NEWS,
    PHONE,
    TEXT,
    at,
    texted,
    told,
    wants_platform,
    wants_texts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def visitor(client, cast):
    client.force_login(cast.people["officer"].account)
    return client


def test_nobody_is_told_nothing(client):
    assert client.get("/api/messages").status_code == 401


def test_ones_own_messages_are_listed(visitor, cast):
    officer = cast.people["officer"]
    first, second = told(officer), told(officer, CRISIS)
    told(cast.people["leader"])
    mark_read(first, by=officer, on=units.TODAY)
    found = visitor.get("/api/messages").json()
    assert (found["page"], found["total"], found["more"]) == (1, 2, False)
    assert [(row["id"], row["read"], row["urgent"]) for row in found["rows"]] == [
        (second.pk, False, True),
        (first.pk, True, False),
    ]
    said = {name: found["rows"][1][name] for name in ("kind", "title", "body", "url")}
    assert said == {"kind": "task", "title": NEWS.title, "body": NEWS.body, "url": "/cases/1/"}
    assert found["rows"][0].keys() == {"id", "kind", "title", "body", "url", "urgent", "at", "read"}


@pytest.mark.parametrize(("asked", "count"), [("state=unread", 1), ("state=read", 1), ("kind=crisis", 1), ("", 2)])
def test_they_are_narrowed_as_on_the_page(asked, count, visitor, cast):
    officer = cast.people["officer"]
    mark_read(told(officer), by=officer, on=units.TODAY)
    told(officer, CRISIS)
    assert visitor.get(f"/api/messages?{asked}").json()["total"] == count


def test_an_unknown_state_is_refused(visitor):
    assert visitor.get("/api/messages?state=burnt").status_code == 422


def test_they_are_paged(visitor, cast):
    for number in range(26):
        told(cast.people["officer"], replace(NEWS, source=f"case/{number}"))
    first, second = (visitor.get(f"/api/messages?page={page}").json() for page in (1, 2))
    assert (len(first["rows"]), first["more"], len(second["rows"]), second["more"]) == (25, True, 1, False)


# Texts that did not go


def gone_wrong(officer, news=TEXT):
    """A text of an officer that was given up."""
    text = texted(officer, news)
    Message.objects.filter(pk=text.pk).update(state="failed", error="试了5次都没有发成：空号", tries=5)
    return text


@pytest.fixture
def office(client, cast):
    wants_texts(cast.people["officer"])
    client.force_login(cast.people["office"].account)
    return client


def test_texts_that_failed_are_listed_without_number_and_words(office, cast):
    text = gone_wrong(cast.people["officer"])
    found = office.get("/api/texts").json()
    assert (found["page"], found["total"], found["more"]) == (1, 1, False)
    (row,) = found["rows"]
    assert datetime.fromisoformat(row.pop("at")) == at(9)
    assert row == {
        "id": text.pk,
        "org": cast.county.pk,
        "to_officer": True,
        "way": "sms",
        "about": "task",
        "state": "failed",
        "error": "试了5次都没有发成：空号",
        "not_again": "",
    }
    said = office.get("/api/texts").content.decode()
    assert (PHONE in said, TEXT.title in said) == (False, False)


@pytest.mark.parametrize(
    ("asked", "count"), [("", 1), ("state=failed", 1), ("state=dropped", 0), ("kind=task", 1), ("kind=notice", 0)]
)
def test_texts_are_narrowed_as_on_the_page(asked, count, office, cast):
    gone_wrong(cast.people["officer"])
    assert office.get(f"/api/texts?{asked}").json()["total"] == count


def test_a_text_is_sent_once_more_and_not_twice(office, cast):
    text = gone_wrong(cast.people["officer"])
    sent = office.post(f"/api/texts/{text.pk}/again").json()
    text.refresh_from_db()
    assert (sent["state"], text.state, text.tries, text.error) == ("waiting", "waiting", 0, "")
    with units.nothing_written():
        again = office.post(f"/api/texts/{text.pk}/again")
    assert (again.status_code, again.json()["message"]) == (422, "只有没有发成的才能再发，刚才可能已有人点过")


def test_texts_beyond_reach_are_not_there(client, cast):
    officer = cast.people["officer"]
    wants_texts(officer)
    text = gone_wrong(officer)
    elsewhere = units.officer("宋佳琪", cast.other_county, "office")
    for person in (officer, elsewhere):
        client.force_login(person.account)
        with units.nothing_written():
            assert client.post(f"/api/texts/{text.pk}/again").status_code == 404
    assert client.get("/api/texts").json()["rows"] == []
    client.force_login(officer.account)
    assert client.get("/api/texts").status_code == 404


def test_the_way_of_each_is_named_and_narrows(office, cast, settings):
    gone_wrong(cast.people["officer"])
    settings.WORK = "console"
    wants_platform(cast.people["officer"])
    gone_wrong(cast.people["officer"], CRISIS)
    found = {way: office.get(f"/api/texts?way={way}").json()["rows"] for way in ("", "sms", "work")}
    assert {way: [row["way"] for row in listed] for way, listed in found.items()} == {
        "": ["work", "sms"],
        "sms": ["sms"],
        "work": ["work"],
    }
    assert ACCOUNT not in office.get("/api/texts").content.decode()
    assert office.get("/api/texts?way=app").status_code == 422
    sent = office.post(f"/api/texts/{found['sms'][0]['id']}/again").json()
    assert (sent["way"], sent["state"]) == ("work", "waiting")  # as its reader is told now
