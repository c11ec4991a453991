"""A complaint about an officer or a unit goes past them by itself; they and their unit see nothing of it."""

import uuid

import pytest
from django.core.cache import cache

from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, Part
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
PAST = [service.name for service in catalogue().values() if service.past_unit]


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def complained(cast, kind="officer_complaint", **changes):
    service = catalogue()[kind]
    details = {each.name: next(iter(each.choices), "情况") for each in service.fields if each.must}
    return registered(cast, kind, details=details, **changes)


@pytest.mark.parametrize("kind", PAST)
def test_it_waits_in_the_queue_of_the_unit_above_whom_it_is_about(cast, kind):
    case = complained(cast, kind, about=cast.chief)
    assert (case.org, case.owner, case.about_org) == (cast.city, None, cast.county)
    assert list(Part.objects.values_list("officer", "role")) == [(cast.author.pk, "first")]
    [told] = Message.objects.filter(kind="task").values_list("officer", "title")
    assert told == (cast.people["city_office"].pk, f"有一件{case.what}等人认领")


def test_without_a_name_it_goes_past_the_unit_that_received_it(cast):
    assert complained(cast).org == cast.city


def test_there_is_nothing_above_the_highest_unit(cast):
    boss = cast.people["leader"]
    case = complained(cast, about=boss, org=cast.province, by=cast.people["office"])
    assert (case.org, case.owner) == (cast.province, cast.people["office"])
    assert not Case.objects.filter(about=boss, owner=boss).exists()


def test_whom_it_is_about_and_their_unit_see_nothing_and_those_above_claim_it(cast, client):
    case = complained(cast, about=cast.chief)
    for who in (cast.chief, cast.mate):
        other = c.enter(type(client)(), who)
        assert other.get(f"/cases/{case.pk}/").status_code == 404
        assert f"/cases/{case.pk}/" not in other.get("/cases/?state=all").content.decode()
    above = c.enter(client, cast.people["city_office"])
    assert above.post(f"/cases/{case.pk}/claim/").status_code == 302
    assert Case.objects.get().owner == cast.people["city_office"]


def test_the_form_asks_whom_it_is_about_where_that_matters_alone(cast, client):
    client = c.enter(client, cast.author)
    assert "反映的是谁" not in client.get("/cases/new/?kind=dispute").content.decode()
    page = client.get("/cases/new/?kind=officer_complaint").content.decode()
    assert "反映的是谁" in page
    assert "丁文博" in client.get("/cases/new/officers/?name=about&q=丁文博").content.decode()
    service = catalogue()["officer_complaint"]
    asked = {f"ask_{each.name}": next(iter(each.choices), "情况") for each in service.fields if each.must}
    said = {"key": uuid.uuid4(), "asker": service.askers[0], "name": "刘桂英", "people": "1", "title": "态度生硬"}
    said |= {"channel": "window", "reply_way": "code", "about": cast.chief.pk, **asked}
    assert client.post("/cases/new/?kind=officer_complaint", said).status_code == 302
    assert (Case.objects.get().about, Case.objects.get().org) == (cast.chief, cast.city)
