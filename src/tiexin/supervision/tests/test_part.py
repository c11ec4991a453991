"""What stands on the page of a visit: checks for those who may read them, and nothing for anybody else."""

from types import SimpleNamespace

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision.actions.checks import Answer, answer_ask
from tiexin.supervision.models import RecordCheck
from tiexin.supervision.part import checks_of
from tiexin.supervision.tests import scene
from tiexin.visits import beside

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = scene.stage()
    found.inspection = scene.sampled(found)
    found.check = RecordCheck.objects.get(visit=found.visits[0])
    return found


def asking(cast, who):
    return SimpleNamespace(officer=cast.people[who], today=c.TODAY, needs="visits.see")


@pytest.mark.parametrize(
    ("who", "own"),
    [("officer", True), ("office", False), ("leader", False), ("city_office", False)],
)
def test_whoever_may_read_the_checks_sees_them(cast, who, own):
    part = checks_of(asking(cast, who), cast.visits[0])
    assert part.template == "tiexin/supervision/of_visit.html"
    assert part.said == {"checks": [cast.check], "own": own}


@pytest.mark.parametrize("who", ["stranger", "nobody", "system"])
def test_nobody_else_does(cast, who):
    assert checks_of(asking(cast, who), cast.visits[0]) is None


def test_a_visit_that_was_not_drawn_has_no_such_part(cast):
    other = scene.visited(cast)
    assert checks_of(asking(cast, "office"), other) is None
    assert beside.parts(asking(cast, "office"), other) == []
    assert len(beside.parts(asking(cast, "office"), cast.visits[0])) == 1


def test_the_author_is_led_to_the_reply_and_others_to_the_check(cast, client):
    ask = cast.check.asks.get(place=1)
    answer_ask(ask, Answer("no", "", "phone", c.TODAY), by=cast.inspector, on=c.TODAY)
    at = f"/visits/{cast.check.visit_id}/"
    page = c.enter(client, cast.author).get(at).content.decode()
    assert f"/inspections/checks/{cast.check.pk}/reply/" in page
    page = c.enter(client, cast.inspector).get(at).content.decode()
    assert f'/inspections/checks/{cast.check.pk}/"' in page
    assert f"/inspections/checks/{cast.check.pk}/reply/" not in page
