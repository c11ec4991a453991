"""The public sheet of what the rates leave out, and what whoever brought a matter reads of it."""

import re

import pytest
from django.test import Client

from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.models import Case
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.left_out import Line, lines
from tiexin.portal.tests.portal_scene import page_of, text_of

COURT, DIED = "已经进入诉讼、仲裁、复议等法定程序", "提出的人已经去世"


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


def left(cast, reason="court", granted=True, **said):
    made = ask_exclusion(registered(cast, **said), reason, "法院已经立案", by=cast.author, on=c.TODAY)
    return decide_exclusion(made, granted, "查过立案通知", by=cast.above, on=c.TODAY + DAY).case


def sheet():
    return text_of(Client().get("/my/left-out/"))


def test_counted_by_unit_and_reason(cast):
    left(cast)
    left(cast)
    left(cast, granted=False)
    left(cast, "died")
    name = cast.county.name
    assert sorted(lines(), key=lambda line: line.reason) == sorted(
        [Line(name, COURT, 2, 1), Line(name, DIED, 1, 0)], key=lambda line: line.reason
    )


def test_everybody_reads_it_without_a_name_or_a_number(cast):
    case = left(cast, title="老板打人", name="刘桂英", place="某厂")
    text = sheet()
    assert cast.county.name in text and COURT in text and "没有算进去的一共 1 件" in text
    for hidden in (case.number, "老板打人", "刘桂英", "某厂", str(cast.author), str(cast.above), "查过立案通知"):
        assert hidden not in text


def test_what_waits_is_not_published(cast):
    ask_exclusion(registered(cast), "court", "法院已经立案", by=cast.author, on=c.TODAY)
    assert lines() == [] and "现在一件也没有" in sheet()


def test_what_is_sealed_or_about_somebody_is_in_the_whole_alone(cast):
    left(cast)
    Case.objects.filter(pk=left(cast).pk).update(about_org=cast.city)
    assert [line.granted for line in lines()] == [1]
    assert "一共 2 件，其中内容加密或者反映干部、单位的 1 件不分单位写" in sheet()


def test_what_was_refused_is_a_row_and_not_in_the_sum(cast):
    left(cast, granted=False)
    text = sheet()
    assert "没有算进去的一共 0 件。没有同意的照常算。" in text and "现在一件也没有" not in text
    cells = re.findall(r'<span class="tx-key">(.*?)</span>(.*?)</td>', text)
    reason = ("理由", "已经进入诉讼、仲裁、复议等法定程序")
    assert cells == [reason, ("没有算进去", "0件"), ("没有同意", "1件")]


def test_all_of_them_apart_is_not_none(cast):
    Case.objects.filter(pk=left(cast).pk).update(about_org=cast.city)
    text = sheet()
    assert lines() == [] and "一共 1 件，其中内容加密或者反映干部、单位的 1 件" in text
    assert "<table" not in text and "现在一件也没有" not in text


def test_words_of_the_office_are_not_used(cast):
    left(cast)
    for word in ("三个率", "不计入", "回应率"):
        assert word not in sheet()


def test_its_cost_does_not_grow(cast, django_assert_num_queries):
    for reason in ("court", "died", "final"):
        left(cast, reason)
    with django_assert_num_queries(1):
        assert len(lines()) == 3


@pytest.mark.parametrize(("granted", "told"), [(True, True), (False, False)])
def test_whoever_brought_it_is_told_that_it_is_left_out(cast, granted, told):
    case = left(cast, granted=granted)
    browser = Client()
    text = text_of(browser.get(page_of(browser, case)))
    assert ("不影响办理" in text) is told and (COURT in text) is told
    assert (f"{cast.city}决定这件诉求不算进" in text) is told
    assert ('<a href="/my/left-out/">工会公布的数</a>' in text) is told and "三个率" not in text


def test_the_front_page_leads_there_and_only_reading_is_possible(cast):
    browser = Client()
    assert 'href="/my/left-out/"' in browser.get("/my/").content.decode()
    assert browser.post("/my/left-out/").status_code == 405
