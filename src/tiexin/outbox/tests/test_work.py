"""The work platform as a way out: who is told which way, and that everything that holds for SMS holds for it."""

import logging
from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction

from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.tests import cast as units
from tiexin.outbox import gateways, post, queries, rules
from tiexin.outbox.actions import tell_officer, tell_officers
from tiexin.outbox.actions.sending import deliver, make_digests
from tiexin.outbox.gateways import Failed, Nowhere
from tiexin.outbox.models import Channel, Message, Preference
from tiexin.outbox.tests.telling import (
    ACCOUNT,
    CRISIS,
    NEWS,
    PHONE,
    TEXT,
    Killed,
    Memory,
    at,
    choose,
    phoned,
    texted,
    told,
    wants_platform,
    wants_texts,
)

pytestmark = pytest.mark.django_db
SAID = "有一件诉求等您办"


@pytest.fixture(autouse=True)
def _platform(settings):
    settings.WORK = "console"


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    wants_platform(cast.people["officer"])
    return cast.people["officer"]


def work(now, out=None):
    return deliver(now, Memory() if out is None else out, Channel.WORK)


def state(message):
    message.refresh_from_db()
    return message.state


# Who is told which way


@pytest.mark.parametrize("here", [True, False], ids=["a platform", "none"])
@pytest.mark.parametrize("way", ["never said", "none", "sms", "work"])
@pytest.mark.parametrize(
    ("news", "asks"), [(NEWS, False), (TEXT, True), (CRISIS, True)], ids=["no text", "text", "urgent"]
)
def test_who_is_told_which_way(cast, settings, here, way, news, asks):
    officer = cast.people["officer"]
    if way != "never said":
        choose(officer, way, PHONE, ACCOUNT)
    settings.WORK = "console" if here else ""
    goes_out = asks and (way == "sms" or (way == "work" and here))
    expected = ["app", *([way] if goes_out else [])]
    assert tell_officer(officer, news, on=units.TODAY) == len(expected)
    assert list(Message.objects.order_by("pk").values_list("channel", flat=True)) == expected


@pytest.mark.parametrize("way", ["sms", "work"])
@pytest.mark.parametrize("news", [TEXT, CRISIS], ids=["text", "urgent"])
def test_who_practises_is_told_no_way(cast, way, news):
    officer = cast.people["officer"]
    double = Officer.objects.create(name="李秀兰", org=cast.county, since=units.FOUNDED, practises_for=officer)
    with pytest.raises(Refused, match="练习中不登记真的号码"):
        choose(double, way, PHONE, ACCOUNT)
    choose(officer, way, PHONE, ACCOUNT)
    Preference.objects.update(officer=double)
    assert tell_officer(double, news, on=units.TODAY) == 1
    assert make_digests(units.TODAY, at(23)) == 0
    assert not Message.objects.texts().exists()


def test_each_is_told_their_own_way_in_the_same_statements(cast, officer, django_assert_num_queries):
    other = cast.people["leader"]
    wants_texts(other)
    with django_assert_num_queries(2):
        assert tell_officers([officer, other, cast.people["office"]], TEXT, on=units.TODAY) == 5
    out = Message.objects.texts().order_by("channel")
    assert [(each.officer, each.channel, each.address) for each in out] == [
        (other, "sms", PHONE),
        (officer, "work", ACCOUNT),
    ]


def test_the_same_goes_out_once_whichever_way(officer):
    assert tell_officer(officer, TEXT, on=units.TODAY) == 2
    choose(officer, "sms", PHONE)
    assert tell_officer(officer, TEXT, on=units.TODAY) == 0
    assert Message.objects.texts().count() == 1
    text = Message.objects.texts().get()
    text.pk, text.uuid = None, uuid4()
    text.send_to("work", ACCOUNT)
    with pytest.raises(IntegrityError), transaction.atomic():
        text.save(force_insert=True)


