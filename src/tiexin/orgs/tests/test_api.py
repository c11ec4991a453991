"""Units and the asking person for machines."""

import pytest

from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def test_me(cast, client):
    who = cast.people["officer"]
    c.enter(client, who)
    assert client.get("/api/me").json() == {
        "id": who.pk,
        "name": "李秀兰",
        "org": cast.county.pk,
        "org_name": "兴庆区总工会",
        "today": "2012-05-10",
        "posts": [{"org": cast.county.pk, "role": "officer", "label": "干部"}],
    }


def test_units_as_on_the_page(cast, client):
    c.enter(client, cast.people["leader"])
    answer = client.get("/api/orgs").json()
    assert [row["name"] for row in answer["rows"]][:2] == ["宁夏回族自治区总工会", "自治区机冶建材工会"]
    assert (answer["page"], answer["total"], answer["more"]) == (1, 4, False)
    found = client.get("/api/orgs", {"q": "老城"}).json()["rows"]
    assert found == [
        {
            "id": cast.closed.pk,
            "name": "老城区总工会",
            "level": "county",
            "kind": "territorial",
            "region": "640105",
            "opened": "2000-01-01",
            "closed": "2005-01-01",
            "below": 0,
        }
    ]
    assert len(client.get("/api/orgs", {"level": "city"}).json()["rows"]) == 2
    assert client.get("/api/orgs", {"level": "moon"}).status_code == 422


def test_units_come_in_pages(cast, client):
    for number in range(26):
        c.org(f"厂{number}工会", "enterprise", cast.county, kind="enterprise")
    c.enter(client, cast.people["leader"])
    first = client.get("/api/orgs", {"q": "厂"}).json()
    second = client.get("/api/orgs", {"q": "厂", "page": 2}).json()
    assert (len(first["rows"]), first["total"], first["more"]) == (25, 27, True)
    assert (len(second["rows"]), second["page"], second["more"]) == (2, 2, False)


@pytest.mark.parametrize("page", ["/api/me", "/api/orgs"])
def test_nobody_gets_401_and_a_person_without_post_404(cast, client, page):
    assert client.get(page).status_code == 401
    c.enter(client, cast.people["nobody"])
    assert client.get(page).status_code == 404


def test_reach_is_that_of_the_pages(cast, client):
    c.enter(client, cast.people["stranger"])
    assert client.get("/api/orgs", {"q": "兴庆"}).json()["rows"] == []
