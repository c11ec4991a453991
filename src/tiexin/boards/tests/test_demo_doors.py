"""What workers of the demo brought to their unions stands in every state that a list should show."""

import pytest

from tiexin.boards.demo import doors
from tiexin.cases.models import Case, CaseClock, CaseStep, Offer
from tiexin.cases.tests.case_scene import stage
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@kept.fixture
def opened():
    cast = stage()
    for number, name in enumerate(("桑玉梅", "柏建军", "凌晓东")):
        c.officer(name, (cast.city, cast.other_county, cast.other_city)[number], "officer")
    c.worker(cast.foreign, "傅桂兰")
    doors.open_doors()
    return cast


def test_each_unit_with_an_officer_received_some_and_they_stand_in_several_states(opened):
    assert Case.objects.values_list("org").distinct().count() >= 4
    states = set(Case.objects.values_list("state", flat=True))
    assert {"registered", "accepted", "closed"} <= states | {"closed"} and len(states) >= 3


def test_everything_was_done_on_days_of_the_demo_by_whoever_received_it(opened):
    for case in Case.objects.all():
        assert case.on >= doors.FIRST
        assert case.first.org_id == case.first_org_id
    assert set(CaseStep.objects.filter(by=None)) == set()


def test_what_was_accepted_counts_and_what_runs_has_a_day(opened):
    accepted = CaseStep.objects.filter(event="accepted").count()
    assert Fact.objects.live().filter(measure="case_taken").count() == accepted > 0
    assert not CaseClock.objects.filter(met=None, ended=None, due=None).exists()


def test_no_person_of_the_demo_has_two_open_offers(opened):
    assert Offer.objects.filter(answer="").count() == Offer.objects.count()
    assert Case.objects.filter(phone_sealed__isnull=False).count() == 0


def test_opening_the_doors_twice_is_refused_whole(opened):
    with c.nothing_written(), pytest.raises(Exception, match="已经登记过"):
        doors.open_doors()
