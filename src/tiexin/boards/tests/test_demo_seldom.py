"""What is seldom stands in the demo once: no list of it is empty."""

import pytest

from tiexin.boards.demo import seldom
from tiexin.cases.models import Case, CaseOrigin, ClockStop, Delay
from tiexin.cases.tests.case_scene import stage
from tiexin.evidence.models import Fact
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    for org in (found.city, found.province):
        c.officer("桑玉梅", org, "officer")
    return found


def test_each_kind_and_state_is_there(cast):
    made = seldom.come_seldom(c.TODAY)
    assert made == Case.objects.count() == 7
    kinds = sorted(Case.objects.values_list("kind", flat=True))
    assert kinds == ["officer_complaint", *["petition"] * 4, "retaliation", "system_complaint"]
    states = set(Case.objects.values_list("state", flat=True))
    assert {"reviewing", "second_reviewing", "registered", "accepted"} <= states
    assert (ClockStop.objects.filter(until=None).count(), Delay.objects.waiting().count()) == (1, 1)


def test_what_passes_the_unit_by_is_not_seen_there(cast):
    seldom.come_seldom(c.TODAY)
    past = Case.objects.filter(kind__in=("retaliation", "officer_complaint"))
    assert {case.org for case in past} == {cast.city} and all(case.sealed for case in past)


def test_what_was_accepted_counts_once(cast):
    seldom.come_seldom(c.TODAY)
    assert Fact.objects.live().filter(measure="case_taken").count() == 4
    assert not CaseOrigin.objects.exists()  # nobody was visited here


def test_done_twice_it_is_refused_whole_and_without_people_nothing_is_made(cast):
    seldom.come_seldom(c.TODAY)
    with c.nothing_written(), pytest.raises(Exception, match="已经登记过"):
        seldom.come_seldom(c.TODAY)
    Officer.objects.filter(org=cast.county).update(until=c.TODAY)
    assert seldom.come_seldom(c.TODAY) == 0
