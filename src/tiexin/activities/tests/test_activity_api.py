"""Activities for machines: what a row says, the page's filters, and nobody else's rows."""

import pytest

from tiexin.activities.actions import void_activity
from tiexin.activities.tests import activity_scene as scene
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, seminar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return scene.stage()


def test_an_activity_says_what_its_page_says(cast, client):
    made, reader = seminar(cast), c.enter(client, cast.people["leader"])
    row = {
        "id": made.pk, "org": cast.county.pk, "author": cast.author.pk, "kind": "seminar", "state": "held",
        "on": str(c.TODAY - DAY), "title": "职工座谈会", "topics": ["law"], "place": "一车间会议室",
        "employer": cast.employer.pk, "organ": None, "lecturer": "", "audience": 30, "audience_kind": "",
        "voided": None,
    }  # fmt: skip
    assert reader.get("/api/activities").json() == {"rows": [row], "page": 1, "total": 1, "more": False}
    assert reader.get(f"/api/activities/{made.pk}").json() == row


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["要讲的", "讲过的", "记错的"]),
        ({"state": "planned"}, ["要讲的"]),
        ({"state": "voided"}, ["记错的"]),
        ({"kind": "lecture"}, ["讲过的", "记错的"]),
        ({"q": "讲过"}, ["讲过的"]),
        ({"unit": "石嘴山"}, []),
    ],
)
def test_activities_are_narrowed_as_on_their_page(cast, client, asked, titles):
    planned(cast, title="要讲的")
    recorded(cast, title="讲过的")
    void_activity(recorded(cast, title="记错的", on=c.TODAY - 2 * DAY), "登记重了", by=cast.author, on=c.TODAY)
    page = c.enter(client, cast.people["leader"]).get("/api/activities", asked).json()
    assert [row["title"] for row in page["rows"]] == titles


def test_rows_of_others_are_not_there(cast, client):
    made = recorded(cast)
    reader = c.enter(client, c.with_account(c.officer("外人", cast.other_city, "officer")))
    assert reader.get("/api/activities").json()["total"] == 0
    assert reader.get(f"/api/activities/{made.pk}").status_code == 404
