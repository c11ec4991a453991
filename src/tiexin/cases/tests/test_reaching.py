"""The phone that somebody left: seen by those who contact them, one look one entry; whom one still has to call."""

import itertools
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import untold
from tiexin.cases.actions import offering, taking_part, timing
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.reaching import look_at_phone, tell_by_phone
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PHONE = "13900001111"
LIST = "/cases/?whose=phone"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast, reply_way="call", employer=cast.employer)


def enter(client, who):
    return c.enter(type(client)(), who)


def looks():
    rows = Entry.objects.filter(verb="look_at_phone").order_by("pk")
    return list(rows.values_list("thing", "thing_id", "by", "org"))


def shown(client, who, case):
    """What the button answers to somebody: the code, and whether the number stands there."""
    answer = enter(client, who).post(f"/cases/{case.pk}/phone/")
    return answer.status_code, PHONE in answer.content.decode()


def waits(client, who):
    return [row.pk for row in enter(client, who).get(LIST).context["pager"].rows]


# ── who sees the number ─────────────────────────────────────────────────────────────────────────────────


def test_the_handler_presses_one_button_and_calls(cast, case, client):
    page = enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert ("看电话，联系本人" in page, "电话告诉我" in page, PHONE in page) == (True, True, False)
    answer = enter(client, cast.author).post(f"/cases/{case.pk}/phone/")
    assert f'<a class="tx-code tx-nowrap" href="tel:{PHONE}">{PHONE}</a>' in answer.content.decode()
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert looks() == [("cases.case", case.pk, cast.author.pk, cast.county.pk)]


def test_each_look_leaves_its_own_entry_and_no_step(cast, case):
    assert [look_at_phone(case, by=cast.author, on=c.TODAY) for _ in range(2)] == [PHONE, PHONE]
    assert (len(looks()), CaseStep.objects.filter(case=case).count()) == (2, 1)


def test_a_link_alone_opens_nothing(cast, case, client):
    with c.nothing_written():
        assert enter(client, cast.author).get(f"/cases/{case.pk}/phone/").status_code == 405


@pytest.mark.parametrize("name", ["chief", "mate", "city", "enterprise", "stranger"])
def test_nobody_else_sees_it(cast, case, client, name):
    who = {"chief": cast.chief, "mate": cast.mate, "city": cast.people["city_office"]}.get(name) or cast.people[name]
    with c.nothing_written():
        assert shown(client, who, case) == (404, False)
    page = enter(client, who).get(f"/cases/{case.pk}/")
    assert "看电话，联系本人" not in page.content.decode()


def test_the_machine_administrator_sees_no_number(cast, case, client):
    clerk = c.officer("岳山", cast.county, "audit")
    assert shown(client, clerk, case)[1] is False


def test_a_helper_a_leader_in_charge_and_the_next_owner_see_it(cast, case, client):
    taking_part.add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    taking_part.lead_case(case, cast.chief, "集体", by=cast.author, on=c.TODAY)
    assert [shown(client, who, case) for who in (cast.mate, cast.chief)] == [(200, True)] * 2
    taking_part.drop_helper(case, cast.mate, by=cast.author, on=c.TODAY)
    assert shown(client, cast.mate, case) == (404, False)
    offering.assign_case(case, cast.mate, "熟悉", by=cast.chief, on=c.TODAY)
    assert shown(client, cast.mate, case) == (200, True)


def test_whoever_stepped_back_sees_it_no_more(cast, case, client):
    offering.withdraw_from_case(case, "亲属", by=cast.author, on=c.TODAY)
    assert list(Part.objects.filter(case=case, officer=cast.author, until=None).values_list("role")) == [("recused",)]
    assert shown(client, cast.author, case) == (404, False)


def test_whom_it_is_about_never_sees_it(cast, client):
    case = registered(cast, about=cast.mate)
    Part.objects.create(case=case, officer=cast.mate, role="helper", since=c.TODAY)
    assert shown(client, cast.mate, case) == (404, False)
    refuse("", lambda: look_at_phone(case, by=cast.mate, on=c.TODAY))


def test_who_calls_back_sees_it_while_there_is_something_to_ask(cast, case, client):
    caller = cast.people["city_office"]
    assert shown(client, caller, case) == (404, False)
    moved(case, "accept", "reply", by=cast.author)
    assert shown(client, caller, case) == (200, True)
    moved(case, "close", by=cast.author)
    assert shown(client, caller, case) == (200, True)  # closed unasked, the call-back is owed all the same
    call_back_case(case, Heard(True, "yes", "satisfied"), by=caller, on=c.TODAY)
    assert shown(client, caller, case) == (404, False)


def test_who_follows_up_a_crisis_sees_it_and_a_reader_of_other_matters_does_not(cast, case, client):
    crisis = registered(cast, "crisis", details={"kind": "self_harm"})
    Part.objects.create(case=case, officer=cast.mate, role="reader", since=c.TODAY)
    assert Part.objects.filter(case=crisis, officer=cast.chief, role="reader").exists()
    assert (shown(client, cast.chief, crisis), shown(client, cast.mate, case)) == ((200, True), (404, False))


