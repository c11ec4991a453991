"""Whom three attempts did not reach has not answered: they may say it themself, and that is the answer of the round."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import calling_rules
from tiexin.cases.actions.asking_person import answer_case
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.rates import unanswered
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case
from tiexin.cases.rates import drawing
from tiexin.cases.rates.queries import summed
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

db = pytest.mark.django_db
YES, NO = Heard(True, "yes", "satisfied", "工资拿到了"), Heard(True, "no", "dissatisfied", "还是没有发")
LATE = date(2012, 5, 22)


@kept.fixture
def cast():
    found = stage()
    found.caller = found.people["city_office"]
    return found


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", by=cast.author)


def missed(cast, case, days=3):
    for day in range(days):
        call_back_case(case, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    return Case.objects.get(pk=case.pk)


def sums(cast, rf):
    request = rf.get("/")
    request.officer, request.today, request.needs = cast.author, LATE, "cases.see"
    found = summed(request, c.TODAY, LATE)[0]
    return {name: found[name] for name in ("found", "silent", "solving", "satisfied", "dissatisfied")}


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(0, 5))
def test_attempts_of_one_day_are_one(days, today):
    on = [date(2012, 5, 10) + timedelta(days=each) for each in (*days, today)]
    assert calling_rules.gives_up(on[:-1], on[-1]) == (len(set(on)) >= calling_rules.numbers()["attempts"])


@pytest.mark.parametrize(
    ("days", "state"), [((0, 0, 0, 0), "replied"), ((0, 1, 1), "replied"), ((0, 1, 1, 2), "called_back")]
)
def test_called_often_on_one_day_nobody_is_given_up(cast, case, days, state):
    for day in days:
        call_back_case(case, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    assert (Case.objects.get().state, CallBack.objects.count()) == (state, len(days))
    assert clocks(case)["call_back"][1] is (state == "called_back")


@pytest.mark.parametrize("new", [YES, NO])
def test_the_own_answer_takes_the_place_of_the_silence(cast, case, rf, new):
    given_up = missed(cast, case)
    assert sums(cast, rf) == {"found": 0, "silent": 1, "solving": 0, "satisfied": 0, "dissatisfied": 0}
    assert list(unanswered(c.TODAY + 3 * DAY)) == [case]
    answer_case(given_up, new, on=c.TODAY + 4 * DAY)
    solved = int(new is YES)
    assert sums(cast, rf) == {
        "found": 1,
        "silent": 0,
        "solving": solved,
        "satisfied": solved,
        "dissatisfied": 1 - solved,
    }
    assert list(unanswered(c.TODAY + 4 * DAY)) == []
    assert list(CallBack.objects.order_by("pk").values_list("reached", "ends")) == [(False, False)] * 3 + [(True, True)]


def test_also_when_it_was_closed_meanwhile_and_it_stays_closed(cast, case, rf):
    closed = moved(missed(cast, case), "close", by=cast.author, on=c.TODAY + 3 * DAY)
    answer_case(closed, YES, on=c.TODAY + 4 * DAY)
    found = Case.objects.get()
    assert (found.state, found.closed) == ("closed", c.TODAY + 3 * DAY)
    assert sums(cast, rf) == {"found": 1, "silent": 0, "solving": 1, "satisfied": 1, "dissatisfied": 0}


def test_closed_first_and_given_up_later(cast, case, rf):
    given_up = missed(cast, moved(case, "close", by=cast.author))
    answer_case(given_up, NO, on=c.TODAY + 4 * DAY)
    assert sums(cast, rf) == {"found": 1, "silent": 0, "solving": 0, "satisfied": 0, "dissatisfied": 1}


def test_said_once_neither_they_nor_a_caller_say_it_again(cast, case):
    given_up = missed(cast, case)
    answer_case(given_up, YES, on=c.TODAY + 4 * DAY)
    assert "已经评价过" in refuse("", lambda: answer_case(given_up, NO, on=c.TODAY + 4 * DAY))
    refuse("", lambda: call_back_case(given_up, YES, by=cast.caller, on=c.TODAY + 4 * DAY))


def test_a_refused_answer_leaves_the_silence(cast, case, rf):
    given_up = missed(cast, case)
    refuse("solved", lambda: answer_case(given_up, Heard(True, "", "satisfied"), on=c.TODAY + 4 * DAY))
    assert sums(cast, rf)["silent"] == 1


def test_what_was_not_solved_after_all_starts_its_term_and_is_done_again(cast, case):
    answer_case(missed(cast, case), NO, on=c.TODAY + 4 * DAY)
    assert clocks(case)["unsolved"][1:] == (False, False)
    again = moved(Case.objects.get(), "redo", by=cast.author, on=c.TODAY + 5 * DAY)
    assert again.round == 2
    assert "“办理中”" in refuse("", lambda: answer_case(again, YES, on=c.TODAY + 5 * DAY))


def test_the_silence_of_an_earlier_round_stays(cast, case, rf):
    again = moved(missed(cast, case), "redo", "reply", by=cast.author, on=c.TODAY + 3 * DAY)
    answer_case(again, YES, on=c.TODAY + 4 * DAY)
    assert sums(cast, rf) == {"found": 1, "silent": 1, "solving": 1, "satisfied": 1, "dissatisfied": 0}


def test_what_they_said_themself_lies_in_the_urn_of_rechecks(cast, case):
    given_up = missed(cast, case)
    assert list(drawing.rows(cast.county, LATE, None)) == []
    answer_case(given_up, YES, on=c.TODAY + 4 * DAY)
    assert [item.key for _, item in drawing.rows(cast.county, LATE, None)] == [f"{case.number}-1"]


def test_the_form_says_how_attempts_count(cast, case, client):
    page = c.enter(client, cast.caller).get(f"/cases/{case.pk}/call-back/").content.decode()
    assert "3次（同一天打几次只算一次）都没有找到本人，就不再打扰；本人以后还可以自己在网上评价" in page
