"""Signing and starting: what is refused, and what a window says. Plain values only."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.plans.rules import Sent, Window, check_receive, check_start, state, window_of

pytestmark = pytest.mark.once
ISSUED, SIGNED, DAY, TODAY = date(2012, 2, 13), date(2012, 2, 20), date(2012, 3, 5), date(2012, 5, 10)
ONE = timedelta(days=1)
WINDOW = Window(date(2012, 2, 13), date(2012, 3, 10), {"level": ["city", "county"], "kind": ["territorial"]})
COUNTY = {"level": "county", "kind": "territorial"}


def sent(received=SIGNED, started=None, **more):
    return Sent(ISSUED, received, started, **more)


def test_a_plan_is_signed_for_once():
    check_receive(sent(None))
    with pytest.raises(Refused, match="已于2012年2月20日签收"):
        check_receive(sent())


@pytest.mark.parametrize("check", [check_receive, lambda it: check_start(it, DAY, TODAY)], ids=["receive", "start"])
def test_a_version_that_was_replaced_takes_neither(check):
    with pytest.raises(Refused, match="已被新版替代"):
        check(sent(in_force=False))


@pytest.mark.parametrize("day", [ISSUED, DAY, TODAY], ids=["on the day of issue", "later", "today"])
def test_a_start_from_the_day_of_issue_until_today_is_taken(day):
    check_start(sent(), day, TODAY)


@pytest.mark.parametrize(
    ("so_far", "day", "words"),
    [
        (sent(None), DAY, "还没有签收"),
        (sent(started=DAY), DAY, "已于2012年3月5日启动"),
        (sent(), TODAY + ONE, "还没有到"),
        (sent(), ISSUED - ONE, "才印发"),
    ],
    ids=["not signed", "twice", "tomorrow", "before it was issued"],
)
def test_any_other_start_is_refused_beside_the_day(so_far, day, words):
    with pytest.raises(Refused, match=words) as refusal:
        check_start(so_far, day, TODAY)
    assert refusal.value.field == "day"


def test_a_plan_without_a_known_day_of_issue_may_start_on_any_day_past():
    check_start(Sent(None, SIGNED, None), date(2011, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("received", "started", "window", "found"),
    [
        (None, None, WINDOW, "waiting"),
        (SIGNED, None, WINDOW, "received"),
        (SIGNED, date(2012, 2, 13), WINDOW, "within"),
        (SIGNED, date(2012, 3, 10), WINDOW, "within"),
        (SIGNED, date(2012, 3, 11), WINDOW, "outside"),
        (SIGNED, date(2012, 3, 11), None, "started"),
    ],
)
def test_how_far_a_unit_is(received, started, window, found):
    assert state(sent(received, started), window) == found


def test_the_first_window_that_speaks_of_a_unit_counts():
    wide = Window(ISSUED, TODAY, {"level": ["county"]})
    assert window_of(COUNTY, [WINDOW, wide]) is WINDOW
    assert window_of({"level": "county", "kind": "industry"}, [WINDOW, wide]) is wide
    assert window_of({"level": "province", "kind": "territorial"}, [WINDOW, wide]) is None


def test_a_unit_that_is_left_out_is_not_asked():
    window = Window(ISSUED, TODAY, {"level": ["county"]}, [{"kind": ["industry"]}])
    assert window.fits(COUNTY)
    assert not window.fits({"level": "county", "kind": "industry"})
