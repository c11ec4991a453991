"""Surveys of effect in practice: they judge nobody in earnest, and what they count stands apart."""

import pytest

from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.actions.surveys import NewBody
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.survey_scene import GOOD, answered, by, refused, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def practising(cast):
    """A sibling city and its county stand in practice, as the units of that tree do."""
    Org.objects.filter(pk__in=[cast.other_city.pk, cast.other_county.pk]).update(practice=True)
    for unit in (cast.other_city, cast.other_county):
        unit.refresh_from_db()
    return cast


def test_practice_and_earnest_never_judge_one_another(practising):
    new = wanted(practising, kind="recognition", unit=practising.other_county)
    found = refused("练习单位和正式单位", actions.open_survey, new, **by(practising.asker))
    assert found.field == "unit"


def test_a_survey_in_practice_counts_as_practice(practising):
    other = practising.people["stranger"]
    new = wanted(practising, kind="recognition", org=practising.other_city, unit=practising.other_county)
    made = actions.open_survey(new, **by(other))
    for name in ("一家", "二家", "三家"):
        actions.ask_body(made, NewBody("party", name), **by(other))
    actions.close_survey(answered(made, GOOD, GOOD, GOOD), **by(other))
    fact = Fact.objects.get(measure="recognition_answer")
    assert set(fact.tag_set.tags.values_list("key", "value")) == {("answer", GOOD), ("practice", "yes")}
