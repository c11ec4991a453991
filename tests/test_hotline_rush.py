"""Two hundred telephones ring at the same moment: every call is kept once, on both databases, by real servers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import zip_longest
from pathlib import Path
from random import Random
from threading import Barrier, Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test.testcases import QuietWSGIRequestHandler

from tests.house import open_house
from tests.test_worker import connected
from tiexin.cases.hotline.exchange import SEED, Event, Exchange, check_near
from tiexin.cases.hotline.models import Call, CallEvent
from tiexin.cases.hotline.rules import signature
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import now
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar

CALLS, NAME = 200, "rush"
PATIENCE = 60  # seconds until a telephone gives up: longer than a whole run takes
EVENTS = 784  # of as many calls, each twenty-fifth of which nobody answers
POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="its server in this process needs PostgreSQL")


def rounds(calls: Sequence[Sequence[Event]]) -> list[list[Event]]:
    """What every call tells in each round, each call in an order of its own; the first round comes once more."""
    chance = Random(SEED)
    mixed = [chance.sample(list(call), len(call)) for call in calls]
    told = [[event for event in each if event is not None] for each in zip_longest(*mixed)]
    return [*told, told[0]]


def at_once(address: str, told: Sequence[Event]) -> Counter[int]:
    """Tell all these events at one moment: every line stands open before the first word is said on any of them."""
    host, port = check_near(address)
    start = Barrier(len(told), timeout=PATIENCE)

    def tell(event: Event) -> int:
        door = HTTPConnection(host, port, timeout=PATIENCE)
        try:
            door.connect()
            start.wait()
            body, stamp = json.dumps(event).encode(), str(int(now().timestamp()))
            signed = {"X-Tiexin-Time": stamp, "X-Tiexin-Signature": signature(scene.SECRET, stamp, body)}
            door.request("POST", scene.URL, body, {**signed, "Content-Type": "application/json"})
            return door.getresponse().status
        finally:
            door.close()

    with ThreadPoolExecutor(len(told)) as pool:
        return Counter(pool.map(tell, told))


def rush(address: str) -> list[Counter[int]]:
    """Two hundred calls from one county to one seat, round by round."""
    calls = Exchange(regions=["640104"], seats=["1"], name=NAME).calls(CALLS, now())
    return [at_once(address, told) for told in rounds(calls)]


def check(answers: list[Counter[int]], told: Sequence[int]) -> None:
    """Every event was answered, every call is there once, counted once, as its events tell it."""
    assert answers == [Counter({200: count}) for count in told]
    calls = Call.objects.filter(exchange_id__startswith=f"{NAME}-")
    assert (calls.count(), CallEvent.objects.filter(call__in=calls).count()) == (CALLS, EVENTS)
    states = Counter(calls.values_list("state", "org__region", "seat__number"))
    assert states == {("ended", "640104", "1"): 192, ("abandoned", "640104", None): 8}
    facts = Fact.objects.filter(entry__thing=Call._meta.label_lower, entry__thing_id__in=calls.values("pk"))
    counted = Counter(facts.values_list("measure", flat=True))
    assert counted == {"call_received": 200, "call_connected": 192}


TOLD = (200, 200, 192, 192, 200)  # in each round; whoever hangs up unanswered has two things to tell


def test_every_call_has_its_turn_in_every_round_and_nothing_is_left_out():
    calls = Exchange().calls(CALLS, now())
    found = rounds(calls)
    assert tuple(len(each) for each in found) == TOLD
    assert all(len({event["call"] for event in each}) == len(each) for each in found)
    told = Counter(event["event"] for each in found[:-1] for event in each)
    assert (len(told), set(told.values())) == (EVENTS, {1})
    assert {event["kind"] for event in found[0]} == {"ringing", "answered", "hungup", "recording"}


@pytest.fixture
def house(tmp_path: Path, django_db_blocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The demo as it is installed, on its own SQLite, with a line and a seat of these calls; its address."""
    monkeypatch.setenv("TIEXIN_EXCHANGE_SECRET", scene.SECRET)
    with open_house(tmp_path) as served, django_db_blocker.unblock(), connected("", tmp_path):
        yield served


@pytest.mark.once
def test_on_sqlite_the_installed_server_keeps_every_call_once(house):
    check(rush(house), TOLD)


class Server(ThreadedWSGIServer):
    request_queue_size = CALLS  # as many may stand at the door
    daemon_threads = True


@pytest.fixture
def served(transactional_db, settings) -> Iterator[str]:
    """The product in this process, a thread for each line that stands open; its address."""
    settings.EXCHANGE_SECRET = scene.SECRET
    scene.stage()
    server = Server(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    calendar.forget()


@POSTGRES
def test_on_postgresql_every_call_is_kept_once(served):
    check(rush(served), TOLD)
