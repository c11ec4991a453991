"""Sending a text once more that did not go: when it may, to which number, and that it stays one text."""

from datetime import time, timedelta

import pytest

from tiexin.core.days import naive
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as units
from tiexin.outbox import rules
from tiexin.outbox.actions import NewPreferences, call_off, give_up_texts, send_text_again, set_preferences
from tiexin.outbox.actions.sending import deliver
from tiexin.outbox.gateways import File
from tiexin.outbox.models import Message
from tiexin.outbox.tests.telling import CRISIS, PHONE, TEXT, Memory, at, failing, phoned, texted, told, wants_texts

pytestmark = pytest.mark.django_db
NEW = "13900139000"


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    wants_texts(cast.people["officer"])
    return cast.people["officer"]


@pytest.fixture
def office(cast):
    return cast.people["office"]


def failed(text, error="连不上短信通道"):
    Message.objects.filter(pk=text.pk).update(state="failed", tries=5, taken=at(9), error=error)
    text.refresh_from_db()
    return text


def again(text, by, day=units.TODAY):
    return send_text_again(text, by=by, on=day)


def refused(text, by, day=units.TODAY):
    text.refresh_from_db()
    before = list(Message.objects.order_by("pk").values())
    with units.nothing_written(), pytest.raises(Refused) as caught:
        again(text, by, day)
    assert list(Message.objects.order_by("pk").values()) == before
    return str(caught.value)


def test_the_same_text_waits_anew_and_goes(cast, office):
    text = failed(phoned(cast.county))
    sent = again(text, office)
    assert (sent.pk, sent.uuid, sent.state, sent.tries, sent.taken, sent.error) == (
        *(text.pk, text.uuid, "waiting", 0, None, ""),
    )
    out = Memory()
    assert deliver(at(12, days=1), out) == 1
    assert out.sent == {str(text.uuid): (PHONE, "有一件诉求等您办")}
    assert Message.objects.values_list("state", "tries").get() == ("sent", 1)


def test_it_leaves_an_entry_of_the_unit_without_number_and_words(cast, office):
    text = failed(phoned(cast.county))
    again(text, office)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.thing, entry.thing_id, entry.by, entry.org) == (
        *("send_text_again", "outbox.message", text.pk, office, cast.county),
    )


def test_pressed_twice_it_is_sent_once(cast, office):
    text = failed(phoned(cast.county))
    again(text, office)
    assert refused(text, office) == "只有没有发成的才能再发，刚才可能已有人点过"
    out = Memory()
    assert [deliver(at(12, days=1), out), deliver(at(13, days=1), out)] == [1, 0]
    assert refused(text, office) == "只有没有发成的才能再发，刚才可能已有人点过"


def test_a_gateway_that_has_it_already_sends_nothing_more(cast, office, tmp_path):
    text, out = phoned(cast.county), File(tmp_path / "sms.jsonl")
    out.send(text.uuid, PHONE, text.text)
    again(failed(text), office)
    deliver(at(12, days=1), out)
    assert len((tmp_path / "sms.jsonl").read_text().splitlines()) == 1


def test_it_is_tried_as_often_as_a_new_one(cast, office):
    text = failed(phoned(cast.county))
    again(text, office)
    now, out = at(12, days=1), failing(9)
    for _ in range(9):
        deliver(now, out)
        text.refresh_from_db()
        now = max(now, text.due)
    assert (out.asked, text.state, text.tries) == (rules.limits().tries, "failed", rules.limits().tries)


def test_an_officers_goes_to_the_number_they_have_now(officer, office):
    text = failed(texted(officer))
    set_preferences(NewPreferences("sms", NEW, time(21), time(8)), by=officer, on=units.TODAY)
    assert again(text, office).address == NEW
    out = Memory()
    deliver(at(12, days=1), out)
    assert [phone for phone, _ in out.sent.values()] == [NEW]


def test_who_wants_no_texts_any_more_gets_none(officer, office):
    text = failed(texted(officer))
    set_preferences(NewPreferences("none", "", time(21), time(8)), by=officer, on=units.TODAY)
    assert refused(text, office) == "本人现在不另外收消息，请在系统里或者当面告诉"


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "dropped"])
def test_what_did_not_fail_is_not_sent_again(cast, office, state):
    text = phoned(cast.county)
    Message.objects.filter(pk=text.pk).update(state=state)
    assert refused(text, office) == "只有没有发成的才能再发，刚才可能已有人点过"


@pytest.mark.parametrize(
    ("kind", "said"), [("code", "验证码过了时候，再发没有用"), ("digest", "每日汇总过了时候，再发没有用")]
)
def test_what_is_true_no_longer_is_not_sent(cast, office, kind, said):
    text = failed(phoned(cast.county))
    Message.objects.filter(pk=text.pk).update(kind=kind)
    assert refused(text, office) == said


def test_what_is_old_is_not_sent(cast, office):
    text = failed(phoned(cast.county))
    first = naive(text.told).date()
    last = first + timedelta(days=rules.limits().again_within)
    assert refused(text, office, last + timedelta(days=1)) == "过了7天，再发没有用，请打电话或者当面告诉"
    assert again(text, office, last).state == "waiting"


@pytest.mark.parametrize("days", range(10))
@pytest.mark.parametrize("state", ["failed", "dropped", "sent"])
@pytest.mark.parametrize("kind", ["notice", "code", "task"])
def test_may_it_be_sent_is_one_rule(days, state, kind):
    may = state == "failed" and kind != "code" and days <= 7
    assert (rules.not_again(state, kind, units.TODAY, units.TODAY + timedelta(days=days)) == "") is may


def test_told_by_phone_it_is_dropped_and_nothing_else_is(cast, officer):
    one = failed(phoned(cast.county))
    other, waiting = failed(phoned(cast.county, CRISIS)), phoned(cast.county, TEXT, NEW)
    mine = failed(texted(officer))
    assert (give_up_texts([TEXT.source]), give_up_texts([TEXT.source]), give_up_texts([])) == (1, 0, 0)
    states = [Message.objects.get(pk=each.pk).state for each in (one, other, waiting, mine)]
    assert states == ["dropped", "failed", "waiting", "failed"]
    assert Message.objects.get(pk=one.pk).error == "已经打电话告诉了"


def test_what_is_over_is_called_off_and_not_sent_again(cast, office):
    text = phoned(cast.county)
    call_off(TEXT.source)
    assert refused(text, office) == "只有没有发成的才能再发，刚才可能已有人点过"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (TimeoutError("timed out"), "短信通道没有回应"),
        (ConnectionRefusedError(111, "Connection refused"), "连不上短信通道（错误 111）"),
        (OSError("strange"), "连不上短信通道（错误 未知）"),
    ],
)
def test_a_broken_line_is_told_in_plain_words(cast, broken, said):
    text = phoned(cast.county)
    deliver(at(10), Memory(breaks=[broken]))
    assert Message.objects.values_list("state", "error").get(pk=text.pk) == ("waiting", said)


def test_messages_in_the_product_are_no_texts(officer):
    made = told(officer)
    Message.objects.filter(pk=made.pk).update(state="failed")
    assert list(Message.objects.unsent()) == []
