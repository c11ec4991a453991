"""Messages for machines: one's own, as on the page."""

from dataclasses import replace

import pytest

from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import mark_read
from tiexin.outbox.tests.telling import CRISIS, NEWS, told

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
