"""Telling: who gets a message, who a text beside it, what is told twice, what it costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction

from tiexin.core import sealed
from tiexin.core.days import moment
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import call_off, tell_officer, tell_officers, tell_phone
from tiexin.outbox.models import Message, place
from tiexin.outbox.rules import News
from tiexin.outbox.tests.telling import CRISIS, NEWS, PHONE, TEXT, told, wants_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    return cast.people["officer"]


def test_a_message_is_in_the_product_at_once(officer):
    assert tell_officer(officer, NEWS, on=units.TODAY) == 1
    made = Message.objects.get()
    said = (made.kind, made.title, made.body, made.url, made.source)
    assert said == (NEWS.kind, NEWS.title, NEWS.body, NEWS.url, NEWS.source)
    assert (made.org, made.officer, made.channel, made.state) == (officer.org, officer, "app", "sent")
    assert (made.phone, made.due, made.urgent) == (None, made.told, False)


def test_one_for_later_waits_for_its_moment(officer):
    due = moment(units.TODAY) + timedelta(days=2)
    tell_officer(officer, replace(NEWS, due=due), on=units.TODAY)
    assert Message.objects.values_list("state", "due").get() == ("waiting", due)
    assert list(Message.objects.of(officer)) == []


def test_the_same_is_told_once(officer, cast):
    assert tell_officer(officer, NEWS, on=units.TODAY) == 1
    assert tell_officer(officer, replace(NEWS, title="换个说法"), on=units.TODAY) == 0
    assert tell_officers([officer, cast.people["leader"]], NEWS, on=units.TODAY) == 1
    assert tell_officer(officer, replace(NEWS, source="case/1/late"), on=units.TODAY) == 1
    assert Message.objects.filter(officer=officer).count() == 2
    assert Message.objects.get(officer=officer, source=NEWS.source).title == NEWS.title


def test_who_is_named_twice_is_told_once(officer):
    assert tell_officers([officer, Officer.objects.get(pk=officer.pk)], NEWS, on=units.TODAY) == 1


def test_nobody_is_told_by_text_unasked(officer):
    assert tell_officer(officer, TEXT, on=units.TODAY) == 1
    assert tell_officer(officer, CRISIS, on=units.TODAY) == 1
    assert set(Message.objects.values_list("channel", flat=True)) == {"app"}


def test_who_wants_texts_gets_one_where_the_news_asks_for_it(officer):
    wants_texts(officer)
    assert tell_officer(officer, NEWS, on=units.TODAY) == 1
    assert tell_officer(officer, replace(TEXT, source="other"), on=units.TODAY) == 2
    assert tell_officer(officer, CRISIS, on=units.TODAY) == 2
    texts = Message.objects.texts().order_by("pk")
    assert [(each.source, each.state, each.address, each.urgent) for each in texts] == [
        ("other", "waiting", PHONE, False),
        (CRISIS.source, "waiting", PHONE, True),
    ]


def test_a_number_is_sealed_to_its_own_row(officer, cast):
    wants_texts(officer)
    tell_officer(officer, TEXT, on=units.TODAY)
    tell_phone(PHONE, cast.county, TEXT, on=units.TODAY)
    first, second = Message.objects.texts().order_by("pk")
    assert PHONE.encode() not in bytes(first.phone) + bytes(second.phone)
    assert sealed.unseal(bytes(second.phone), place("message", second.uuid)) == PHONE
    with pytest.raises(InvalidTag):
        sealed.unseal(bytes(second.phone), place("message", first.uuid))
    assert PHONE not in second.reader + str(second)


def test_a_number_is_told_the_same_once(cast):
    assert tell_phone("138 0013 8000", cast.county, TEXT, on=units.TODAY) == 1
    assert tell_phone(PHONE, cast.county, TEXT, on=units.TODAY) == 0
    assert tell_phone("13900139000", cast.county, TEXT, on=units.TODAY) == 1
    assert tell_phone(PHONE, cast.county, CRISIS, on=units.TODAY) == 1
    made = Message.objects.first()
    assert (made.officer, made.org, made.channel, made.state) == (None, cast.county, "sms", "waiting")


@pytest.mark.parametrize("tell", [tell_officer, lambda who, news, on: tell_phone(PHONE, who.org, news, on=on)])
def test_what_is_no_message_is_told_to_nobody(tell, officer):
    with pytest.raises(Refused):
        tell(officer, News("task", "请打 13800138000", "s"), on=units.TODAY)
    assert not Message.objects.exists()


def test_no_number_no_text(cast):
    with pytest.raises(Refused, match="手机号"):
        tell_phone("0951-6028888", cast.county, TEXT, on=units.TODAY)
    assert not Message.objects.exists()


def test_a_message_goes_with_the_deed_that_it_tells_of(officer):
    with pytest.raises(Refused, match="不行"), transaction.atomic():
        tell_officer(officer, NEWS, on=units.TODAY)
        raise Refused("不行")
    assert not Message.objects.exists()


def test_telling_many_costs_no_more_than_telling_one(cast, django_assert_num_queries):
    people = list(cast.people.values())
    wants_texts(people[0])
    with django_assert_num_queries(1):
        tell_officers(people[:1], NEWS, on=units.TODAY)
    with django_assert_num_queries(2):
        assert tell_officers(people, TEXT, on=units.TODAY) == len(people)  # the first was told before, but not by text


def test_what_is_over_is_called_off(officer, cast):
    later = replace(NEWS, due=moment(units.TODAY) + timedelta(days=2))
    tell_officers([officer, cast.people["leader"]], later, on=units.TODAY)
    told(officer, replace(NEWS, source="case/9/new"))
    assert call_off(NEWS.source) == 2
    assert call_off(NEWS.source) == 0
    assert call_off("case/9/new") == 0  # told is told
    states = Message.objects.order_by("pk").values_list("state", "error")
    assert list(states) == [("dropped", "事情已经办了，不用再提醒")] * 2 + [("sent", "")]


@pytest.mark.parametrize("broken", [{"channel": "sms"}, {"officer": None}])
def test_no_message_without_a_way(officer, broken):
    made = told(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=made.pk).update(**broken)
