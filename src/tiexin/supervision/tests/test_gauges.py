"""What a spot check does to the numbers: an upheld one takes a visit's counts back, nothing else moves them."""

import pytest

from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests import scene as duties
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision import actions
from tiexin.supervision.actions.checks import Answer, answer_ask, decide_check, reply_to_check
from tiexin.supervision.models import RecordCheck
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, inspected, lacking, sampled
from tiexin.visits.actions import void_visit
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = scene.stage()
    found.duties = {
        name: duties.publish(found.province, duties.tally(Do(**do)))[0]
        for name, do in {
            "visits": {"measure": "visit"},
            "talks": {"measure": "talk"},
            "heads": {"measure": "talk", "count": "worker"},
            "firms": {"measure": "visit", "count": "employer"},
        }.items()
    }
    return found


def counted(cast):
    """The county's numbers after the worker has folded everything; a recount from the facts finds the same."""
    duties.settle()
    assert verify.differences() == []
    return {name: duties.values(duty).get(cast.county.pk, 0) for name, duty in cast.duties.items()}


def by(who, on=c.TODAY):
    return {"by": who, "on": on}


def disproved(cast):
    """The check of the first visit, after somebody said that nobody came and its author replied."""
    sampled(cast)
    check = RecordCheck.objects.get(visit=cast.visits[0])
    answer_ask(check.asks.get(place=1), Answer("no", "", "phone", c.TODAY), **by(cast.inspector))
    return reply_to_check(check, "去了二车间", **by(cast.author))


BOTH = {"visits": 2, "talks": 6, "heads": 3, "firms": 1}
ONE = {"visits": 1, "talks": 3, "heads": 3, "firms": 1}


def test_an_inspection_and_what_it_found_move_no_number(cast):
    assert counted(cast) == BOTH
    found = lacking(cast, inspected(cast))
    actions.answer_shortcoming(found, "补了", **by(cast.author))
    actions.recheck_shortcoming(found, actions.Recheck(True, "看过"), **by(cast.inspector))
    assert counted(cast) == BOTH


def test_asked_and_replied_the_visit_still_counts_until_the_conclusion(cast):
    check = disproved(cast)
    assert counted(cast) == BOTH
    decide_check(check, True, "登记人认可", **by(cast.inspector))
    assert counted(cast) == ONE


def test_a_dropped_doubt_leaves_every_number(cast):
    decide_check(disproved(cast), False, "另一位作证", **by(cast.inspector))
    assert counted(cast) == BOTH


def test_both_visits_upheld_leave_nothing_but_the_records(cast):
    check = disproved(cast)
    other = RecordCheck.objects.exclude(pk=check.pk).get()
    answer_ask(other.asks.get(place=1), Answer("no", "", "face", c.TODAY), **by(cast.inspector))
    reply_to_check(other, "也去了", **by(cast.author))
    for each in (check, other):
        decide_check(each, True, "两位都说没有来", **by(cast.inspector))
    assert counted(cast) == dict.fromkeys(BOTH, 0)
    assert Visit.objects.filter(voided=c.TODAY).count() == 2


def test_what_the_author_voided_first_is_taken_back_once(cast):
    check = disproved(cast)
    void_visit(check.visit, "本人发现写错", **by(cast.author))
    assert counted(cast) == ONE
    decide_check(check, True, "本人认可", **by(cast.inspector))
    assert counted(cast) == ONE


def test_a_visit_made_in_earnest_afterwards_counts_beside_the_voided_one(cast):
    decide_check(disproved(cast), True, "登记人认可", **by(cast.inspector))
    scene.visited(cast, on=c.TODAY, known=[cast.worker])
    assert counted(cast) == {"visits": 2, "talks": 4, "heads": 3, "firms": 1}


def test_a_refused_conclusion_moves_nothing(cast):
    check = disproved(cast)
    RecordCheck.objects.filter(pk=check.pk).update(state="to_author", due=c.TODAY + DAY)
    with pytest.raises(Exception, match="还没有说明"), c.nothing_written():
        decide_check(check, True, "不等了", **by(cast.inspector))
    assert counted(cast) == BOTH
