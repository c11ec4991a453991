"""Reminders by elapsed time: whom, when, once; a matter's own way stays clean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import ladder, tasks
from tiexin.cases.actions import offering, telling
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import DAY, moved, registered, stage
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

LAST = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (-3, []),
        (-2, ["near"]),
        (-1, ["near"]),
        (0, ["near"]),
        (1, ["late", "up0"]),
        (2, ["late", "up0"]),
        (3, ["late", "up0", "up1"]),
        (6, ["late", "up0", "up1"]),
        (7, ["late", "up0", "up1", "up2"]),
        (400, ["late", "up0", "up1", "up2"]),
    ],
)
def test_which_rungs_are_reached(days, names):
    assert [rung.name for rung in ladder.reached(LAST, LAST + days * DAY)] == names


@given(st.integers(-30, 60))
def test_the_later_the_higher(days):
    now, then = (ladder.reached(LAST, LAST + timedelta(n)) for n in (days, days + 1))
    assert {rung.name for rung in now} - {"near"} <= {rung.name for rung in then}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-10, 10))
def test_nobody_hears_before_the_first_day(today, days):
    last = today + timedelta(days)
    assert bool(ladder.reached(last, today)) <= (last <= ladder.first_day(today))


@kept.fixture
def cast():
    found = stage()
    found.boss = c.officer("费广平", found.city, "leader", rank=Rank.LEADER, title="主席")
    return found


def told(*, kind="reminder"):
    rows = Message.objects.filter(kind=kind).select_related("officer").order_by("pk")
    return [(message.officer.name, message.title) for message in rows]


NEAR, LATE = "一件争议调处快到期了", "一件争议调处超过了期限"


def test_the_owner_hears_two_days_before_and_only_once(cast):
    registered(cast)  # due 15 May
    telling.climb(date(2012, 5, 12))
    assert told() == []
    assert (telling.climb(date(2012, 5, 13)), told()) == (1, [("李秀兰", NEAR)])
    assert (telling.climb(date(2012, 5, 14)), told()) == (0, [("李秀兰", NEAR)])


def test_afterwards_leaders_hear_level_by_level(cast):
    case = registered(cast)
    telling.climb(date(2012, 5, 16))
    assert told() == [("李秀兰", LATE), ("丁文博", LATE)]
    telling.climb(date(2012, 5, 18))
    assert told()[2:] == [("费广平", LATE)]
    telling.climb(date(2012, 5, 22))
    assert told()[3:] == [("陈志远", LATE)]
    assert CaseStep.objects.filter(case=case).count() == 1


def test_whom_it_is_about_hears_nothing(cast):
    registered(cast, about=cast.chief)
    telling.climb(date(2012, 5, 16))
    assert told() == [("李秀兰", LATE)]


def test_what_has_ended_reminds_nobody(cast):
    moved(registered(cast), "accept", "withdraw", by=cast.author)
    assert telling.climb(date(2012, 6, 30)) == 0


def test_a_message_says_neither_who_nor_what(cast):
    registered(cast)
    telling.climb(date(2012, 5, 22))
    words = "".join(title + body for title, body in Message.objects.values_list("title", "body"))
    assert [each for each in ("刘桂英", "工资", "二月") if each in words] == []


def test_the_worker_climbs_once_a_day(cast):
    registered(cast)
    tasks.remind(date(2012, 5, 16))
    tasks.remind(date(2012, 5, 16))
    assert len(told()) == 2


def test_more_matters_than_a_batch_are_all_told_of(cast, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    for _ in range(5):
        registered(cast)
    assert telling.climb(date(2012, 5, 13)) == 5


def test_an_offer_tells_whom_it_waits_for_and_the_answer_comes_back(cast):
    case = registered(cast)
    offering.offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=c.TODAY)
    words = "转来一件争议调处，等您收下"
    assert sorted(told(kind="task")) == sorted([("马建国", words), ("费广平", words)])  # whoever handles matters there
    offering.return_offer(case, "县里的事", by=cast.people["city_office"], on=c.TODAY)
    assert told(kind="progress") == [("李秀兰", "您转办的争议调处被退回了")]
    offering.offer_case(case, NewOffer(cast.city, cast.boss, "再请看"), by=cast.author, on=c.TODAY)
    offering.take_offer(case, by=cast.boss, on=c.TODAY)
    assert told(kind="task")[2:] == [("费广平", words)]
    assert told(kind="progress")[1:] == [("李秀兰", "您转办的争议调处已经收下")]


def test_whoever_is_assigned_hears_of_it_and_whoever_claims_does_not(cast):
    case = registered(cast)
    offering.assign_case(case, cast.mate, "熟悉情况", by=cast.chief, on=c.TODAY)
    assert told(kind="task") == [("葛春梅", "指派给您一件争议调处")]
    offering.withdraw_from_case(case, "亲属", by=cast.mate, on=c.TODAY)
    waits = [(name, "有一件争议调处等人认领") for name in ("李秀兰", "丁文博", "马建国")]
    assert told(kind="task")[1:] == waits
    offering.assign_case(case, cast.author, "", by=cast.author, on=c.TODAY)
    assert len(told(kind="task")) == 4
    assert Case.objects.get().owner == cast.author
