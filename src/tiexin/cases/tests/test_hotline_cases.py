"""A call from which a matter was registered: taken up at once or done later; whom an officer sees on the line."""

import pytest

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import queries
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    found = scene.stage()
    said = {"kind": "dispute", "on": c.TODAY, "at": now(), "channel": "hotline", "title": "工资没有发"}
    index = blind_index(scene.PHONE, "worker.phone")
    found.case = Case.objects.create(org=found.county, first_org=found.county, phone_index=index, **said)
    yield found
    calendar.forget()


def counted():
    kept = Fact.objects.filter(measure__in=actions.KEPT.values()).order_by("pk")
    return [(each.measure, each.by_org, each.at_org) for each in kept]


@pytest.mark.parametrize(
    ("what", "at_once", "later"),
    [("request", ["call_taken"], []), ("difficulty", [], ["call_helped"]), ("question", [], ["call_answered"])],
)
def test_a_promise_is_kept_once(cast, what, at_once, later):
    where = (cast.province, cast.county)
    call = actions.link_case(scene.told("ringing", "answered"), cast.case, what, by=cast.by, on=c.TODAY)
    assert (call.case, counted()) == (cast.case, [(each, *where) for each in at_once])
    assert actions.keep_promise(cast.case, by=cast.by, on=c.TODAY) == len(later)
    assert actions.keep_promise(cast.case, by=cast.by, on=c.TODAY) == 0
    assert counted() == [(each, *where) for each in at_once + later]


def test_a_call_is_one_matter(cast):
    call = actions.link_case(scene.told("ringing", "answered"), cast.case, by=cast.by, on=c.TODAY)
    before = c.rows()
    with pytest.raises(Refused):
        actions.link_case(call, cast.case, "difficulty", by=cast.by, on=c.TODAY)
    assert c.rows() == before


def test_a_matter_shows_at_ringing_to_whoever_reaches_it(cast, rf):
    call = scene.told("ringing")
    request = rf.get("/")
    request.today, request.officer = c.TODAY, cast.by
    assert (list(queries.caller(call, request).cases), list(queries.caller(call, request).workers)) == ([cast.case], [])
    stranger = rf.get("/")
    stranger.today, stranger.officer = c.TODAY, c.officer("外人", cast.other_county, "officer")
    assert list(queries.caller(call, stranger).cases) == []
