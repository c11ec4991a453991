"""Who handles which kind, for machines: what the page shows, says and refuses, and nothing else."""

import json

import pytest

from tiexin.cases.actions import owners as actions
from tiexin.cases.models import DefaultOwner
from tiexin.cases.tests.api_scene import EVIL, HUGE, enter
from tiexin.cases.tests.case_scene import stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
API = "/api/default-owners"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def send(client, path="", **said):
    return client.post(f"{API}{path}", json.dumps(said), content_type="application/json")


def sent(cast, **more):
    return {"org": cast.county.pk, "kinds": ["dispute", "petition"], "officer": cast.author.pk, **more}


def state():
    return sorted(DefaultOwner.objects.values_list("org", "kind", "officer", "since", "until"))


def test_said_by_a_machine_it_is_what_the_page_says(cast, client):
    machine, page = enter(cast, client, "city_office"), enter(cast, client, "city_office")
    answer = send(machine, **sent(cast))
    assert answer.status_code == 201
    said = state()
    row = DefaultOwner.objects.get(kind="dispute")
    assert answer.json()[0] == {
        "id": row.pk,
        "org": cast.county.pk,
        "kind": "dispute",
        "officer": cast.author.pk,
        "since": str(c.TODAY),
        "until": None,
        "serves": True,
    }
    assert [each["kind"] for each in answer.json()] == ["dispute", "petition"]
    DefaultOwner.objects.all().delete()
    assert page.post("/cases/owners/new/", sent(cast)).status_code == 302
    assert state() == said


def test_listed_in_reach_as_the_page_narrows_it_and_ended_once(cast, client):
    (mine,) = actions.name_default_owner(cast.county, ["dispute"], cast.author, by=cast.chief, on=c.TODAY)
    client = enter(cast, client, "city_office")
    found = client.get(API, {"kind": "dispute"}).json()
    assert [row["id"] for row in found["rows"]] == [mine.pk]
    assert (found["page"], found["total"], found["more"]) == (1, 1, False)
    assert client.get(API, {"kind": "petition"}).json()["rows"] == []
    answer = send(client, f"/{mine.pk}/end")
    assert (answer.status_code, answer.json()["until"]) == (201, str(c.TODAY))
    assert client.get(API).json()["rows"] == []
    assert [row["id"] for row in client.get(API, {"state": "ended"}).json()["rows"]] == [mine.pk]
    with c.nothing_written():
        assert send(client, f"/{mine.pk}/end").status_code == 404


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kinds", {"kinds": []}),
        ("kinds", {"kinds": ["counselling"]}),
        ("kinds", {"kinds": [EVIL]}),
        ("org", {"org": HUGE}),
        ("org", {"org": -1}),
        ("officer", {"officer": HUGE}),
        ("officer", {"officer": 0}),
    ],
)
def test_a_refusal_names_its_field_and_writes_nothing(cast, client, field, wrong):
    client = enter(cast, client, "city_office")
    with c.nothing_written():
        answer = send(client, **sent(cast, **wrong))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_units_out_of_reach_are_refused_like_none(cast, client):
    client = enter(cast, client, "city_office")
    with c.nothing_written():
        foreign = send(client, **sent(cast, org=cast.other_county.pk))
        absent = send(client, **sent(cast, org=10**9))
    assert (foreign.status_code, foreign.json()) == (absent.status_code, absent.json())


def test_whoever_only_sees_them_changes_nothing(cast, client):
    (row,) = actions.name_default_owner(cast.county, ["dispute"], cast.author, by=cast.chief, on=c.TODAY)
    client = enter(cast, client, cast.author)
    assert [each["id"] for each in client.get(API).json()["rows"]] == [row.pk]
    with c.nothing_written():
        assert send(client, **sent(cast)).status_code == 404
        assert send(client, f"/{row.pk}/end").status_code == 404
