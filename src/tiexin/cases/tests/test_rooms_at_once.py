"""Two people at the same moment: one links the cadre, one turns the reception into a matter, one registers the centre.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.db import connection

from tiexin.cases.actions import centres
from tiexin.cases.actions.receptions import turn_into_case
from tiexin.cases.actions.rooms import carry_on_links
from tiexin.cases.models import Case
from tiexin.cases.rooms.models import Agent, Centre, Reception, Room, RoomLink
from tiexin.cases.tests.rooms_scene import centre_of, checked, counted, linked, named, opened, received, served, stage
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    return stage()


def test_one_cadre_is_linked_to_one_of_two_rooms(cast):
    rooms = [opened(cast, f"第{number}群众工作室") for number in range(3)]
    refused = one_wins(*(lambda room=room: linked(cast, room) for room in rooms))
    assert ["每人联系一个" in str(each) for each in refused] == [True, True]
    assert RoomLink.objects.standing().count() == len(counted("room_linked", "pk")) == 1


def test_one_room_is_linked_to_one_of_two_cadres(cast):
    room = opened(cast)
    people = [c.officer(f"部长{number}", cast.city, rank=Rank.MIDDLE) for number in range(2)]
    refused = one_wins(*(lambda who=who: linked(cast, room, who) for who in people))
    assert [each.field for each in refused] == ["reason"]  # for the second it is a hand-over
    assert RoomLink.objects.standing().count() == 1


def test_two_checks_that_pass_count_once(cast):
    room = opened(cast)
    assert at_once(lambda: checked(cast, room), lambda: checked(cast, room)) == [None, None]
    assert len(counted("room_standardised", "pk")) == 1
    assert Room.objects.get().standardised == c.TODAY


def test_a_reception_becomes_one_matter(cast):
    made = received(cast, opened(cast), end="")
    refused = one_wins(*(lambda: turn_into_case(made.pk, Case(), cast.author, c.TODAY) for _ in range(3)))
    assert all("已经转为诉求" in str(each) for each in refused)
    assert Reception.objects.get().end == "case"


def test_the_same_form_sent_twice_at_once_is_one_reception(cast):
    room = opened(cast)
    key = Reception().key
    refused = one_wins(*(lambda: received(cast, room, key=key) for _ in range(2)))
    assert "没有重复" in str(refused[0])
    assert len(counted("reception_held", "pk")) == 1


def test_a_union_gets_one_centre_and_converts_it_once(cast):
    one_wins(*(lambda: centre_of(cast) for _ in range(2)))
    centre = Centre.objects.get()
    served(cast, centre)
    one_wins(*(lambda: centres.convert_centre(centre, c.TODAY, by=cast.manager, on=c.TODAY) for _ in range(2)))
    assert len(counted("centre_converted", "pk")) == 1


def test_an_agent_stands_on_the_roster_once(cast):
    one_wins(*(lambda: named(cast) for _ in range(2)))
    assert Agent.objects.count() == 1


def test_links_are_carried_on_once_by_two_workers(cast):
    linked(cast, opened(cast))
    day = c.TODAY.replace(year=2013, month=1, day=1)
    assert at_once(lambda: carry_on_links(day), lambda: carry_on_links(day)) == [None, None]
    assert len(counted("room_linked", "pk")) == 2
