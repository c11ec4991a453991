"""The door of the telephone system: signed, idempotent, in any order; 200 calls at once lose and double nothing."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tiexin.cases.hotline.exchange import Exchange, in_no_order
from tiexin.cases.hotline.models import Call, CallEvent
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import now
from tiexin.core.sealed import blind_index
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

KINDS = ("ringing", "answered", "recording", "hungup")


@pytest.fixture
def cast(db, settings):
    settings.EXCHANGE_SECRET = scene.SECRET
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def lasting(transactional_db, settings):
    settings.EXCHANGE_SECRET = scene.SECRET
    yield scene.stage()
    calendar.forget()


def facts(*measures):
    return Fact.objects.filter(measure__in=measures).count()


def test_an_event_becomes_a_call_of_its_county(cast, client):
    answer = scene.send(client, scene.body())
    assert (answer.status_code, answer.json()) == (200, {"event": "c1-ringing"})
    call = Call.objects.get()
    assert (call.org, call.line, call.state, call.phone) == (cast.county, cast.line, "ringing", scene.PHONE)
    assert bytes(call.phone_index) == blind_index(scene.PHONE, "worker.phone")
    fact = Fact.objects.get(measure="call_received")
    assert (fact.by_org, fact.at_org, fact.qty) == (cast.province, cast.county, 1)


def test_a_region_without_union_belongs_to_the_line(cast, client):
    scene.send(client, scene.body(region="999999"))
    assert Call.objects.get().org == cast.province


def test_a_hidden_number_stays_unknown(cast, client):
    scene.send(client, scene.body(caller=""))
    assert (Call.objects.get().phone_index, Call.objects.get().phone) == (None, "")


def test_the_same_event_twice_gets_the_same_answer(cast, client):
    sent = scene.body()
    first, second = (scene.send(client, sent) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (CallEvent.objects.count(), facts("call_received")) == (1, 1)


def test_an_id_used_for_something_else_is_refused(cast, client):
    scene.send(client, scene.body())
    answer = scene.send(client, scene.body("answered", event="c1-ringing"))
    assert (answer.status_code, answer.json()["field"]) == (400, "event")
    assert (CallEvent.objects.count(), Call.objects.get().state) == (1, "ringing")


@pytest.mark.parametrize("changed", [{"secret": "another"}, {"stamp": "1"}, {"signed": ""}, {"stamp": "x"}])
def test_whoever_does_not_know_the_secret_is_told_so(cast, client, changed):
    before = c.rows()
    assert scene.send(client, scene.body(), **changed).status_code == 401
    assert c.rows() == before


def test_without_a_secret_the_door_is_shut(cast, client, settings):
    settings.EXCHANGE_SECRET = ""
    assert scene.send(client, scene.body(), secret="").status_code == 401


def test_only_posts_are_taken(cast, client):
    assert client.get(scene.URL).status_code == 405


def test_no_token_of_a_page_is_asked_for(cast):
    assert scene.send(Client(enforce_csrf_checks=True), scene.body()).status_code == 200


def changed(**more):
    return json.dumps({**json.loads(scene.body()), **more}).encode()


BAD = [
    (b"", ""),
    (b"[]", ""),
    (b"\xff", ""),
    (b"[" * 4000, ""),
    (changed(more="x"), "more"),
    (changed(call=""), "call"),
    (changed(call=7), "call"),
    (changed(call="x" * 65), "call"),
    (changed(caller="1\x002"), "caller"),
    (changed(kind="sung"), "kind"),
    (changed(kind=["ringing"]), "kind"),
    (changed(at="yesterday"), "at"),
    (changed(at=1338800400), "at"),
    (changed(at="2012-06-04T09:00:00"), "at"),
    (changed(at="0001-01-01T00:00:00+14:00"), "at"),
    (changed(at="9999-12-31T23:59:59-12:00"), "at"),
    (changed(line="95588"), "line"),
]


@pytest.mark.parametrize(("sent", "field"), BAD, ids=range(len(BAD)))
def test_bad_messages_are_named(cast, client, sent, field):
    before = c.rows()
    answer = scene.send(client, sent)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert c.rows() == before


def test_a_message_too_long_is_refused(cast, client):
    assert scene.send(client, b" " * 4097).status_code == 400


def test_a_call_told_backwards_is_the_same_call(cast):
    for kind, seconds in reversed(list(zip(KINDS, (0, 10, 20, 30), strict=True))):
        scene.actions.take_event(scene.message(kind, seconds=seconds, seat="1"), by=None, on=c.TODAY)
    call = Call.objects.get()
    assert (call.state, call.seat, (call.end - call.ring).total_seconds()) == ("ended", cast.seat, 30.0)
    assert (facts("call_received"), facts("call_connected"), call.events.count()) == (1, 1, 4)


def exchange():
    """What a simulated exchange tells of 200 calls: every event, some twice, in no order."""
    calls = Exchange(regions=["640104"], lost=0).calls(200, now())
    return [json.dumps(event).encode() for event in in_no_order(calls)]


def all_told(answers):
    assert answers == [200] * 960
    assert (Call.objects.count(), CallEvent.objects.count()) == (200, 800)
    assert set(Call.objects.values_list("state", flat=True)) == {"ended"}
    assert (facts("call_received"), facts("call_connected")) == (200, 200)
    assert Entry.objects.filter(thing="cases.call").count() == 400


def test_two_hundred_calls_told_in_no_order(cast, client):
    all_told([scene.send(client, each).status_code for each in exchange()])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_two_hundred_calls_at_once(lasting):
    def tell(each):
        try:
            return scene.send(Client(), each).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        all_told(list(pool.map(tell, exchange())))
