"""Hours that a counsellor offers: one at a time, moved, given up; what was said stays with who takes part."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import appointments as actions
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.appointments import rules
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.queries import words_of
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.core.days import opening
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

HOUR = timedelta(hours=1)
DAWN = datetime.combine(c.TODAY + DAY, time.min)


@kept.fixture
def cast():
    found = stage()
    found.listener = c.officer("许静", found.county, "officer")
    return found


def hour(cast, at=9, *, by=None, day=1, length=HOUR, **more):
    first = opening(c.TODAY + day * DAY) + at * HOUR
    new = Slot(**{"org": cast.county, "place": "谈心室", "begins": first, "ends": first + length, **more})
    return actions.offer_slot(new, by=by or cast.listener, on=c.TODAY)


def talk(cast, **said):
    return registered(cast, "counselling", **{"title": "睡不着", "text": "三个月睡不好", "details": {}, **said})


def booked(cast, case=None, slot=None, on=c.TODAY):
    return actions.book_appointment(case or talk(cast), slot or hour(cast), by=cast.author, on=on)


# ── hours ───────────────────────────────────────────────────────────────────────────────────────────────


def test_hours_of_one_person_never_cross(cast):
    made = hour(cast)
    assert (made.counsellor, made.when) == (cast.listener, "2012年5月11日 09:00—10:00")
    refuse("begins", lambda: hour(cast, 9.5))
    refuse("begins", lambda: hour(cast, 8.75, length=timedelta(minutes=20)))
    assert hour(cast, 10).pk and hour(cast, 9, by=cast.mate).pk


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("day", {"day": -1}),
        ("ends", {"length": timedelta(minutes=9)}),
        ("ends", {"length": timedelta(hours=5)}),
        ("ends", {"length": timedelta(hours=-1)}),
        ("place", {"place": " "}),
        ("place", {"place": "字" * 61}),
    ],
)
def test_an_hour_is_an_hour_to_come(cast, field, said):
    refuse(field, lambda: hour(cast, **said))


def test_the_database_holds_to_it_too(cast):
    made = hour(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=made.pk).update(ends=made.begins)
    same = {"org": cast.county, "place": "别处", "begins": made.begins, "ends": made.ends}
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(counsellor=cast.listener, **same)


def test_what_nobody_has_is_taken_back_and_may_be_offered_again(cast):
    made = hour(cast)
    assert actions.drop_slot(made, by=cast.listener, on=c.TODAY).dropped == c.TODAY
    refuse("", lambda: actions.drop_slot(made, by=cast.listener, on=c.TODAY))
    again = hour(cast)
    booked(cast, slot=again)
    refuse("", lambda: actions.drop_slot(again, by=cast.listener, on=c.TODAY))


@pytest.mark.parametrize(
    ("moves", "said"), [(["withdraw"], "诉求已撤回"), (["accept", "reply", "close"], "诉求已办结")]
)
def test_with_the_matter_ends_the_hour_to_come(cast, moves, said):
    """Also where an officer writes down what whoever asked decided: nobody waits for somebody who does not come."""
    case, slot = talk(cast), hour(cast)
    made = booked(cast, case, slot)
    for each in moves:
        move_case(
            case,
            Step(each, "谈过了", outcome={"result": "done"} if each == "reply" else {}),
            by=cast.author,
            on=c.TODAY,
        )
    made.refresh_from_db()
    assert (made.state, Slot.objects.free().filter(pk=slot.pk).exists()) == ("cancelled", True)
    steps = CaseStep.objects.filter(case=case, label="取消预约")
    assert [(step.by, said in words_of(case, step.pk)) for step in steps] == [(cast.author, True)]
    heard = Message.objects.filter(officer=cast.listener, channel="app").values_list("title", flat=True)
    assert "预约有变动：取消预约，请看时间" in heard
    assert not Part.objects.filter(case=case, officer=cast.listener, role="helper", until=None).exists()


def test_an_hour_that_has_been_stays_as_it_was(cast):
    case = talk(cast)
    made = booked(cast, case, hour(cast))
    Slot.objects.filter(pk=made.slot_id).update(begins=made.slot.begins - 3 * DAY, ends=made.slot.ends - 3 * DAY)
    moved(case, "withdraw", by=cast.author)
    made.refresh_from_db()
    assert made.state == "booked"


moments = st.datetimes(DAWN, DAWN + DAY)
lengths = st.integers(10, 240).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, lengths, moments, lengths)
def test_two_hours_stand_beside_one_another_or_are_refused(first, long, second, wide):
    old, new = (first, first + long), (second, second + wide)
    apart = new[1] <= old[0] or old[1] <= new[0]
    try:
        rules.check_offered(new, [old], c.TODAY)
        assert apart
    except Refused:
        assert not apart


@given(st.dates())
def test_a_week_begins_on_monday(day):
    monday = rules.week_of(day)
    assert monday.weekday() == 0 and timedelta(0) <= day - monday < timedelta(days=7)


# ── booked ──────────────────────────────────────────────────────────────────────────────────────────────


def test_booked_for_a_matter_whose_counsellor_takes_part_from_then_on(cast):
    case = talk(cast)
    made = booked(cast, case)
    assert (made.state, made.slot.counsellor, made.by) == ("booked", cast.listener, cast.author)
    assert Part.objects.filter(case=case, officer=cast.listener, role="helper", until=None).count() == 1
    step = CaseStep.objects.get(case=case, event="contacted")
    assert (step.label, step.told, step.text) == ("约好时间", True, "")
    assert clocks(case)["contact"][1] is True


def test_one_comes_at_an_hour_and_one_hour_at_a_time(cast):
    slot, case = hour(cast), talk(cast)
    booked(cast, case, slot)
    second = talk(cast)
    refuse("slot", lambda: booked(cast, second, slot))
    other = hour(cast, 14)
    refuse("", lambda: booked(cast, case, other))
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(slot=slot, case=talk(cast), by=cast.author, on=c.TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(slot=other, case=case, by=cast.author, on=c.TODAY)


def test_not_for_a_service_without_hours_not_in_the_past_not_when_ended(cast):
    slot = hour(cast)
    plain, late = registered(cast), talk(cast)
    refuse("", lambda: booked(cast, plain, slot))
    refuse("slot", lambda: booked(cast, late, slot, on=c.TODAY + 2 * DAY))
    ended = moved(talk(cast), "withdraw", by=cast.author)
    refuse("", lambda: booked(cast, ended, slot))


def test_moved_the_former_hour_is_free_again(cast):
    slot, later = hour(cast), hour(cast, 15)
    made = booked(cast, slot=slot)
    new = actions.move_appointment(made, later, by=cast.author, on=c.TODAY)
    assert list(Appointment.objects.order_by("pk").values_list("slot", "state")) == [
        (slot.pk, "moved"),
        (later.pk, "booked"),
    ]
    booked(cast, slot=slot)
    third = hour(cast, 16)
    refuse("", lambda: actions.move_appointment(made, third, by=cast.author, on=c.TODAY))
    assert new.case_id == made.case_id


def test_a_move_to_an_hour_that_is_taken_changes_nothing(cast):
    made, taken = booked(cast), hour(cast, 15)
    booked(cast, slot=taken)
    refuse("slot", lambda: actions.move_appointment(made, taken, by=cast.author, on=c.TODAY))
    made.refresh_from_db()
    assert made.state == "booked"


def test_given_up_with_a_reason(cast):
    made = booked(cast)
    refuse("reason", lambda: actions.cancel_appointment(made, " ", by=cast.author, on=c.TODAY))
    assert actions.cancel_appointment(made, "孩子病了", by=cast.author, on=c.TODAY).state == "cancelled"
    refuse("", lambda: actions.cancel_appointment(made, "又", by=cast.author, on=c.TODAY))
    booked(cast, made.case, made.slot)


def closed(cast, made, came=True, note="说了家里的事", on=c.TODAY + DAY):
    return actions.close_appointment(made, came, note, by=cast.listener, on=on)


def test_the_first_talk_begins_the_handling_and_its_note_is_sealed(cast):
    case = moved(talk(cast), "accept", by=cast.author)
    made = booked(cast, case)
    refuse("came", lambda: closed(cast, made, on=c.TODAY))
    done = closed(cast, made)
    assert (done.state, done.note) == ("done", "说了家里的事")
    assert "家里".encode() not in bytes(done.note_sealed)
    assert Case.objects.get(pk=case.pk).state == "handling" and clocks(case)["first_talk"][1] is True
    refuse("", lambda: closed(cast, made))


def test_whoever_did_not_come_begins_nothing_and_may_book_again(cast):
    case = moved(talk(cast), "accept", by=cast.author)
    made = closed(cast, booked(cast, case), came=False, note="")
    assert (made.state, made.note, made.note_sealed) == ("absent", "", None)
    assert Case.objects.get(pk=case.pk).state == "accepted"
    booked(cast, case, hour(cast, 15))
    other = talk(cast)
    refuse("slot", lambda: booked(cast, other, made.slot))


def test_before_it_was_accepted_a_talk_changes_no_state(cast):
    case = talk(cast)
    closed(cast, booked(cast, case))
    assert Case.objects.get(pk=case.pk).state == "registered"


@pytest.mark.parametrize(("way", "texts"), [("code", 1), ("slip", 0), ("call", 0)])
def test_whoever_asked_is_told_their_way_and_never_what_about(cast, way, texts):
    booked(cast, talk(cast, reply_way=way))
    told = Message.objects.filter(channel="sms")
    assert told.count() == texts
    assert {each.title for each in told} <= {"您有新的消息，请凭查询码看"}  # whoever else reads that phone
    assert Message.objects.filter(officer=cast.listener, channel="app").count() == 1


def test_where_nothing_is_under_seal_the_text_says_what_happened(cast):
    plain = talk(cast)
    Case.objects.filter(pk=plain.pk).update(sealed=False)
    made = booked(cast, plain)
    later = actions.move_appointment(made, hour(cast, 15), by=cast.author, on=c.TODAY)
    actions.cancel_appointment(later, "孩子病了", by=cast.author, on=c.TODAY)
    titles = Message.objects.filter(channel="sms").order_by("pk").values_list("title", flat=True)
    said = ("您约的时间定了", "您约的时间改了", "您约的时间取消了")
    assert list(titles) == [f"{each}，请凭查询码看" for each in said]


def test_a_practised_matter_texts_nobody(cast):
    case = talk(cast)
    cast.county.practice = True
    cast.county.save(update_fields=["practice"])
    booked(cast, case)
    assert Message.objects.filter(channel="sms").count() == 0


def test_with_whoever_stepped_back_nothing_is_agreed(cast):
    case, slot = talk(cast), hour(cast, by=cast.mate)
    add_helper(case, cast.mate, "一起听", by=cast.author, on=c.TODAY)
    withdraw_from_case(case, "是邻居", by=cast.mate, on=c.TODAY)
    assert "已经回避" in refuse("slot", lambda: booked(cast, case, slot))
    assert booked(cast, case, hour(cast, 15)).state == "booked"


def test_that_a_woman_receives_stands_wherever_the_hour_does(cast, client):
    listener = c.enter(client, cast.listener)
    said = {"day": "2012-05-11", "begins": "9:00", "ends": "9:50", "place": "谈心室", "woman": "on"}
    assert listener.post("/appointments/new/", said).status_code == 302
    slot, plain = Slot.objects.get(), hour(cast, 14, by=cast.mate)
    assert (slot.woman, slot.receiver, plain.receiver) == (True, "许静（女同志）", "葛春梅")
    case = talk(cast, wants_woman=True)
    author = c.enter(type(client)(), cast.author)
    form = author.get(f"/cases/{case.pk}/appointment/").content.decode()
    assert "谈心室，许静（女同志），" in form and "谈心室，葛春梅，" in form and "职工请女同志接待" in form
    booked(cast, case, slot)
    assert "谈心室 · 许静（女同志）" in author.get(f"/cases/{case.pk}/").content.decode()
    assert "许静（女同志）" in author.get("/appointments/?week=2012-05-11").content.decode()


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_offered_and_taken_back_on_its_pages(cast, client):
    listener = c.enter(client, cast.listener)
    said = {"day": "2012-05-14", "begins": "9:00", "ends": "9:50", "place": "谈心室"}
    with c.nothing_written():
        assert listener.post("/appointments/new/", {**said, "ends": "8:00"}).status_code == 422
    answer = listener.post("/appointments/new/", said)
    assert answer["Location"] == "/appointments/?week=2012-05-14"
    slot = Slot.objects.get()
    assert slot.begins == opening(date(2012, 5, 14)) + 9 * HOUR and slot.org == cast.county
    week = listener.get("/appointments/?week=2012-05-16").content.decode()
    assert "谈心室" in week and f"/appointments/slots/{slot.pk}/drop/" in week
    assert "这一周没有开放的时间" in listener.get("/appointments/").content.decode()
    drop = f"/appointments/slots/{slot.pk}/drop/"
    assert c.enter(type(client)(), cast.author).get(drop).status_code == 404
    assert listener.get(drop).status_code == 200
    assert listener.post(drop).status_code == 302
    assert listener.get(drop).status_code == 404


def test_booked_moved_and_closed_from_the_page_of_the_matter(cast, client):
    case, first, second = talk(cast), hour(cast), hour(cast, 15)
    author, page = c.enter(client, cast.author), f"/cases/{case.pk}/"
    assert "约时间" in author.get(page).content.decode()
    with c.nothing_written():
        assert author.post(f"{page}appointment/", {}).status_code == 422
    assert author.post(f"{page}appointment/", {"slot": first.pk}).status_code == 302
    made = Appointment.objects.get()
    assert author.post(f"/appointments/{made.pk}/move/", {"slot": second.pk}).status_code == 302
    moved_to = Appointment.objects.get(state="booked")
    c.set_day(c.TODAY + DAY)
    close = f"/appointments/{moved_to.pk}/close/"
    assert author.post(close, {"came": "yes", "note": "说了家里的事"}).status_code == 302
    shown = author.get(page).content.decode()
    assert "说了家里的事" in shown and "已改期" in shown and "来了" in shown
    with c.nothing_written():
        assert author.post(close, {"came": "yes"}).status_code == 422


def test_given_up_on_its_page(cast, client):
    made = booked(cast)
    author = c.enter(client, cast.author)
    page = f"/appointments/{made.pk}/cancel/"
    assert "2012年5月11日" in author.get(page).content.decode()
    assert author.post(page, {"reason": "孩子病了"}).status_code == 302
    assert Appointment.objects.get().state == "cancelled"


def test_who_comes_is_seen_by_those_who_take_part_alone(cast, client):
    made = booked(cast)
    number, week = made.case.number, "/appointments/?week=2012-05-11"
    assert number in c.enter(client, cast.listener).get(week).content.decode()
    seen = c.enter(type(client)(), cast.mate).get(week).content.decode()
    assert number not in seen and "已约" in seen
    for page in (f"/appointments/{made.pk}/move/", f"/cases/{made.case_id}/appointment/"):
        assert c.enter(type(client)(), cast.chief).get(page).status_code == 404


def test_a_matter_without_hours_has_no_page_for_them(cast, client):
    case = registered(cast)
    author = c.enter(client, cast.author)
    assert author.get(f"/cases/{case.pk}/appointment/").status_code == 404
    assert "约时间" not in author.get(f"/cases/{case.pk}/").content.decode()


# ── a woman may ask for a woman ─────────────────────────────────────────────────────────────────────────


def test_the_mark_stands_on_the_list_and_wherever_it_is_handed_on(cast, client):
    case = registered(cast, wants_woman=True)
    chief = c.enter(client, cast.chief)
    assert "请女同志接待" in chief.get("/cases/").content.decode()
    assert "职工请女同志接待" in chief.get(f"/cases/{case.pk}/assign/").content.decode()
    plain = registered(cast)
    assert "职工请女同志接待" not in chief.get(f"/cases/{plain.pk}/assign/").content.decode()


def test_a_reply_says_who_received_her(cast, client):
    case = moved(registered(cast, wants_woman=True), "accept", by=cast.author)
    refuse("woman", lambda: moved(case, "reply", by=cast.author))
    author, page = c.enter(client, cast.author), f"/cases/{case.pk}/step/?to=reply"
    assert "谁接待的" in author.get(page).content.decode()
    said = {"move": "reply", "text": "已经补发", "ask_agreement": "reached"}
    with c.nothing_written():
        assert author.post(page, said).status_code == 422
    assert author.post(page, {**said, "woman": "yes"}).status_code == 302
    assert CaseStep.objects.get(event="replied").label == "答复（由女同志接待）"


def test_whoever_did_not_ask_for_it_is_not_asked(cast, client):
    case = moved(registered(cast), "accept", by=cast.author)
    assert "谁接待的" not in c.enter(client, cast.author).get(f"/cases/{case.pk}/step/?to=reply").content.decode()
    assert moved(case, "reply", by=cast.author).state == "replied"
