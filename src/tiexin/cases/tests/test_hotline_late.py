"""Who sat there then, what moves a seat and what does not, a ringing of which nothing more is heard."""

from datetime import datetime, time, timedelta

import pytest

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions import hotline_tidy as tidy
from tiexin.cases.hotline import desk, queries, rules
from tiexin.cases.hotline.models import Call, Seat, Sitting
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import aware, now
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.actions import people
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def cast(settings):
    settings.EXCHANGE_SECRET = scene.SECRET
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


def sat(cast, who, since=None, until=None):
    """Somebody who sat down some time ago, and perhaps stood up again."""
    lines.take_seat(cast.seat, since and now() - since, by=who, on=c.TODAY)
    if until is not None:
        lines.leave_seat(cast.seat, by=who, on=c.TODAY)
        Sitting.objects.filter(officer=who).update(until=now() - until)


def tell(client, *kinds, ago, call="c1", **more):
    """Events that come through the door now and happened some time ago, ten seconds between two."""
    for number, kind in enumerate(kinds):
        at = (now() - ago + number * timedelta(seconds=10)).isoformat()
        assert scene.send(client, scene.body(kind, call=call, at=at, **more)).status_code == 200
    return Call.objects.get(exchange_id=call)


def state(cast):
    return Seat.objects.get(pk=cast.seat.pk).state


# ── who sat there then ──────────────────────────────────────────────────────────────────────────────────


def test_a_late_event_credits_who_sat_there_then(cast, client):
    sat(cast, cast.clerk, since=3 * HOUR, until=HOUR)
    sat(cast, cast.mate, since=HOUR)
    call = tell(client, "ringing", "answered", ago=2 * HOUR, seat="1")
    assert (call.by, call.seat, call.state, state(cast)) == (cast.clerk, cast.seat, "talking", "free")
    call = tell(client, "hungup", ago=2 * HOUR - MINUTE, seat="1")
    assert (call.by, call.state, state(cast)) == (cast.clerk, "ended", "free")


def test_of_a_moment_at_which_nobody_sat_there_nobody_is_credited(cast, client):
    sat(cast, cast.mate)
    call = tell(client, "ringing", "answered", ago=2 * HOUR, seat="1")
    assert (call.by, call.seat, state(cast)) == (None, cast.seat, "free")


def test_whoever_has_just_sat_down_is_credited_though_clocks_differ(cast, client):
    sat(cast, cast.mate)
    assert tell(client, "answered", ago=4 * MINUTE, seat="1").by == cast.mate
    assert tell(client, "answered", ago=6 * MINUTE, call="c2", seat="1").by is None


def test_a_late_event_moves_no_seat_of_which_something_was_said_since(cast, client):
    sat(cast, cast.clerk, since=3 * HOUR)
    assert tell(client, "answered", ago=2 * HOUR, seat="1").by == cast.clerk
    assert state(cast) == "free"  # by the trail it was taken after that


def test_a_late_event_moves_the_seat_of_who_still_sits_there(cast, client, monkeypatch):
    at = now() - 3 * HOUR
    with monkeypatch.context() as before:
        before.setattr("django.utils.timezone.now", lambda: at)
        lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    tell(client, "answered", ago=2 * HOUR, seat="1")
    assert state(cast) == "talking"


def test_the_end_of_a_long_call_is_now_and_moves_the_seat(cast, client):
    sat(cast, cast.clerk, since=3 * HOUR)
    Seat.objects.update(state="talking")
    tell(client, "answered", ago=HOUR, seat="1")
    tell(client, "hungup", ago=MINUTE, seat="1")
    assert state(cast) == "writing"


def test_a_call_answered_before_another_moves_nobody(cast, client):
    sat(cast, cast.clerk, since=3 * HOUR)
    tell(client, "ringing", "answered", "hungup", ago=2 * MINUTE, call="c2", seat="1")
    assert state(cast) == "writing"
    tell(client, "ringing", "answered", ago=3 * MINUTE, seat="1")
    assert (state(cast), Call.objects.get(exchange_id="c1").by) == ("writing", cast.clerk)


def test_sittings_follow_each_other(cast):
    sat(cast, cast.clerk, since=2 * HOUR)
    lines.change_seat(cast.seat, "writing", by=cast.clerk, on=c.TODAY)
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)  # sits there already
    lines.leave_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    lines.take_seat(cast.seat, by=cast.mate, on=c.TODAY)
    rows = [(each.officer, each.until is None) for each in Sitting.objects.order_by("pk")]
    assert rows == [(cast.clerk, False), (cast.mate, True)]


# ── no next call while one goes on ──────────────────────────────────────────────────────────────────────


def refused(call, word):
    with c.nothing_written(), pytest.raises(Refused, match=word) as caught:
        call()
    return caught.value.field


