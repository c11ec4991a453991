"""How the API says no, and that it gathers every subject."""

import json

import pytest

from tiexin.config.api import api
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
VISIT = {"key": "0b0e9c5e-6c1b-4d0c-8a55-0d2f4a3c9b10", "on": "2012-05-10", "methods": ["hear"]}


@pytest.fixture
def cast():
    return c.stage()


def post(client, sent, **more):
    return client.post("/api/visits", json.dumps(sent), content_type="application/json", **more)


def test_it_gathers_the_operations_of_every_subject():
    found = {
        f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
    }
    assert found >= {
        "GET /api/orgs",
        "GET /api/me",
        "GET /api/employers",
        "GET /api/visits",
        "POST /api/visits",
        "GET /api/plans",
    }
    assert {path.split("{")[0] for path in found} >= {"GET /api/board/", "GET /api/gauges/", "GET /api/visits/"}


def test_its_description_is_open_to_anyone_and_loads_nothing_from_elsewhere(client):
    answer = client.get("/api/openapi.json")
    assert (answer.status_code, answer.json()["info"]["title"]) == (200, "贴心")
    assert client.get("/api/docs").status_code == 404


def test_nobody_gets_401(cast, client):
    for answer in (client.get("/api/me"), post(client, VISIT)):
        assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


def test_absent_and_forbidden_look_the_same(cast, client):
    c.enter(client, cast.people["stranger"])
    for path in (f"employers/{cast.employer.pk}", "employers/999999", "visits/999999", "board/999999", "gauges/999999"):
        answer = client.get(f"/api/{path}")
        assert (answer.status_code, answer.json()) == (404, {"message": "没有找到"})


def test_a_refusal_names_its_field_and_its_rule(cast, client):
    c.enter(client, cast.people["officer"])
    met = [{"name": "马一", "role": "front_line"}]
    with c.nothing_written():
        answers = [
            post(client, {**VISIT, "employer": cast.foreign.pk, "met": met}),
            post(client, {**VISIT, "employer": cast.employer.pk, "met": []}),
            post(client, {**VISIT, "employer": cast.employer.pk, "met": met, "on": "2012-05-11"}),
        ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert [answer.json() for answer in answers] == [
        {"message": "没有这家企业，或者不在您的工作范围内", "field": "employer", "clause": ""},
        {"message": "请记下至少一位见到的人", "field": "people", "clause": "面对面：记下方式和见到的人"},
        {"message": "日期 2012年5月11日 还没有到，不能先记", "field": "on", "clause": "佐证规则：只记真实发生过的工作"},
    ]


def test_what_cannot_be_read_is_told_by_its_place(cast, client):
    c.enter(client, cast.people["officer"])
    with c.nothing_written():
        answer = post(client, {**VISIT, "key": "x", "employer": "many"})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [
        ["body", "sent", "key"],
        ["body", "sent", "employer"],
    ]
    assert client.post("/api/visits", "{", content_type="application/json").status_code == 400


def test_every_refusal_becomes_422(rf):
    answer = api.on_exception(rf.get("/"), Refused("不行", clause="第3条", field="name"))
    assert (answer.status_code, json.loads(answer.content)) == (
        422,
        {"message": "不行", "field": "name", "clause": "第3条"},
    )
