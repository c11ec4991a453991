"""The two rates of C170 move at the end of a survey by exactly its answers, and with nothing else."""

import pytest

from tiexin.duties import verify, worker
from tiexin.duties.definition import Do
from tiexin.duties.models import Gauge
from tiexin.duties.tests import scene as duties
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.scene import DAY
from tiexin.supervision.tests.survey_scene import BAD, GOOD, HALF, UNTIL, answered, closed, opened, recognised

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = scene.stage()
    found.duties = {name: rate(found, name) for name in ("satisfaction_answer", "recognition_answer")}
    return found


def rate(cast, measure):
    """As the pack says it: satisfied answers of all answers, with what is below."""
    every, good = (
        Do(measure=measure, count="sum"),
        Do(measure=measure, where={"answer": [GOOD]}, count="sum"),
    )
    said = {"kind": "rate", "target": "measured", "counted": "below", "over": every, "low": None}
    return duties.publish(cast.province, duties.tally(good, **said))[0]


def shown(cast, measure="satisfaction_answer"):
    """The good and all answers of each unit that has any; a recount from the facts finds the same."""
    duties.settle()
    assert verify.differences() == []
    rows = Gauge.objects.filter(term__duty=cast.duties[measure], base__gt=0).select_related("org")
    return {str(row.org): (row.value, row.base) for row in rows}


def test_nothing_moves_while_the_survey_runs(cast):
    made = answered(opened(cast), GOOD, GOOD, BAD, HALF, GOOD)
    assert shown(cast) == {}
    actions.withdraw_survey(made, "条子发错了", by=cast.asker, on=c.TODAY)
    assert shown(cast) == {}


def test_at_the_end_the_unit_and_those_above_have_exactly_its_answers(cast):
    closed(answered(opened(cast), GOOD, GOOD, BAD, HALF, GOOD), cast)
    assert shown(cast) == {"兴庆区": (3, 5), "银川市": (3, 5), "自治区总工会": (3, 5)}
    assert shown(cast, "recognition_answer") == {}


def test_two_surveys_add_up_and_each_moves_its_own_rate(cast):
    closed(answered(opened(cast), *[GOOD] * 5), cast)
    closed(answered(opened(cast, unit=cast.city), *[BAD] * 6), cast)
    closed(answered(recognised(cast), GOOD, GOOD, HALF), cast)
    assert shown(cast) == {"兴庆区": (5, 5), "银川市": (5, 11), "自治区总工会": (5, 11)}
    assert shown(cast, "recognition_answer") == {"兴庆区": (2, 3), "银川市": (2, 3), "自治区总工会": (2, 3)}


def test_of_too_few_nothing_moves(cast):
    closed(answered(opened(cast), GOOD, BAD, GOOD, GOOD), cast)
    assert shown(cast) == {}


def test_the_daily_look_of_the_worker_ends_and_counts(cast):
    answered(opened(cast), *[GOOD] * 6)
    assert worker.DAILY
    for look in worker.DAILY:
        look(UNTIL + DAY)
    assert shown(cast) == {"兴庆区": (6, 6), "银川市": (6, 6), "自治区总工会": (6, 6)}
