"""Deeds and announced visits for machines: what a row says, the page's filters, and nobody else's rows."""

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import announcements
from tiexin.visits.announcements import Announcement
from tiexin.visits.tests.test_deeds import DAY, confirmed, given_up, promised

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = c.stage()
    found.author = found.people["officer"]
    return found


def test_a_deed_says_what_its_page_says(cast, client):
    made, reader = confirmed(cast), c.enter(client, cast.people["leader"])
    row = {
        "id": made.pk, "org": cast.county.pk, "owner": cast.author.pk, "title": "修好职工澡堂", "serves": "一车间职工",
        "promised": str(c.TODAY - 5 * DAY), "due": str(c.TODAY + 5 * DAY), "late": False, "state": "confirmed",
        "result": "澡堂开放", "done_on": str(c.TODAY - DAY), "people": 12, "confirmed": str(c.TODAY),
    }  # fmt: skip
    assert reader.get("/api/deeds").json() == {"rows": [row], "page": 1, "total": 1, "more": False}
    assert reader.get(f"/api/deeds/{made.pk}").json() == row


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["早的", "晚的", "不办的"]),
        ({"state": "given_up"}, ["不办的"]),
        ({"late": "yes"}, ["早的"]),
        ({"unit": "石嘴山"}, []),
    ],
)
def test_deeds_are_narrowed_as_on_their_page(cast, client, asked, titles):
    promised(cast, title="早的", due=c.TODAY - DAY)
    promised(cast, title="晚的")
    given_up(cast, promised(cast, title="不办的", due=c.TODAY + 9 * DAY))
    page = c.enter(client, cast.people["leader"]).get("/api/deeds", asked).json()
    assert [row["title"] for row in page["rows"]] == titles


def announced(cast, **changes):
    plain = {"org": cast.county, "owner": cast.author, "employer": cast.employer, "day": c.TODAY + DAY}
    new = Announcement(**{**plain, "purpose": "看看生产", **changes})
    return announcements.announce_visit(new, by=cast.author, on=c.TODAY)


def test_an_announced_visit_says_what_its_page_says(cast, client):
    made, reader = announced(cast), c.enter(client, cast.people["leader"])
    gone = announcements.cancel_announcement(announced(cast), "企业停产", by=cast.author, on=c.TODAY)
    row = {
        "id": made.pk, "org": cast.county.pk, "owner": cast.author.pk, "employer": cast.employer.pk,
        "day": str(c.TODAY + DAY), "purpose": "看看生产", "state": "announced", "contact": "", "visit": None,
    }  # fmt: skip
    assert reader.get("/api/announcements").json() == {"rows": [row], "page": 1, "total": 1, "more": False}
    assert reader.get(f"/api/announcements/{made.pk}").json() == row
    (other,) = reader.get("/api/announcements", {"state": "cancelled"}).json()["rows"]
    assert (other["id"], other["state"]) == (gone.pk, "cancelled")


def test_rows_of_others_are_not_there(cast, client):
    deed, visit = promised(cast), announced(cast)
    stranger = c.with_account(c.officer("外人", cast.other_city, "officer"))
    reader = c.enter(client, stranger)
    for path in ("deeds", "announcements"):
        assert reader.get(f"/api/{path}").json()["total"] == 0
    assert reader.get(f"/api/deeds/{deed.pk}").status_code == 404
    assert reader.get(f"/api/announcements/{visit.pk}").status_code == 404
