"""The exception from “nobody is texted unasked”: where a life is at stake, the number that somebody left is used."""

from datetime import time

import pytest

from tiexin.core.days import moment
from tiexin.core.refusal import Refused
from tiexin.core.sealed import seal
from tiexin.orgs.tests import cast as c
from tiexin.outbox import actions, queries
from tiexin.outbox.actions import NewPreferences
from tiexin.outbox.actions.sending import take_texts
from tiexin.outbox.models import Channel, Message, Preference, State, place
from tiexin.outbox.rules import News, limits

pytestmark = pytest.mark.django_db
NUMBER, ACCOUNT = "13900002222", "ding.wb"
LIFE = News("crisis", "危急：有一件危机处置", "case/1/crisis", urgent=True, life=True)


@pytest.fixture
def who(db):
    return c.stage().people["officer"]


def keeps(who, way="none", *, phone=NUMBER, account="", quiet=(time(0), time(0))):
    row = Preference(officer=who, way=way, quiet_from=quiet[0], quiet_until=quiet[1])
    row.phone = seal(phone, place("preference", row.uuid)) if phone else None
    row.account = seal(account, place("preference", row.uuid, "account")) if account else None
    row.save()
    return row


def texts():
    return [(each.officer_id, each.channel, each.address) for each in Message.objects.texts().order_by("pk")]


def test_a_number_that_was_left_is_texted_although_no_text_was_chosen(who):
    keeps(who)
    assert actions.tell_officer(who, LIFE, on=c.TODAY) == 2
    assert texts() == [(who.pk, "sms", NUMBER)]
    assert actions.tell_officer(who, LIFE, on=c.TODAY) == 0  # told once


@pytest.mark.parametrize("news", [{"urgent": True}, {"sms": True}])
def test_anything_else_still_asks_what_they_chose(who, news):
    keeps(who)
    actions.tell_officer(who, News("crisis", "有一件紧急的事", "report/1", **news), on=c.TODAY)
    assert texts() == []


def test_who_left_no_number_gets_none(who):
    keeps(who, phone="")
    actions.tell_officer(who, LIFE, on=c.TODAY)
    assert texts() == []


def test_the_way_that_they_chose_is_kept_and_one_that_is_shut_gives_way_to_the_number(who, settings):
    settings.WORK = "log"
    keeps(who, "work", account=ACCOUNT)
    actions.tell_officer(who, LIFE, on=c.TODAY)
    assert texts() == [(who.pk, "work", ACCOUNT)]
    Message.objects.all().delete()
    settings.WORK = ""
    actions.tell_officer(who, LIFE, on=c.TODAY)
    assert texts() == [(who.pk, "sms", NUMBER)]


def test_who_practises_is_sent_nothing(who):
    double = c.officer("练习", who.org, practises_for=who)
    keeps(double)
    assert queries.texting([double], life=True) == {}


def test_neither_quiet_hours_nor_the_cap_hold_it(who):
    keeps(who, quiet=(time(0), time(23, 59)))
    for number in range(limits().per_day):
        actions.tell_officer(who, News("crisis", "紧急", f"case/{number}/other", urgent=True, life=True), on=c.TODAY)
    Message.objects.texts().update(state=State.SENT, taken=moment(c.TODAY), urgent=False)
    actions.tell_officer(who, LIFE, on=c.TODAY)
    taken = take_texts(moment(c.TODAY), True)
    assert [(each.source, each.state) for each in taken] == [(LIFE.source, State.SENDING)]


# ── what happens to it afterwards ───────────────────────────────────────────────────────────────────────


def test_choosing_no_texts_later_does_not_drop_it(who):
    keeps(who, "sms")
    actions.tell_officer(who, LIFE, on=c.TODAY)
    actions.tell_officer(who, News("task", "新任务", "case/2/task", sms=True), on=c.TODAY)
    actions.set_preferences(NewPreferences("none", "", time(21), time(8)), by=who, on=c.TODAY)
    rows = Message.objects.texts().order_by("pk").values_list("kind", "state")
    assert list(rows) == [("crisis", "waiting"), ("task", "dropped")]


def test_a_failure_is_tried_again_whatever_they_chose(who):
    keeps(who)
    actions.tell_officer(who, LIFE, on=c.TODAY)
    crisis = Message.objects.texts().get()
    task = Message(officer=who, kind="task", channel=Channel.SMS)
    assert (queries.still_chosen(crisis), queries.still_chosen(task)) == (True, False)


def test_one_that_failed_is_sent_again_to_the_number_there_is(who):
    kept = keeps(who)
    actions.tell_officer(who, LIFE, on=c.TODAY)
    Message.objects.texts().update(state=State.FAILED)
    kept.phone = seal("13900003333", place("preference", kept.uuid))
    kept.save()
    actions.send_text_again(Message.objects.texts().get(), by=who, on=c.TODAY)
    assert texts() == [(who.pk, "sms", "13900003333")]
    Message.objects.texts().update(state=State.FAILED)
    Preference.objects.update(phone=None)
    with c.nothing_written(), pytest.raises(Refused):
        actions.send_text_again(Message.objects.texts().get(), by=who, on=c.TODAY)


# ── coming to it by another way ─────────────────────────────────────────────────────────────────────────


def test_coming_to_what_it_is_about_opens_ones_own_message_and_no_other(who):
    mate = c.officer("葛春梅", who.org, "officer")
    actions.tell_officers([who, mate], LIFE, on=c.TODAY)
    actions.tell_officer(who, News("task", "别的", "case/2/task"), on=c.TODAY)
    assert actions.mark_told(LIFE.source, by=who, on=c.TODAY) == 1
    assert actions.mark_told(LIFE.source, by=who, on=c.TODAY) == 0
    rows = Message.objects.order_by("pk").values_list("officer", "source", "state")
    assert list(rows) == [
        (who.pk, LIFE.source, "read"),
        (mate.pk, LIFE.source, "sent"),
        (who.pk, "case/2/task", "sent"),
    ]


def test_the_page_of_settings_says_the_exception(who, client):
    text = c.enter(client, who).get("/messages/settings/").content.decode()
    assert "危急的事（有人命关天）例外：您留了手机号的，没有选短信也发，不论几点。" in text
    assert "有危急的事，在座的12351座席看得到，只用来打电话找您" in text
