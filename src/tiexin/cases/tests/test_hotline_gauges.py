"""What the provincial plan counts of the four promises (C146): each kind of call over the calls of that kind."""

import pytest

from tiexin.cases.actions.hotline import answer_question, link_case, mark_call
from tiexin.cases.tests import hotline_scene as hotline
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.loader import PACKS
from tiexin.plans.tests.desk import read

pytestmark = pytest.mark.django_db
PROMISES = ("C146-connected", "C146-answered", "C146-taken", "C146-helped")


@pytest.fixture
def cast():
    found = hotline.stage()
    found.author = found.people["officer"]
    yield found
    calendar.forget()


@pytest.fixture(scope="module")
def owed():
    return {each.id: each.definition for each in read(PACKS / "province-f2f.yaml").duties}


@pytest.fixture
def duties(cast, owed):
    return {name: scene.publish(cast.province, owed[name])[0] for name in PROMISES}


def kept(cast, duties):
    """Of each promise: how often it was kept, over how many calls."""
    scene.settle()
    assert verify.differences() == []
    both = [(scene.values(duty), scene.values(duty, "base")) for duty in duties.values()]
    return [(value.get(cast.province.pk, 0), base.get(cast.province.pk, 0)) for value, base in both]


def came(name="c1"):
    return hotline.told("ringing", "answered", "hung_up", call=name)


def test_a_call_counts_among_its_kind_once_it_is_said(cast, duties):
    call = came()
    hotline.told("ringing", call="c2")
    assert kept(cast, duties) == [(1, 2), (0, 0), (0, 0), (0, 0)]
    mark_call(call, "difficulty", by=cast.by, on=c.TODAY)
    assert kept(cast, duties) == [(1, 2), (0, 0), (0, 0), (0, 1)]
    mark_call(call, "difficulty", by=cast.by, on=c.TODAY)  # said again
    mark_call(call, "request", by=cast.by, on=c.TODAY)  # no, the other
    assert kept(cast, duties) == [(1, 2), (0, 0), (0, 1), (0, 0)]
    answer_question(call, by=cast.by, on=c.TODAY)
    assert kept(cast, duties) == [(1, 2), (1, 1), (0, 0), (0, 0)]
    assert Fact.objects.live().filter(measure="call_received").count() == 2


def test_a_late_event_counts_nothing_twice(cast, duties):
    call = came()
    mark_call(call, "question", by=cast.by, on=c.TODAY)
    hotline.told("ringing", "answered", "hung_up", "recorded", call="c1")
    assert kept(cast, duties) == [(1, 1), (0, 1), (0, 0), (0, 0)]


def test_a_request_is_taken_up_with_its_matter_and_a_hardship_helped_with_its_outcome(cast, duties):
    link_case(came(), registered(cast, "petition"), by=cast.by, on=c.TODAY)
    hard = registered(cast, "petition", title="住院急用钱")
    link_case(came("c2"), hard, "difficulty", by=cast.by, on=c.TODAY)
    assert kept(cast, duties) == [(2, 2), (0, 0), (1, 1), (0, 1)]
    moved(hard, "accept", "begin", "reply", by=cast.author)
    assert kept(cast, duties) == [(2, 2), (0, 0), (1, 1), (1, 1)]
