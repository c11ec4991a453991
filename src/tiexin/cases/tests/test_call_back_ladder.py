"""Who is reminded that somebody has to ask what came of a matter: those who may, never whoever handled it."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import ladder
from tiexin.cases.actions import hourly, telling
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.callers import callers
from tiexin.cases.models import Case, CaseClock, CaseStep, Part
from tiexin.cases.tests.case_scene import DAY, clocks, moved, registered, stage
from tiexin.core.days import aware
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
LAST = date(2012, 5, 21)  # of the call-back of what was answered on the tenth
NEAR_DAY, LATE_DAY = LAST - 2 * DAY, LAST + DAY
NEAR, LATE = "一件争议调处的回访快到期了", "一件争议调处的回访超过了期限"
WAYS = pytest.mark.parametrize("ways", [("accept", "reply"), ("accept", "reply", "close")])


@kept.fixture
def cast():
    found = stage()
    found.boss = c.officer("费广平", found.city, "leader", rank=Rank.LEADER, title="主席")
    found.caller = c.officer("方晴", found.county, "office")
    found.window = c.officer("白露", found.county, "window")
    return found


def told():
    rows = Message.objects.filter(kind="reminder").select_related("officer").order_by("pk")
    return [(message.officer.name, message.title) for message in rows]


def names(cast, case):
    fresh = Case.objects.select_related("org").get(pk=case.pk)
    return [each.name for each in callers([fresh], c.TODAY)[case.pk]]


@WAYS
def test_those_who_may_call_back_hear_and_the_owner_does_not(cast, ways):
    case = moved(registered(cast), *ways, by=cast.author)
    steps = CaseStep.objects.filter(case=case).count()
    assert clocks(case)["call_back"][0] == LAST
    assert (telling.climb(NEAR_DAY - DAY), told()) == (0, [])
    both = [("方晴", NEAR), ("白露", NEAR)]
    assert (telling.climb(NEAR_DAY), told()) == (2, both)
    assert (telling.climb(LAST), told()) == (0, both)
    late = [("方晴", LATE), ("白露", LATE), ("丁文博", LATE)]
    assert (telling.climb(LATE_DAY), told()[2:]) == (3, late)
    assert (telling.climb(LAST + 3 * DAY), told()[5:]) == (1, [("费广平", LATE)])
    assert (telling.climb(LAST + 7 * DAY), told()[6:]) == (1, [("陈志远", LATE)])
    assert telling.climb(LAST + 8 * DAY) == 0
    assert CaseStep.objects.filter(case=case).count() == steps


@WAYS
def test_once_somebody_has_asked_nobody_hears(cast, ways):
    case = moved(registered(cast), *ways, by=cast.author)
    call_back_case(case, Heard(True, "yes", "satisfied"), by=cast.caller, on=c.TODAY)
    assert telling.climb(LATE_DAY) == 0


def test_whoever_had_a_hand_in_it_is_not_among_them(cast):
    answered = moved(registered(cast), "accept", "reply", by=cast.caller)
    helped = registered(cast)
    add_helper(helped, cast.window, "查工资表", by=cast.author, on=c.TODAY)
    helped = moved(helped, "accept", "reply", "close", by=cast.author)
    about = moved(registered(cast), "accept", "reply", by=cast.author)
    Case.objects.filter(pk=about.pk).update(about=cast.caller)
    away = registered(cast)
    add_helper(away, cast.caller, "查工资表", by=cast.author, on=c.TODAY)
    withdraw_from_case(away, "亲属", by=cast.caller, on=c.TODAY)
    away = moved(away, "accept", "reply", by=cast.author)
    found = [names(cast, case) for case in (answered, helped, about, away)]
    assert found == [["白露"], ["方晴"], ["白露"], ["白露"]]


def test_a_unit_from_which_the_name_is_hidden_and_a_sealed_matter_have_nobody_there(cast):
    hidden = moved(registered(cast), "accept", "reply", by=cast.author)
    Case.objects.filter(pk=hidden.pk).update(about_org=cast.county)
    sealed = moved(registered(cast), "accept", "reply", by=cast.author)
    Case.objects.filter(pk=sealed.pk).update(sealed=True, text="")
    assert [names(cast, case) for case in (hidden, sealed)] == [[], []]
    telling.climb(NEAR_DAY)
    assert told() == [("费广平", NEAR), ("费广平", NEAR)]


def test_before_an_answer_nobody_has_to_ask(cast):
    assert names(cast, moved(registered(cast), "accept", by=cast.author)) == []


def test_who_left_or_holds_the_post_elsewhere_is_not_among_them(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    cast.caller.posts.update(until=c.TODAY)
    cast.window.posts.update(org=cast.other_county)
    assert names(cast, case) == []


@WAYS
def test_where_nobody_is_apart_the_leaders_of_the_next_union_above_hear(cast, ways):
    case = registered(cast)
    for each in (cast.caller, cast.window):
        add_helper(case, each, "查工资表", by=cast.author, on=c.TODAY)
    case = moved(case, *ways, by=cast.author)
    assert (telling.climb(NEAR_DAY), told()) == (1, [("费广平", NEAR)])
    Part.objects.create(case=case, officer=cast.boss, role="helper", since=c.TODAY)
    assert (telling.climb(LATE_DAY), told()[1:]) == (2, [("陈志远", LATE), ("丁文博", LATE)])


def test_a_union_above_without_leaders_is_passed(cast):
    cast.caller.posts.update(until=c.TODAY)
    cast.window.posts.update(until=c.TODAY)
    type(cast.boss).objects.filter(pk=cast.boss.pk).update(until=c.TODAY)
    moved(registered(cast), "accept", "reply", by=cast.author)
    assert (telling.climb(NEAR_DAY), told()) == (1, [("陈志远", NEAR)])


def test_another_term_still_reminds_the_owner(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    call_back_case(case, Heard(True, "no", "dissatisfied"), by=cast.caller, on=c.TODAY)
    last = clocks(case)["unsolved"][0]
    assert (telling.climb(last), told()) == (1, [("李秀兰", "一件争议调处快到期了")])


def test_what_ended_long_ago_is_climbed_no_more_and_after_standing_still_it_is(cast):
    moved(registered(cast), "accept", "reply", "close", by=cast.author)
    longest = (ladder.rungs()[-1].days * DAY) + ladder.IDLE
    assert telling.climb(LAST + longest + DAY) == 0
    assert telling.climb(LAST + longest) == 5


def test_a_closed_matter_in_practice_reminds_nobody(cast):
    moved(registered(cast), "accept", "reply", "close", by=cast.author)
    type(cast.county).objects.filter(pk=cast.county.pk).update(practice=True)
    assert telling.climb(LATE_DAY) == 0


def test_more_closed_matters_than_a_batch_are_all_told_of(cast, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    for _ in range(3):
        moved(registered(cast), "accept", "reply", "close", by=cast.author)
    assert telling.climb(NEAR_DAY) == 6


@WAYS
def test_a_call_back_within_hours_is_for_the_same_people(cast, ways):
    case, end = moved(registered(cast), *ways, by=cast.author), datetime.fromisoformat("2012-05-10 15:20")
    label = CaseClock.objects.get(case=case, rule="call_back").label
    CaseClock.objects.filter(case=case, rule="call_back").update(unit="hour", due=aware(end))
    words = f"一件争议调处的“{label}”到时间了，还没有做"
    assert hourly.climb_hours(aware(end)) == 3
    assert told() == [("方晴", words), ("白露", words), ("丁文博", words)]


def test_who_may_call_back_costs_the_same_for_many_matters(cast):
    def count():
        batch = list(Case.objects.select_related("org"))
        with CaptureQueriesContext(connection) as seen:
            found = callers(batch, c.TODAY)
        assert [[each.name for each in found[case.pk]] for case in batch] == [["方晴", "白露"]] * len(batch)
        return len(seen)

    moved(registered(cast), "accept", "reply", by=cast.author)
    count()
    before = count()
    for _ in range(3):
        moved(registered(cast), "accept", "reply", "close", by=cast.author)
    assert count() == before
