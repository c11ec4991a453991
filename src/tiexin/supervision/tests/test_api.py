"""Inspections, shortcomings and scores for machines: what a row says, the pages' filters, nobody else's rows."""

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.supervision.actions import Recheck, answer_shortcoming, recheck_shortcoming
from tiexin.supervision.tests import scene, test_scores
from tiexin.supervision.tests.scene import DAY, SHEET, inspected, lacking
from tiexin.supervision.tests.test_scores import published

pytestmark = pytest.mark.django_db
plan, made = test_scores.plan, test_scores.made


@pytest.fixture
def cast():
    return scene.stage()


def test_an_inspection_says_what_its_page_says(cast, client):
    found, reader = inspected(cast), c.enter(client, cast.people["office"])
    row = {
        "id": found.pk, "org": cast.province.pk, "unit": cast.county.pk, "on": str(c.TODAY), "way": "hear",
        "sheet_name": SHEET, "sheet_hash": found.sheet_hash, "draw": None,
    }  # fmt: skip
    assert reader.get("/api/inspections").json() == {"rows": [row], "page": 1, "total": 1, "more": False}
    assert reader.get(f"/api/inspections/{found.pk}").json() == row
    assert reader.get("/api/inspections", {"way": "sample"}).json()["total"] == 0


def test_a_shortcoming_says_what_its_page_says(cast, client):
    found, reader = lacking(cast, inspected(cast)), c.enter(client, cast.people["office"])
    row = {
        "id": found.pk, "inspection": found.inspection_id, "unit": cast.county.pk, "owner": cast.author.pk,
        "text": "启动不及时", "clause": "", "due": str(c.TODAY + 10 * DAY), "late": False, "state": "open",
        "closed": None,
    }  # fmt: skip
    assert reader.get("/api/shortcomings").json() == {"rows": [row], "page": 1, "total": 1, "more": False}
    assert reader.get(f"/api/shortcomings/{found.pk}").json() == row


@pytest.mark.parametrize(
    ("asked", "texts"), [({}, ["开着的"]), ({"state": "closed"}, ["销号的"]), ({"late": "yes"}, [])]
)
def test_shortcomings_are_narrowed_as_on_their_page(cast, client, asked, texts):
    inspection = inspected(cast)
    lacking(cast, inspection, text="开着的")
    answered = answer_shortcoming(lacking(cast, inspection, text="销号的"), "补了", by=cast.author, on=c.TODAY)
    recheck_shortcoming(answered, Recheck(True, "看过了"), by=cast.inspector, on=c.TODAY)
    page = c.enter(client, cast.people["office"]).get("/api/shortcomings", asked).json()
    assert [row["text"] for row in page["rows"]] == texts


def test_a_score_says_what_its_page_says(made, client):
    score, reader = published(made), c.enter(client, made.cast.people["office"])
    (row,) = reader.get("/api/scores").json()["rows"]
    assert reader.get(f"/api/scores/{score.pk}").json() == row
    assert {name: row[name] for name in ("id", "org", "unit", "on", "corrects")} == {
        "id": score.pk, "org": score.org_id, "unit": score.unit_id, "on": str(score.on), "corrects": None,
    }  # fmt: skip
    assert (row["earned"], row["full"], row["total"], row["result"]) == (
        score.earned, score.full, score.total, score.result,
    )  # fmt: skip
    assert row["lines"] == score.lines
    assert reader.get("/api/scores", {"unit": "石嘴山"}).json()["total"] == 0


def test_rows_of_others_are_not_there(cast, client):
    lack = lacking(cast, inspected(cast))
    reader = c.enter(client, c.with_account(c.officer("外人", cast.other_city, "officer")))
    for path in ("inspections", "shortcomings", "scores"):
        assert reader.get(f"/api/{path}").json()["total"] == 0
    assert reader.get(f"/api/inspections/{lack.inspection_id}").status_code == 404
    assert reader.get(f"/api/shortcomings/{lack.pk}").status_code == 404
