"""An hour that whoever asked chooses, moves, gives up: theirs to choose, once, in time, told without a word of why."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import appointments as officers
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.offering import NewOffer, offer_case, take_offer, withdraw_from_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.appointments import rules
from tiexin.cases.appointments.models import Slot
from tiexin.cases.appointments.queries import agreed_on, open_to_asker
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered
from tiexin.core.days import opening
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.coming import GIVEN_UP, give_up_hour, move_hour, take_hour
from tiexin.portal.rules import limits
from tiexin.portal.tests.hours_scene import DAY, HOUR, SECRET, begun, hour, stage, states, talk, texts, told

pytestmark = pytest.mark.django_db
NOON = datetime.combine(c.TODAY, time(12))


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def take(case, slot, on=c.TODAY):
    return take_hour(case, slot, on=on)


def free(case, on=c.TODAY):
    return [slot.pk for slot in open_to_asker(case, on, limits().hours.days)]


# ── taken ───────────────────────────────────────────────────────────────────────────────────────────────


def test_taken_there_is_no_officer_behind_it(cast):
    case, slot = talk(cast), hour(cast)
    made = take(case, slot)
    assert (made.slot, made.by, made.state, made.on) == (slot, None, "booked", c.TODAY)
    step = CaseStep.objects.latest("pk")
    assert (step.event, step.label, step.by, step.told) == ("contacted", "本人约了时间", None, True)
    assert step.text == "" and bytes(step.text_sealed)  # where and with whom is under seal with the rest
    entry = Entry.objects.get(verb="book_appointment")
    assert (entry.by, entry.thing_id, entry.org) == (None, case.pk, cast.county)
    assert Part.objects.filter(case=case, officer=cast.listener, role="helper", until=None).count() == 1
    assert clocks(case)["contact"][1] is True


def test_who_receives_and_who_owns_it_hear_and_the_asker_gets_a_text(cast):
    take(talk(cast), hour(cast))
    assert told(cast.listener) == ["预约有变动：本人约了时间，请看时间"]
    assert told(cast.author) == ["心理咨询：本人约了时间"]
    assert texts() == ["您有新的消息，请凭查询码看"]


def test_no_message_says_what_it_is_about_or_when(cast):
    case = talk(cast)
    take(case, hour(cast))
    move_hour(case, hour(cast, 15), on=c.TODAY)
    give_up_hour(case, on=c.TODAY)
    said = " ".join(f"{each.title} {each.body} {each.url}" for each in Message.objects.all())
    for each in (SECRET, "睡不着", "刘桂英", "谈心室", "09:00", "15:00", "13900001111", GIVEN_UP):
        assert each not in said


@pytest.mark.parametrize(("way", "count"), [("code", 1), ("slip", 0), ("call", 0)])
def test_the_asker_is_told_their_way(cast, way, count):
    take(talk(cast, reply_way=way), hour(cast))
    assert len(texts()) == count


def test_an_owner_who_receives_hears_once(cast):
    take(talk(cast), hour(cast, by=cast.author))
    assert told(cast.author) == ["预约有变动：本人约了时间，请看时间"]


def test_the_same_hour_twice_is_once(cast):
    case, slot = talk(cast), hour(cast)
    made = take(case, slot)
    with c.nothing_written():
        assert take(case, slot) == made
        assert move_hour(case, slot, on=c.TODAY) == made


def test_a_second_hour_beside_the_first_is_refused(cast):
    case, other = talk(cast), hour(cast, 15)
    take(case, hour(cast))
    assert "请改期" in refuse("", lambda: take(case, other))


# ── not theirs to choose ────────────────────────────────────────────────────────────────────────────────


def test_one_that_somebody_has(cast):
    slot, case = hour(cast), talk(cast)
    take(talk(cast), slot)
    assert slot.pk not in free(case)
    assert "已经有人约了" in refuse("slot", lambda: take(case, slot))


@pytest.mark.parametrize("minutes", [-60 * 24, -60, -1])
def test_one_that_has_begun(cast, minutes):
    case, slot = talk(cast), begun(cast, minutes)
    assert free(case) == []
    assert "已经过了" in refuse("slot", lambda: take(case, slot))


def test_one_that_begins_in_a_few_minutes_is_still_theirs(cast):
    case, slot = talk(cast), begun(cast, 5)
    assert free(case) == [slot.pk] and take(case, slot).slot == slot


@pytest.mark.parametrize(("day", "theirs"), [(13, True), (14, False), (40, False)])
def test_fourteen_days_ahead_today_among_them(cast, day, theirs):
    case, slot = talk(cast), hour(cast, 0, day=day)
    assert (slot.pk in free(case)) is theirs
    if not theirs:
        assert "还太远" in refuse("slot", lambda: take(case, slot))


def test_one_of_another_unit_above_beside_or_of_the_former_one(cast):
    case = talk(cast)
    above = hour(cast, by=cast.people["city_office"], org=cast.city)
    beside = hour(cast, by=cast.mate, org=cast.other_county)
    here = hour(cast, 16)
    assert free(case) == [here.pk]
    for slot in (above, beside):
        assert "现在负责的单位" in refuse("slot", lambda each=slot: take(case, each))
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    assert free(case) == [here.pk]  # until it is taken the unit that offers it is responsible
    take_offer(case, by=cast.people["city_office"], on=c.TODAY)
    case.refresh_from_db()
    assert free(case) == [above.pk]
    refuse("slot", lambda: take(case, here))


def test_one_that_was_taken_back(cast):
    case, slot = talk(cast), hour(cast)
    officers.drop_slot(slot, by=cast.listener, on=c.TODAY)
    assert free(case) == []
    refuse("slot", lambda: take(case, Slot.objects.get(pk=slot.pk)))


def test_one_with_whom_it_is_about_or_with_who_stepped_back(cast):
    case, mine, theirs = talk(cast), hour(cast, by=cast.mate), hour(cast)
    add_helper(case, cast.mate, "一起听", by=cast.author, on=c.TODAY)
    withdraw_from_case(case, "是邻居", by=cast.mate, on=c.TODAY)
    assert free(case) == [theirs.pk]
    assert "回避" in refuse("slot", lambda: take(case, mine))
    Case.objects.filter(pk=case.pk).update(about=cast.listener)
    case.refresh_from_db()
    assert free(case) == []
    assert "反映的就是这个人" in refuse("slot", lambda: take(case, theirs))


@pytest.mark.parametrize(("day", "theirs"), [(1, True), (2, False), (3, False)])
def test_one_with_somebody_who_has_left_by_then(cast, day, theirs):
    case, slot = talk(cast), hour(cast, day=day)
    Officer.objects.filter(pk=cast.listener.pk).update(until=c.TODAY + 2 * DAY)
    assert (slot.pk in free(case)) is theirs
    if not theirs:
        assert "不在职" in refuse("slot", lambda: take(case, slot))


def test_a_service_to_which_nobody_is_asked_to_come(cast):
    case, slot = registered(cast), hour(cast)
    refuse("", lambda: take(case, slot))


def test_a_matter_that_has_ended(cast):
    slot = hour(cast)
    ended = moved(talk(cast), "withdraw", by=cast.author)
    refuse("", lambda: take(ended, slot))


# ── moved, given up ─────────────────────────────────────────────────────────────────────────────────────


def test_moved_the_former_is_free_again_and_both_who_receive_hear(cast):
    case, first, second = talk(cast), hour(cast), hour(cast, 15, by=cast.mate)
    take(case, first)
    made = move_hour(case, second, on=c.TODAY)
    assert states(case) == [(first.pk, "moved", None), (second.pk, "booked", None)]
    assert free(talk(cast)) == [first.pk] and made.slot == second
    assert told(cast.listener)[-1] == told(cast.mate)[-1] == "预约有变动：本人改了时间，请看时间"
    assert told(cast.author)[-1] == "心理咨询：本人改了时间"
    helps = Part.objects.filter(case=case, role="helper", until=None).values_list("officer", flat=True)
    assert list(helps) == [cast.mate.pk]


def test_an_hour_that_an_officer_agreed_on_is_moved_by_the_asker_too(cast):
    case, first, second = talk(cast), hour(cast), hour(cast, 15)
    officers.book_appointment(case, first, by=cast.author, on=c.TODAY)
    move_hour(case, second, on=c.TODAY)
    assert states(case) == [(first.pk, "moved", cast.author.pk), (second.pk, "booked", None)]


def test_moved_to_what_is_taken_it_stays_where_it_was(cast):
    case, other, first, second = talk(cast), talk(cast), hour(cast), hour(cast, 15)
    take(case, first)
    take(other, second)
    refuse("slot", lambda: move_hour(case, second, on=c.TODAY))
    assert states(case) == [(first.pk, "booked", None)]


def test_given_up_it_is_free_again_without_a_reason(cast):
    case, slot = talk(cast), hour(cast)
    take(case, slot)
    give_up_hour(case, on=c.TODAY)
    step = CaseStep.objects.latest("pk")
    assert (step.label, step.by, step.told) == ("本人取消预约", None, True)
    assert states(case) == [(slot.pk, "cancelled", None)] and free(case) == [slot.pk]
    assert told(cast.listener)[-1] == "预约有变动：本人取消预约，请看时间"
    assert told(cast.author)[-1] == "心理咨询：本人取消了预约"
    assert not Part.objects.filter(case=case, role="helper", until=None).exists()
    assert take(case, slot).state == "booked"


def test_what_is_not_agreed_on_is_neither_moved_nor_given_up(cast):
    case, slot = talk(cast), hour(cast)
    refuse("", lambda: move_hour(case, slot, on=c.TODAY))
    refuse("", lambda: give_up_hour(case, on=c.TODAY))
    take(case, slot)
    give_up_hour(case, on=c.TODAY)
    refuse("", lambda: give_up_hour(case, on=c.TODAY))


@pytest.mark.parametrize("minutes", [-60 * 24, -1])
def test_an_hour_that_has_begun_is_not_changed_any_more(cast, minutes):
    case, slot, later = talk(cast), begun(cast, minutes), hour(cast, 15)
    officers.book_appointment(case, slot, by=cast.author, on=slot.day)
    assert "已经到了" in refuse("", lambda: move_hour(case, later, on=c.TODAY))
    assert "已经到了" in refuse("", lambda: give_up_hour(case, on=c.TODAY))
    assert states(case) == [(slot.pk, "booked", cast.author.pk)]


def test_whoever_withdraws_is_waited_for_no_longer(cast):
    case, slot = talk(cast), hour(cast)
    take(case, slot)
    move_own(case, Step("withdraw", "好多了"), on=c.TODAY)
    assert states(case) == [(slot.pk, "cancelled", None)]
    labels = list(CaseStep.objects.filter(case=case).order_by("pk").values_list("label", flat=True))
    assert labels[-2:] == ["撤回", "本人取消预约"]
    assert free(talk(cast)) == [slot.pk] and "预约有变动：本人取消预约，请看时间" in told(cast.listener)


def test_whoever_withdraws_after_the_hour_leaves_what_was(cast):
    case, slot = talk(cast), begun(cast)
    officers.book_appointment(case, slot, by=cast.author, on=slot.day)
    move_own(case, Step("withdraw", "好多了"), on=c.TODAY)
    assert states(case) == [(slot.pk, "booked", cast.author.pk)]


def test_of_a_matter_that_has_ended_no_hour_is_left(cast):
    case, slot, later = talk(cast), hour(cast), hour(cast, 15)
    take(case, slot)
    moved(case, "withdraw", by=cast.author)
    assert states(case)[-1][:2] == (slot.pk, "cancelled")
    refuse("", lambda: move_hour(case, later, on=c.TODAY))
    refuse("", lambda: give_up_hour(case, on=c.TODAY))


# ── the rule itself ─────────────────────────────────────────────────────────────────────────────────────

spans = st.integers(-3000, 3000).map(lambda minutes: timedelta(minutes=minutes))


@given(st.booleans(), spans, spans)
def test_theirs_is_here_and_to_come_and_not_too_far(here, ahead, limit):
    begins, last = NOON + ahead, NOON + limit
    right = here and NOON < begins < last
    try:
        rules.check_own(here, begins, NOON, last)
        assert right
    except Refused as refusal:
        assert not right and refusal.field == "slot"


@given(spans)
def test_an_hour_is_changed_until_it_begins(ahead):
    try:
        rules.check_ahead(NOON + ahead, NOON)
        assert ahead > timedelta(0)
    except Refused:
        assert ahead <= timedelta(0)


def test_the_next_stands_first_and_nothing_is_read_twice(cast, django_assert_num_queries):
    later, first = hour(cast, 15), hour(cast, 8, by=cast.mate)
    case = talk(cast)
    with django_assert_num_queries(1):
        rows = list(open_to_asker(case, c.TODAY, 14))
        assert [row.receiver for row in rows] == ["葛春梅", "许静"]
    assert [row.pk for row in rows] == [first.pk, later.pk]
    assert agreed_on(case) is None
    assert opening(c.TODAY + DAY) + 8 * HOUR == rows[0].begins
