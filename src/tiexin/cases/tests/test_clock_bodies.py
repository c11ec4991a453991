"""The term of another body says whose it is: to the officer who may know who asked, and to whoever asked."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiexin.cases import queries
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.models import Case
from tiexin.cases.tests.agency_scene import carried, sent, stage
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.tests.portal_scene import page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def two(cast):
    """A matter that waits for two bodies by the same kind of term."""
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    for body in ("兴庆区信访局", "银川市信访局"):
        sent(cast, mandate, body=body)
    return Case.objects.get(pk=mandate.case_id)


def bodies(case):
    return sorted((each.label, each.body) for each in queries.clocks_of(case) if each.holder == "other")


def test_each_clock_of_another_body_carries_its_name_and_the_unit_s_own_none(two):
    assert bodies(two) == [("信访部门登记、转送交办", "兴庆区信访局"), ("信访部门登记、转送交办", "银川市信访局")]
    assert {each.body for each in queries.clocks_of(two) if each.holder != "other"} == {""}


def test_that_of_a_letter_carries_whom_it_was_sent_to_first(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    case = moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)
    for to in ("宁夏凤凰机械有限公司", "凤凰机械人事科"):
        new = NewLetter("opinion", to, "请改正", delivered=c.TODAY, way="hand")
        issue_letter(case, new, by=cast.author, on=c.TODAY)
    assert bodies(case) == [("用人单位书面答复意见书", "宁夏凤凰机械有限公司")]


def test_it_is_read_with_the_clocks_in_one_statement(two):
    with CaptureQueriesContext(connection) as seen:
        bodies(two)
    assert len(seen.captured_queries) == 1


def test_the_officer_reads_which_of_two_it_is(cast, two, client):
    page = c.enter(client, cast.author).get(f"/cases/{two.pk}/").text
    terms = page.split('id="clocks"')[1].split("</section>")[0]
    assert [terms.count(body) for body in ("兴庆区信访局", "银川市信访局", "对方的期限")] == [1, 1, 0]


def test_who_may_not_know_who_asked_reads_no_body(cast, two):
    Case.objects.filter(pk=two.pk).update(kind="mutual_aid")  # read by name by those who take part alone
    page = c.enter(Client(), cast.chief).get(f"/cases/{two.pk}/").text
    terms = page.split('id="clocks"')[1].split("</section>")[0]
    assert [terms.count(said) for said in ("兴庆区信访局", "银川市信访局", "对方的期限")] == [0, 0, 2]


def test_the_worker_reads_which_of_two_it_is(two):
    browser = Client()
    shown = text_of(browser.get(page_of(browser, two)))
    assert "兴庆区信访局 ·" in shown and "银川市信访局 ·" in shown and "其他机关 ·" not in shown


@pytest.mark.parametrize(
    ("kind", "said"), [("other", "依据：没有法定期限，工会按30日去催"), ("office", "依据：《信访工作条例》第22条")]
)
def test_where_no_law_binds_a_body_no_promise_of_the_union_is_said(cast, kind, said):
    mandate = carried(cast)
    sent(cast, mandate, kind=kind)
    browser = Client()
    shown = text_of(browser.get(page_of(browser, mandate.case)))
    body = shown.split("兴庆区信访局 ·")[1].split("依据：")[1]
    assert said.removeprefix("依据：") in body[:40]
    assert "工会自己的服务承诺" in shown  # the union's own terms say so as before
