"""The simulated telephone system: what it tells, to whom it speaks, and that a real server keeps it all."""

import json
import re
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.hotline import exchange, forms, rules
from tiexin.cases.hotline.models import Call, CallEvent
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar

POSTGRES = pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")


@pytest.fixture
def secret(settings):
    settings.EXCHANGE_SECRET = scene.SECRET


@pytest.fixture
def lasting(transactional_db, secret):
    yield scene.stage()
    calendar.forget()


def simulate(url, **more):
    said = StringIO()
    call_command("hotline_simulate", url=url, together=16, stdout=said, **more)
    return said.getvalue().strip()


class Door(BaseHTTPRequestHandler):
    """A server that believes what is signed and keeps what it was told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.headers["X-Tiexin-Time"], body, self.headers["X-Tiexin-Signature"]
        good = self.path == scene.URL and rules.is_signed(scene.SECRET, *signed, now())
        self.server.told.append(json.loads(body))
        self.send_response(200 if good and json.loads(body)["line"] == "12351" else 401)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


class House(ThreadingHTTPServer):
    request_queue_size = 128  # as many may stand at the door


@pytest.fixture
def door():
    server = House(("127.0.0.1", 0), Door)
    server.told = []
    Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def folded(told):
    """The calls that these events tell."""
    found = {}
    for event in told:
        message = forms.read(json.dumps(event).encode())
        found.setdefault(message.call, []).append(message.happened)
    return {call: rules.fold(events) for call, events in found.items()}


# ── what it tells ───────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 60), st.integers(0, 9))
def test_whatever_it_tells_can_be_read_and_is_of_the_past(count, lost):
    at = now()
    calls = exchange.Exchange(lost=lost, seats=["1", "2"], regions=["640104", ""]).calls(count, at)
    told = folded([event for call in calls for event in call])
    abandoned = [each for each in told.values() if each.state == "abandoned"]
    assert (len(told), len(abandoned)) == (count, count // lost if lost else 0)
    assert {each.state for each in told.values()} <= {"ended", "abandoned"}
    assert all(at - timedelta(days=1) < each.first < each.end < at for each in told.values())


@given(st.integers(1, 40))
def test_no_order_and_repetition_change_no_call(count):
    calls = exchange.Exchange(lost=7).calls(count, now())
    plain = [event for call in calls for event in call]
    mixed = exchange.in_no_order(calls)
    assert len(mixed) == len(plain) + -(-len(plain) // 5)
    assert folded(mixed) == folded(plain)


def test_the_same_calls_are_told_again():
    at = datetime.fromisoformat("2012-05-10T09:00:00+08:00")
    first, second = (exchange.in_no_order(exchange.Exchange().calls(30, at)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("until", "state"), [("ringing", "ringing"), ("answered", "talking"), ("hungup", "ended")])
def test_calls_may_stop_half_way(until, state):
    calls = exchange.Exchange(until=until, lost=0, seats=["1"]).calls(3, now())
    assert {each.state for each in folded([event for call in calls for event in call]).values()} == {state}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("http://localhost", ("localhost", 80)),
        ("http://[::1]:90/x", ("::1", 90)),
    ],
)
def test_this_machine_is_spoken_to(url, place):
    assert exchange.check_near(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1",
        "https://127.0.0.1",
        "http://example.org",
        "127.0.0.1",
        "",
        "http://127.0.0.1:x",
        "http://[::1",
    ],
)
def test_no_other_machine_is(url):
    with pytest.raises(Refused) as refused:
        exchange.check_near(url)
    assert refused.value.field == "url"


def test_a_door_that_nobody_opens_is_no_answer():
    with scene.closed_port() as port:
        status, seconds = exchange.send(("127.0.0.1", port), "x", {"event": "e"})
    assert (status, seconds < exchange.PATIENCE) == (exchange.NO_ANSWER, True)


# ── over the wire ───────────────────────────────────────────────────────────────────────────────────────


def test_every_event_arrives_signed(secret, door):
    line = simulate(door.url, calls=40, region=["640104"], seat=["1", "2"])
    assert re.fullmatch(r"40 个来电，190 条消息，收下 190 条；[\d.]+ 秒，每秒 \d+ 条，最慢 \d+ 毫秒", line)
    assert (len(door.told), len(folded(door.told))) == (190, 40)
    assert {event["region"] for event in door.told} == {"640104"}
    assert {event["seat"] for event in door.told if event["kind"] == "answered"} == {"1", "2"}


def test_what_was_not_kept_is_told_and_is_an_error(secret, door):
    with pytest.raises(CommandError) as caught:
        simulate(door.url, calls=2, line="95588")
    assert (str(caught.value), caught.value.returncode) == ("10 条没有收下：401 10", 1)


def test_a_wrong_secret_is_no_signature(settings, door):
    settings.EXCHANGE_SECRET = "another"
    with pytest.raises(CommandError, match="10 条没有收下"):
        simulate(door.url, calls=2)


def test_calls_may_be_left_ringing(secret, door):
    simulate(door.url, calls=5, until="ringing")
    assert {event["kind"] for event in door.told} == {"ringing"}


def test_a_server_that_does_not_answer_is_told(secret):
    with scene.closed_port() as port, pytest.raises(CommandError, match="没有回答 5"):
        simulate(f"http://127.0.0.1:{port}", calls=1)


def test_without_a_secret_nothing_is_sent(settings):
    settings.EXCHANGE_SECRET = ""
    with pytest.raises(CommandError, match="没有设共同的密钥"):
        call_command("hotline_simulate")


def test_another_machine_is_refused_in_words(secret):
    with pytest.raises(CommandError, match="只发给本机"):
        call_command("hotline_simulate", url="http://192.0.2.1")


@POSTGRES
def test_a_real_server_keeps_every_call_once(lasting, live_server):
    simulate(live_server.url, calls=200, region=["640104"], seat=["1"])
    assert (Call.objects.count(), CallEvent.objects.count()) == (200, 784)
    assert sorted(set(Call.objects.values_list("state", flat=True))) == ["abandoned", "ended"]
    assert Call.objects.filter(state="ended", seat=lasting.seat, org=lasting.county).count() == 192
