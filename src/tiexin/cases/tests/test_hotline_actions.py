"""What calls were, call-backs, lines, seats and shifts; the four rates with what they are taken over."""

import pytest

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import queries
from tiexin.cases.hotline.models import Call, Line, Seat, Shift
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
WHOLE = ("ringing", "answered", "hungup")


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def refuse(action, *args, field="", **more):
    before = c.rows()
    with pytest.raises(Refused) as refused:
        action(*args, on=c.TODAY, **more)
    assert (c.rows(), refused.value.field) == (before, field)


def test_a_question_is_answered_at_once_and_once(cast):
    call = actions.answer_question(scene.told(*WHOLE), by=cast.by, on=c.TODAY)
    assert (call.what, call.at_once, call.case, call.done) == ("question", True, None, c.TODAY)
    assert Fact.objects.filter(measure="call_answered").count() == 1
    refuse(actions.answer_question, call, by=cast.by)


@pytest.mark.parametrize("kinds", [["ringing"], ["ringing", "hungup"]])
def test_nobody_registers_a_call_that_was_not_answered(cast, kinds):
    refuse(actions.answer_question, scene.told(*kinds), by=cast.by)


def test_an_abandoned_call_is_called_back_until_somebody_is_reached(cast):
    call = scene.told("ringing", "hungup")
    assert list(queries.to_call_back(Call.objects.all())) == [call]
    actions.call_back(call, False, by=cast.by, on=c.TODAY)
    assert list(queries.to_call_back(Call.objects.all())) == [call]
    done = actions.call_back(call, True, by=cast.by, on=c.TODAY)
    assert (done.called_by, done.reached, list(queries.to_call_back(Call.objects.all()))) == (cast.by, True, [])
    refuse(actions.call_back, call, True, by=cast.by)


def test_an_answered_call_is_not_called_back(cast):
    refuse(actions.call_back, scene.told(*WHOLE), True, by=cast.by)


def test_a_line_opens_once_and_a_union_joins_once(cast):
    refuse(lines.open_line, cast.province, "12351", by=cast.by, field="number")
    joined = lines.join_line(cast.line, cast.county, by=cast.by, on=c.TODAY)
    refuse(lines.join_line, cast.line, cast.county, by=cast.by, field="org")
    assert (Line.objects.get(), joined.org) == (cast.line, cast.county)
    counted = Fact.objects.filter(measure__startswith="hotline_").order_by("pk")
    assert [(each.measure, each.at_org) for each in counted] == [
        ("hotline_opened", cast.province),
        ("hotline_joined", cast.county),
    ]


def test_one_officer_at_one_seat(cast):
    other = Seat.objects.create(line=cast.line, org=cast.province, number="2")
    assert lines.take_seat(cast.seat, by=cast.by, on=c.TODAY).state == "free"
    refuse(lines.take_seat, other, by=cast.by, field="seat")
    refuse(lines.take_seat, cast.seat, by=cast.people["officer"], field="seat")
    refuse(lines.leave_seat, cast.seat, by=cast.people["officer"], field="seat")
    refuse(lines.change_seat, cast.seat, "asleep", by=cast.by, field="state")
    assert lines.change_seat(cast.seat, "writing", by=cast.by, on=c.TODAY).state == "writing"
    left = lines.leave_seat(cast.seat, by=cast.by, on=c.TODAY)
    assert (left.officer, left.state) == (None, "away")


def test_shifts_of_one_officer_do_not_cross(cast):
    said = {"org": cast.province, "officer": cast.by, "on": c.TODAY}
    lines.plan_shift(Shift(**said, start=540, end=720), by=cast.by, on=c.TODAY)
    refuse(lines.plan_shift, Shift(**said, start=700, end=800), by=cast.by, field="start")
    lines.plan_shift(Shift(**said, start=720, end=800), by=cast.by, on=c.TODAY)
    assert Shift.objects.count() == 2


def test_the_four_rates_say_what_they_are_taken_over(cast):
    assert [rate.percent for rate in queries.rates(Call.objects.all())] == [None] * 4
    actions.answer_question(scene.told(*WHOLE), by=cast.by, on=c.TODAY)
    scene.told("ringing", "hungup", call="c2")
    first, second, third, fourth = map(str, queries.rates(Call.objects.all()))
    assert first == "一拨就通：接起的来电 1 ÷ 全部来电 2 = 少于5个，不算率"
    assert second == "有问必答：已答复的咨询 1 ÷ 记为咨询的来电 1 = 少于5个，不算率"
    assert third == "有求必应：没有记为诉求的来电，不算率"
    assert fourth == "有难必帮：没有记为困难的来电，不算率"
    assert queries.by_org(Call.objects.all()) == [(cast.county.pk, queries.rates(Call.objects.all()))]


def test_a_rate_that_is_not_whole_is_never_shown_as_whole():
    assert queries.Rate("", "", "", 9999, 10000).percent == 99.9


@pytest.mark.parametrize(("soon", "meets"), [(95, True), (94, False), (100, True)])
def test_a_day_meets_the_standard_from_95_percent(soon, meets):
    rate = queries.Rate("", "", "", soon, 100)
    assert queries.Day(c.TODAY, rate, rate).meets is meets
