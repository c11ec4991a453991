"""The way as whoever asked reads it: what was done and how far it is, without the names of those who passed it on."""

import itertools

import pytest

from tiexin.cases import rules as cases
from tiexin.cases.actions.asking_person import add_words, answer_case, move_own
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.cases import Step, note_contact
from tiexin.cases.actions.offering import (
    NewOffer,
    assign_case,
    drop_offer,
    offer_case,
    return_offer,
    take_offer,
    withdraw_from_case,
)
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal import queries, rules
from tiexin.portal.tests.portal_scene import browser, page_of, stage, text_of, walked

pytestmark = pytest.mark.django_db
SECRET = "他情绪不稳，先瞒着"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def way(case):
    return [(step.event, step.label, step.said) for step in queries.way(case)]


def shown(case):
    client = browser()
    return text_of(client.get(page_of(client, case)))


@pytest.mark.parametrize(("event", "told"), list(itertools.product(cases.EVENTS, (False, True))))
def test_only_steps_that_pass_it_on_lose_their_label(event, told):
    label = "转给葛春梅（兴庆区）"
    plain = {"offered": "转出", "taken": "收下"}
    assert rules.label_of(event, label, told) == (label if told else plain.get(event, label))


def test_assigned_by_a_leader_the_way_names_nobody(cast):
    case = registered(cast)
    assign_case(case, cast.mate, "她熟悉情况", by=cast.chief, on=c.TODAY)
    step = CaseStep.objects.latest("pk")
    assert (step.label, step.text) == ("指派给葛春梅", "她熟悉情况")  # the file says it
    assert way(case) == [("registered", "登记", ""), ("taken", "收下", "")]
    assert "她熟悉情况" not in shown(case) and "丁文博" not in shown(case)


def test_offered_to_a_person_the_way_names_nobody(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.county, cast.mate, "内部理由"), by=cast.author, on=c.TODAY)
    assert "葛春梅" in CaseStep.objects.latest("pk").label
    assert way(case)[-1] == ("offered", "转出", "")
    assert "葛春梅" not in shown(case)


def test_a_sealed_matter_names_neither_who_had_it_nor_who_gets_it(cast):
    case = registered(cast, "counselling", details={})
    assign_case(case, cast.mate, SECRET, by=cast.chief, on=c.TODAY)
    offer_case(case, NewOffer(cast.county, cast.chief, SECRET), by=cast.mate, on=c.TODAY)
    text = shown(case)
    assert [each for each in ("葛春梅", "丁文博", "李秀兰", SECRET) if each in text] == []
    assert ("转出" in text, "收下" in text) == (True, True)


def test_taken_and_returned_elsewhere_only_the_taking_is_read(cast):
    case, taker = registered(cast), cast.people["city_office"]
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    return_offer(case, "推回去，不想管", by=taker, on=c.TODAY)
    assert [event for event, _, _ in way(case)] == ["registered", "offered"]
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    take_offer(case, by=taker, on=c.TODAY)
    text = shown(case)
    assert [event for event, _, _ in way(case)] == ["registered", "offered", "offered", "taken"]
    assert "推回去" not in text and "银川市总工会" in text


