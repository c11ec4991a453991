"""A crisis, what was reported upward and what went up for review ask for a leader in charge (C137)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.reporting import NewReport, report_case
from tiexin.cases.actions.taking_part import lead_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.leads import rules
from tiexin.cases.models import Case, LeadDue
from tiexin.cases.tests.case_scene import DAY, counted, moved, registered, stage
from tiexin.cases.tests.test_leads import dues, told
from tiexin.core.days import moment
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
TOMORROW = c.TODAY + DAY


@kept.fixture
def cast():
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


def crisis(cast, kind="violence"):
    return registered(cast, "crisis", details={"kind": kind})


def reported(cast, case):
    now = moment(c.TODAY)
    known = now - timedelta(minutes=30)
    new = NewReport(org=cast.city, text="厂门口有人", happened=known, known=known, known_by="王铁柱")
    return report_case(case, new, by=cast.author, on=c.TODAY)


def review(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    return move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)


def test_the_kinds_that_may_be_a_crisis_are_services_that_are_urgent():
    assert [catalogue()[name].urgent for name in rules.rules().kinds] == [True]


@pytest.mark.parametrize("kind", ["violence", "self_harm", "mass"])
def test_a_crisis_asks_its_own_unit_until_tomorrow(cast, kind):
    case = crisis(cast, kind)
    assert [ask_for_leaders(c.TODAY) for _ in "12"] == [1, 0]
    assert dues() == [(case.pk, "escalated", "兴庆区总工会", TOMORROW)]
    assert told() == [("丁文博", "一件危机处置应当由您单位的领导包案")]


def test_what_is_urgent_and_no_crisis_or_a_crisis_that_is_not_urgent_asks_for_none(cast):
    registered(cast, "retaliation", details={})
    Case.objects.filter(pk=crisis(cast).pk).update(urgent=False)
    assert (ask_for_leaders(c.TODAY), dues()) == (0, [])


def test_reported_upward_it_asks_and_what_lies_beside_it_does_not(cast):
    case, _ = registered(cast), registered(cast)
    assert ask_for_leaders(c.TODAY) == 0
    reported(cast, case)
    assert ask_for_leaders(c.TODAY) == 1
    assert dues() == [(case.pk, "escalated", "兴庆区总工会", TOMORROW)]


def test_gone_up_for_review_it_asks_a_leader_of_where_it_is_now(cast):
    case = review(cast)
    assert ask_for_leaders(c.TODAY) == 1
    assert dues() == [(case.pk, "escalated", "银川市总工会", TOMORROW)]
    assert [name for name, _ in told()] == ["市主席"]


@pytest.mark.parametrize(
    ("state", "asks"), [("reviewing", 1), ("reviewed", 1), ("second_reviewing", 1), ("replied", 0)]
)
def test_in_every_state_of_a_review(cast, state, asks):
    Case.objects.filter(pk=registered(cast, "petition").pk).update(state=state)
    assert ask_for_leaders(c.TODAY) == asks


def test_a_leader_in_charge_ends_the_asking_and_counts(cast):
    case = crisis(cast)
    ask_for_leaders(c.TODAY)
    lead_case(case, cast.chief, "危急", by=cast.chief, on=c.TODAY)
    due = LeadDue.objects.get()
    assert (due.met, due.leader, due.ended) == (c.TODAY, cast.chief, None)
    assert counted("case_led", "officer", "qty", "by_org") == [(cast.chief.pk, 1, cast.county.pk)]
    reported(cast, case)
    assert ask_for_leaders(TOMORROW) == 0


def test_with_the_matter_ends_the_asking(cast):
    case = registered(cast)
    reported(cast, case)
    ask_for_leaders(c.TODAY)
    move_case(case, Step("withdraw", "误会，已经说开"), by=cast.author, on=c.TODAY)
    ask_for_leaders(TOMORROW)
    assert (LeadDue.objects.get().ended, LeadDue.objects.waiting().count()) == (TOMORROW, 0)


def test_asked_for_as_a_group_it_is_asked_for_once(cast):
    case = registered(cast, people=10, asker="group")
    ask_for_leaders(c.TODAY)
    reported(cast, case)
    assert (ask_for_leaders(TOMORROW), [rule for _, rule, *_ in dues()]) == (0, ["group"])


def test_the_list_and_the_page_say_why_and_one_tap_takes_charge(cast, client):
    case = registered(cast)
    reported(cast, case)
    ask_for_leaders(c.TODAY)
    client = c.enter(client, cast.chief)
    assert [row.pk for row in client.get("/cases/?whose=unled").context["pager"].rows] == [case.pk]
    assert "该由兴庆区的领导包案，还没有定" in client.get("/cases/").content.decode()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert all(each in page for each in ("该由兴庆区的领导包案：危急、已经上报，或者进入复查复核", "C137", "由我包案"))
    assert client.post(f"/cases/{case.pk}/lead/mine/").url == f"/cases/{case.pk}/"
    assert case.steps.get(event="led").text == "按规则包案：危急、已经上报，或者进入复查复核"
    assert client.get("/cases/?whose=unled").context["pager"].rows == []


def test_asking_reads_no_more_for_more_of_them(cast):
    def reads(count):
        for _ in range(count):
            reported(cast, registered(cast))
        with CaptureQueriesContext(connection) as found:
            assert ask_for_leaders(c.TODAY) == count
        return sum(each["sql"].startswith("SELECT") and "cases_" in each["sql"] for each in found)

    assert reads(1) == reads(6)