def test_a_seat_that_talks_takes_no_next_call(cast, clerk):
    sat(cast, cast.clerk, since=HOUR)
    scene.told("ringing", "answered", seat="1")
    free = lambda: lines.change_seat(cast.seat, "free", by=cast.clerk, on=c.TODAY)  # noqa: E731 - tried thrice
    assert refused(free, "正在通话，挂断以后再转空闲") == "state"
    again = lambda: lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)  # noqa: E731 - tried once
    assert refused(again, "正在通话") == "state"
    page = text_of(clerk.get("/hotline/"))
    assert ('id="do-free" class="btn" name="do" value="free" accesskey="r" disabled' in page) is True
    lines.change_seat(cast.seat, "writing", by=cast.clerk, on=c.TODAY)  # what they write down does not end the call
    assert refused(free, "正在通话") == "state"
    with c.nothing_written():
        clerk.post("/hotline/seat/", {"seat": cast.seat.pk, "do": "free"})
    assert "正在通话，挂断以后再转空闲" in text_of(clerk.get("/hotline/"))


def test_after_it_has_ended_the_seat_is_free_again(cast, clerk):
    sat(cast, cast.clerk, since=HOUR)
    scene.told("ringing", "answered", "hungup", seat="1")
    assert state(cast) == "writing"
    assert lines.change_seat(cast.seat, "free", by=cast.clerk, on=c.TODAY).state == "free"
    assert 'accesskey="r" disabled' in text_of(clerk.get("/hotline/"))  # it is free


def test_a_call_whose_end_was_lost_is_left_behind_by_standing_up(cast):
    sat(cast, cast.clerk, since=HOUR)
    scene.told("ringing", "answered", seat="1")
    lines.leave_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    lines.change_seat(cast.seat, "away", by=cast.clerk, on=c.TODAY)
    assert lines.change_seat(cast.seat, "free", by=cast.clerk, on=c.TODAY).state == "free"


# ── the queue ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_rings_at_ones_own_seat_stands_first_and_the_rest_is_counted(cast, clerk):
    sat(cast, cast.clerk)
    for number in range(desk.SHOWN + 1):
        scene.told("ringing", call=f"w{number}", caller=f"1390000{number:04}")
    case = registered(cast, phone=scene.PHONE, title="三个月没发工资")
    own = scene.told("ringing", call="own", seat="1")
    Call.objects.filter(pk=own.pk).update(at=now())  # the one that waited least
    answer = clerk.get("/hotline/now/")
    assert [each.exchange_id for each in answer.context["queue"]] == ["own", *(f"w{n}" for n in range(desk.SHOWN - 1))]
    text = text_of(answer)
    words = ("1号座席（您）", case.number, "正在振铃 10", "另有2个在等")
    assert [word for word in words if word not in text] == []


def test_a_short_queue_says_nothing_of_others(cast, clerk):
    scene.told("ringing")
    text = text_of(clerk.get("/hotline/now/"))
    assert ("正在振铃 1" in text, "另有" in text) == (True, False)


# ── a ringing of which nothing more is heard ────────────────────────────────────────────────────────────


def test_a_ringing_told_hours_later_is_to_be_called_back(cast, client, clerk):
    call = tell(client, "ringing", ago=3 * HOUR)
    assert (call.state, [*queries.to_call_back(Call.objects.all())]) == ("abandoned", [call])
    assert scene.PHONE in text_of(clerk.get("/hotline/abandoned/"))
    rates = {each.promise: (each.count, each.total) for each in queries.rates(Call.objects.all())}
    assert rates["一拨就通"] == (0, 1)
    assert actions.call_back(call, True, by=cast.clerk, on=c.TODAY).is_open


def test_one_that_goes_on_too_long_ends_by_itself_and_what_is_told_later_mends_it(cast, client):
    sat(cast, cast.clerk, since=HOUR)
    tell(client, "ringing", ago=29 * MINUTE, call="rings")
    call = tell(client, "ringing", ago=29 * MINUTE)
    Call.objects.filter(pk=call.pk).update(at=now() - 31 * MINUTE)
    assert (tidy.end_ringing(), tidy.end_ringing()) == (1, 0)
    states = dict(Call.objects.values_list("exchange_id", "state"))
    assert states == {"rings": "ringing", "c1": "abandoned"}
    call = tell(client, "answered", ago=28 * MINUTE, seat="1")
    assert (call.state, call.by, [*queries.to_call_back(Call.objects.all())]) == ("talking", cast.clerk, [])


def test_events_alone_say_when_a_ringing_is_over():
    at = aware(datetime.combine(c.TODAY, time(9)))
    rang, hung = rules.Happened("e1", "ringing", at), rules.Happened("e2", "hungup", at)
    told = [rules.fold([rang], stale).state for stale in (None, at, at + timedelta(seconds=1))]
    assert told == ["ringing", "ringing", "abandoned"]
    assert rules.fold([rang, hung], at).state == "abandoned"


# ── whoever leaves office leaves the seat ───────────────────────────────────────────────────────────────


def test_leaving_office_frees_the_seat(cast):
    sat(cast, cast.clerk, since=HOUR)
    at = aware(datetime.combine(c.TODAY, time(9)))
    tidy.tidy(at)
    assert (state(cast), Seat.objects.get(pk=cast.seat.pk).officer) == ("free", cast.clerk)
    people.leave_office(cast.clerk, c.TODAY, by=None, on=c.TODAY)
    tidy.tidy(at)
    found = Seat.objects.get(pk=cast.seat.pk)
    assert (found.officer, found.state, Sitting.objects.get().until is None) == (None, "away", False)
    assert lines.take_seat(cast.seat, by=cast.mate, on=c.TODAY).officer == cast.mate
    assert Entry.objects.filter(verb="change_seat", by=None).count() == 1
