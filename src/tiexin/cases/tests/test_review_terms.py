"""A review is asked for within its days: the last one is in time, the next is not; the term stands beside its field."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache

from tiexin.cases import reviewing
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.clocks import day_of
from tiexin.cases.rules import MOVES
from tiexin.cases.tests.case_scene import DAY, c_local, moved, refuse, registered, stage
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
ASK, SECOND = Step("ask_review", "数额不对"), Step("ask_second", "还是不对")
REVIEWED = [name for name, each in catalogue().items() if each.reviewed]


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def last_day(case, rule="ask_review"):
    clock = case.clocks.filter(rule=rule).latest("pk")
    return day_of(c_local(clock.due).replace(tzinfo=None))


def answered(cast, on=c.TODAY, **said):
    return moved(registered(cast, "petition", **said), "accept", "reply", by=cast.author, on=on)


def test_the_last_day_is_the_thirtieth_after_the_answer_or_the_working_day_after_it(cast):
    last = last_day(answered(cast))
    assert c.TODAY + 30 * DAY <= last <= c.TODAY + 34 * DAY
    assert catalogue()["petition"].clock("ask_review").length.amount == 30


@pytest.mark.parametrize("late", [0, 1, 2, 400])
def test_on_the_last_day_it_is_in_time_and_after_it_is_not(cast, late):
    case = answered(cast)
    day = last_day(case) + late * DAY
    if not late:
        assert move_own(case, ASK, on=day).state == "reviewing"
        return
    words = refuse("move", lambda: move_own(case, ASK, on=day))
    assert zh_date(last_day(case)) in words and "第35条" in words
    case.refresh_from_db()
    assert case.state == "replied"


@pytest.mark.parametrize("late", [0, 1])
def test_for_a_second_review_it_is_the_same(cast, late):
    case = move_own(answered(cast), ASK, on=c.TODAY + DAY)
    above = cast.people["city_office"]
    case = assign_case(case, above, "", by=above, on=c.TODAY + DAY)  # reviewed one unit up
    case = move_case(case, Step("answer_review", "维持", result="upheld"), by=above, on=c.TODAY + 5 * DAY)
    day = last_day(case, "ask_second_review") + late * DAY
    if late:
        assert "第36条" in refuse("move", lambda: move_own(case, SECOND, on=day))
    else:
        assert move_own(case, SECOND, on=day).state == "second_reviewing"


def test_an_officer_who_writes_it_down_is_held_to_it_too(cast):
    case = answered(cast)
    late = last_day(case) + DAY
    refuse("move", lambda: move_case(case, ASK, by=cast.author, on=late))
    closed = moved(case, "close", by=cast.author, on=late)
    assert closed.state == "closed"
    refuse("move", lambda: move_case(closed, ASK, by=cast.author, on=late))


def test_a_new_answer_begins_new_days(cast):
    case = answered(cast)
    first = last_day(case)
    case = moved(case, "redo", by=cast.author, on=first - 2 * DAY)
    case = moved(case, "reply", by=cast.author, on=first + DAY)
    assert last_day(case) >= first + 31 * DAY
    assert move_own(case, ASK, on=first + 10 * DAY).state == "reviewing"


def test_opened_again_and_answered_it_begins_new_days_too(cast):
    case = moved(answered(cast), "close", by=cast.author)
    first = last_day(case)
    case = moved(case, "reopen", "reply", by=cast.author, on=first + 5 * DAY)
    assert move_own(case, ASK, on=first + 20 * DAY).state == "reviewing"


def test_a_clock_older_than_the_answer_holds_nobody_up(cast):
    """Matters answered twice before the second answer began a clock of its own."""
    case = answered(cast)
    clock = case.clocks.get(rule="ask_review")
    case.steps.filter(event="replied").update(at=clock.began + timedelta(days=3))
    assert reviewing.clock_for(case, MOVES["ask_review"]) is None
    assert reviewing.said(case, MOVES["ask_review"]) == ""
    assert move_own(case, ASK, on=last_day(case) + DAY).state == "reviewing"


def test_while_the_last_day_is_not_known_it_is_not_refused(cast):
    case = answered(cast)
    case.clocks.filter(rule="ask_review").update(due=None, not_before=c.TODAY + 30 * DAY)
    assert "不早于" in reviewing.said(case, MOVES["ask_review"])
    assert move_own(case, ASK, on=c.TODAY + 60 * DAY).state == "reviewing"


@pytest.mark.parametrize("kind", REVIEWED)
def test_every_reviewed_service_has_the_term_as_data(kind):
    rule = catalogue()[kind].clock("ask_review")
    assert (rule.holder, rule.starts, set(rule.ends)) == ("asker", ("replied",), {"redone", "reopened"})
    assert rule.source.law and rule.length.amount > 0


@pytest.mark.parametrize("move", ["withdraw", "accept", "reply", "close"])
def test_other_moves_have_no_term(cast, move):
    assert reviewing.said(registered(cast, "petition"), MOVES[move]) == ""


def test_the_officers_page_says_it_beside_the_field(cast, client):
    case = answered(cast)
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/step/?to=ask_review").content.decode()
    assert zh_date(last_day(case)) in page and "30日以内" in page and "第35条" in page
    other = client.get(f"/cases/{case.pk}/step/?to=close").content.decode()
    assert "30日以内" not in other


def test_a_machine_hears_it_with_the_field(cast, client):
    case = answered(cast)
    case.clocks.filter(rule="ask_review").update(due=case.at - 2 * DAY)
    client, sent = c.enter(client, cast.author), json.dumps({"move": "ask_review", "text": "x"})
    with c.nothing_written():
        answer = client.post(f"/api/cases/{case.pk}/steps", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["field"], "第35条" in answer.json()["clause"]) == (422, "move", True)
