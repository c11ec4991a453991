"""Two machines at the same moment: one matter, one taker, one step; whoever loses hears it in plain words.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import json
import uuid

import pytest
from django.db import connection
from django.test import Client

from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.models import Case, Offer
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    return stage()


def together(*posts):
    """Send requests in threads that start together; return the statuses and answers."""
    found = []

    def send(client, path, sent):
        answer = client.post(f"/api/cases{path}", json.dumps(sent), content_type="application/json")
        found.append((answer.status_code, answer.json()))

    at_once(*(lambda each=each: send(*each) for each in posts))
    assert len(found) == len(posts)
    return found


def test_the_same_matter_sent_at_once_is_one(cast):
    client = c.enter(Client(), cast.author)
    sent = {"key": str(uuid.uuid4()), "kind": "dispute", "title": "拖欠工资", "name": "刘桂英"}
    sent |= {"details": {"claim": "wages"}}
    found = together(*[(client, "", sent)] * 3)
    case = Case.objects.get()
    assert [status for status, _ in found] == [201] * 3
    assert {(each["id"], each["number"]) for _, each in found} == {(case.pk, case.number)}
    assert case.steps.count() == 1 and case.parts.count() == 2


def test_an_offer_is_taken_by_one(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=c.TODAY)
    others = [cast.people["city_office"], c.officer("石立", cast.city, "officer")]
    found = together(*((c.enter(Client(), each), f"/{case.pk}/take", {}) for each in others))
    assert sorted(status for status, _ in found)[0] == 201
    assert {status for status, _ in found} <= {201, 404, 422} and len({status for status, _ in found}) == 2
    assert Offer.objects.get().answer == "taken" and case.parts.filter(role="owner", until=None).count() == 1


def test_a_step_read_by_two_is_taken_by_one(cast):
    case = registered(cast, "petition")
    sent = {"move": "accept", "text": "受理", "seen": case.steps.get().pk}
    clients = [c.enter(Client(), each) for each in (cast.author, cast.chief)]
    found = together(*((each, f"/{case.pk}/steps", sent) for each in clients))
    assert sorted(status for status, _ in found) == [201, 422]
    assert case.steps.filter(event="accepted").count() == 1
