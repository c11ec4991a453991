"""What tests of the hotline share: a line with a seat, a telephone system that signs what it tells."""

import json
import re
import socket
from contextlib import contextmanager
from datetime import timedelta

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import rules
from tiexin.cases.hotline.forms import Message
from tiexin.cases.hotline.models import Call, Seat
from tiexin.core.days import moment, now  # noqa: F401 - for tests of days
from tiexin.core.signed import signature
from tiexin.orgs.tests import cast as c

SECRET = "a secret of tests alone"
PHONE = "13812345678"
URL = "/hotline/events/"


def _minute_ago():
    return now().replace(microsecond=0) - timedelta(minutes=1)


CLOCK = {"began": _minute_ago()}


def began():
    """When the calls of this test began."""
    return CLOCK["began"]


def stage():
    CLOCK["began"] = _minute_ago()  # for every test, however long the others took
    found = c.stage()
    found.by = found.people["city_office"]
    found.line = lines.open_line(found.province, "12351", by=found.by, on=c.TODAY)
    found.seat = Seat.objects.create(line=found.line, org=found.province, number="1")
    return found


def manned():
    """The same with two who answer calls there, and an officer elsewhere who does not."""
    found = stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    return found


def message(kind="ringing", *, call="c1", seconds=0, event="", **more):
    """An event of a call, so many seconds after it began."""
    at = began() + timedelta(seconds=seconds)
    happened = rules.Happened(event or f"{call}-{kind}", kind, at, more.pop("recording", ""))
    return Message(call, "12351", happened, **{"caller": PHONE, "region": "640104", **more})


def told(*kinds, call="c1", **more):
    for number, kind in enumerate(kinds):
        actions.take_event(message(kind, call=call, seconds=number * 10, **more), by=None, on=c.TODAY)
    return Call.objects.get(exchange_id=call)


def body(kind="ringing", *, call="c1", **more):
    said = {"event": f"{call}-{kind}", "call": call, "line": "12351", "kind": kind, "at": now().isoformat()}
    return json.dumps({**said, "caller": PHONE, "region": "640104", **more}).encode()


def send(client, sent, *, secret=SECRET, stamp="", signed=None):
    stamp = stamp or str(int(now().timestamp()))
    signed = signature(secret, stamp, sent) if signed is None else signed
    headers = {"X-Tiexin-Time": stamp, "X-Tiexin-Signature": signed}
    return client.post(URL, sent, content_type="application/json", headers=headers)


@contextmanager
def closed_port():
    """A port of this machine that is taken and at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def text_of(response):
    """A page with every run of blanks as one."""
    return re.sub(r"\s+", " ", response.content.decode())
