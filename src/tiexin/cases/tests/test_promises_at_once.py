"""Two people at the same moment: one hour, one number, one decision, one reminder, one second question.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from datetime import timedelta

import pytest
from django.db import connection

from tiexin.cases.actions.appointments import (
    book_appointment,
    close_appointment,
    drop_slot,
    move_appointment,
    offer_slot,
)
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.letters import NewLetter, deliver_letter, issue_letter
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion, recheck_call_back, remind_unanswered
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.letters.models import CaseLetter, LetterDelivery
from tiexin.cases.models import CaseClock
from tiexin.cases.rates.models import AnswerReminder, Exclusion, Recheck
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, registered
from tiexin.core.days import opening
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.outbox.models import Message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
WHO = {"on": c.TODAY}


@pytest.fixture
def cast(transactional_db):
    found = scene.stage()
    found.listener = c.officer("许静", found.county, "officer")
    return found


def hour(cast, at=9):
    first = opening(c.TODAY + DAY) + timedelta(hours=at)
    new = Slot(org=cast.county, place="谈心室", begins=first, ends=first + timedelta(minutes=50))
    return offer_slot(new, by=cast.listener, on=c.TODAY)


def talk(cast):
    return registered(cast, "counselling", title="睡不着", details={})


def test_one_of_two_matters_takes_the_hour(cast):
    slot, talks = hour(cast), [talk(cast) for _ in range(3)]
    refused = one_wins(*(lambda case=case: book_appointment(case, slot, by=cast.author, **WHO) for case in talks))
    assert {each.field for each in refused} == {"slot"}
    assert Appointment.objects.filter(state="booked").count() == 1


def test_one_matter_takes_one_of_two_hours(cast):
    case, hours = talk(cast), [hour(cast), hour(cast, 14)]
    refused = one_wins(*(lambda slot=slot: book_appointment(case, slot, by=cast.author, **WHO) for slot in hours))
    assert ["已经约了" in str(each) for each in refused] == [True]


def test_the_same_hour_is_offered_once(cast):
    refused = one_wins(lambda: hour(cast), lambda: hour(cast))
    assert [each.field for each in refused] == ["begins"]
    assert Slot.objects.count() == 1


def test_an_hour_is_taken_or_taken_back(cast):
    slot, case = hour(cast), talk(cast)
    one_wins(
        lambda: book_appointment(case, slot, by=cast.author, **WHO),
        lambda: drop_slot(slot, by=cast.listener, **WHO),
    )
    slot.refresh_from_db()
    assert (slot.dropped is None) == (Appointment.objects.count() == 1)


def test_an_appointment_is_moved_or_closed(cast):
    made, other = book_appointment(talk(cast), hour(cast), by=cast.author, **WHO), hour(cast, 14)
    one_wins(
        lambda: move_appointment(made, other, by=cast.author, **WHO),
        lambda: close_appointment(made, True, "", by=cast.listener, on=c.TODAY + DAY),
    )
    made.refresh_from_db()
    assert made.state in {"moved", "done"}


def test_letters_at_the_same_moment_leave_no_gap(cast):
    cases = [registered(cast, "supervision_letter", details={"matter": "wages"}) for _ in range(4)]
    new = NewLetter("opinion", "某厂", "请改正")
    issue = [lambda case=case: issue_letter(case, new, by=cast.author, **WHO) for case in cases]
    assert at_once(*issue) == [None] * 4
    assert sorted(CaseLetter.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_the_same_letter_sent_twice_is_one(cast):
    case = registered(cast, "supervision_letter", details={"matter": "wages"})
    new = NewLetter("opinion", "某厂", "请改正", case.steps.latest("pk").pk)
    one_wins(*(lambda: issue_letter(case, new, by=cast.author, **WHO) for _ in range(2)))
    assert list(CaseLetter.objects.values_list("serial", flat=True)) == [1]


def test_a_letter_arrives_once_and_starts_one_term(cast):
    case = registered(cast, "supervision_letter", details={"matter": "wages"})
    letter = issue_letter(case, NewLetter("opinion", "某厂", "请改正"), by=cast.author, **WHO)
    one_wins(*(lambda: deliver_letter(letter, c.TODAY, "hand", by=cast.author, **WHO) for _ in range(3)))
    assert (LetterDelivery.objects.count(), CaseClock.objects.filter(case=case, rule="employer").count()) == (1, 1)


def test_a_matter_is_asked_to_be_left_out_once(cast):
    case = registered(cast)
    one_wins(*(lambda: ask_exclusion(case, "court", "立案了", by=cast.author, **WHO) for _ in range(3)))
    assert Exclusion.objects.count() == 1


def test_one_of_two_decisions_stands(cast):
    made = ask_exclusion(registered(cast), "court", "立案了", by=cast.author, **WHO)
    one_wins(
        lambda: decide_exclusion(made, True, "属实", by=cast.above, **WHO),
        lambda: decide_exclusion(made, False, "不属实", by=cast.other, **WHO),
    )
    made.refresh_from_db()
    assert (made.state, made.answer) in {("granted", "属实"), ("refused", "不属实")}


def test_a_call_back_is_asked_again_once(cast):
    first = scene.called_back(cast)
    scene.drawn(cast)
    again = [cast.other, cast.above]
    heard = Heard(True, "yes", "satisfied")
    one_wins(*(lambda who=who: recheck_call_back(first, heard, by=who, **WHO) for who in again))
    assert Recheck.objects.ended().count() == 1


def test_two_runs_at_once_remind_once(cast):
    scene.replied(cast)
    later = c.TODAY + 7 * DAY
    assert at_once(lambda: remind_unanswered(later), lambda: remind_unanswered(later)) == [None, None]
    assert AnswerReminder.objects.count() == 1
    assert Message.objects.filter(source__contains="answer-reminder").count() == 1
