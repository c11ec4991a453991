"""Two fingers at one hour: it is given once, moved once, given up once, whoever presses.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.db import connection

from tiexin.cases.actions.appointments import book_appointment, close_appointment, drop_slot
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step
from tiexin.cases.appointments.models import Appointment
from tiexin.cases.models import CaseStep
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.outbox.models import Message
from tiexin.portal.actions.coming import give_up_hour, move_hour, take_hour
from tiexin.portal.tests.hours_scene import begun, hour, stage, states, talk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    return stage()


def taking(case, slot):
    return lambda: take_hour(case, slot, on=c.TODAY)


def test_three_workers_take_the_same_hour_and_one_has_it(cast):
    slot, cases = hour(cast), [talk(cast) for _ in range(3)]
    refused = one_wins(*(taking(case, slot) for case in cases))
    assert {each.field for each in refused} == {"slot"}
    assert Appointment.objects.filter(slot=slot, state="booked").count() == Appointment.objects.count() == 1
    assert CaseStep.objects.filter(event="contacted").count() == 1


def test_a_worker_and_an_officer_take_the_same_hour(cast):
    slot, mine, theirs = hour(cast), talk(cast), talk(cast)
    one_wins(taking(mine, slot), lambda: book_appointment(theirs, slot, by=cast.author, on=c.TODAY))
    assert Appointment.objects.filter(slot=slot, state="booked").count() == 1


def test_the_same_finger_three_times_is_one_hour_and_one_message(cast):
    slot, case = hour(cast), talk(cast)
    assert at_once(*(taking(case, slot) for _ in range(3))) == [None, None, None]
    assert states(case) == [(slot.pk, "booked", None)]
    assert Message.objects.filter(officer=cast.listener, channel="app").count() == 1


def test_two_hours_at_once_for_one_matter_are_one(cast):
    case, hours = talk(cast), [hour(cast), hour(cast, 15)]
    one_wins(*(taking(case, slot) for slot in hours))
    assert [state for _, state, _ in states(case)] == ["booked"]


def test_moved_and_given_up_at_once_leaves_one_end(cast):
    case, first, second = talk(cast), hour(cast), hour(cast, 15)
    take_hour(case, first, on=c.TODAY)
    ends = at_once(lambda: move_hour(case, second, on=c.TODAY), lambda: give_up_hour(case, on=c.TODAY))
    assert ends[1] is None  # what was moved is given up, or what was given up is not moved
    assert [state for _, state, _ in states(case)] == (["moved", "cancelled"] if ends[0] is None else ["cancelled"])


def test_given_up_twice_at_once_is_once(cast):
    case = talk(cast)
    take_hour(case, hour(cast), on=c.TODAY)
    one_wins(*(lambda: give_up_hour(case, on=c.TODAY) for _ in range(3)))
    assert CaseStep.objects.filter(case=case, label="本人取消预约").count() == 1


def test_two_change_places_at_once_and_nobody_loses_theirs(cast):
    one, two, first, second = talk(cast), talk(cast), hour(cast), hour(cast, 15)
    take_hour(one, first, on=c.TODAY)
    take_hour(two, second, on=c.TODAY)
    ends = at_once(lambda: move_hour(one, second, on=c.TODAY), lambda: move_hour(two, first, on=c.TODAY))
    assert [each.field for each in ends] == ["slot", "slot"]
    assert Appointment.objects.filter(state="booked").count() == 2 == Appointment.objects.count()


def test_taken_and_taken_back_at_once_is_never_both(cast):
    case, slot = talk(cast), hour(cast)
    one_wins(taking(case, slot), lambda: drop_slot(slot, by=cast.listener, on=c.TODAY))
    slot.refresh_from_db()
    assert (slot.dropped is None) == Appointment.objects.filter(slot=slot).exists()


def test_withdrawn_and_taken_at_once_nobody_is_waited_for(cast):
    case, slot = talk(cast), hour(cast)
    at_once(taking(case, slot), lambda: move_own(case, Step("withdraw", "好多了"), on=c.TODAY))
    assert Appointment.objects.filter(case=case, state="booked").count() == 0


def test_closed_by_the_officer_and_given_up_by_the_asker(cast):
    case, slot = talk(cast), begun(cast, 5)
    made = take_hour(case, slot, on=c.TODAY)
    one_wins(
        lambda: close_appointment(made, True, "谈过", by=cast.listener, on=slot.day),
        lambda: give_up_hour(case, on=c.TODAY),
    )
    made.refresh_from_db()
    assert made.state in {"done", "cancelled"}
