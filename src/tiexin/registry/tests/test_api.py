"""Employers for machines."""

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.registry.actions import memberships, merging, workers
from tiexin.registry.actions.workers import NewGroup, Numbers, register_worker
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def test_one_employer_with_its_marks(cast, client):
    taxi = c.employer(cast.county, "银川出租车公司", "taxi")
    c.enter(client, cast.people["officer"])
    assert client.get(f"/api/employers/{taxi.pk}").json() == {
        "id": taxi.pk,
        "name": "银川出租车公司",
        "credit_code": taxi.credit_code,
        "org": cast.county.pk,
        "org_name": "兴庆区总工会",
        "kind": "private",
        "industry": "机械制造",
        "headcount": 320,
        "tags": [{"tag": "taxi", "label": "出租车行业", "since": "2012-01-01", "reason": "调查摸底"}],
    }


def test_list_is_searched_and_comes_in_pages(cast, client):
    for number in range(26):
        c.employer(cast.county, f"厂{number:02}")
    c.enter(client, cast.people["officer"])
    first = client.get("/api/employers", {"q": "厂"}).json()
    assert ([row["name"] for row in first["rows"]], first["total"], first["more"]) == (
        [f"厂{number:02}" for number in range(25)], 26, True,
    )  # fmt: skip
    assert [row["name"] for row in client.get("/api/employers", {"q": "厂", "page": 2}).json()["rows"]] == ["厂25"]


def test_reach_and_refusals_are_those_of_the_pages(cast, client):
    page = f"/api/employers/{cast.employer.pk}"
    assert client.get(page).status_code == 401
    assert client.get("/api/employers").status_code == 401
    for who in ("stranger", "nobody", "system"):
        c.enter(client, cast.people[who])
        assert client.get(page).status_code == 404
    c.enter(client, cast.people["stranger"])
    assert [row["id"] for row in client.get("/api/employers").json()["rows"]] == [cast.foreign.pk]
    assert client.get("/api/employers/0").status_code == 404
    assert client.post("/api/employers").status_code == 405


def test_one_worker_without_any_number(cast, client):
    number = c.identity(9)
    workers.keep_numbers(cast.worker, Numbers(identity=number, phone="13812345678"), by=None, on=c.TODAY)
    workers.put_in_group(cast.worker, NewGroup("migrant", c.TODAY, "户籍"), by=None, on=c.TODAY)
    memberships.join_union(cast.worker, cast.enterprise, c.TODAY, by=None, on=c.TODAY)
    c.enter(client, cast.people["officer"])
    answer = client.get(f"/api/workers/{cast.worker.pk}")
    assert answer.json() == {
        "id": cast.worker.pk,
        "name": "刘桂英",
        "team": "",
        "role": "front_line",
        "employer": cast.employer.pk,
        "employer_name": "宁夏凤凰机械有限公司",
        "org": cast.county.pk,
        "org_name": "兴庆区总工会",
        "groups": ["migrant"],
        "member_of": "凤凰机械厂工会",
    }
    free = register_worker(Worker(name="丁一", org=cast.county), by=None, on=c.TODAY)
    assert client.get(f"/api/workers/{free.pk}").json()["employer_name"] == ""


def test_workers_are_listed_once_and_in_pages(cast, client):
    for number in range(26):
        c.worker(cast.employer, f"职工{number:02}")
    merging.merge_workers(
        Worker.objects.get(name="职工00"), Worker.objects.get(name="职工01"), "同一人", by=None, on=c.TODAY
    )
    c.enter(client, cast.people["officer"])
    first = client.get("/api/workers", {"q": "职工"}).json()
    assert ([row["name"] for row in first["rows"]], first["total"], first["more"]) == (
        [f"职工{number:02}" for number in range(25, 0, -1)], 25, False,
    )  # fmt: skip
    c.enter(client, cast.people["stranger"])
    assert client.get("/api/workers").json()["total"] == 0
