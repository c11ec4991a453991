"""Leaders in charge by rule (C137): which matters ask for one, who hears it, who takes charge; nobody is assigned."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.taking_part import lead_case
from tiexin.cases.leads import rules
from tiexin.cases.leads.rules import Asked, rule_for
from tiexin.cases.models import Case, LeadDue
from tiexin.cases.tasks import remind
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.core.days import opening
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def late(case, days):
    """Its last day lies so many days back."""
    Case.objects.filter(pk=case.pk).update(due=opening(c.TODAY - (days - 1) * DAY))


def dues():
    return list(LeadDue.objects.order_by("pk").values_list("case", "rule", "org__name", "due"))


def told():
    found = (
        Message.objects.filter(title__contains="包案").values_list("officer__name", "title").order_by("officer__name")
    )
    return list(found)


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (Asked(9, 10, 1, None), None),
        (Asked(10, 10, 1, None), "group"),
        (Asked(10, None, 1, None), "group"),
        (Asked(9, None, 1, None), None),
        (Asked(5, 5, 1, None), "group"),
        (Asked(1, 10, 2, None), "second"),
        (Asked(1, 10, 1, date(2012, 5, 12)), None),
        (Asked(1, 10, 1, date(2012, 5, 11)), "late"),
        (Asked(10, 10, 2, date(2012, 5, 1)), "group"),
        (Asked(1, 10, 1, None, escalated=True), "escalated"),
        (Asked(10, 10, 2, date(2012, 5, 1), escalated=True), "escalated"),
    ],
)
def test_which_rule_asks_for_a_leader(asked, rule):
    found = rule_for(asked, date(2012, 5, 14))
    assert (found and found.name) == rule


def test_the_numbers_say_where_they_come_from():
    found = rules.rules()
    assert found.source == "C137（哪些事、几天是本系统建议，可改）"
    assert {name: (each.up, each.days) for name, each in found.rules.items()} == {
        "escalated": (0, 1),
        "group": (0, 2),
        "second": (0, 2),
        "late": (1, 1),
    }


def test_a_group_asks_for_a_leader_of_its_unit_once(cast):
    group, _ = registered(cast, people=10, asker="group"), registered(cast, people=9, asker="group")
    assert [ask_for_leaders(c.TODAY) for _ in "12"] == [1, 0]
    assert dues() == [(group.pk, "group", "兴庆区总工会", c.TODAY + 2 * DAY)]
    assert told() == [("丁文博", "一件争议调处应当由您单位的领导包案")]
    assert Case.objects.get(pk=group.pk).lead is None


def test_matters_together_make_a_group_and_the_head_asks_for_all(cast):
    head, one = registered(cast, people=6), registered(cast, people=4)
    linked(head, one, by=cast.author)
    ask_for_leaders(c.TODAY)
    assert [(case, rule) for case, rule, *_ in dues()] == [(head.pk, "group")]


@pytest.mark.parametrize(("again", "group"), [(9, False), (10, True)])
def test_the_same_asker_again_is_nobody_more(cast, again, group):
    head, one = registered(cast, people=5), registered(cast, people=again)
    linked(head, one, by=cast.author, kind="repeat")
    ask_for_leaders(c.TODAY)
    assert [(case, rule) for case, rule, *_ in dues()] == [(head.pk, "group")] * group


def test_what_is_overdue_asks_the_unit_above_and_what_is_done_again_its_own(cast):
    boss = c.officer("市主席", cast.city, "leader", rank=Rank.LEADER)
    overdue, again, fresh = registered(cast), registered(cast), registered(cast)
    late(overdue, 3)
    late(fresh, 2)
    moved(again, "accept", "begin", "reply", "redo", by=cast.author)
    ask_for_leaders(c.TODAY)
    assert [each[:3] for each in dues()] == [
        (overdue.pk, "late", "银川市总工会"),
        (again.pk, "second", "兴庆区总工会"),
    ]
    assert [name for name, _ in told()] == ["丁文博", boss.name]


def test_whom_it_is_about_hears_nothing(cast):
    case = registered(cast, people=10, asker="group")
    Case.objects.filter(pk=case.pk).update(about=cast.chief)
    ask_for_leaders(c.TODAY)
    assert (len(dues()), told()) == (1, [])


def test_a_leader_in_charge_ends_the_asking_and_counts(cast):
    case = registered(cast, people=10, asker="group")
    ask_for_leaders(c.TODAY)
    lead_case(case, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    due = LeadDue.objects.get()
    assert (due.met, due.leader) == (c.TODAY, cast.chief)
    assert counted("case_led", "officer", "qty", "by_org") == [(cast.chief.pk, 1, cast.county.pk)]
    assert ask_for_leaders(c.TODAY) == 0


def test_an_ended_matter_asks_no_more(cast):
    case = registered(cast, people=10, asker="group")
    ask_for_leaders(c.TODAY)
    move_case(case, Step("refuse", "应当找仲裁"), by=cast.author, on=c.TODAY)
    ask_for_leaders(c.TODAY + DAY)
    assert (LeadDue.objects.get().ended, LeadDue.objects.waiting().count()) == (c.TODAY + DAY, 0)


def test_the_background_asks_each_day_and_leaves_practice_alone(cast):
    registered(cast, people=10, asker="group")
    other = registered(cast, people=10, asker="group")
    type(cast.county).objects.filter(pk=cast.enterprise.pk).update(practice=True)
    Case.objects.filter(pk=other.pk).update(org=cast.enterprise)
    remind(c.TODAY)
    assert len(dues()) == 1


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_and_the_page_say_so_and_one_tap_takes_charge(cast, client):
    case, other = registered(cast, people=10, asker="group"), registered(cast)
    ask_for_leaders(c.TODAY)
    client = c.enter(client, cast.chief)
    assert [row.pk for row in client.get("/cases/?whose=unled").context["pager"].rows] == [case.pk]
    text = client.get("/cases/").content.decode()
    assert text.count("该由兴庆区的领导包案，还没有定") == 1
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert all(each in page for each in ("该由兴庆区的领导包案", "集体事项", "C137", "由我包案"))
    assert client.post(f"/cases/{case.pk}/lead/mine/").url == f"/cases/{case.pk}/"
    assert Case.objects.get(pk=case.pk).lead == cast.chief
    assert case.steps.get(event="led").text == "按规则包案：集体事项"
    assert client.post(f"/cases/{case.pk}/lead/mine/").status_code == 404
    assert client.post(f"/cases/{other.pk}/lead/mine/").status_code == 302
    assert other.steps.get(event="led").text == "领导认领包案"
    assert client.get("/cases/?whose=unled").context["pager"].rows == []


def test_only_a_leader_who_leads_there_takes_charge(cast, client):
    case = registered(cast, people=10, asker="group")
    office = c.officer("办公室", cast.county, "office", rank=Rank.MIDDLE)
    for who in (cast.author, office, cast.people["stranger"]):
        client = c.enter(client, who)
        assert client.post(f"/cases/{case.pk}/lead/mine/").status_code == 404
    Case.objects.filter(pk=case.pk).update(about=cast.chief)
    assert c.enter(client, cast.chief).post(f"/cases/{case.pk}/lead/mine/").status_code == 404
    assert Case.objects.get(pk=case.pk).lead is None


def test_a_leader_who_stepped_back_is_told_so(cast, client):
    case = registered(cast, by=cast.chief)
    withdraw_from_case(case, "亲属", by=cast.chief, on=c.TODAY)
    with c.nothing_written():
        assert c.enter(client, cast.chief).post(f"/cases/{case.pk}/lead/mine/").status_code in (404, 422)
    answer = c.enter(client, cast.author).post(
        f"/cases/{case.pk}/lead/", {"officer": cast.chief.pk, "reason": "集体事项"}
    )
    assert answer.status_code in (404, 422)
    assert Case.objects.get(pk=case.pk).lead is None


def test_assigning_a_leader_on_the_page_leads_all(cast, client):
    head, one = registered(cast), registered(cast)
    linked(head, one, by=cast.author)
    said = {"officer": cast.chief.pk, "reason": "集体事项"}
    c.enter(client, cast.chief).post(f"/cases/{head.pk}/lead/", said)
    assert set(Case.objects.values_list("lead", flat=True)) == {cast.chief.pk}


def test_nobody_else_is_led_by_chance(cast):
    case = registered(cast)
    refuse("officer", lambda: lead_case(case, cast.mate, "集体事项", by=cast.chief, on=c.TODAY))
