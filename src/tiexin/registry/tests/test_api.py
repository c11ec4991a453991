"""Employers for machines."""

import pytest

from tiexin.orgs.tests import cast as c

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
