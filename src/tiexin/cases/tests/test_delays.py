"""Asking for a stop or an extension: whoever handles asks, a leader decides, the clock runs on meanwhile."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions import taking_part
from tiexin.cases.actions.delays import NewDelay, answer_delay, ask_delay
from tiexin.cases.delays.models import Delay
from tiexin.cases.models import CaseClock, CaseStep
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
WHY = "等企业补工资表"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return moved(registered(cast, "petition"), "accept", by=cast.author)


def clock(case):
    return CaseClock.objects.select_related("case__org").get(case=case, rule="conclude")


def stop(case, **more):
    return NewDelay(**{"clock": clock(case), "way": "stop", "text": WHY, "reason": "papers", **more})


def longer(case, **more):
    return NewDelay(**{"clock": clock(case), "way": "extend", "text": WHY, "amount": 10, **more})


def asked(cast, case, new=None):
    return ask_delay(case, new or longer(case), by=cast.author, on=c.TODAY)


def enter(client, who):
    return c.enter(type(client)(), who)


def told(kind):
    rows = Message.objects.filter(kind=kind, officer__isnull=False).select_related("officer").order_by("pk")
    return [(message.officer.name, message.title) for message in rows]


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────


def test_until_somebody_agrees_the_clock_runs_on_and_the_asker_reads_nothing(cast, case):
    before = clock(case).due
    delay = asked(cast, case)
    assert (clock(case).due, clock(case).extended, delay.answer) == (before, 0, "")
    step = CaseStep.objects.latest("pk")
    said = f"请求延长“{clock(case).label}”"
    assert (step.event, step.label, step.text, step.told) == ("delay_asked", said, WHY, False)
    assert Entry.objects.latest("pk").verb == "ask_delay"
    assert told("task") == [("丁文博", "一件职工信访请求延长期限，等您批")]


def test_the_leader_in_charge_decides_before_others(cast, case):
    other = c.officer("常国强", cast.county, "leader", rank=cast.chief.rank, title="副主席")
    taking_part.lead_case(case, other, "集体", by=cast.author, on=c.TODAY)
    asked(cast, case)
    assert told("task") == [("常国强", "一件职工信访请求延长期限，等您批")]


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("way", lambda case: longer(case, way="moon")),
        ("text", lambda case: longer(case, text=" ")),
        ("text", lambda case: stop(case, text="")),
        ("amount", lambda case: longer(case, amount=0)),
        ("amount", lambda case: longer(case, amount=31)),
        ("reason", lambda case: stop(case, reason="moon")),
    ],
    ids=["no way", "no words", "no words to stop", "nothing more", "too much", "no reason"],
)
def test_what_the_rule_refuses_is_refused_when_it_is_asked(cast, case, field, make):
    new = make(case)
    refuse(field, lambda: asked(cast, case, new))


def test_one_question_waits_at_a_time(cast, case):
    asked(cast, case)
    refuse("", lambda: asked(cast, case, stop(case)))


def test_the_table_keeps_one_question_and_who_answered(cast, case):
    delay = asked(cast, case)
    wrong = [{"answer": "agreed"}, {"answered_by": cast.chief}, {"answer": "agreed", "answered_by": cast.author}]
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Delay.objects.filter(pk=delay.pk).update(**{"answered_on": c.TODAY, **changes})
    with pytest.raises(IntegrityError), transaction.atomic():
        Delay.objects.create(clock=delay.clock, step=delay.step, way="stop", by=cast.mate, on=c.TODAY)


# ── deciding ────────────────────────────────────────────────────────────────────────────────────────────


def test_agreed_it_is_longer_and_the_asker_reads_the_words_of_whoever_asked(cast, case):
    before = clock(case).due
    delay = answer_delay(asked(cast, case), True, by=cast.chief, on=c.TODAY)
    assert (delay.answer, delay.answered_by, delay.answered_on) == ("agreed", cast.chief, c.TODAY)
    assert (clock(case).due > before, clock(case).extended, clock(case).extra) == (True, 1, 10)
    step = CaseStep.objects.latest("pk")
    assert (step.event, WHY in step.text, step.told, step.by) == ("extended", True, True, cast.chief)
    assert told("progress") == [("李秀兰", "您请求的期限延长已同意")]


def test_agreed_it_stands_still(cast, case):
    answer_delay(asked(cast, case, stop(case)), True, by=cast.chief, on=c.TODAY)
    assert clock(case).stops.get().until is None
    assert "最长" in "".join(clock(case).lines)  # a stop that is forgotten ends at its ceiling


def test_refused_it_stays_as_it_was_with_the_reason(cast, case):
    before, delay = clock(case).due, asked(cast, case)
    refuse("text", lambda: answer_delay(delay, False, " ", by=cast.chief, on=c.TODAY))
    answer_delay(delay, False, "证据已经齐了", by=cast.chief, on=c.TODAY)
    step = CaseStep.objects.latest("pk")
    assert (clock(case).due, step.event, step.text, step.told) == (before, "delay_refused", "证据已经齐了", False)
    assert told("progress") == [("李秀兰", "您请求的期限延长没有同意")]
    assert asked(cast, case).answer == ""  # asked again with better reasons


def test_nobody_agrees_to_their_own_question_and_nothing_is_answered_twice(cast, case):
    delay = ask_delay(case, longer(case), by=cast.chief, on=c.TODAY)
    refuse("", lambda: answer_delay(delay, True, by=cast.chief, on=c.TODAY))
    answer_delay(delay, True, by=cast.people["city_office"], on=c.TODAY)
    refuse("", lambda: answer_delay(delay, False, "晚了", by=cast.people["city_office"], on=c.TODAY))


def test_what_has_ended_meanwhile_is_agreed_to_no_more(cast, case):
    delay = asked(cast, case)
    moved(case, "reply", by=cast.author)
    refuse("clock", lambda: answer_delay(delay, True, by=cast.chief, on=c.TODAY))
    late = c.TODAY + timedelta(days=400)
    other = moved(registered(cast, "petition"), "accept", by=cast.author)
    again = ask_delay(other, longer(other), by=cast.author, on=c.TODAY)
    refuse("", lambda: answer_delay(again, True, by=cast.chief, on=late))


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_handler_asks_on_the_page_and_the_leader_decides_on_theirs(cast, case, client):
    hand, chief, page = enter(client, cast.author), enter(client, cast.chief), f"/cases/{case.pk}/"
    ask = f"/cases/clocks/{clock(case).pk}/ask/extend/"
    shown = hand.get(page).content.decode()
    assert (ask in shown, "请求停计" in shown) == (True, True)
    assert "理由" in hand.get(ask).content.decode()
    with c.nothing_written():
        assert hand.post(ask, {"amount": "99", "text": WHY}).status_code == 422
    assert hand.post(ask, {"amount": "10", "text": WHY}).status_code == 302
    delay = Delay.objects.get()
    shown = hand.get(page).content.decode()
    assert ("请求延长10日，等领导批" in shown, ask in shown) == (True, False)
    decide = f"/cases/delays/{delay.pk}/"
    with c.nothing_written():
        assert hand.get(decide).status_code == 404
        assert chief.post(decide, {"agrees": "no"}).status_code == 422
    assert (decide in chief.get(page).content.decode(), WHY in chief.get(decide).content.decode()) == (True, True)
    assert chief.post(decide, {"agrees": "yes"}).status_code == 302
    assert (clock(case).extra, chief.get(decide).status_code) == (10, 404)


@pytest.mark.parametrize("name", ["mate", "enterprise", "stranger"])
def test_nobody_else_asks_or_decides(cast, case, client, name):
    delay, who = asked(cast, case), cast.mate if name == "mate" else cast.people[name]
    other = enter(client, who)
    with c.nothing_written():
        assert other.post(f"/cases/delays/{delay.pk}/", {"agrees": "yes"}).status_code == 404
        assert other.get(f"/cases/clocks/{clock(case).pk}/ask/stop/").status_code == 404


def test_whom_it_is_about_decides_nothing(cast, client):
    case = registered(cast, "petition", about=cast.chief)
    delay = asked(cast, moved(case, "accept", by=cast.author))
    assert told("task")[-1] == ("马建国", "一件职工信访请求延长期限，等您批")
    assert enter(client, cast.chief).get(f"/cases/delays/{delay.pk}/").status_code == 404


@pytest.mark.parametrize("way", ["moon", "resume", "0", "stops"])
def test_a_way_that_there_is_not_is_no_page(cast, case, client, way):
    assert enter(client, cast.author).get(f"/cases/clocks/{clock(case).pk}/ask/{way}/").status_code == 404


def test_a_question_costs_the_page_one_read(cast, case, client):
    hand = enter(client, cast.chief)

    def count():
        hand.get(f"/cases/{case.pk}/")
        with CaptureQueriesContext(connection) as seen:
            hand.get(f"/cases/{case.pk}/")
        return len(seen)

    without = count()
    asked(cast, case)
    assert count() == without + 1
