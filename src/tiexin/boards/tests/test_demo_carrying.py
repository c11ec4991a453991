"""What the demo's agents carry: every class decided, authorisations in every state, two clocks, who speaks."""

import pytest

from tiexin.boards.demo import carrying
from tiexin.cases.models import Case, Errand, Judgement, Mandate, Speaker
from tiexin.cases.tests.agency_scene import DAY, petition, rostered, stage
from tiexin.cases.tests.case_scene import moved
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
LATER = c.TODAY + 12 * DAY


@kept.fixture
def cast():
    found = stage()
    rostered(found, found.mate)
    for _ in range(15):
        petition(found)
    return found


def test_the_demo_has_every_end_of_agency(cast):
    made = carrying.carry(LATER)
    states = {each.force.state(LATER) for each in Mandate.objects.all()}
    assert made == Mandate.objects.count() > 5 and states == {"draft", "open", "withdrawn"}
    assert set(Judgement.objects.values_list("cls", flat=True)) == {"solve", "help", "explain"}
    offered = set(Judgement.objects.filter(cls="explain").values_list("case", flat=True))
    assert not Mandate.objects.filter(case__in=offered).exists()
    assert {bool(each.answered) for each in Errand.objects.all()} == {True, False}


def test_whoever_reads_a_matter_reads_its_steps_in_the_order_of_their_days(cast):
    for case in Case.objects.open():
        moved(case, "accept", by=case.owner, on=LATER - 3 * DAY)
    carrying.carry(LATER)
    days = [list(case.steps.order_by("pk").values_list("at__date", flat=True)) for case in Case.objects.all()]
    assert days == [sorted(each) for each in days] and max(map(len, days)) > 3


def test_one_matter_of_many_speaks_through_three_of_whom_one_was_replaced(cast):
    carrying.carry(LATER)
    assert Speaker.objects.standing().count() == 3 and Speaker.objects.exclude(until=None).count() == 1
    case = Speaker.objects.first().case
    assert (case.people, case.members.standing().count()) == (26, 12)


def test_each_matter_that_was_authorised_counts_once(cast):
    carrying.carry(LATER)
    signed = Mandate.objects.exclude(signed=None).values("case").distinct().count()
    assert Fact.objects.live().filter(measure="petition_accepted").count() == signed > 0


def test_without_matters_and_without_people_nothing_is_made():
    assert carrying.carry(c.TODAY) == Judgement.objects.count() == 0
