"""What one does to practise, in the tests: enter, write down a visit, let the worker work."""

from tiexin.boards.practice import actions
from tiexin.duties import fold
from tiexin.duties.models import Gauge, PlanVersion, State
from tiexin.orgs.tests import cast as c
from tiexin.plans import tasks
from tiexin.visits.models import Visit

KEY_SENT = "6f1a44f0-8f0e-4c58-9c43-0000000000aa"
VISITED = {"key": KEY_SENT, "on": c.TODAY, "methods": "hear", "name": ["练一", "练二"], "role": ["front_line"] * 2}


def publish():
    """Do the worker's part: the plan that waits, then everything that was written."""
    for version in PlanVersion.objects.filter(state=State.PUBLISHING):
        tasks.publish_version.call(version.pk)
    while fold.drain(1000):
        pass


def begin(cast):
    """The double of 李秀兰, and the practice plan in force."""
    double = actions.enter(cast.people["officer"], on=c.TODAY)
    publish()
    return double


def practise(client, who, role="officer"):
    c.enter(client, who)
    assert client.post("/practice/enter/", {"role": role})["Location"] == "/home/"
    return client


def visit(client, employer):
    """Write down a visit as one does: the page saves it and tells what it moved."""
    answer = client.post("/visits/new/", {**VISITED, "employer": employer.pk})
    assert answer.status_code == 302
    return Visit.objects.latest("pk")


def gauges(side):
    """The gauges of one side: clause, unit, subject → value."""
    found = Gauge.objects.filter(org__practice=side).select_related("term__duty__clause", "org").order_by("pk")
    return {(each.term.duty.clause.code, str(each.org), each.subject): each.value for each in found}
