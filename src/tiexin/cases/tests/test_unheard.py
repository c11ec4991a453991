"""Closed before anybody asked: the call-back is still owed, and a silence counts; what lapsed stays in the rates."""

from datetime import date

import pytest

from tiexin.cases.actions.asking_person import answer_case, move_own
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates.queries import summed
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
YES = Heard(True, "yes", "satisfied", "工资拿到了")
LATE = date(2012, 5, 22)  # seven working days after 10 May are over on the 21st


@kept.fixture
def cast():
    found = stage()
    found.caller = found.people["city_office"]
    return found


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", "close", by=cast.author)


def sums(cast, rf, day, who=None):
    request = rf.get("/")
    request.officer, request.today, request.needs = who or cast.author, day, "cases.see"
    found = summed(request, c.TODAY, day)[0]
    return {name: found[name] for name in ("found", "silent", "solving", "ended_terms", "in_time")}


def test_closed_straight_after_the_answer_its_call_back_is_still_owed(cast, case):
    assert clocks(case)["call_back"] == (date(2012, 5, 21), False, False)
    found = Case.objects.get()
    assert (found.state, found.due) == ("closed", None)  # nothing of a closed matter is late in lists


def test_somebody_else_asks_afterwards_and_it_stays_closed(cast, case, client):
    caller = c.enter(client, cast.caller)
    assert "回访" in caller.get(f"/cases/{case.pk}/").content.decode()
    said = {"reached": "yes", "solved": "yes", "answer": "satisfied"}
    assert caller.post(f"/cases/{case.pk}/call-back/", said).status_code == 302
    found = Case.objects.get()
    assert (found.state, found.closed, clocks(case)["call_back"][1]) == ("closed", c.TODAY, True)
    assert caller.get(f"/cases/{case.pk}/call-back/").status_code == 404
    refuse("", lambda: call_back_case(found, YES, by=cast.caller, on=c.TODAY))


def test_whoever_handled_it_does_not_ask_after_the_end_either(cast, client):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    case = moved(case, "close", by=cast.author)
    for who in (cast.author, cast.mate):
        refuse("", lambda who=who: call_back_case(case, YES, by=who, on=c.TODAY))
        assert c.enter(type(client)(), who).get(f"/cases/{case.pk}/call-back/").status_code == 404


def test_the_list_of_what_waits_for_a_call_back_has_both_and_nothing_else(cast, case, client):
    answered = moved(registered(cast, title="等回访"), "accept", "reply", by=cast.author)
    asked = moved(registered(cast, title="问过了"), "accept", "reply", by=cast.author)
    call_back_case(asked, YES, by=cast.caller, on=c.TODAY)
    moved(asked, "close", by=cast.author)
    registered(cast, title="还没办")
    page = c.enter(client, cast.caller).get("/cases/?whose=unheard").content.decode()
    assert sorted(pk for pk in Case.objects.values_list("pk", flat=True) if f"/cases/{pk}/" in page) == sorted(
        [case.pk, answered.pk]
    )
    closed = c.enter(type(client)(), cast.caller).get("/cases/?whose=unheard&state=closed").content.decode()
    assert f"/cases/{case.pk}/" in closed and f"/cases/{answered.pk}/" not in closed
    own = c.enter(type(client)(), cast.author).get("/cases/?whose=unheard").content.decode()
    assert f"/cases/{case.pk}/" not in own


def test_a_silence_counts_when_its_term_has_passed(cast, case, rf):
    assert sums(cast, rf, date(2012, 5, 20))["silent"] == 0
    assert sums(cast, rf, LATE)["silent"] == 1
    call_back_case(case, YES, by=cast.caller, on=LATE)
    found = sums(cast, rf, LATE)
    assert (found["silent"], found["found"], found["solving"]) == (0, 1, 1)


def test_what_still_waits_as_answered_is_no_silence_yet(cast, rf):
    moved(registered(cast), "accept", "reply", by=cast.author)
    assert sums(cast, rf, LATE)["silent"] == 0


def test_given_up_after_the_end_it_is_one_silence_and_not_two(cast, case, rf):
    for day in range(3):
        call_back_case(case, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    assert (Case.objects.get().state, sums(cast, rf, LATE)["silent"]) == ("closed", 1)


def test_whoever_asked_says_it_themself_after_the_end(cast, case, rf):
    answer_case(case, YES, on=LATE)
    assert clocks(case)["call_back"][1] is True
    assert sums(cast, rf, LATE) | {"ended_terms": 0, "in_time": 0} == {
        "found": 1,
        "silent": 0,
        "solving": 1,
        "ended_terms": 0,
        "in_time": 0,
    }


@pytest.mark.parametrize("way", ["redo", "reopen"])
def test_done_again_the_term_of_the_next_answer_begins_anew(cast, way):
    before = ("accept", "reply") if way == "redo" else ("accept", "reply", "close")
    case = moved(registered(cast), *before, by=cast.author)
    case = moved(case, way, by=cast.chief, on=c.TODAY + DAY)
    assert clocks(case)["call_back"][2] is True
    moved(case, "reply", by=cast.author, on=date(2012, 5, 18))
    rows = CaseClock.objects.filter(case=case, rule="call_back").order_by("pk")
    assert [(row.round, row.runs) for row in rows] == [(1, False), (2, True)]
    assert clocks(case)["call_back"][0] == date(2012, 5, 29)  # a Friday, and seven working days


def test_every_service_ends_the_call_back_of_an_answer_that_is_given_anew():
    for service in catalogue().values():
        ends = ("redone", "reopened", "review_asked") if service.reviewed else ("redone", "reopened")
        assert service.clock("call_back").ends == ends, service.name


@pytest.mark.parametrize("who", ["owner", "asker"])
def test_withdrawn_after_its_term_had_passed_it_stays_in_the_rate_of_response(cast, rf, who):
    case, late = registered(cast), date(2012, 5, 17)
    if who == "owner":
        moved(case, "withdraw", by=cast.author, on=late)
    else:
        move_own(case, Step("withdraw", "等不及了"), on=late)
    found = sums(cast, rf, LATE)
    assert (found["ended_terms"], found["in_time"]) == (1, 0)


def test_withdrawn_in_time_it_is_in_no_rate(cast, rf):
    moved(registered(cast), "withdraw", by=cast.author, on=date(2012, 5, 15))
    assert sums(cast, rf, LATE)["ended_terms"] == 0


def test_contacted_in_time_and_withdrawn_later_it_was_in_time(cast, rf):
    moved(registered(cast), "accept", by=cast.author)
    moved(Case.objects.get(), "withdraw", by=cast.author, on=LATE)
    found = sums(cast, rf, LATE)
    assert (found["ended_terms"], found["in_time"]) == (1, 1)
