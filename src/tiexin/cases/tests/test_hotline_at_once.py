"""Two people at one telephone at the same moment: one seat, one mark, one score, one number, one message.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from functools import partial

import pytest
from django.db import connection

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions.hotline_scores import Judged, reply_to_score, score_call
from tiexin.cases.hotline.models import Call, CallEvent, CallScore, Line, LineJoin, Seat, Shift
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.test_hotline_scores import ALL, answered, drawn
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
WHOLE = ("ringing", "answered", "hungup")
WHO = {"on": c.TODAY}


@pytest.fixture
def cast(transactional_db):
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    found.judge = found.people["office"]
    yield found
    calendar.forget()


def verbs(name):
    return Entry.objects.filter(verb=name).count()


# ── lines, seats, rota ──────────────────────────────────────────────────────────────────────────────────


def test_a_number_is_opened_by_one_union(cast):
    opens = [partial(lines.open_line, org, "12351-2", by=cast.by, **WHO) for org in (cast.province, cast.city)]
    assert [each.field for each in one_wins(*opens)] == ["number"]
    assert (Line.objects.filter(number="12351-2").count(), verbs("open_line")) == (1, 2)


def test_a_union_joins_once(cast):
    (refused,) = one_wins(*[partial(lines.join_line, cast.line, cast.county, by=cast.by, **WHO)] * 2)
    assert (refused.field, LineJoin.objects.count(), verbs("join_line")) == ("org", 1, 1)


def test_a_number_is_one_seat(cast):
    (refused,) = one_wins(*[partial(lines.open_seat, cast.line, cast.province, "2", by=cast.by, **WHO)] * 2)
    assert (refused.field, Seat.objects.filter(number="2").count(), verbs("open_seat")) == ("number", 1, 1)


def test_one_of_two_sits_down(cast):
    refused = one_wins(*(partial(lines.take_seat, cast.seat, by=who, **WHO) for who in (cast.clerk, cast.mate)))
    assert "已有人" in str(refused[0])
    assert Seat.objects.get().officer in (cast.clerk, cast.mate)


def test_nobody_sits_down_twice(cast):
    seats = [cast.seat, Seat.objects.create(line=cast.line, org=cast.province, number="2")]
    (refused,) = one_wins(*(partial(lines.take_seat, seat, by=cast.clerk, **WHO) for seat in seats))
    assert ("另一个座席" in str(refused), Seat.objects.filter(officer=cast.clerk).count()) == (True, 1)


def test_nobody_is_on_the_rota_twice_at_one_time(cast):
    said = {"org": cast.province, "officer": cast.clerk, "on": c.TODAY}
    shifts = [Shift(**said, start=start, end=start + 120) for start in (540, 600)]
    (refused,) = one_wins(*(partial(lines.plan_shift, shift, by=cast.by, **WHO) for shift in shifts))
    assert (refused.field, Shift.objects.count()) == ("start", 1)


def test_a_shift_is_taken_off_once(cast):
    plan = lines.Hours(cast.province, cast.clerk, c.TODAY, 540, 600)
    (shift,) = lines.plan_shifts(plan, by=cast.by, **WHO)
    one_wins(*[partial(lines.drop_shift, shift, by=cast.by, **WHO)] * 2)
    assert verbs("drop_shift") == 1


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_answered_once(cast):
    call = scene.told(*WHOLE)
    one_wins(*(partial(actions.answer_question, call, by=who, **WHO) for who in (cast.clerk, cast.mate)))
    assert Fact.objects.filter(measure="call_answered").count() == 1
    assert Call.objects.get().by in (cast.clerk, cast.mate)


def test_a_call_becomes_one_matter_or_an_answer(cast):
    call, case = scene.told(*WHOLE), registered(cast)
    one_wins(
        partial(actions.answer_question, call, by=cast.clerk, **WHO),
        partial(actions.link_case, call, case, "request", by=cast.mate, **WHO),
    )
    call.refresh_from_db()
    assert (call.what, call.case) in (("question", None), ("request", case))
    assert Fact.objects.filter(measure__in=("call_answered", "call_taken")).count() == 1


def test_of_two_matters_a_call_becomes_one(cast):
    call, cases = scene.told(*WHOLE), [registered(cast) for _ in range(3)]
    one_wins(*(partial(actions.link_case, call, case, by=cast.clerk, **WHO) for case in cases))
    assert Case.objects.filter(calls=call).count() == 1
    assert Fact.objects.filter(measure="call_taken").count() == 1


def test_help_is_counted_once(cast):
    case = registered(cast)
    actions.link_case(scene.told(*WHOLE), case, "difficulty", by=cast.clerk, **WHO)
    assert at_once(*[partial(actions.keep_promise, case, by=cast.clerk, **WHO)] * 3) == [None] * 3
    assert Fact.objects.filter(measure="call_helped").count() == 1


def test_whoever_was_reached_is_reached_once(cast):
    call = scene.told("ringing", "hungup")
    one_wins(*(partial(actions.call_back, call, True, by=who, **WHO) for who in (cast.clerk, cast.mate)))
    assert (Call.objects.get().tries, verbs("call_back")) == (1, 1)


def test_attempts_at_the_same_moment_are_all_counted(cast):
    call = scene.told("ringing", "hungup")
    assert at_once(*[partial(actions.call_back, call, False, by=cast.clerk, **WHO)] * 3) == [None] * 3
    assert Call.objects.get().tries == 3


# ── what the telephone system tells ─────────────────────────────────────────────────────────────────────


def test_the_same_event_many_times_at_once(cast):
    tell = partial(actions.take_event, scene.message(), by=None, **WHO)
    assert at_once(*[tell] * 6) == [None] * 6
    assert (Call.objects.count(), CallEvent.objects.count(), verbs("call_received")) == (1, 1, 1)


def test_all_events_of_a_call_at_once_are_one_call(cast):
    told = [scene.message(kind, seconds=number) for number, kind in enumerate((*WHOLE, "recording"))]
    assert at_once(*(partial(actions.take_event, each, by=None, **WHO) for each in told)) == [None] * 4
    call = Call.objects.get()
    assert (call.state, call.wait, call.events.count()) == ("ended", 1.0, 4)
    assert (verbs("call_received"), verbs("call_connected")) == (1, 1)


def test_one_id_for_two_calls_stands_for_one(cast):
    told = [scene.message(call=call, event="e1") for call in ("c1", "c2")]
    refused = one_wins(*(partial(actions.take_event, each, by=None, **WHO) for each in told))
    assert (refused[0].field, Call.objects.count(), CallEvent.objects.count()) == ("event", 1, 1)
    assert Fact.objects.filter(measure="call_received").count() == 1


def test_an_event_and_a_mark_lose_nothing_of_each_other(cast):
    call = scene.told("ringing", "answered")
    hung = scene.message("hungup", seconds=30)
    ends = at_once(
        partial(actions.take_event, hung, by=None, **WHO),
        partial(actions.mark_call, call, "difficulty", by=cast.clerk, **WHO),
    )
    call.refresh_from_db()
    assert (ends, call.state, call.what, call.by) == ([None, None], "ended", "difficulty", cast.clerk)


# ── scores ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_drawn_call_is_judged_once(cast):
    lines.take_seat(cast.seat, by=cast.clerk, **WHO)
    answered()
    pick = drawn(cast)[0]
    one_wins(*(partial(score_call, pick, Judged(ALL), by=who, **WHO) for who in (cast.judge, cast.mate)))
    assert (CallScore.objects.count(), verbs("score_call")) == (1, 1)


def test_of_two_replies_the_first_stands(cast):
    lines.take_seat(cast.seat, by=cast.clerk, **WHO)
    answered()
    score = score_call(drawn(cast)[0], Judged(ALL), by=cast.judge, **WHO)
    one_wins(*(partial(reply_to_score, score, text, by=cast.clerk, **WHO) for text in ("断线了", "没断线")))
    assert CallScore.objects.get().reply in ("断线了", "没断线")
    assert verbs("reply_to_score") == 1
