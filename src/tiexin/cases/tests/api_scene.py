"""Machines at the door of matters, for their tests: who sends, what, and refusals that change nothing."""

import json
import uuid

from tiexin.cases.models import Case
from tiexin.orgs.tests import cast as c

EVIL = "<script>alert(1)</script>"
HUGE = 10**30


def enter(cast, client, who="officer"):
    return c.enter(type(client)(), who if not isinstance(who, str) else cast.people[who])


def post(client, path, **sent):
    return client.post(f"/api/cases{path}", json.dumps(sent), content_type="application/json")


def said(**more):
    plain = {
        "key": str(uuid.uuid4()),
        "kind": "dispute",
        "title": "拖欠工资",
        "name": "刘桂英",
        "phone": "139 0000 1111",
    }
    return {**plain, "text": "三个月没有发", "people": 1, "details": {"claim": "wages", "amount": "12500.50"}, **more}


def refused(client, field, path, **sent):
    """The words of a refusal that changed nothing."""
    states = lambda: sorted(Case.objects.values_list("pk", "state", "owner", "org", "lead", "cls", "due"))  # noqa: E731
    before = states()
    with c.nothing_written():
        answer = post(client, path, **sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content.decode()
    assert states() == before
    return answer.json()["message"]
