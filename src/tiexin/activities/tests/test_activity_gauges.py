"""What plans count of activities: trained cadres once each, workers of seminars, stops of a corps, rooms guided."""

import pytest

from tiexin.activities.actions import people
from tiexin.activities.actions.guidance import give_guidance, void_guidance
from tiexin.activities.guidance import Guidance
from tiexin.activities.models import Attendance
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, seminar, stage, ticked, training
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests import scene
from tiexin.orgs import calendar
from tiexin.orgs.actions.organs import NewSeat, found_organ
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewVisit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def owed(cast, **do):
    return scene.publish(cast.province, scene.tally(Do(**do)))[0]


def told(duty, org):
    scene.settle()
    assert verify.differences() == []
    return scene.values(duty).get(org.pk, 0)


def test_trained_cadres_count_once_however_often_they_came(cast):
    duty = owed(cast, measure="training_attended", count="officer")
    for day in (2, 1):
        ticked(cast, training(cast, on=c.TODAY - day * DAY), cast.author, cast.people["nobody"])
    assert told(duty, cast.county) == 2
    row = Attendance.objects.filter(officer=cast.author).order_by("pk")[0]
    people.drop_person(row, "没有来", by=cast.author, on=c.TODAY)
    assert told(duty, cast.county) == 2
    row = Attendance.objects.filter(officer=cast.author, dropped=None).get()
    people.drop_person(row, "没有来", by=cast.author, on=c.TODAY)
    assert told(duty, cast.county) == 1


def test_a_worker_of_a_visit_and_of_a_seminar_is_one_person_and_two_talks(cast):
    heads, times = owed(cast, measure="talk", count="worker"), owed(cast, measure="talk")
    new = NewVisit(cast.author, cast.employer, c.TODAY - DAY, ["hear"], known=[cast.worker])
    visits.record_visit(new, by=cast.author, on=c.TODAY)
    ticked(cast, seminar(cast), cast.worker, c.worker(cast.employer, "王二"))
    assert (told(heads, cast.county), told(times, cast.county)) == (2, 3)


def test_a_seminar_counts_where_a_plan_asks_for_that_method(cast):
    asked = owed(cast, measure="talk", where={"method": ["seminar"]})
    other = owed(cast, measure="talk", where={"method": ["home"]})
    ticked(cast, seminar(cast), cast.worker)
    assert (told(asked, cast.county), told(other, cast.county)) == (1, 0)


def test_stops_of_the_corps_are_told_from_other_lectures(cast):
    new = Organ(org=cast.county, name="宣讲团", kind="lecture_corps", since=c.FOUNDED)
    corps = found_organ(new, [NewSeat("团长", "head")], by=None, on=c.TODAY)
    every = owed(cast, measure="lecture_stop")
    own = owed(cast, measure="lecture_stop", where={"organ": ["lecture_corps"]})
    recorded(cast)
    recorded(cast, "tour", organ=corps)
    planned(cast, organ=corps)
    assert (told(every, cast.county), told(own, cast.county)) == (2, 1)


def test_a_room_guided_counts_for_who_guides_until_it_is_voided(cast):
    duty = owed(cast, measure="room_guided")
    said = {"subject": "接访登记", "advice": "每件写明结果", "on": c.TODAY, "room": "凤凰群众工作室"}
    made = give_guidance(Guidance(org=cast.county, author=cast.author, **said), by=cast.author, on=c.TODAY)
    assert told(duty, cast.county) == 1
    void_guidance(made, "重了", by=cast.author, on=c.TODAY)
    assert told(duty, cast.county) == 0
