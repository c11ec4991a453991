"""Handled a second time: its own clock, its own counter, said in the list and on the page; what counted counts once."""

from datetime import date

import pytest

from tiexin.cases.actions import telling
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def closed(cast, kind="dispute"):
    return moved(registered(cast, kind), "accept", "reply", "close", by=cast.author)


def reopened(cast, kind="dispute", on=c.TODAY):
    return moved(closed(cast, kind), "reopen", by=cast.chief, on=on)


def test_opened_again_its_own_clock_runs_and_the_matter_is_due(cast):
    case = reopened(cast)
    assert clocks(case)["redo"] == (date(2012, 5, 25), False, False)  # 10 May and fifteen days, a Friday
    found = Case.objects.get()
    assert (found.due, found.round, found.redone) == (CaseClock.objects.get(rule="redo").due, 2, 1)
    assert CaseClock.objects.get(rule="redo").round == 2


def test_withdrawn_while_handled_again_it_goes_on_in_the_same_round(cast):
    """The second handling had no answer: it is no third one, and its days begin anew."""
    case = moved(reopened(cast, "petition"), "withdraw", by=None)
    assert clocks(case)["redo"] == (date(2012, 5, 25), False, True)
    case = moved(case, "reopen", by=cast.chief, on=date(2012, 5, 14))
    found = Case.objects.get()
    assert (found.state, found.round, found.redone) == ("handling", 2, 1)
    assert clocks(case)["redo"] == (date(2012, 5, 29), False, False)  # 14 May and fifteen days, a Tuesday
    assert case.steps.latest("pk").label == "重新办理"


def test_the_answer_meets_it_and_the_next_time_has_one_more(cast):
    case = moved(reopened(cast), "reply", by=cast.author)
    assert clocks(case)["redo"][1] is True
    moved(case, "redo", by=cast.author)
    found = Case.objects.get()
    assert (found.round, found.redone) == (3, 2)
    found = CaseClock.objects.filter(rule="redo").order_by("pk")
    assert list(found.values_list("round", "label")) == [(2, "第二次办理"), (3, "第三次办理")]


def test_the_ladder_speaks_of_it(cast):
    reopened(cast)
    assert telling.climb(date(2012, 5, 20)) == 0
    assert telling.climb(date(2012, 5, 24)) == 1  # near: its owner
    assert telling.climb(date(2012, 5, 26)) == 2  # late: its owner and the county's chair
    told = Message.objects.filter(kind="reminder").order_by("pk").values_list("officer", flat=True)
    assert sorted(told) == sorted([cast.author.pk, cast.author.pk, cast.chief.pk])


@pytest.mark.parametrize("way", ["redo", "reopen"])
def test_list_and_page_say_which_time_it_is(cast, client, way):
    before = ("accept", "reply") if way == "redo" else ("accept", "reply", "close")
    case = moved(registered(cast), *before, by=cast.author)
    moved(case, way, by=cast.chief)
    client = c.enter(client, cast.author)
    assert "第2次办理" in client.get("/cases/").content.decode()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "第2次办理" in page and "2012年5月25日" in page


def test_the_first_time_nothing_is_said_of_times(cast, client):
    case = moved(registered(cast), "accept", by=cast.author)
    client = c.enter(client, cast.author)
    assert "次办理" not in client.get("/cases/").content.decode()
    assert "第1次" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_without_a_reason_nothing_is_opened_and_no_clock_starts(cast):
    case = closed(cast)
    refuse("text", lambda: move_case(case, Step("reopen", " "), by=cast.chief, on=c.TODAY))
    assert not CaseClock.objects.filter(rule="redo").exists()


def test_every_service_that_ships_starts_one_when_it_is_opened_again():
    for service in catalogue().values():
        [clock] = [clock for clock in service.clocks if "reopened" in clock.starts]
        assert (clock.holder, clock.met_by, str(clock.source)) == ("unit", ("replied",), "C139（本系统建议，可改）")