def test_an_account_is_sealed_to_its_own_row_and_column(officer):
    text = texted(officer)
    kept = Preference.objects.get()
    assert (text.phone, kept.phone, text.address, kept.address) == (None, None, ACCOUNT, ACCOUNT)
    assert ACCOUNT.encode() not in bytes(text.account) + bytes(kept.account)
    for row, column in ((text, "phone"), (kept, "phone")):
        setattr(row, column, row.account)
    text.channel, kept.way = "sms", "sms"
    for row in (text, kept):
        with pytest.raises(InvalidTag):
            assert row.address


@pytest.mark.parametrize(
    "broken", [{"officer": None}, {"account": None}, {"phone": b"x"}, {"channel": "sms"}, {"channel": "app"}]
)
def test_no_message_through_the_platform_without_reader_and_account(officer, broken):
    text = texted(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=text.pk).update(**broken)


@pytest.mark.parametrize(("way", "lacks"), [("sms", "phone"), ("work", "account")])
def test_no_way_without_its_address(officer, way, lacks):
    choose(officer, "none", PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.update(**{"way": way, lacks: None})


def test_whoever_asked_is_never_told_through_a_platform(cast):
    assert phoned(cast.county).channel == "sms"


# What goes when


def test_a_text_goes_to_the_account_with_its_words_and_its_id(officer):
    text, out, sms = texted(officer), Memory(), Memory()
    assert (deliver(at(9), sms), work(at(9), out)) == (0, 1)
    assert (out.sent, sms.asked) == ({str(text.uuid): (ACCOUNT, SAID)}, 0)
    assert (state(text), text.tries, text.taken, text.error) == ("sent", 1, at(9), "")
    assert (work(at(10), out), out.asked) == (0, 1)


def test_one_lane_does_not_send_what_the_other_has(cast, officer):
    text, sms = texted(officer), phoned(cast.county, replace(TEXT, source="asker"))
    out = Memory()
    assert deliver(at(9), out) == 1
    assert (list(out.sent), state(text), state(sms)) == ([str(sms.uuid)], "waiting", "sent")


def test_what_is_due_in_the_product_does_not_wait_for_the_platform(officer):
    made = told(officer, replace(NEWS, due=at(11, days=1)))
    assert (work(at(12, days=1)), state(made)) == (0, "waiting")
    deliver(at(12, days=1), Memory())
    assert state(made) == "sent"


def test_in_quiet_hours_it_waits_for_their_end_unless_it_is_urgent(officer):
    text, urgent = texted(officer), texted(officer, CRISIS)
    out = Memory()
    assert work(at(22), out) == 1
    assert (list(out.sent), state(urgent)) == ([str(urgent.uuid)], "sent")
    assert (state(text), text.due, text.tries) == ("waiting", at(8, days=1), 0)
    assert (work(at(7, 59, days=1)), work(at(8, days=1))) == (0, 1)


@pytest.mark.parametrize("first", range(rules.limits().per_day + 1))
def test_the_cap_is_one_across_both_ways(cast, first):
    officer, cap = cast.people["officer"], rules.limits().per_day
    choose(officer, "sms", PHONE, ACCOUNT)
    for number in range(first):
        texted(officer, replace(TEXT, source=f"sms/{number}"))
    assert deliver(at(9), Memory()) == first
    choose(officer, "work")
    for number in range(cap):
        texted(officer, replace(TEXT, source=f"work/{number}"))
    assert work(at(10)) == cap - first
    over = Message.objects.texts().filter(state="dropped")
    assert list(over.values_list("channel", "error")) == [("work", "今天已发满5条，请在系统里看")] * first
    texted(officer, CRISIS)
    assert work(at(11)) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by what it counted")
def test_what_was_sent_today_is_found_by_its_reader(officer):
    rows = Message.objects.texts().filter(reader__in=["officer:1"], urgent=False, taken__gte=at(0))
    plan = rows.filter(state__in=("sending", "sent")).explain()
    assert "USING INDEX message_cap (reader=? AND taken>?)" in plan


def test_the_digest_goes_through_it(officer, cast):
    wants_texts(cast.people["leader"])
    for person in (officer, cast.people["leader"]):
        told(person)
    assert (make_digests(units.TODAY, at(23)), make_digests(units.TODAY, at(23))) == (2, 0)
    digests = Message.objects.filter(kind="digest").order_by("channel")
    assert [(each.channel, each.address, each.text) for each in digests] == [
        ("sms", PHONE, "您有1条消息没有看，请登录后查看"),
        ("work", ACCOUNT, "您有1条消息没有看，请登录后查看"),
    ]


def test_no_digest_where_there_is_no_platform_any_more(officer, settings):
    told(officer)
    settings.WORK = ""
    assert make_digests(units.TODAY, at(23)) == 0


# What breaks


def test_what_failed_is_tried_again_and_given_up_without_the_account(officer):
    text, now = texted(officer), at(9)
    out = Memory(breaks=[Failed(f"user {ACCOUNT.lower()} not found, userid=Li.Xiulan%40ghz, 13800138000")] * 9)
    waits = []
    for _ in range(9):
        work(now, out)
        state(text)
        waits.append((text.due - now).total_seconds() // 60)
        now = max(now, text.due)
    assert (waits[:4], text.state, text.tries, out.asked) == ([1, 5, 30, 120], "failed", 5, 5)
    assert text.error == "试了5次都没有发成：user … not found, userid=…, …"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (TimeoutError("timed out"), "工作平台没有回应"),
        (ConnectionRefusedError(111, "Connection refused"), "连不上工作平台（错误 111）"),
        (OSError(f"no way to {ACCOUNT}"), "连不上工作平台（错误 未知）"),
        (Failed(""), "工作平台没有说明原因"),
    ],
)
def test_a_broken_line_is_told_in_plain_words_and_logged_nowhere(officer, broken, said, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    text = texted(officer)
    work(at(10), Memory(breaks=[broken]))
    assert (state(text), text.error) == ("waiting", said)
    assert [ACCOUNT in where for where in (caplog.text, *capsys.readouterr())] == [False] * 3


@pytest.mark.parametrize("late", [False, True], ids=["before it went", "after it went"])
def test_killed_over_a_text_it_goes_once(officer, late):
    text, out = texted(officer), Memory(breaks=[Killed()], late=late)
    with pytest.raises(Killed):
        work(at(9), out)
    assert [work(at(9, minute), out) for minute in (9, 10)] == [0, 1]
    assert (state(text), text.tries, out.sent) == ("sent", 2, {str(text.uuid): (ACCOUNT, SAID)})


def test_a_platform_that_was_taken_away_ends_what_waits_for_it(officer, settings):
    text = texted(officer)
    settings.WORK = ""
    gateways.gateway.cache_clear()
    now = at(9)
    for _ in range(5):
        assert deliver(now, channel=Channel.WORK) == 0
        state(text)
        now = max(now, text.due)
    gateways.gateway.cache_clear()
    assert (text.state, text.error) == ("failed", "试了5次都没有发成：这里没有接工作平台")


def test_its_lane_sends_through_the_gateway_of_the_settings_and_makes_no_digest(officer, monkeypatch, capsys):
    told(officer)
    Message.objects.update(told=at(1), due=at(1))
    texted(officer, CRISIS)
    monkeypatch.setattr(post, "moment", lambda day: at(10))
    gateways.gateway.cache_clear()
    lane = post.lanes()["outbox-work"]
    assert [lane(), lane()] == [post.BUSY, post.IDLE]
    gateways.gateway.cache_clear()
    assert capsys.readouterr().out == "工作平台 Li.****ghz 有一件紧急诉求\n"
    assert (lane.digested, Message.objects.filter(kind="digest").count()) == (None, 0)


# Burden


def test_it_counts_as_burden(officer, cast):
    told(officer)
    texted(officer, CRISIS)
    phoned(cast.county, replace(TEXT, source="asker"))
    assert (work(at(10)), deliver(at(10), Memory())) == (1, 1)
    every = Org.objects.all().values("pk")
    assert [(row["messages"], row["texts"]) for row in queries.per_month(every)] == [(2, 2)]
    assert queries.month_total(every, at(0)) == {"messages": 2, "texts": 2}


def test_nowhere_takes_nothing():
    with pytest.raises(Failed, match="这里没有接工作平台"):
        Nowhere().send(None, ACCOUNT, SAID)
