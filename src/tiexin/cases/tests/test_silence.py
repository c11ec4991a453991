"""Terms that run out in silence: said once, with what it means and what the worker may do now."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tiexin.cases.actions import timing
from tiexin.cases.actions.silence import MEANING, say_what_lapsed
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.core.days import opening
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.tests.portal_scene import page_of, text_of

LAST = date(2012, 5, 25)  # fifteen days after 10 May
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def lapsed(case):
    return list(CaseStep.objects.filter(case=case, event="lapsed").order_by("pk"))


def test_silence_means_something_for_these_clocks():
    assert MEANING == [
        ("petition", "ask_review"),
        ("dispute", "mediate"),
        ("supervision_letter", "employer"),
        ("retaliation", "ask_review"),
        ("officer_complaint", "ask_review"),
    ]


def test_mediation_that_ran_out_is_written_down_once_and_told(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    assert say_what_lapsed(LAST) == 0 and lapsed(case) == []
    assert say_what_lapsed(AFTER) == 1
    [step] = lapsed(case)
    assert (step.label, step.told, step.by, step.state) == ("“调解”到期", True, None, "accepted")
    assert step.text == (
        "到2012年5月25日为止没有办。十五日内没有达成协议，视为调解不成。职工可以向劳动争议仲裁委员会申请仲裁。"
        "依据：《劳动争议调解仲裁法》第14条（自收到调解申请之日起）"
    )
    told = Message.objects.filter(source=f"case/{case.pk}/heard/{step.pk}")
    assert [(each.officer, each.title) for each in told] == [(cast.author, "争议调处：“调解”到期没有办")]
    assert Entry.objects.get(pk=step.entry_id).verb == "lapse_clock"


def test_again_nothing_is_said_twice(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    say_what_lapsed(AFTER)
    with c.nothing_written():
        assert [say_what_lapsed(AFTER), say_what_lapsed(AFTER + timedelta(days=9))] == [0, 0]
    assert len(lapsed(case)) == 1


def test_another_last_day_is_another_occasion(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    say_what_lapsed(AFTER)
    clock = CaseClock.objects.get(case=case, rule="mediate")
    CaseClock.objects.filter(pk=clock.pk).update(due=clock.due + timedelta(days=5))
    assert say_what_lapsed(AFTER + timedelta(days=4)) == 0
    assert say_what_lapsed(AFTER + timedelta(days=5)) == 1
    assert [step.text[:12] for step in lapsed(case)] == ["到2012年5月25日为", "到2012年5月30日为"]


@pytest.mark.parametrize("moves", [("accept", "reply"), ("accept", "withdraw")])
def test_what_was_answered_or_withdrawn_lapses_not(cast, moves):
    case = moved(registered(cast), *moves, by=cast.author)
    assert say_what_lapsed(AFTER) == 0 and lapsed(case) == []


def test_what_stands_still_lapses_not(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    clock = CaseClock.objects.get(case=case, rule="mediate")
    timing.stop_clock(case, timing.Pause(clock, "both", "双方同意"), by=cast.chief, on=c.TODAY)
    assert say_what_lapsed(AFTER) == 0


def test_an_opinion_nobody_wants_reviewed_becomes_final_also_when_it_is_closed(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", "close", by=cast.author)
    assert say_what_lapsed(c.TODAY + timedelta(days=33)) == 1
    [step] = lapsed(case)
    assert (step.label, step.state) == ("“职工可以请求复查”到期", "closed")
    assert "没有请求复查的，处理意见即为终结意见" in step.text and "第35条" in step.text


def test_what_lapsed_long_ago_and_practice_are_left_alone(cast):
    moved(registered(cast), "accept", by=cast.author)
    assert say_what_lapsed(AFTER + timedelta(days=90)) == 0


def test_a_clock_whose_silence_means_nothing_stays_silent(cast):
    case = registered(cast, "hardship", details={"cause": "illness"})
    assert say_what_lapsed(c.TODAY + timedelta(days=30)) == 0 and lapsed(case) == []


def test_it_costs_the_same_for_many_that_were_said(cast, django_assert_num_queries):
    for _ in range(3):
        moved(registered(cast), "accept", by=cast.author)
    assert say_what_lapsed(AFTER) == 3
    with django_assert_num_queries(2):
        say_what_lapsed(AFTER)


def test_the_worker_reads_what_it_means_now(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    browser = Client()
    before = text_of(browser.get(page_of(browser, case)))
    assert "到时没有办的，您可以向劳动争议仲裁委员会申请仲裁" in before and "已经到期" not in before
    say_what_lapsed(AFTER)
    CaseClock.objects.filter(case=case, rule="mediate").update(due=opening(c.TODAY - timedelta(days=1)))
    after = text_of(browser.get(page_of(browser, case)))
    assert "您现在可以向劳动争议仲裁委员会申请仲裁" in after and "已经到期" in after
    assert "“调解”到期" in after and Case.objects.get(pk=case.pk).state == "accepted"
