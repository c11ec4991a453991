"""The telephone system asks which seats take the next call; it is told nothing else, and nobody else is told."""

import pytest

from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline.models import Seat
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import now
from tiexin.core.signed import signature
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

URL = "/hotline/seats/"


@pytest.fixture
def cast(db, settings):
    settings.EXCHANGE_SECRET = scene.SECRET
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    Seat.objects.create(line=found.line, org=found.province, number="2")
    other = lines.open_line(found.city, "12352", by=found.by, on=c.TODAY)
    Seat.objects.create(line=other, org=found.city, number="9")
    yield found
    calendar.forget()


def ask(client, query="line=12351", *, secret=scene.SECRET, stamp="", signed=None, over=None):
    stamp = stamp or str(int(now().timestamp()))
    signed = signature(secret, stamp, (query if over is None else over).encode()) if signed is None else signed
    return client.get(f"{URL}?{query}", headers={"X-Tiexin-Time": stamp, "X-Tiexin-Signature": signed})


def states(client):
    return {each["seat"]: each["state"] for each in ask(client).json()["seats"]}


def test_it_hears_what_whoever_sits_there_says_and_what_calls_do(cast, client):
    assert states(client) == {"1": "away", "2": "away"}
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    Seat.objects.filter(pk=cast.seat.pk).update(state="free")
    assert states(client) == {"1": "free", "2": "away"}
    scene.told("ringing", "answered", seat="1")
    assert states(client) == {"1": "talking", "2": "away"}
    scene.told("ringing", "answered", "hungup", seat="1")
    assert states(client) == {"1": "writing", "2": "away"}


def test_it_is_not_told_who_sits_there(cast, client):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    said = ask(client)
    assert [set(each) for each in said.json()["seats"]] == [{"seat", "state"}] * 2
    assert cast.clerk.name not in said.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"secret": "another"}, {"stamp": "1"}, {"signed": ""}, {"over": ""}, {"over": "line=12352"}]
)
def test_without_its_signature_over_the_question_nothing_is_told(cast, client, wrong):
    said = ask(client, **wrong)
    assert (said.status_code, set(said.json())) == (401, {"message"})


def test_without_a_secret_nobody_is_told(cast, client, settings):
    settings.EXCHANGE_SECRET = ""
    assert ask(client, secret="").status_code == 401


@pytest.mark.parametrize("query", ["", "line=", "line=0", "line=%00", "line=%F0%9F", "lines=12351"])
def test_a_line_that_is_not_there_is_said(cast, client, query):
    said = ask(client, query)
    assert (said.status_code, said.json()["field"]) == (400, "line")


def test_it_only_asks(cast, client):
    assert client.post(URL).status_code == 405
