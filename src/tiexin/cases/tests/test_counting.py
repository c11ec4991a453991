"""Closed twice it is closed once; what a later answer says came back is all that came back."""

from datetime import timedelta

import pytest

from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered, stage
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
LATER = c.TODAY + timedelta(days=3)


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def replied(case, money=None, by=None, on=c.TODAY):
    outcome = {"opinion": "support", **({"recovered": money} if money else {})}
    return move_case(case, Step("reply", "已经处理", None, outcome), by=by, on=on)


def closed(cast, **said):
    return moved(registered(cast, "petition", **said), "accept", "reply", "close", by=cast.author)


def test_closed_opened_and_closed_again_is_one_closed_matter(cast):
    case = moved(closed(cast), "reopen", by=cast.chief)
    assert counted("case_closed", "qty") == []
    moved(case, "reply", "close", by=cast.author, on=LATER)
    assert counted("case_closed", "qty", "on") == [(1, LATER)]
    assert Fact.objects.filter(measure="case_closed").count() == 2  # nothing is erased


def test_the_voided_entry_is_pointed_to_by_the_one_that_voids_it(cast):
    case = closed(cast)
    first = Entry.objects.get(verb="close_case", thing_id=case.pk)
    moved(case, "reopen", by=cast.chief, on=LATER)
    voiding = Entry.objects.get(voids=first)
    assert (voiding.verb, voiding.by, voiding.on, voiding.org) == ("void", cast.chief, LATER, cast.county)


def test_asking_for_a_review_of_a_closed_matter_takes_the_closing_back(cast):
    moved(closed(cast), "ask_review", by=None)
    assert counted("case_closed", "qty") == []


def test_money_of_an_earlier_answer_counts_no_more_once_there_is_a_newer_one(cast):
    case = replied(moved(registered(cast, "petition"), "accept", by=cast.author), 1_000_000, by=cast.author)
    case = moved(case, "redo", by=cast.author)
    assert counted("money_recovered", "qty") == [(1_000_000,)]  # what came back is there until a newer answer
    replied(case, 1_250_000, by=cast.author, on=LATER)
    assert counted("money_recovered", "qty", "on") == [(1_250_000, LATER)]


def test_a_newer_answer_without_money_states_the_whole_too(cast):
    case = replied(moved(registered(cast, "petition"), "accept", by=cast.author), 1_000_000, by=cast.author)
    replied(moved(case, "redo", by=cast.author), by=cast.author)
    assert counted("money_recovered", "qty") == []
    assert "recovered" not in Case.objects.get().outcome


def test_three_rounds_count_once(cast):
    case = closed(cast)
    for _ in range(2):
        case = moved(moved(case, "reopen", by=cast.chief), "reply", "close", by=cast.author)
    assert counted("case_closed", "qty") == [(1,)]
    assert counted("money_recovered", "qty") == [(1_250_000,)]
    assert counted("case_taken", "qty") == [(1,)]


def test_what_another_matter_proved_stays(cast):
    closed(cast)
    moved(closed(cast), "reopen", "reply", by=cast.chief)
    assert counted("case_closed", "qty") == [(1,)]
    assert counted("money_recovered", "qty") == [(1_250_000,), (1_250_000,)]


def test_a_refused_answer_voids_nothing(cast):
    case = moved(closed(cast), "reopen", by=cast.chief)
    refuse("text", lambda: move_case(case, Step("reply", " "), by=cast.author, on=c.TODAY))
    refuse("ask_opinion", lambda: move_case(case, Step("reply", "已经处理"), by=cast.author, on=c.TODAY))
    assert counted("money_recovered", "qty") == [(1_250_000,)]


@pytest.mark.parametrize("measure", ["case_closed", "money_recovered"])
def test_gauges_count_it_once_and_stand_the_check(cast, measure):
    duty = scene.publish(cast.province, scene.tally(measure))[0]
    case = moved(closed(cast), "reopen", by=cast.chief)
    scene.settle()
    assert verify.differences() == []
    moved(case, "reply", "close", by=cast.author)
    scene.settle()
    assert verify.differences() == []
    assert scene.values(duty).get(cast.county.pk, 0) == 1
