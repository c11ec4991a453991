"""The leader in charge steps back or is taken off: the rule asks anew, of the same handling, with a new last day."""

import pytest

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.linking import lead_together
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.taking_part import lead_case
from tiexin.cases.models import Case, LeadDue
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
LATER, WHY = c.TODAY + 5 * DAY, "与企业有往来"


@kept.fixture
def cast():
    found = stage()
    found.second = c.officer("白建军", found.county, "leader", rank=Rank.LEADER)
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


def rows():
    return list(LeadDue.objects.order_by("pk").values_list("case", "rule", "round", "since", "due", "met", "leader"))


def told():
    found = Message.objects.filter(title__contains="应当由您单位的领导包案").order_by("pk")
    return [each.officer.name for each in found.select_related("officer")]


def led(cast, **said):
    """A group of twelve for which a leader was asked, and of which one took charge."""
    case = registered(cast, people=12, asker="group", **said)
    ask_for_leaders(c.TODAY)
    return lead_case(case, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)


def unled(client, who):
    return [row.pk for row in c.enter(client, who).get("/cases/?whose=unled").context["pager"].rows]


def test_it_is_asked_anew_with_a_later_last_day_and_told_once_more(cast):
    case = led(cast)
    assert rows() == [(case.pk, "group", 1, c.TODAY, c.TODAY + 2 * DAY, c.TODAY, cast.chief.pk)]
    assert sorted(told()) == ["丁文博", "白建军"]
    withdraw_from_case(case, WHY, by=cast.chief, on=LATER)
    assert rows() == [(case.pk, "group", 1, LATER, LATER + 2 * DAY, None, None)]
    assert sorted(told()) == ["丁文博", "白建军", "白建军"]
    assert [ask_for_leaders(LATER + days * DAY) for days in (0, 1)] == [0, 0]
    assert len(told()) == 3


def test_page_list_and_filter_say_so_again_until_another_takes_charge(cast, client):
    case = led(cast)
    assert unled(client, cast.second) == []
    withdraw_from_case(case, WHY, by=cast.chief, on=c.TODAY)
    assert unled(client, cast.second) == [case.pk]
    assert client.get("/cases/").text.count("该由兴庆区的领导包案，还没有定") == 1
    page = client.get(f"/cases/{case.pk}/").text
    assert "该由兴庆区的领导包案" in page and "由我包案" in page
    assert client.post(f"/cases/{case.pk}/lead/mine/").status_code == 302
    assert rows() == [(case.pk, "group", 1, c.TODAY, c.TODAY + 2 * DAY, c.TODAY, cast.second.pk)]
    assert (unled(client, cast.second), ask_for_leaders(LATER)) == ([], 0)
    assert "的领导包案，还没有定" not in client.get("/cases/").text


def test_as_often_as_leaders_step_back_also_on_one_day(cast):
    case, third = led(cast), c.officer("第三位", cast.county, "leader", rank=Rank.LEADER)
    withdraw_from_case(case, WHY, by=cast.chief, on=c.TODAY)
    lead_case(case, cast.second, "接着包", by=cast.second, on=c.TODAY)
    withdraw_from_case(case, WHY, by=cast.second, on=c.TODAY)
    assert told().count(third.name) == 2
    assert rows() == [(case.pk, "group", 1, c.TODAY, c.TODAY + 2 * DAY, None, None)]


def test_rows_of_other_handlings_stay(cast):
    case = led(cast)
    first = rows()[0]
    case = moved(case, "accept", "begin", "reply", "redo", by=cast.author)
    Case.objects.filter(pk=case.pk).update(lead=None)
    ask_for_leaders(c.TODAY + DAY)
    case = lead_case(case, cast.second, "再包", by=cast.second, on=c.TODAY + DAY)
    withdraw_from_case(case, WHY, by=cast.second, on=LATER)
    assert rows() == [first, (case.pk, "group", 2, LATER, LATER + 2 * DAY, None, None)]


def test_stepping_back_that_is_refused_asks_nothing(cast):
    case = led(cast)
    before = rows()
    refuse("reason", lambda: withdraw_from_case(case, " ", by=cast.chief, on=LATER))
    refuse("", lambda: withdraw_from_case(case, WHY, by=cast.second, on=LATER))
    moved(case, "refuse", by=cast.author)
    refuse("", lambda: withdraw_from_case(case, WHY, by=cast.chief, on=LATER))
    assert (rows(), len(told())) == (before, 2)


def test_an_owner_who_steps_back_leaves_the_leader_and_what_was_asked(cast):
    case = led(cast)
    before = rows()
    withdraw_from_case(case, WHY, by=cast.author, on=LATER)
    case.refresh_from_db()
    assert (case.lead, rows(), ask_for_leaders(LATER)) == (cast.chief, before, 0)


def test_where_no_rule_asks_nothing_is_asked(cast):
    case = lead_case(registered(cast), cast.chief, "重要", by=cast.chief, on=c.TODAY)
    withdraw_from_case(case, WHY, by=cast.chief, on=LATER)
    assert (rows(), ask_for_leaders(LATER), told()) == ([], 0, [])


def test_taken_charge_of_unasked_it_is_asked_for_when_they_step_back(cast):
    case = registered(cast, people=12, asker="group")
    lead_case(case, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    withdraw_from_case(case, WHY, by=cast.chief, on=LATER)
    assert rows() == [(case.pk, "group", 1, LATER, LATER + 2 * DAY, None, None)]
    assert told() == ["白建军"]


def test_of_matters_together_only_the_one_stepped_back_from_asks(cast):
    head, one = registered(cast, people=8), registered(cast, people=4)
    linked(head, one, by=cast.author)
    ask_for_leaders(c.TODAY)
    lead_together(head, cast.chief, "一起包", by=cast.chief, on=c.TODAY)
    withdraw_from_case(one, WHY, by=cast.chief, on=LATER)
    assert [(case, met) for case, *_, met, _ in rows()] == [(head.pk, c.TODAY)]
    withdraw_from_case(head, WHY, by=cast.chief, on=LATER)
    assert [(case, met) for case, *_, met, _ in rows()] == [(head.pk, None)]


def test_gone_up_for_review_without_its_leader_the_daily_round_asks_the_unit_above_anew(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    case = move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    ask_for_leaders(c.TODAY)
    case = lead_case(case, cast.city_chief, "复查", by=cast.city_chief, on=c.TODAY)
    Case.objects.filter(pk=case.pk).update(lead=None, org=cast.province)
    assert [ask_for_leaders(LATER) for _ in "12"] == [1, 0]
    assert [(row.rule, row.org, row.since, row.met) for row in LeadDue.objects.all()] == [
        ("escalated", cast.province, LATER, None)
    ]
    assert told() == ["市主席", "陈志远"]
