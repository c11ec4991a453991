"""When a leader in charge is asked for: the day itself and the one before, whose leaders, once for each handling."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import leads as actions
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.linking import unlink_case
from tiexin.cases.actions.taking_part import lead_case
from tiexin.cases.leads.rules import Asked, rule_for, rules
from tiexin.cases.models import Case, LeadDue
from tiexin.cases.tests.case_scene import DAY, counted, moved, refuse, registered, stage
from tiexin.cases.tests.test_leads import dues, late, told
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

db = pytest.mark.django_db


@pytest.fixture
def cast(db):
    cache.clear()
    yield stage()
    calendar.forget()


ASKED = st.builds(
    Asked,
    st.integers(1, 60),
    st.none() | st.integers(2, 40),
    st.integers(1, 4),
    st.none() | st.dates(date(2012, 1, 1), date(2012, 12, 31)),
    st.booleans(),
)


@given(ASKED, st.dates(date(2012, 1, 1), date(2012, 12, 31)))
def test_a_rule_asks_exactly_where_one_holds(asked, today):
    found = rule_for(asked, today)
    crowd = asked.people >= (asked.group_from or rules().group_from)
    overdue = asked.last is not None and today >= asked.last + rules().late_days * DAY
    expected = [("escalated", asked.escalated), ("group", crowd), ("second", asked.round > 1), ("late", overdue)]
    assert (found and found.name) == next((name for name, holds in expected if holds), None)


@given(ASKED, st.dates(date(2012, 1, 1), date(2012, 12, 31)), st.integers(0, 400))
def test_waiting_never_ends_the_asking(asked, today, days):
    """What asks for a leader today asks for one on every later day, and with more people."""
    if rule_for(asked, today) is not None:
        assert rule_for(asked, today + timedelta(days=days)) is not None
        more = Asked(asked.people + days, asked.group_from, asked.round, asked.last, asked.escalated)
        assert rule_for(more, today) is not None


def test_which_rule_goes_first_is_the_order_of_the_data():
    assert list(rules().rules) == ["escalated", "group", "second", "late"]
    assert [each.due(date(2012, 2, 28)) for each in rules().rules.values()] == [
        date(2012, 2, 29),
        date(2012, 3, 1),
        date(2012, 3, 1),
        date(2012, 2, 29),
    ]


@db
@pytest.mark.parametrize(("days", "asks"), [(0, False), (2, False), (3, True), (4, True), (300, True)])
def test_overdue_from_the_third_day_on(cast, days, asks):
    late(registered(cast), days)
    assert (ask_for_leaders(c.TODAY), [each[1] for each in dues()]) == ((1, ["late"]) if asks else (0, []))


@db
@pytest.mark.parametrize(("kind", "people", "asks"), [("petition", 4, 0), ("petition", 5, 1), ("dispute", 9, 0)])
def test_a_group_begins_where_its_service_says(cast, kind, people, asks):
    found = registered(cast, kind, people=people, asker="group")
    assert ask_for_leaders(c.TODAY) == (asks if found.service.group_from == 5 else 0)


@db
def test_overdue_at_the_top_asks_the_top_itself(cast):
    case = registered(cast, by=cast.people["office"], org=cast.province)
    late(case, 3)
    ask_for_leaders(c.TODAY)
    assert dues() == [(case.pk, "late", "宁夏回族自治区总工会", c.TODAY + DAY)]
    assert [name for name, _ in told()] == ["陈志远"]


@db
def test_a_reopened_matter_asks_again_and_only_once(cast):
    case = registered(cast, people=10, asker="group")
    ask_for_leaders(c.TODAY)
    moved(case, "refuse", by=cast.author)
    assert ask_for_leaders(c.TODAY + DAY) == 0
    moved(Case.objects.get(pk=case.pk), "reopen", by=cast.chief)
    assert [ask_for_leaders(c.TODAY + 2 * DAY) for _ in "123"] == [1, 0, 0]
    rows = LeadDue.objects.order_by("pk").values_list("round", "rule", "ended")
    assert list(rows) == [(1, "group", None)]


@db
def test_what_follows_asks_by_itself_when_parted_or_when_its_head_has_ended(cast):
    heads, late_ones = [registered(cast) for _ in "123"], [registered(cast) for _ in "123"]
    links = [linked(head, each, by=cast.author) for head, each in zip(heads, late_ones, strict=True)]
    for each in late_ones:
        late(each, 5)
    assert ask_for_leaders(c.TODAY) == 0
    unlink_case(links[1], "两回事", by=cast.author, on=c.TODAY)
    moved(heads[2], "refuse", by=cast.author)
    ask_for_leaders(c.TODAY)
    assert [case for case, *_ in dues()] == [late_ones[1].pk, late_ones[2].pk]


@db
def test_parted_a_group_is_none_and_what_was_asked_stays_asked(cast):
    head, one = registered(cast, people=6), registered(cast, people=4)
    link = linked(head, one, by=cast.author)
    unlink_case(link, "两回事", by=cast.author, on=c.TODAY)
    assert ask_for_leaders(c.TODAY) == 0
    linked(head, one, by=cast.author)
    assert ask_for_leaders(c.TODAY) == 1
    assert [case for case, *_ in dues()] == [head.pk]


@db
def test_batches_leave_nobody_out(cast, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    made = [registered(cast, people=10, asker="group") for _ in range(5)]
    assert (ask_for_leaders(c.TODAY), [case for case, *_ in dues()]) == (5, [each.pk for each in made])


@db
def test_everyone_who_leads_there_hears_it_and_nobody_who_left(cast):
    c.officer("白建军", cast.county, "leader", rank=Rank.LEADER)
    gone = c.officer("已退休", cast.county, "leader", rank=Rank.LEADER)
    Officer.objects.filter(pk=gone.pk).update(until=c.TODAY)
    gone.posts.update(until=c.TODAY)
    registered(cast, people=10, asker="group")
    ask_for_leaders(c.TODAY)
    assert [name for name, _ in told()] == ["丁文博", "白建军"]


@db
def test_a_unit_that_it_is_about_hears_nothing_of_it(cast):
    case = registered(cast, people=10, asker="group")
    Case.objects.filter(pk=case.pk).update(about_org=cast.county)
    ask_for_leaders(c.TODAY)
    assert told() == []


@db
def test_what_is_told_names_neither_the_matter_nor_the_asker(cast):
    registered(cast, people=10, asker="group", title="砸了食堂", name="刘桂英", text="秘密")
    ask_for_leaders(c.TODAY)
    texts = [f"{each.title}{each.source}" for each in Message.objects.filter(title__contains="包案")]
    assert len(texts) == 1
    assert not [each for each in ("砸了食堂", "刘桂英", "秘密") if each in texts[0]]


@db
@pytest.mark.parametrize(
    ("change", "field"),
    [({"rank": Rank.MIDDLE}, "officer"), ({"until": c.TODAY}, "officer"), ({"since": c.TODAY + DAY}, "officer")],
)
def test_who_cannot_be_in_charge(cast, change, field):
    case = registered(cast)
    Officer.objects.filter(pk=cast.chief.pk).update(**change)
    cast.chief.refresh_from_db()
    refuse(field, lambda: lead_case(case, cast.chief, "集体事项", by=None, on=c.TODAY))


@db
def test_in_charge_once_and_with_words(cast):
    case = registered(cast)
    for words in ("", "  ", "长" * 201, "a\0b"):
        refuse("reason", lambda words=words: lead_case(case, cast.chief, words, by=cast.chief, on=c.TODAY))
    lead_case(case, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    refuse("officer", lambda: lead_case(case, cast.chief, "再包一次", by=cast.chief, on=c.TODAY))
    assert counted("case_led", "officer", "qty") == [(cast.chief.pk, 1)]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


@db
def test_the_button_is_pressed_never_looked_at(cast, client):
    case, client = registered(cast, people=10, asker="group"), c.enter(client, cast.chief)
    with c.nothing_written():
        assert client.get(f"/cases/{case.pk}/lead/mine/").status_code == 405
        assert client.post("/cases/999999999/lead/mine/").status_code == 404
        client.logout()
        assert client.post(f"/cases/{case.pk}/lead/mine/").status_code == 302
    assert Case.objects.get(pk=case.pk).lead is None


@db
@pytest.mark.parametrize("change", [{"sealed": True, "text": ""}, {"lead": "above"}, {"about_org": "county"}])
def test_no_button_where_it_is_not_for_them(cast, client, change):
    case = registered(cast, people=10, asker="group")
    values = {"above": cast.people["leader"], "county": cast.county}
    Case.objects.filter(pk=case.pk).update(**{name: values.get(value, value) for name, value in change.items()})
    client = c.enter(client, cast.chief)
    with c.nothing_written():
        assert client.post(f"/cases/{case.pk}/lead/mine/").status_code == 404
    assert "由我包案" not in client.get(f"/cases/{case.pk}/").content.decode()


@db
def test_pressed_twice_it_counts_once(cast, client):
    case, client = registered(cast, people=10, asker="group"), c.enter(client, cast.chief)
    answers = [client.post(f"/cases/{case.pk}/lead/mine/").status_code for _ in "12"]
    assert (answers, case.steps.filter(event="led").count()) == ([302, 404], 1)


@db
def test_the_list_costs_the_same_however_many_wait(cast, client):
    client, costs = c.enter(client, cast.chief), []
    for more in (1, 8):
        for _ in range(more):
            registered(cast, people=10, asker="group")
        ask_for_leaders(c.TODAY)
        client.get("/cases/?whose=unled")
        with CaptureQueriesContext(connection) as captured:
            rows = client.get("/cases/?whose=unled").context["pager"].rows
        assert [bool(row.led) for row in rows] == [True] * LeadDue.objects.count()
        costs.append(len(captured))
    assert costs[0] == costs[1]
