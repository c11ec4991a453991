"""Texts to whoever asked: when, to whom, in which words; how they wish to be told and what is sealed is respected."""

import pytest
from django.core.cache import cache

from tiexin.cases import queries
from tiexin.cases.actions import timing
from tiexin.cases.actions.telling_asker import SEALED, WORDS
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Channel, Message

pytestmark = pytest.mark.django_db
TAIL = "，请凭查询码看"
SECRET = ("刘桂英", "工资", "二月", "13900001111", "信访", "心理")


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def texts():
    """What went to phones of people without an account, oldest first."""
    return list(
        Message.objects.filter(officer=None, channel=Channel.SMS).order_by("pk").values_list("title", flat=True)
    )


def test_accepted_longer_stopped_and_answered_is_each_told_once(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    clock = case.clocks.get(rule="conclude")
    timing.extend_clock(case, timing.Longer(clock, 5, "案情复杂，涉及二月工资"), by=cast.chief, on=c.TODAY)
    timing.stop_clock(case, timing.Pause(clock, "papers", "补工资表"), by=cast.chief, on=c.TODAY)
    moved(case, "begin", "reply", by=cast.author)
    events = ("accepted", "extended", "stopped", "replied")
    assert texts() == [f"{WORDS[event]}{TAIL}" for event in events]
    assert [word for word in SECRET if word in "".join(texts())] == []


def test_a_second_answer_is_told_again(cast):
    moved(registered(cast), "accept", "reply", "redo", "reply", by=cast.author)
    assert texts() == [f"{WORDS[event]}{TAIL}" for event in ("accepted", "replied", "replied")]


def test_not_ours_is_told_after_registering_and_not_at_the_window(cast):
    registered(cast, elsewhere="court")
    assert texts() == []
    moved(registered(cast), "refuse", by=cast.author)
    assert texts() == [f"{WORDS['refused']}{TAIL}"]


def test_of_a_sealed_matter_nothing_is_told_but_that_there_is_something(cast):
    moved(registered(cast, "counselling", details={}), "accept", by=cast.author)
    assert texts() == [f"{SEALED}{TAIL}"]


@pytest.mark.parametrize(
    ("way", "phone", "count"),
    [("code", "13900001111", 1), ("call", "13900001111", 0), ("slip", "13900001111", 0), ("code", "", 0),
     ("code", "0951-6012351", 0)],
)  # fmt: skip
def test_only_who_follows_by_code_and_has_a_mobile_is_texted(cast, way, phone, count):
    moved(registered(cast, reply_way=way, phone=phone), "accept", by=cast.author)
    assert len(texts()) == count


def test_steps_that_are_the_units_own_tell_nothing(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    before = texts()
    moved(case, "begin", by=cast.author)
    assert texts() == before


def test_practised_matters_text_nobody(cast):
    case = registered(cast)
    org = Case.objects.get(pk=case.pk).org
    type(org).objects.filter(pk=org.pk).update(practice=True)
    moved(Case.objects.get(pk=case.pk), "accept", by=cast.author)
    assert texts() == []


def test_the_number_is_kept_sealed_and_the_message_opens_no_page(cast):
    moved(registered(cast), "accept", by=cast.author)
    message = Message.objects.get(officer=None)
    assert (message.address, message.url, message.kind) == ("13900001111", "", "notice")
    assert b"13900001111" not in bytes(message.phone)


@pytest.mark.parametrize("event", sorted(WORDS))
def test_the_words_fit_a_text(event):
    assert len(f"{WORDS[event]}{TAIL}") <= 30


# ── what became of a text ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "短信待发"),
        ("sending", "短信正在发"),
        ("sent", "短信已发出"),
        ("failed", "短信没有发成"),
        ("dropped", "短信不再发"),
    ],
)
def test_whoever_handles_it_sees_what_became_of_each_text(cast, client, state, words):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    replied = Message.objects.filter(officer=None).order_by("-pk").first()
    Message.objects.filter(pk=replied.pk).update(state=state)
    steps = queries.path(case)
    assert [(step.event, step.went) for step in steps] == [
        ("registered", ""),
        ("accepted", "短信待发" if state != "waiting" else words),
        ("replied", words),
    ]
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert page.count(f"职工看得到 · {words}") == (2 if state == "waiting" else 1)


def test_of_whoever_gets_no_text_nothing_is_said(cast):
    case = moved(registered(cast, reply_way="call"), "accept", by=cast.author)
    assert [step.went for step in queries.path(case)] == ["", ""]
    registered(cast)
    assert [step.went for step in queries.path(case)] == ["", ""]