def test_an_offer_taken_back_is_not_told_and_says_no_more_that_it_was_passed_on(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    assert "已转给银川市总工会" in shown(case)
    drop_offer(case, by=cast.author, on=c.TODAY)
    assert "已转给" not in shown(case) and "收回转办" not in shown(case)


def test_withdrawn_while_it_was_offered_it_waits_for_nobody_to_take_it(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    move_own(case, Step("withdraw", "已经发了"), on=c.TODAY)
    text = shown(case)
    assert "已撤回" in text and "已转给" not in text
    taker = c.enter(browser(), cast.people["city_office"])
    taker.post(f"/cases/{case.pk}/take/")
    assert (Case.objects.get().org, Case.objects.get().state) == (cast.county, "withdrawn")


@pytest.mark.parametrize("reason", ["是我的亲戚", SECRET])
def test_why_somebody_stepped_back_is_not_told(cast, reason):
    case = registered(cast)
    withdraw_from_case(case, reason, by=cast.author, on=c.TODAY)
    text = shown(case)
    assert reason not in text and "承办人回避" not in text and "李秀兰" not in text
    assert "正在安排承办的人" in text


def test_who_helps_is_for_the_file(cast):
    case = registered(cast)
    add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    assert "葛春梅" not in shown(case) and way(case) == [("registered", "登记", "")]


@pytest.mark.parametrize("told", [False, True])
def test_what_was_noted_of_a_talk_is_read_when_it_was_meant_to_be(cast, told):
    case = registered(cast)
    note_contact(case, "请带工资条来", told, by=cast.author, on=c.TODAY)
    assert way(case)[-1] == ("contacted", "联系您", "请带工资条来" if told else "")
    assert ("请带工资条来" in shown(case)) is told


def test_sealed_words_that_were_told_are_opened_for_whoever_asked_alone(cast):
    case = registered(cast, "counselling", details={})
    note_contact(case, "周三下午来", True, by=cast.author, on=c.TODAY)
    note_contact(case, SECRET, False, by=cast.author, on=c.TODAY)
    assert not CaseStep.objects.filter(text__contains="周三").exists()
    assert [said for _, _, said in way(case)] == ["", "周三下午来", ""]
    assert "周三下午来" in shown(case) and SECRET not in shown(case)


def test_ones_own_words_come_back_and_say_that_they_are_ones_own(cast):
    case = registered(cast)
    add_words(case, "工资条\n找到了", on=c.TODAY)
    client = browser()
    page = page_of(client, case)
    assert "工资条<br>找到了" in client.get(page).content.decode()
    assert walked(client, page) == [("登记", "兴庆区总工会"), ("本人补充", "您")]


def test_ones_own_answer_is_read_in_full_and_leads_to_no_second_one(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    answer_case(case, Heard(True, "partly", "partly", "还差一个月"), on=c.TODAY)
    assert way(case)[-1] == ("called_back", "本人评价：解决了一部分，部分满意", "还差一个月")
    assert "还差一个月" in shown(case) and "评价：解决了没有" not in shown(case)


def test_steps_stand_in_the_order_in_which_they_were_taken(cast):
    case = moved(registered(cast, "petition"), "accept", "begin", "reply", by=cast.author)
    move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    events = [event for event, _, _ in way(case)]
    assert events == ["registered", "accepted", "begun", "replied", "review_asked"]
    assert [step.pk for step in queries.way(case)] == sorted(step.pk for step in queries.way(case))


def test_reading_a_way_keeps_the_labels_of_the_file(cast):
    case = registered(cast)
    assign_case(case, cast.mate, "她熟悉情况", by=cast.chief, on=c.TODAY)
    shown(case)
    assert CaseStep.objects.latest("pk").label == "指派给葛春梅"


def test_a_longer_way_takes_no_more_statements(cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case, client = registered(cast), browser()
    page = page_of(client, case)
    client.get(page)
    counts = []
    for number in range(3):
        for _ in range(number * 4):
            add_words(case, f"第{number}", on=c.TODAY)
        with CaptureQueriesContext(connection) as asked_of:
            client.get(page)
        counts.append(len(asked_of))
    assert len(set(counts)) == 1


def test_the_second_handling_says_that_it_is_one(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    assert "第2次办理" not in shown(case)
    case = moved(case, "redo", by=cast.author)
    assert "第2次办理" in shown(case)
    assert case.round == 2


@pytest.mark.parametrize(
    ("names", "buttons"),
    [
        ((), {"add", "withdraw"}),
        (("accept",), {"add", "withdraw"}),
        (("accept", "begin"), {"add", "withdraw"}),
        (("accept", "reply"), {"add", "answer", "ask_review"}),
        (("accept", "reply", "close"), {"answer", "ask_review"}),
        (("refuse",), set()),
    ],
)
def test_the_buttons_are_what_may_be_done(cast, names, buttons):
    case = moved(registered(cast, "petition"), *names, by=cast.author)
    client = browser()
    page = page_of(client, case)
    html = client.get(page).content.decode()
    links = {"add": f"{page}add/", "answer": f"{page}answer/"}
    links |= {name: f"{page}move/?to={name}" for name in ("withdraw", "ask_review", "ask_second")}
    assert {name for name, link in links.items() if f'href="{link}"' in html} == buttons
