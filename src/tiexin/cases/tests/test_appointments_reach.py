"""Hours offered and taken: who reaches which, what is refused beside its field, who hears of a change."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import appointments as actions
from tiexin.cases.appointments import rules
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.core.days import opening
from tiexin.core.refusal import Refused
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

HOUR = timedelta(hours=1)
WEEK = "/appointments/?week=2012-05-11"
SCRIPT = "<script>alert(1)</script>"


@kept.fixture
def cast():
    found = stage()
    found.listener = c.officer("许静", found.county, "officer")
    return found


def hour(cast, at=9, *, by=None, day=1, **more):
    first = opening(c.TODAY + day * DAY) + at * HOUR
    new = Slot(**{"org": cast.county, "place": "谈心室", "begins": first, "ends": first + HOUR, **more})
    return actions.offer_slot(new, by=by or cast.listener, on=c.TODAY)


def talk(cast, **said):
    return registered(cast, "counselling", **{"title": "睡不着", "text": "三个月睡不好", "details": {}, **said})


def booked(cast, case=None, slot=None, on=c.TODAY):
    return actions.book_appointment(case or talk(cast), slot or hour(cast), by=cast.author, on=on)


def told(officer):
    return list(
        Message.objects.filter(officer=officer, source__contains="/appointment/").values_list("title", flat=True)
    )


# ── the day itself, the minute itself ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("minutes", "field"), [(9, "ends"), (10, ""), (240, ""), (241, "ends"), (0, "ends"), (-60, "ends")]
)
def test_how_long_a_talk_may_be(minutes, field):
    begins = datetime.combine(c.TODAY, time(9))
    new = (begins, begins + timedelta(minutes=minutes))
    if not field:
        assert rules.check_offered(new, [], c.TODAY) is None
        return
    with pytest.raises(Refused) as caught:
        rules.check_offered(new, [], c.TODAY)
    assert caught.value.field == field


@pytest.mark.parametrize(("day", "offered"), [(-1, False), (0, True), (1, True)])
def test_today_may_still_be_offered_and_yesterday_not(cast, day, offered):
    if offered:
        assert hour(cast, 23, day=day).day == c.TODAY + day * DAY
    else:
        refuse("day", lambda: hour(cast, 23, day=day))


@pytest.mark.parametrize(("later", "taken"), [(0, True), (1, True), (2, False)])
def test_an_hour_is_taken_up_to_its_own_day(cast, later, taken):
    case, slot = talk(cast), hour(cast)
    on = c.TODAY + later * DAY
    if taken:
        assert booked(cast, case, slot, on=on).on == on
    else:
        refuse("slot", lambda: booked(cast, case, slot, on=on))


@pytest.mark.parametrize(("later", "told"), [(0, False), (1, True), (30, True)])
def test_what_came_of_it_is_said_from_its_day_on(cast, later, told):
    made, on = booked(cast), c.TODAY + later * DAY
    if told:
        assert actions.close_appointment(made, True, "", by=cast.listener, on=on).state == "done"
    else:
        refuse("came", lambda: actions.close_appointment(made, True, "", by=cast.listener, on=on))


@given(st.sampled_from(sorted(rules.ENDS)), st.integers(-3, 3))
def test_only_what_is_agreed_and_due_is_closed(state, later):
    try:
        rules.check_closed(state, c.TODAY, c.TODAY + later * DAY)
        assert state == "booked" and later >= 0
    except Refused as refused:
        assert (refused.field == "came") == (state == "booked") and (state != "booked" or later < 0)


@given(st.booleans(), st.booleans(), st.integers(-2, 2))
def test_an_hour_is_taken_only_where_everything_fits(takes_them, free, later):
    fits = takes_them and free and later >= 0
    try:
        rules.check_booked(takes_them, free, c.TODAY + later * DAY, c.TODAY)
        assert fits
    except Refused as refused:
        assert not fits and refused.field == ("slot" if takes_them else "")


# ── with whom ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("leaves", "kept"), [(1, False), (2, True)])
def test_not_with_somebody_who_is_out_of_office_on_that_day(cast, leaves, kept):
    slot, case = hour(cast), talk(cast)
    Officer.objects.filter(pk=cast.listener.pk).update(until=c.TODAY + leaves * DAY)
    if kept:
        assert booked(cast, case, slot).slot == slot
    else:
        refuse("slot", lambda: booked(cast, case, slot))


def test_not_with_whom_it_is_about(cast):
    slot, case = hour(cast), talk(cast)
    Case.objects.filter(pk=case.pk).update(about=cast.listener)
    assert "反映的就是这个人" in refuse("slot", lambda: booked(cast, case, slot))


def test_whoever_is_moved_away_from_hears_of_it_too(cast):
    made, other = booked(cast), hour(cast, 14, by=cast.mate)
    assert (told(cast.listener), told(cast.mate)) == (["预约有变动：约好时间，请看时间"], [])
    actions.move_appointment(made, other, by=cast.author, on=c.TODAY)
    assert told(cast.listener) == ["预约有变动：约好时间，请看时间", "预约有变动：改期，请看时间"]
    assert told(cast.mate) == ["预约有变动：改期，请看时间"]


def test_moved_to_another_hour_of_the_same_person_it_is_told_once(cast):
    made, other = booked(cast), hour(cast, 14)
    actions.move_appointment(made, other, by=cast.author, on=c.TODAY)
    assert told(cast.listener) == ["预约有变动：约好时间，请看时间", "预约有变动：改期，请看时间"]
    assert Part.objects.filter(case=made.case, officer=cast.listener, role="helper").count() == 1


def test_whoever_changes_their_own_hour_is_told_nothing(cast):
    made = actions.book_appointment(talk(cast), hour(cast), by=cast.listener, on=c.TODAY)
    actions.cancel_appointment(made, "我出差", by=cast.listener, on=c.TODAY)
    assert told(cast.listener) == []
    assert Message.objects.filter(channel="sms").count() == 2


def test_what_has_ended_is_not_moved_but_may_be_given_up(cast):
    made, other = booked(cast), hour(cast, 14)
    Appointment.objects.filter(pk=made.pk).update(state="absent")  # else it would be given up with the matter
    moved(made.case, "withdraw", by=cast.author)
    Appointment.objects.filter(pk=made.pk).update(state="booked")
    assert "已撤回" in refuse("", lambda: actions.move_appointment(made, other, by=cast.author, on=c.TODAY))
    assert actions.cancel_appointment(made, "已经撤回", by=cast.author, on=c.TODAY).state == "cancelled"


@pytest.mark.parametrize("ended", ["moved", "cancelled", "done", "absent"])
def test_what_is_over_is_changed_in_no_way(cast, ended):
    made, other = booked(cast), hour(cast, 14)
    Appointment.objects.filter(pk=made.pk).update(state=ended)
    later = {"by": cast.author, "on": c.TODAY + DAY}
    for change in (
        lambda: actions.move_appointment(made, other, **later),
        lambda: actions.cancel_appointment(made, "不来了", **later),
        lambda: actions.close_appointment(made, True, "谈过", **later),
    ):
        assert rules.ENDS[ended] in refuse("", change)


@pytest.mark.parametrize("note", ["字" * 2001, "甲\0乙"])
def test_a_note_that_cannot_be_kept_ends_nothing(cast, note):
    made = booked(cast)
    refuse("note", lambda: actions.close_appointment(made, True, note, by=cast.listener, on=c.TODAY + DAY))
    assert Appointment.objects.get().state == "booked"


@pytest.mark.parametrize("reason", ["", " ", "字" * 201, "甲\0乙"])
def test_giving_up_says_why_in_a_few_words(cast, reason):
    made = booked(cast)
    refuse("reason", lambda: actions.cancel_appointment(made, reason, by=cast.author, on=c.TODAY))


def test_each_change_is_a_step_that_the_asker_reads_and_an_entry(cast):
    made = booked(cast)
    made = actions.move_appointment(made, hour(cast, 14), by=cast.author, on=c.TODAY)
    actions.cancel_appointment(made, "孩子病了", by=cast.author, on=c.TODAY)
    steps = CaseStep.objects.filter(case=made.case).order_by("pk").values_list("label", "told", "text")
    assert list(steps)[1:] == [("约好时间", True, ""), ("改期", True, ""), ("取消预约", True, "")]
    verbs = Entry.objects.filter(verb__contains="appointment").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["book_appointment", "book_appointment", "cancel_appointment"]


def test_the_log_names_an_hour_by_its_time(cast, rf):
    slot = hour(cast)
    assert names.NAMINGS["cases.slot"].read([slot.pk]) == {slot.pk: "2012年5月11日 09:00—10:00"}
    assert names.NAMINGS["cases.slot"].needs == "cases.see"


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def page(who, client, address):
    return c.enter(type(client)(), who).get(address)


def test_hours_are_seen_within_reach(cast, client):
    hour(cast, by=cast.listener, place="三楼谈心室")
    seen = {
        who: "三楼谈心室" in page(cast.people[who], client, WEEK).content.decode() for who in ("office", "stranger")
    }
    assert seen == {"office": True, "stranger": False}
    assert page(cast.people["nobody"], client, WEEK).status_code == 404


def test_hours_of_the_unit_above_may_be_chosen_and_those_beside_not(cast, client):
    far = hour(cast, 9, by=cast.people["stranger"], org=cast.other_city)
    above = hour(cast, 9, by=cast.people["city_office"], org=cast.city)
    gone = hour(cast, 14, by=cast.mate)
    Officer.objects.filter(pk=cast.mate.pk).update(until=c.TODAY)
    address = f"/cases/{talk(cast).pk}/appointment/"
    text = page(cast.author, client, address).content.decode()
    assert [f'value="{slot.pk}"' in text for slot in (above, far, gone)] == [True, False, False]
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(address, {"slot": far.pk})
    assert answer.status_code == 422


@pytest.mark.parametrize("slot", ["", "0", "moon", "-1", "9" * 30, SCRIPT, "甲\0乙"])
def test_what_is_no_hour_is_refused_beside_its_field(cast, client, slot):
    hour(cast)
    address = f"/cases/{talk(cast).pk}/appointment/"
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(address, {"slot": slot})
    assert answer.status_code == 422 and SCRIPT not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"day": "1899-12-31"},
        {"day": "2012-02-30"},
        {"begins": "25:00"},
        {"ends": "moon"},
        {"place": "甲\0乙"},
        {"place": "字" * 61},
        {"place": "长" * 1_000_000},
    ],
)
def test_an_hour_that_is_none_is_refused_on_its_page(cast, client, wrong):
    said = {"day": "2012-05-14", "begins": "9:00", "ends": "9:50", "place": "谈心室", **wrong}
    with c.nothing_written():
        assert c.enter(client, cast.listener).post("/appointments/new/", said).status_code == 422


def test_words_are_shown_as_words(cast, client):
    slot = hour(cast, place=SCRIPT)
    made = booked(cast, slot=slot)
    actions.close_appointment(made, True, SCRIPT, by=cast.listener, on=c.TODAY + DAY)
    for address in (WEEK, f"/cases/{made.case_id}/"):
        text = page(cast.listener, client, address).content.decode()
        assert SCRIPT not in text and "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "moon", "2012-13-01"])
def test_a_week_that_there_is_not_shows_this_one(cast, client, week):
    hour(cast, place="三楼谈心室")
    answer = page(cast.listener, client, f"/appointments/?week={week}")
    assert answer.status_code == 200 and "三楼谈心室" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "shown"), [("2012-05-06", False), ("2012-05-07", True), ("2012-05-13", True), ("2012-05-14", False)]
)
def test_a_week_is_shown_from_monday_to_sunday(cast, client, day, shown):
    hour(cast, place="三楼谈心室")
    text = page(cast.listener, client, f"/appointments/?week={day}").content.decode()
    assert ("三楼谈心室" in text) is shown and date.fromisoformat(day).isoweekday() in (1, 7)


def test_only_ones_own_free_hour_is_offered_to_be_taken_back(cast, client):
    own, taken = hour(cast), hour(cast, 14)
    booked(cast, slot=taken)
    text = page(cast.listener, client, WEEK).content.decode()
    assert [f"/appointments/slots/{slot.pk}/drop/" in text for slot in (own, taken)] == [True, False]
    assert "/drop/" not in page(cast.author, client, WEEK).content.decode()
    with c.nothing_written():
        assert c.enter(client, cast.listener).post(f"/appointments/slots/{taken.pk}/drop/").status_code == 422


@pytest.mark.parametrize("what", ["move", "cancel", "close"])
def test_who_takes_no_part_has_no_page_and_writes_nothing(cast, client, what):
    made = booked(cast)
    address = f"/appointments/{made.pk}/{what}/"
    said = {"slot": hour(cast, 14).pk, "reason": "不来了", "came": "yes"}
    for who in (cast.mate, cast.chief, cast.people["leader"], cast.people["stranger"], cast.people["nobody"]):
        with c.nothing_written():
            assert c.enter(type(client)(), who).post(address, said).status_code == 404
    assert page(cast.listener, client, address).status_code == 200


def test_the_note_is_read_by_those_who_take_part_alone(cast, client):
    made = booked(cast)
    actions.close_appointment(made, True, "说了家里的事", by=cast.listener, on=c.TODAY + DAY)
    address = f"/cases/{made.case_id}/"
    assert "说了家里的事" in page(cast.listener, client, address).content.decode()
    for who in (cast.mate, cast.people["leader"]):
        assert page(who, client, address).status_code == 404
    assert "说了家里的事" not in page(cast.chief, client, address).content.decode()
    other = Appointment.objects.get()
    other.key = uuid.uuid4()
    with pytest.raises(InvalidTag):  # sealed for this one appointment
        assert other.note


def test_a_form_sent_twice_books_once(cast, client):
    case, slot = talk(cast), hour(cast)
    author, address = c.enter(client, cast.author), f"/cases/{case.pk}/appointment/"
    assert [author.post(address, {"slot": slot.pk}).status_code for _ in range(2)] == [302, 422]
    assert Appointment.objects.count() == 1


def test_a_week_of_many_hours_asks_no_more_than_of_one(cast, client):
    booked(cast, slot=hour(cast, 8))
    reader = c.enter(client, cast.listener)
    few = asked(reader, WEEK)
    for at in (10, 12, 14):
        booked(cast, slot=hour(cast, at))
        hour(cast, at, by=cast.mate)
    assert asked(reader, WEEK) == few


def asked(reader, address):
    reader.get(address)
    with CaptureQueriesContext(connection) as found:
        reader.get(address)
    return len(found)
