"""What the provincial plan counts of rooms, cadres and centres: each published duty moves by exactly one."""

import pytest

from tiexin.cases.actions import centres, rooms
from tiexin.cases.tests.rooms_scene import centre_of, checked, linked, opened, received, served, stage
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.loader import PACKS
from tiexin.plans.tests.desk import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture(scope="module")
def owed():
    return {each.id: each.definition for each in read(PACKS / "province-f2f.yaml").duties}


def published(cast, owed, name):
    return scene.publish(cast.province, owed[name])[0]


def told(duty, subject):
    scene.settle()
    assert verify.differences() == []
    return scene.values(duty).get(subject.pk, 0)


def test_a_room_of_an_enterprise_union_moves_its_own_duty_and_the_provinces_total(cast, owed):
    each, total = published(cast, owed, "C148-each"), published(cast, owed, "C148-total")
    room = opened(cast, org=cast.enterprise)
    assert (told(each, cast.enterprise), told(total, cast.province)) == (0, 0)
    checked(cast, room)
    assert (told(each, cast.enterprise), told(total, cast.province)) == (1, 1)
    checked(cast, room)  # once
    assert (told(each, cast.enterprise), told(total, cast.province)) == (1, 1)
    checked(cast, room, "signs")
    assert (told(each, cast.enterprise), told(total, cast.province)) == (0, 0)


def test_two_rooms_of_one_enterprise_are_one_enterprise(cast, owed):
    duty = published(cast, owed, "C148-each")
    for name in ("一厂区群众工作室", "二厂区群众工作室"):
        checked(cast, opened(cast, name, org=cast.enterprise))
    assert told(duty, cast.enterprise) == 1


def test_a_cadre_is_told_of_their_one_room(cast, owed):
    duty = published(cast, owed, "C150")
    link = linked(cast, opened(cast))
    assert (told(duty, cast.cadre), told(duty, cast.chief)) == (1, 0)
    rooms.end_link(link, c.TODAY, "调离", by=cast.manager, on=c.TODAY)
    assert told(duty, cast.cadre) == 1


def test_a_centre_moves_the_duty_of_its_union_when_it_is_whole(cast, owed):
    duty = published(cast, owed, "C140")
    centre = centre_of(cast)
    rows = served(cast, centre)
    assert told(duty, cast.county) == 0
    centres.convert_centre(centre, c.TODAY, by=cast.manager, on=c.TODAY)
    assert (told(duty, cast.county), told(duty, cast.city)) == (1, 0)
    centres.drop_function(rows[0], "没有场地", by=cast.manager, on=c.TODAY)
    assert told(duty, cast.county) == 0


def test_a_reception_counts_for_whoever_received(cast):
    duty = scene.publish(cast.province, scene.tally("reception_held", scene.OFFICERS))[0]
    room = opened(cast)
    received(cast, room)
    received(cast, room, end="", answer="")
    assert told(duty, cast.author) == 2
