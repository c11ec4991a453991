"""With the hour ends the counsellor's part: moved to another, given up, handed to another unit."""

from datetime import datetime, time, timedelta

import pytest

from tiexin.cases.actions import appointments as actions
from tiexin.cases.actions.offering import NewOffer, assign_case, offer_case, take_offer
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.appointments.models import Slot
from tiexin.cases.tests.case_scene import DAY, moved, registered, stage
from tiexin.core.days import opening
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
assert datetime.combine(c.TODAY, time.min)


@kept.fixture
def cast():
    found = stage()
    found.listener = c.officer("许静", found.county, "officer")
    found.second = c.officer("何宁", found.county, "officer")
    return found


def hour(cast, by, at=9):
    first = opening(c.TODAY + DAY) + at * HOUR
    return actions.offer_slot(Slot(org=cast.county, place="谈心室", begins=first, ends=first + HOUR), by=by, on=c.TODAY)


def talk(cast):
    return registered(cast, "counselling", title="睡不着", details={})


def booked(cast, case, by=None):
    return actions.book_appointment(case, hour(cast, by or cast.listener), by=cast.author, on=c.TODAY)


def helps(case, who):
    return case.parts.filter(officer=who, role="helper", until=None).exists()


def sees(client, case, who):
    return c.enter(type(client)(), who).get(f"/cases/{case.pk}/").status_code == 200


def test_moved_to_another_the_former_reads_no_more(cast, client):
    case = talk(cast)
    made = booked(cast, case)
    assert sees(client, case, cast.listener)
    actions.move_appointment(made, hour(cast, cast.second, 14), by=cast.author, on=c.TODAY)
    assert (helps(case, cast.listener), helps(case, cast.second)) == (False, True)
    assert (sees(client, case, cast.listener), sees(client, case, cast.second)) == (False, True)


def test_moved_to_another_hour_of_the_same_one_stays(cast):
    case = talk(cast)
    made = booked(cast, case)
    actions.move_appointment(made, hour(cast, cast.listener, 14), by=cast.author, on=c.TODAY)
    assert helps(case, cast.listener)


def test_given_up_the_part_ends(cast, client):
    case = talk(cast)
    actions.cancel_appointment(booked(cast, case), "本人有事", by=cast.author, on=c.TODAY)
    assert not helps(case, cast.listener) and not sees(client, case, cast.listener)


def test_whoever_met_the_person_stays_when_a_second_hour_is_given_up(cast):
    case = moved(talk(cast), "accept", by=cast.author)
    first = booked(cast, case)
    actions.close_appointment(first, True, "谈了", by=cast.listener, on=c.TODAY + DAY)
    again = opening(c.TODAY + 3 * DAY) + 9 * HOUR
    slot = Slot(org=cast.county, place="谈心室", begins=again, ends=again + HOUR)
    slot = actions.offer_slot(slot, by=cast.listener, on=c.TODAY + DAY)
    second = actions.book_appointment(case, slot, by=cast.author, on=c.TODAY + DAY)
    actions.cancel_appointment(second, "本人有事", by=cast.author, on=c.TODAY + DAY)
    assert helps(case, cast.listener)


def test_whoever_was_asked_to_help_stays(cast):
    case = talk(cast)
    add_helper(case, cast.listener, "一起接待", by=cast.author, on=c.TODAY)
    actions.cancel_appointment(booked(cast, case), "本人有事", by=cast.author, on=c.TODAY)
    assert helps(case, cast.listener)


def test_handed_to_another_unit_the_former_counsellor_reads_no_more(cast, client):
    case = moved(talk(cast), "accept", by=cast.author)
    actions.close_appointment(booked(cast, case), True, "谈了", by=cast.listener, on=c.TODAY + DAY)
    offer_case(case, NewOffer(cast.city, None, "转市里"), by=cast.author, on=c.TODAY + DAY)
    assert helps(case, cast.listener)
    take_offer(case, by=cast.people["city_office"], on=c.TODAY + DAY)
    assert not helps(case, cast.listener) and not sees(client, case, cast.listener)


def test_with_whom_an_hour_is_agreed_stays_until_it_is_moved(cast):
    case = talk(cast)
    made = booked(cast, case)
    assign_case(case, cast.people["city_office"], "转市里", by=cast.chief, on=c.TODAY)
    assert helps(case, cast.listener)
    actions.cancel_appointment(made, "市里另约", by=cast.people["city_office"], on=c.TODAY)
    assert not helps(case, cast.listener)


def test_within_the_unit_and_for_helpers_who_never_counselled_nothing_ends(cast):
    case = talk(cast)
    booked(cast, case)
    add_helper(case, cast.mate, "一起接待", by=cast.author, on=c.TODAY)
    assign_case(case, cast.second, "熟", by=cast.chief, on=c.TODAY)
    assert helps(case, cast.listener) and helps(case, cast.mate)
    assign_case(case, cast.people["city_office"], "转市里", by=cast.chief, on=c.TODAY)
    assert helps(case, cast.mate)
