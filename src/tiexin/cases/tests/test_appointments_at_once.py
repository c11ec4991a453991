"""Hours and letters at the same moment: one hour moved to twice, one end of two, one number a letter.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from datetime import timedelta

import pytest
from django.db import connection

from tiexin.cases.actions.appointments import (
    book_appointment,
    cancel_appointment,
    close_appointment,
    move_appointment,
    offer_slot,
)
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.crisis import follow_up
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.models import CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, registered, stage
from tiexin.core.days import opening
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    found = stage()
    found.listener = c.officer("许静", found.county, "officer")
    return found


def hour(cast, at=9, *, minutes=50):
    first = opening(c.TODAY + DAY) + timedelta(hours=at)
    new = Slot(org=cast.county, place="谈心室", begins=first, ends=first + timedelta(minutes=minutes))
    return offer_slot(new, by=cast.listener, on=c.TODAY)


def booked(cast, at=9):
    case = registered(cast, "counselling", title="睡不着", details={})
    return book_appointment(case, hour(cast, at), by=cast.author, on=c.TODAY)


def moving(cast, made, slot):
    return lambda: move_appointment(made, slot, by=cast.author, on=c.TODAY)


def test_two_move_to_the_same_hour_and_one_keeps_its_own(cast):
    first, second, free = booked(cast), booked(cast, 11), hour(cast, 14)
    refused = one_wins(moving(cast, first, free), moving(cast, second, free))
    assert [each.field for each in refused] == ["slot"]
    assert Appointment.objects.filter(state="booked").count() == 2
    assert Appointment.objects.filter(state="booked", slot=free).count() == 1


def test_one_appointment_is_moved_once(cast):
    made, hours = booked(cast), [hour(cast, 11), hour(cast, 14)]
    refused = one_wins(*(moving(cast, made, slot) for slot in hours))
    assert ["已改期" in str(each) for each in refused] == [True]
    assert Appointment.objects.filter(state="booked").count() == 1


def test_two_change_places_at_once_and_nothing_is_lost(cast):
    first, second = booked(cast), booked(cast, 11)
    ends = at_once(moving(cast, first, second.slot), moving(cast, second, first.slot))
    assert [each.field for each in ends] == ["slot", "slot"]  # neither hour was free
    assert Appointment.objects.filter(state="booked").count() == 2 == Appointment.objects.count()


def test_it_is_given_up_or_closed(cast):
    made, on = booked(cast), c.TODAY + DAY
    one_wins(
        lambda: cancel_appointment(made, "孩子病了", by=cast.author, on=on),
        lambda: close_appointment(made, True, "谈过", by=cast.listener, on=on),
    )
    made.refresh_from_db()
    assert made.state in {"cancelled", "done"} and bool(made.note_sealed) == (made.state == "done")


def test_it_is_closed_once_with_one_step(cast):
    made, on = booked(cast), c.TODAY + DAY
    one_wins(*(lambda: close_appointment(made, True, "谈过", by=cast.listener, on=on) for _ in range(3)))
    assert CaseStep.objects.filter(case=made.case, label="来了").count() == 1


def test_the_matter_is_withdrawn_or_its_hour_moved(cast):
    made, other = booked(cast), hour(cast, 14)
    withdraw = Step("withdraw", "不想谈了", None, {})
    at_once(
        moving(cast, made, other),
        lambda: move_case(made.case, withdraw, by=cast.author, on=c.TODAY),
    )
    labels = list(CaseStep.objects.filter(case=made.case).order_by("pk").values_list("label", flat=True))
    assert labels[-2:] == ["撤回", "取消预约"]  # nothing is agreed on after its end, and nobody waits
    assert not Appointment.objects.filter(case=made.case, state="booked").exists()


def test_hours_that_cross_are_offered_once(cast):
    refused = one_wins(*(lambda at=at: hour(cast, at, minutes=120) for at in (9, 10, 8.5)))
    assert {each.field for each in refused} == {"begins"}


def test_following_up_twice_at_once_runs_one_clock_on(cast):
    case = registered(cast, "crisis", details={"kind": "mass"}, title="堵门", people=80)
    assert at_once(*(lambda: follow_up(case, "还在", True, by=cast.author, on=c.TODAY) for _ in range(3))) == [None] * 3
    assert CaseClock.objects.filter(case=case, rule="follow_up", met=None, ended=None).count() == 1
    assert CaseStep.objects.filter(case=case, event="followed_up").count() == 3
