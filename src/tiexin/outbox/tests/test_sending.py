"""The worker's side: what goes when, once and never twice, whatever breaks and whenever it is killed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as units
from tiexin.outbox import rules
from tiexin.outbox.actions import mark_all_read, set_preferences, tell_officer
from tiexin.outbox.actions.reading import NewPreferences
from tiexin.outbox.actions.sending import deliver, make_digests, take_texts
from tiexin.outbox.gateways import Failed
from tiexin.outbox.models import Message, Preference
from tiexin.outbox.tests.telling import (
    CRISIS,
    MINUTE,
    NEWS,
    PHONE,
    TEXT,
    Killed,
    Memory,
    at,
    failing,
    phoned,
    texted,
    told,
    wants_texts,
)

pytestmark = pytest.mark.django_db
SAID = "有一件诉求等您办"


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    wants_texts(cast.people["officer"])
    return cast.people["officer"]


def state(message):
    message.refresh_from_db()
    return message.state


# What goes when


def test_a_text_goes_with_its_words_and_its_id(officer):
    text, out = texted(officer), Memory()
    assert deliver(at(9), out) == 1
    assert out.sent == {str(text.uuid): (PHONE, SAID)}
    assert (state(text), text.tries, text.taken, text.error) == ("sent", 1, at(9), "")
    assert (deliver(at(10), out), out.asked) == (0, 1)


def test_nothing_goes_before_its_moment(officer):
    text = texted(officer, replace(TEXT, due=at(11)))
    assert deliver(at(10, 59), Memory()) == 0
    assert state(text) == "waiting"
    assert deliver(at(11), Memory()) == 1


def test_a_message_in_the_product_appears_at_its_moment(officer):
    made = Message.objects.get(pk=told(officer, replace(NEWS, due=at(0, days=1))).pk)
    deliver(at(23, 59), Memory())
    assert state(made) == "waiting"
    deliver(at(0, days=1), Memory())
    assert state(made) == "sent"


def test_in_quiet_hours_a_text_waits_for_their_end(officer):
    text, out = texted(officer), Memory()
    assert deliver(at(22), out) == 0
    assert (state(text), text.due, text.tries) == ("waiting", at(8, days=1), 0)
    assert deliver(at(7, 59, days=1), out) == 0
    assert deliver(at(8, days=1), out) == 1


def test_quiet_hours_are_the_persons_own(officer):
    set_preferences(NewPreferences("sms", "", time(12), time(14)), by=officer, on=units.TODAY)
    text = texted(officer)
    assert deliver(at(13), Memory()) == 0
    assert (state(text), text.due) == ("waiting", at(14))
    assert deliver(at(22), Memory()) == 1


def test_somebody_without_an_account_has_the_usual_quiet_hours(cast):
    text = phoned(cast.county)
    assert deliver(at(3, days=1), Memory()) == 0
    assert (state(text), text.due) == ("waiting", at(8, days=1))


def test_what_is_urgent_waits_for_nothing(officer):
    many(officer, rules.limits().per_day)
    deliver(at(10), Memory())
    out = Memory()
    texted(officer, CRISIS)
    assert deliver(at(23), out) == 1
    assert [text for _, text in out.sent.values()] == ["有一件紧急诉求"]


def test_the_urgent_goes_first(officer):
    texted(officer)
    texted(officer, CRISIS)
    out = Memory()
    deliver(at(10), out)
    assert [text for _, text in out.sent.values()] == ["有一件紧急诉求", SAID]


def many(officer, count):
    for number in range(count):
        texted(officer, replace(TEXT, source=f"case/{number}/many"))


def test_beyond_the_cap_an_officer_reads_in_the_product(officer):
    cap = rules.limits().per_day
    many(officer, cap + 2)
    out = Memory()
    assert deliver(at(10), out) == cap
    over = Message.objects.texts().filter(state="dropped")
    assert set(over.values_list("error", "tries")) == {("今天已发满5条，请在系统里看", 0)}
    assert over.count() == 2
    assert Message.objects.unread().count() == cap + 2


def test_beyond_the_cap_somebody_without_an_account_is_told_tomorrow(cast):
    cap = rules.limits().per_day
    texts = [phoned(cast.county, replace(TEXT, source=f"case/{number}")) for number in range(cap + 1)]
    assert deliver(at(10), Memory()) == cap
    assert (state(texts[-1]), texts[-1].due) == ("waiting", at(8, days=1))
    assert deliver(at(8, days=1), Memory()) == 1


def test_the_cap_is_one_persons_and_one_days(cast, officer):
    other = cast.people["leader"]
    wants_texts(other, "13900139000")
    many(officer, rules.limits().per_day)
    deliver(at(10), Memory())
    texted(other)
    assert deliver(at(11), Memory()) == 1
    texted(officer, replace(TEXT, source="tomorrow"))
    assert deliver(at(9, days=1), Memory()) == 1


def test_urgent_ones_are_not_counted(officer):
    for number in range(rules.limits().per_day):
        texted(officer, replace(CRISIS, source=f"crisis/{number}"))
    texted(officer)
    assert deliver(at(10), Memory()) == rules.limits().per_day + 1


def test_a_batch_is_taken_at_a_time(cast):
    batch = rules.limits().batch
    for number in range(batch + 1):
        phoned(cast.county, TEXT, f"138001{number:05d}")
    assert [deliver(at(10), Memory()) for _ in range(3)] == [batch, 1, 0]


def test_looking_in_vain_costs_one_read(officer, django_assert_num_queries):
    texted(officer, replace(TEXT, due=at(11)))
    with django_assert_num_queries(1):
        deliver(at(10), Memory())


# What breaks


def test_what_failed_is_tried_again_later_and_later(officer):
    text, out = texted(officer), failing(4)
    now, waits = at(9), []
    for _ in range(4):
        assert deliver(now, out) == 0
        assert state(text) == "waiting"
        waits.append((text.due - now) // MINUTE)
        assert deliver(text.due - MINUTE / 2, out) == 0
        now = text.due
    assert waits == [1, 5, 30, 120]
    assert deliver(now, out) == 1
    assert (state(text), text.tries, text.error) == ("sent", 5, "")


def test_what_never_goes_is_given_up_in_words_without_the_number(officer):
    text, out = texted(officer), failing(9)
    for _ in range(9):
        deliver(text.due, out)
        text.refresh_from_db()
    assert (text.state, text.tries, out.asked) == ("failed", 5, 5)
    assert text.error == "试了5次都没有发成：号码 … 停机"


def test_a_broken_line_is_a_failure_and_the_next_text_goes(cast):
    phoned(cast.county, TEXT, "13800138001")
    phoned(cast.county, replace(TEXT, source="case/3"), "13800138002")
    out = Memory(breaks=[ConnectionError("")])
    assert deliver(at(10), out) == 1
    assert Message.objects.get(state="waiting").error == "连不上短信通道（错误 未知）"


def test_a_gateway_that_gives_no_reason_is_told_as_such(cast):
    text = phoned(cast.county)
    deliver(at(10), Memory(breaks=[Failed("")]))
    assert (state(text), text.error) == ("waiting", "短信通道没有说明原因")


# Killed between


@pytest.mark.parametrize("late", [False, True], ids=["before it went", "after it went"])
def test_killed_over_a_text_it_goes_once(officer, late):
    text, out = texted(officer), Memory(breaks=[Killed()], late=late)
    with pytest.raises(Killed):
        deliver(at(9), out)
    assert (state(text), len(out.sent)) == ("sending", int(late))
    assert deliver(at(9, 9), out) == 0  # another worker may still be at it
    assert deliver(at(9, 10), out) == 1
    assert (state(text), text.tries) == ("sent", 2)
    assert out.sent == {str(text.uuid): (PHONE, SAID)}


def test_a_gateway_that_would_send_twice_is_not_asked_twice(officer):
    text, out = texted(officer), Memory(idempotent=False, breaks=[Killed()], late=True)
    with pytest.raises(Killed):
        deliver(at(9), out)
    assert deliver(at(9, 10), out) == 0
    assert (state(text), out.asked) == ("failed", 1)
    assert text.error == "后台进程中断过，不知道是否已经发出；为免重复，不再发"


def test_a_text_that_kills_the_worker_each_time_is_given_up(officer):
    text, out = texted(officer), Memory(breaks=[Killed()] * 9)
    for hour in range(9, 14):
        with pytest.raises(Killed):
            deliver(at(hour), out)
    assert deliver(at(15), out) == 0
    assert (state(text), out.asked) == ("failed", 5)


def test_killed_before_anything_was_handed_over_loses_nothing(officer):
    text = texted(officer)
    assert [each.pk for each in take_texts(at(9), True)] == [text.pk]
    assert take_texts(at(9), True) == []  # a second worker takes nothing that the first has
    assert deliver(at(9, 10), Memory()) == 1


def test_who_comes_late_does_not_overwrite_what_another_worker_did(officer):
    text = texted(officer)
    slow = Taken(lambda: deliver(at(9, 10), Memory()), Failed("超时"))
    assert deliver(at(9), slow) == 0
    assert (state(text), text.taken, text.error) == ("sent", at(9, 10), "")


class Taken(Memory):
    """A gateway so slow that another worker takes the text over meanwhile, and then it fails."""

    def __init__(self, meanwhile, end):
        super().__init__()
        self.meanwhile, self.end = meanwhile, end

    def send(self, id, address, text):
        self.meanwhile()
        raise self.end


# Digests


def test_a_digest_says_how_many_and_not_what(officer):
    told(officer)
    told(officer, replace(NEWS, source="case/2/new"))
    assert make_digests(units.TODAY, at(23)) == 1
    text = Message.objects.get(kind="digest")
    assert (text.channel, text.text, text.url) == ("sms", "您有2条消息没有看，请登录后查看", "/messages/")
    assert text.address == PHONE


def test_a_digest_is_made_once_a_day(officer):
    told(officer)
    assert make_digests(units.TODAY, at(23)) == 1
    Preference.objects.update(digested=None)  # killed before it was noted, were it not one transaction
    assert make_digests(units.TODAY, at(23)) == 0
    assert Message.objects.filter(kind="digest").count() == 1


def test_without_anything_new_there_is_no_digest(officer):
    told(officer)
    make_digests(units.TODAY, at(23, 59))
    assert make_digests(date(2012, 5, 11), at(9, days=1)) == 0
    told(officer, replace(NEWS, source="case/2/new"))
    Message.objects.filter(source="case/2/new").update(due=at(8, days=2))
    assert make_digests(date(2012, 5, 12), at(9, days=2)) == 1
    assert Message.objects.filter(kind="digest").last().title == "您有2条消息没有看，请登录后查看"


@pytest.mark.parametrize("why", ["read", "no texts", "left", "nothing"])
def test_who_gets_no_digest(officer, why):
    if why != "nothing":
        told(officer)
    if why == "read":
        mark_all_read(by=officer, on=units.TODAY)
    if why == "no texts":
        set_preferences(NewPreferences("none", "", time(21), time(8)), by=officer, on=units.TODAY)
    if why == "left":
        Officer.objects.filter(pk=officer.pk).update(until=units.TODAY)
    assert make_digests(units.TODAY, at(23)) == 0
    assert not Message.objects.filter(kind="digest").exists()


def test_digests_cost_the_same_for_many(cast, officer, django_assert_num_queries):
    for number, name in enumerate(("leader", "office", "city_office")):
        wants_texts(cast.people[name], f"1390013900{number}")
        tell_officer(cast.people[name], NEWS, on=units.TODAY)
    with django_assert_num_queries(6):  # two of them the savepoint's
        assert make_digests(units.TODAY, at(23)) == 3


class Weather(TestCase):
    """Whatever the gateway does, every text ends, and none goes twice."""

    @settings(max_examples=min(15, settings().max_examples))
    @given(st.lists(st.sampled_from(["fine", "fails", "killed", "killed after"]), max_size=12))
    def test_every_text_ends_and_none_goes_twice(self, weather):
        org = units.stage().county
        texts = [phoned(org, replace(TEXT, source=f"case/{number}"), f"1380013800{number}") for number in range(3)]
        out, now = Stormy(list(weather)), at(9)
        for _ in range(40):
            with suppress(Killed):
                deliver(now, out)
            now += 40 * MINUTE
        assert {state(text) for text in texts} <= {"sent", "failed"}
        gone = {str(text.uuid) for text in texts if text.state == "sent"}
        assert gone <= set(out.sent)


class Stormy(Memory):
    """Breaks in one of several ways at each call, as long as there is weather."""

    def __init__(self, weather):
        super().__init__()
        self.weather = weather

    def send(self, id, address, text):
        today = self.weather.pop(0) if self.weather else "fine"
        broken = {"fails": Failed("忙"), "killed": Killed(), "killed after": Killed()}.get(today)
        self.breaks, self.late = [broken], today == "killed after"
        super().send(id, address, text)
