"""From the row to a bridge over a real wire and back: what the bridge does, the text goes by it, under one id."""

import json

import pytest

from tiexin.orgs.tests import cast as units
from tiexin.outbox import webhook
from tiexin.outbox.actions.sending import deliver
from tiexin.outbox.gateways import chosen
from tiexin.outbox.models import Channel
from tiexin.outbox.tests.bridge import standing
from tiexin.outbox.tests.telling import ACCOUNT, CRISIS, TEXT, Killed, at, texted, wants_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings):
    settings.WORK, settings.WORK_SECRET = "console", "between these two"
    cast = units.stage()
    wants_platform(cast.people["officer"])
    return cast.people["officer"]


def send(now, bridge):
    return deliver(now, chosen(f"webhook:{bridge.url}", Channel.WORK), Channel.WORK)


def read(message):
    message.refresh_from_db()
    return message.state, message.error


def asked(bridge):
    """The id of each request, said twice in it: in the body and as the key."""
    found = [(headers["Idempotency-Key"], json.loads(body)["id"]) for _, headers, body in bridge.asked]
    assert all(key == id for key, id in found)
    return [key for key, _ in found]


def test_it_arrives_with_account_and_words(officer):
    text = texted(officer)
    with standing() as bridge:
        assert send(at(9), bridge) == 1
        ((_, _, body),) = bridge.asked
    assert json.loads(body) == {"id": str(text.uuid), "to": ACCOUNT, "text": TEXT.title}
    assert read(text) == ("sent", "")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (500, "工作平台的接口没有收下（500）"),
        (302, "工作平台的接口要转到别的网址（302），不跟着去"),
        (403, "工作平台的接口不认签名（403），请管系统的人核对两边的密钥和钟"),
        ("cut", "工作平台的接口没有好好回答"),
        ("silent", "工作平台没有回应"),
    ],
)
def test_what_it_did_not_take_is_asked_again_under_the_same_id(officer, monkeypatch, answer, said):
    if answer == "silent":
        monkeypatch.setattr(webhook, "PATIENCE", 0.05)
    text = texted(officer)
    with standing(answer) as bridge:
        assert send(at(9), bridge) == 0
        assert (read(text), text.due, text.tries) == (("waiting", said), at(9, 1), 1)
        monkeypatch.setattr(webhook, "PATIENCE", 8)
        assert send(at(9, 1), bridge) == 1
        assert asked(bridge) == [str(text.uuid)] * 2
    assert (read(text), text.tries) == (("sent", ""), 2)


def test_a_bridge_that_is_gone_is_tried_again(officer):
    text = texted(officer)
    with standing() as bridge:
        pass
    assert send(at(9), bridge) == 0
    assert read(text) == ("waiting", "连不上工作平台（错误 111）")
    with standing() as bridge:
        assert send(at(9, 1), bridge) == 1


def test_one_that_always_refuses_ends_in_words_without_the_account(officer):
    text = texted(officer)
    with standing(*[422] * 9) as bridge:
        now = at(9)
        for _ in range(9):
            send(now, bridge)
            read(text)
            now = max(now, text.due)
        assert asked(bridge) == [str(text.uuid)] * 5
    assert read(text) == ("failed", "试了5次都没有发成：工作平台的接口没有收下（422）")


def test_killed_after_it_arrived_the_same_id_is_asked_again(officer, monkeypatch):
    text = texted(officer)
    with standing() as bridge:
        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(webhook.HTTPConnection, "close", killed)
            send(at(9), bridge)
        assert (read(text)[0], asked(bridge)) == ("sending", [str(text.uuid)])
        assert (send(at(9, 9), bridge), send(at(9, 10), bridge)) == (0, 1)
        assert asked(bridge) == [str(text.uuid)] * 2
    assert read(text) == ("sent", "")


def killed(door):
    raise Killed


def test_one_that_is_refused_keeps_no_other_waiting(officer):
    urgent, text = texted(officer, CRISIS), texted(officer)
    with standing(500) as bridge:
        assert send(at(9), bridge) == 1
        assert asked(bridge) == [str(urgent.uuid), str(text.uuid)]
    assert (read(urgent)[0], read(text)[0]) == ("waiting", "sent")
