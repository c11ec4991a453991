"""The one reminder after a reply follows how somebody wants to be told: a table over all ways."""

from datetime import timedelta

import pytest

from tiexin.cases.actions.rates import remind_unanswered, unanswered
from tiexin.cases.models import Case, Part
from tiexin.cases.rates import rules
from tiexin.cases.rates.models import AnswerReminder
from tiexin.cases.rules import REPLY_WAYS
from tiexin.cases.tests import rates_scene as scene
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
DAY = c.TODAY + timedelta(days=7)
MOBILE, FIXED, NONE = "13900001111", "0951-6012345", ""


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def told():
    found = Message.objects.filter(source__contains="answer-reminder").order_by("pk")
    return [(each.channel, each.officer.name if each.officer else None) for each in found.select_related("officer")]


TABLE = [  # way, number, what is written, whether it is known as reminded
    ("code", MOBILE, [("sms", None)], True),
    ("code", FIXED, [], False),
    ("code", NONE, [], False),
    ("slip", MOBILE, [("app", "李秀兰")], True),
    ("slip", FIXED, [("app", "李秀兰")], True),
    ("slip", NONE, [("app", "李秀兰")], True),
    ("call", MOBILE, [("app", "方晴")], True),
    ("call", FIXED, [("app", "方晴")], True),
]


def test_the_table_has_every_way():
    assert {way for way, *_ in TABLE} == set(REPLY_WAYS) == set(rules.WAYS)


@pytest.mark.parametrize(("way", "phone", "written", "known"), TABLE)
def test_each_is_reminded_as_they_wish(cast, way, phone, written, known):
    case = scene.replied(cast, reply_way=way, phone=phone)
    assert remind_unanswered(DAY) == len(written)
    assert told() == written
    assert AnswerReminder.objects.filter(case=case, round=1).exists() is known
    assert remind_unanswered(DAY + timedelta(days=1)) == 0
    assert told() == written


@pytest.mark.parametrize(
    ("way", "mobile", "by"),
    [
        ("code", True, "text"),
        ("code", False, ""),
        ("call", True, "ring"),
        ("call", False, "ring"),
        ("slip", True, "paper"),
        ("slip", False, "paper"),
    ],
)
def test_the_rule_alone(way, mobile, by):
    assert rules.reminded_by(way, mobile) == by


def test_who_is_to_ring_gets_to_the_page_where_one_rings(cast, client):
    case = scene.replied(cast, reply_way="call")
    remind_unanswered(DAY)
    message = Message.objects.get(source__contains="answer-reminder")
    assert message.title == "一件争议调处答复了还没有回访，本人要电话告诉，请打电话问"
    assert message.url == f"/cases/{case.pk}/call-back/"
    assert c.enter(client, cast.caller).get(message.url).status_code == 200


def test_whoever_handed_out_slips_gets_to_the_matter(cast, client):
    case = scene.replied(cast, reply_way="slip")
    remind_unanswered(DAY)
    message = Message.objects.get(source__contains="answer-reminder")
    assert message.title == "一件争议调处答复了还没有评价，本人要纸的，请把回执交给本人"
    assert c.enter(client, cast.author).get(message.url).status_code == 200
    assert f"/cases/{case.pk}/slip/" in client.get(message.url).content.decode()


def test_an_office_that_handled_it_does_not_ring_the_one_above_does(cast):
    case = scene.replied(cast, reply_way="call")
    Part.objects.create(case=case, officer=cast.caller, role="helper", since=c.TODAY)
    assert remind_unanswered(DAY) == 1
    [(channel, name)] = told()
    assert (channel, name) != ("app", "方晴")
    assert name in (cast.above.name, cast.other.name)


def test_what_is_sealed_is_rung_by_who_opens_it(cast):
    case = scene.replied(cast, reply_way="call")
    Case.objects.filter(pk=case.pk).update(sealed=True, text="")
    assert remind_unanswered(DAY) == 1
    message = Message.objects.get(source__contains="answer-reminder")
    assert (message.officer, message.url) == (cast.author, f"/cases/{case.pk}/")


def test_a_matter_that_nobody_owns_now_waits_without_a_message(cast):
    case = scene.replied(cast, reply_way="slip")
    Case.objects.filter(pk=case.pk).update(owner=None)
    assert (remind_unanswered(DAY), told()) == (0, [])


@pytest.mark.parametrize(("way", "found"), [("code", 0), ("slip", 1), ("call", 0)])
def test_without_a_number_only_a_slip_can_be_handed_over(cast, way, found):
    case = scene.replied(cast, phone="")
    Case.objects.filter(pk=case.pk).update(reply_way=way)
    assert unanswered(DAY).count() == found


@pytest.mark.parametrize(
    ("way", "words"),
    [("code", "已经发短信请本人评价"), ("call", "已经请人打电话问本人"), ("slip", "已经请承办的人把回执交给本人")],
)
def test_the_page_says_what_was_done(cast, client, way, words):
    case = scene.replied(cast, reply_way=way)
    remind_unanswered(DAY)
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert f"{words}，不再提醒第二次" in page