def test_without_a_number_there_is_no_button_and_a_press_is_refused(cast, client):
    case = registered(cast, phone="")
    page = enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert ("看电话，联系本人" in page, "没有留电话" in page) == (False, True)
    with c.nothing_written():
        answer = enter(client, cast.author).post(f"/cases/{case.pk}/phone/")
    assert (answer.status_code, "这件诉求没有留电话" in answer.content.decode()) == (422, True)


def test_list_export_machine_and_search_have_no_number(cast, case, client):
    hand = enter(client, cast.author)
    addresses = ["/cases/", "/cases/?as=xlsx", "/api/cases", f"/api/cases/{case.pk}", f"/search/?q={PHONE}"]
    found = [hand.get(each) for each in [*addresses, f"/cases/?q={PHONE}", f"/cases/{case.pk}/slip/"]]
    assert [answer.status_code for answer in found] == [200] * len(found)
    plain = [answer.content.decode("utf-8", "ignore").replace(f"q={PHONE}", "") for answer in found]
    assert [PHONE in text.replace(f'value="{PHONE}"', "") for text in plain[:4]] == [False] * 4
    assert [case.title in text for text in (plain[4], plain[5])] == [False, True]  # the list finds by a whole number


# ── whom one has to call ────────────────────────────────────────────────────────────────────────────────


def test_an_answer_by_phone_waits_until_it_is_told(cast, case, client):
    assert waits(client, cast.author) == []
    case = moved(case, "accept", by=cast.author)
    assert waits(client, cast.author) == []
    case = moved(case, "reply", by=cast.author)
    assert waits(client, cast.author) == [case.pk]
    assert "还没有电话告诉" in enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert enter(client, cast.author).post(f"/cases/{case.pk}/phoned/").status_code == 302
    step = CaseStep.objects.latest("pk")
    assert (step.event, step.label, step.by, step.told) == ("phoned", "已电话告诉", cast.author, True)
    assert (waits(client, cast.author), clocks(case)["call_back"][1:]) == ([], (False, False))
    with c.nothing_written():
        answer = enter(client, cast.author).post(f"/cases/{case.pk}/phoned/")
    assert (answer.status_code, "已有人告诉" in answer.content.decode()) == (422, True)


def test_it_waits_after_closing_too_and_only_for_those_who_take_part(cast, case, client):
    case = moved(case, "accept", "reply", "close", by=cast.author)
    who = (cast.author, cast.mate, cast.chief, cast.people["city_office"])
    assert [waits(client, each) for each in who] == [[case.pk], [], [], []]
    for each in who[1:]:
        with c.nothing_written():
            assert enter(client, each).post(f"/cases/{case.pk}/phoned/").status_code == 404


@pytest.mark.parametrize("way", ["code", "slip"])
def test_who_did_not_wish_it_is_not_called(cast, client, way):
    case = moved(registered(cast, reply_way=way), "accept", "reply", by=cast.author)
    assert waits(client, cast.author) == []
    refuse("", lambda: tell_by_phone(case, by=cast.author, on=c.TODAY))


def test_what_was_said_at_the_window_needs_no_call_and_a_later_refusal_does(cast, client):
    there = registered(cast, reply_way="call", elsewhere="unwilling")
    later = moved(registered(cast, reply_way="call"), "refuse", by=cast.author)
    assert (there.state, waits(client, cast.author)) == ("elsewhere", [later.pk])


def test_a_second_answer_is_told_again(cast, case, client):
    case = moved(case, "accept", "reply", by=cast.author)
    tell_by_phone(case, by=cast.author, on=c.TODAY)
    moved(case, "redo", "reply", by=cast.author)
    assert waits(client, cast.author) == [case.pk]


def test_a_longer_term_is_told_by_phone_as_well(cast, client):
    case = moved(registered(cast, "petition", reply_way="call"), "accept", by=cast.author)
    clock = case.clocks.get(rule="conclude")
    timing.extend_clock(case, timing.Longer(clock, 5, "案情复杂"), by=cast.chief, on=c.TODAY)
    assert waits(client, cast.author) == [case.pk]


@pytest.mark.parametrize("events", list(itertools.product(["replied", "phoned", "noted", "stopped"], repeat=3)))
def test_the_newest_word_decides(cast, case, events):
    entry = Entry.objects.latest("pk")
    for number, event in enumerate(events):
        said = {"entry": entry, "at": case.at + timedelta(minutes=number + 1), "event": event}
        CaseStep.objects.create(case=case, label="步", state="replied", org=cast.county, **said)
    heard = [event for event in events if event != "noted"]
    expected = bool(heard) and heard[-1] in untold.TELLS
    assert untold.untold(Case.objects.all()).exists() is expected


def test_the_list_costs_the_same_for_many(cast, client):
    def count():
        hand = enter(client, cast.author)
        hand.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert hand.get(LIST).status_code == 200
        return len(seen)

    moved(registered(cast, reply_way="call"), "accept", "reply", by=cast.author)
    before = count()
    for _ in range(4):
        moved(registered(cast, reply_way="call"), "accept", "reply", by=cast.author)
    assert (count(), len(waits(client, cast.author))) == (before, 5)
