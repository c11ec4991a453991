"""Refused or withdrawn by mistake and taken up again: what was never answered goes on with terms of its own."""

from datetime import date, timedelta

import pytest

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.clocks import label_in
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.rates.breaking import judged
from tiexin.cases.tests.case_scene import clocks, counted, moved, refuse, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
MONDAY = date(2012, 5, 14)
WITHDRAW = Step("withdraw", "已经发了")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def running(case):
    return {rule: day for rule, (day, met, ended) in clocks(case).items() if not met and not ended}


def state(case):
    found = Case.objects.get(pk=case.pk)
    return found.state, found.round, found.redone, found.closed


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_what_was_only_registered_is_registered_again_with_its_days_from_then_on(cast, end):
    case = moved(registered(cast, "petition"), end, by=cast.author)
    assert running(case) == {}
    case = moved(case, "reopen", by=cast.chief, on=MONDAY)
    assert state(case) == ("registered", 1, 0, None)
    # three working days: 15, 16, 17 May; fifteen days: 29 May, a Tuesday
    assert running(case) == {"contact": date(2012, 5, 17), "notify": date(2012, 5, 29)}
    assert case.steps.latest("pk").label == "重新办理，回到“已登记”，期限从今天起重新计算"


def test_accepted_then_its_sixty_days_begin_and_it_is_taken_once(cast):
    case = moved(registered(cast, "petition"), "refuse", by=cast.author)
    case = moved(case, "reopen", by=cast.chief)
    case = moved(case, "accept", by=cast.author, on=MONDAY)
    assert running(case) == {"conclude": date(2012, 7, 13)}  # 31 May is 17, 30 June 47, 13 July 60, a Friday
    assert counted("case_taken", "qty") == [(1,)]


@pytest.mark.parametrize("before", [("accept",), ("accept", "begin")])
def test_what_was_accepted_is_accepted_again_and_nobody_is_told_twice_whether(cast, before):
    case = moved(registered(cast, "petition"), *before, "withdraw", by=cast.author)
    case = moved(case, "reopen", by=cast.chief, on=MONDAY)
    assert state(case) == ("accepted", 1, 0, None)
    assert running(case) == {"conclude": date(2012, 7, 13)}
    assert case.steps.latest("pk").label == "重新办理，回到“已受理”，期限从今天起重新计算"
    assert CaseClock.objects.filter(rule="redo").count() == 0
    assert counted("case_taken", "qty") == [(1,)]


def test_a_term_from_registering_to_the_answer_begins_anew_too(cast):
    case = moved(registered(cast), "accept", "withdraw", by=cast.author)
    case = moved(case, "reopen", by=cast.chief, on=MONDAY)
    assert running(case) == {"mediate": date(2012, 5, 29)}  # contact was made by accepting


def test_sent_elsewhere_at_once_its_clocks_begin_at_last(cast):
    case = registered(cast, elsewhere="unwilling")
    assert CaseClock.objects.count() == 0
    case = moved(case, "reopen", by=cast.chief)
    assert state(case) == ("registered", 1, 0, None)
    assert running(case) == {"contact": date(2012, 5, 15), "mediate": date(2012, 5, 25)}


def test_answered_once_it_is_handled_a_second_time(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", "close", "reopen", by=cast.chief)
    assert state(case) == ("handling", 2, 1, None)
    assert case.steps.latest("pk").label == "重新办理"
    assert running(case)["redo"] == date(2012, 5, 25)


def test_its_next_term_stands_beside_it_and_is_kept_or_missed_like_any_other(cast):
    case = moved(registered(cast, "petition"), "withdraw", "reopen", by=cast.chief)
    assert Case.objects.get().due == case.clocks.filter(met=None, ended=None).earliest("due").due
    case = moved(case, "accept", "reply", "close", by=cast.author, on=MONDAY)
    assert [(each.pk, each.kept) for each in judged(Case.objects.all())] == [(case.pk, True)]
    assert counted("case_terms", "qty") == [(1,)]


def test_without_an_owner_it_waits_for_one_and_that_is_told(cast):
    case = registered(cast, "petition")
    Case.objects.filter(pk=case.pk).update(owner=None)
    case.parts.filter(role="owner").update(until=c.TODAY)
    case = move_own(case, WITHDRAW, on=c.TODAY)
    before = Message.objects.count()
    case = moved(case, "reopen", by=cast.chief)
    told = Message.objects.order_by("pk")[before:]
    assert {each.title for each in told} == {"有一件职工信访等人认领"}
    assert cast.author.pk in {each.officer_id for each in told}


def test_without_a_reason_nothing_changes(cast):
    case = moved(registered(cast, "petition"), "withdraw", by=None)
    refuse("text", lambda: move_case(case, Step("reopen", " "), by=cast.chief, on=c.TODAY))
    assert state(case)[0] == "withdrawn"


def test_withdrawn_again_and_again_it_is_never_a_second_handling(cast):
    case = registered(cast, "petition")
    for number in range(3):
        case = move_own(case, WITHDRAW, on=c.TODAY + timedelta(days=number))
        case = moved(case, "reopen", by=cast.chief, on=c.TODAY + timedelta(days=number))
        assert state(case) == ("registered", 1, 0, None)
    assert CaseClock.objects.filter(rule="notify").count() == 4
    assert CaseClock.objects.filter(rule="notify", met=None, ended=None).count() == 1
    assert CaseStep.objects.filter(event="reopened").count() == 3


def test_the_page_offers_accepting_again(cast, client):
    case = moved(registered(cast, "petition"), "refuse", "reopen", by=cast.chief)
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{case.pk}/step/?to=accept" in page and "次办理" not in page


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "第二次办理"),
        (2, "第二次办理"),
        (3, "第三次办理"),
        (9, "第九次办理"),
        (10, "第十次办理"),
        (12, "第十二次办理"),
    ],
)
def test_a_further_handling_says_which_it_is(number, label):
    assert label_in("第二次办理", number) == label


@pytest.mark.parametrize(("number", "figure"), [(19, "十九"), (20, "二十"), (21, "二十一"), (99, "九十九")])
def test_large_numbers_are_said_too(number, figure):
    assert label_in("第二次办理", number) == f"第{figure}次办理"
    assert label_in("办结", number) == "办结"
