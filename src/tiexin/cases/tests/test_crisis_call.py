"""A crisis while a call is up: one key from the desk, number and caller carried over; numbers nobody tried yet."""

import re

import pytest

from tiexin.cases.catalogue import catalogue
from tiexin.cases.hotline import norms, rules
from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.sealed import unseal
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.workers import Numbers, register_worker
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db
SAID = {"kind": "violence", "place": "城东市场三号门", "text": "被人堵着打", "danger": "on"}


@pytest.fixture
def cast():
    found = scene.stage()
    found.clerk = c.officer("桑玉梅", found.county, "window")
    found.chief = c.officer("丁文博", found.county, "leader", rank=Rank.LEADER)
    yield found
    calendar.forget()


@pytest.fixture
def call(cast):
    made = scene.told("ringing", "answered", seat="1")
    Call.objects.filter(pk=made.pk).update(by=cast.clerk)
    return Call.objects.get(pk=made.pk)


def place(call):
    return f"/cases/crisis/?call={call.pk}"


def initial(client, call):
    return client.get(place(call)).context["form"].initial


def sent(client, call, **changes):
    form = client.get(place(call)).context["form"]
    carried = {name: form[name].value() or "" for name in ("key", "asker", "name", "phone", "channel")}
    return client.post(place(call), {**carried, **SAID, **changes})


def test_the_desk_has_the_key_while_the_call_is_up(cast, call, client):
    page = c.enter(client, cast.clerk).get("/hotline/").content.decode()
    assert re.search(rf'<a id="crisis-{call.pk}" class="btn" href="{re.escape(place(call))}" accesskey="j">', page)
    assert place(call) in client.get(f"/hotline/calls/{call.pk}/").content.decode()


def test_the_number_is_carried_over(cast, call, client):
    found = initial(c.enter(client, cast.clerk), call)
    assert {name: found.get(name) for name in ("phone", "channel", "asker", "name")} == {
        "phone": scene.PHONE,
        "channel": "hotline",
        "asker": "anonymous",
        "name": None,
    }


def test_a_caller_whom_the_roster_knows_is_carried_over_and_tied(cast, call, client):
    worker = register_worker(
        Worker(employer=cast.employer, name="纪春生"), by=None, on=c.TODAY, numbers=Numbers(phone=scene.PHONE)
    )
    client = c.enter(client, cast.clerk)
    found = initial(client, call)
    assert (found["name"], found["asker"], found["phone"]) == ("纪春生", "self", scene.PHONE)
    assert sent(client, call).status_code == 302
    assert Case.objects.get().worker == worker


def test_who_calls_for_somebody_else_is_not_tied_to_the_roster(cast, call, client):
    register_worker(
        Worker(employer=cast.employer, name="纪春生"), by=None, on=c.TODAY, numbers=Numbers(phone=scene.PHONE)
    )
    client = c.enter(client, cast.clerk)
    assert sent(client, call, asker="family").status_code == 302
    assert Case.objects.get().worker is None


def test_sent_as_it_stands_it_registers_and_the_call_is_taken_up(cast, call, client):
    assert sent(c.enter(client, cast.clerk), call).status_code == 302
    case, done = Case.objects.get(), Call.objects.get()
    assert (case.kind, case.channel, case.place, done.case) == ("crisis", "hotline", SAID["place"], case)
    assert unseal(bytes(case.phone_sealed), f"case.phone:{case.key}") == scene.PHONE
    assert case.origin.kind == "call"


def test_sent_twice_it_is_one(cast, call, client):
    client = c.enter(client, cast.clerk)
    form = client.get(place(call)).context["form"]
    said = {**SAID, **{name: form[name].value() or "" for name in ("key", "asker", "name", "phone", "channel")}}
    assert [client.post(place(call), said).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.count() == 1


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "1" * 30, ""])
def test_a_call_that_there_is_not_carries_nothing_and_stops_nobody(cast, client, asked):
    found = c.enter(client, cast.clerk).get(f"/cases/crisis/?call={asked}")
    assert (found.status_code, found.context["form"].initial.get("phone")) == (200, None)


def test_a_call_beyond_the_reach_carries_nothing(cast, client):
    made = scene.told("ringing", "answered", call="far", region="640202")
    found = initial(c.enter(client, cast.clerk), made)
    assert found.get("phone") is None


# ── numbers that nobody tried yet ───────────────────────────────────────────────────────────────────────


def test_only_who_leads_sees_a_number_that_was_not_confirmed(cast, client):
    service = catalogue()["crisis"]
    assert ("12356" in service.call, list(service.unconfirmed)) == (False, ["12356"])
    led = c.enter(client, cast.chief).get("/cases/crisis/").content.decode()
    assert "心理援助热线 12356（号码请本地核实后启用）" in led
    assert 'href="tel:12356"' not in led
    assert "12356" not in c.enter(client, cast.clerk).get("/cases/crisis/").content.decode()


def test_whoever_asks_on_the_web_sees_confirmed_numbers_alone(client, cast):
    page = client.get("/my/ask/?kind=crisis").content.decode()
    assert ("12356" in page, "待核" in page) == (False, False)


# ── its numbers are data ────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_of_the_hotline_are_as_the_file_says():
    said = norms.norms()
    assert (norms.window().total_seconds(), norms.late().days) == (300, 7)
    assert (norms.left().total_seconds(), norms.pace(True), norms.pace(False)) == (86400, 3, 15)
    assert (norms.usual_span().days, norms.longest_span().days) == (30, 92)
    assert said["events"]["largest_bytes"] == 4096
    text = norms.DATA.read_text(encoding="utf-8")
    named = [line for line in text.splitlines() if line.startswith("#") and "本系统建议，可改" in line]
    assert len(named) == 6  # of stale, events, desk, rota, look_up, span; the others name their law


def test_another_number_in_the_file_is_another_rule(monkeypatch):
    changed = {**norms.norms(), "events": {"window_minutes": 1, "late_days": 1, "largest_bytes": 10}}
    monkeypatch.setattr(norms, "norms", lambda: changed)
    at = scene.now()
    stamp = str(int(at.timestamp()) - 90)
    signed = rules.signature("s", stamp, b"{}")
    assert rules.is_signed("s", stamp, b"{}", signed, at) is False
    monkeypatch.undo()
    assert rules.is_signed("s", stamp, b"{}", signed, at) is True


def test_words_of_a_form_filled_during_the_call_go_along_and_the_call_stays_its_origin(cast, call, client):
    client = c.enter(client, cast.clerk)
    form = client.get(f"/cases/new/?call={call.pk}&kind=dispute")
    assert f'id="to-crisis" formaction="{place(call)}" name="carry" value="dispute"' in form.content.decode()
    with c.nothing_written():
        page = client.post(place(call), {"title": "被堵在门口", "name": "马秀英", "carry": "dispute", "key": "x"})
    stands = page.context["form"]
    assert (stands["text"].value(), stands["name"].value(), stands["phone"].value()) == (
        "被堵在门口",
        "马秀英",
        scene.PHONE,
    )
    kept = {bound.html_name: bound.value() or "" for bound in stands}
    assert client.post(place(call), {**kept, **SAID, "area": ""}).status_code == 302
    call.refresh_from_db()
    assert (call.case, call.case.kind, call.case.name) == (Case.objects.get(), "crisis", "马秀英")
