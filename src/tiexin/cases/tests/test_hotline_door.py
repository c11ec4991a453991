"""What is read from the telephone system and what a call becomes of it: form, county, number, seat, the day counted."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import forms, rules
from tiexin.cases.hotline.models import Call, CallEvent, Seat
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.refusal import Refused
from tiexin.core.signed import signature
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Kind
from tiexin.orgs.tests import cast as c

NOON = datetime(2012, 5, 10, 12, tzinfo=UTC)
SAID = {"event": "e", "call": "c", "line": "12351", "kind": "ringing", "at": NOON.isoformat()}
TEXTS = {"event": 64, "call": 64, "line": 20, "caller": 24, "region": 12, "seat": 20, "recording": 120}


@pytest.fixture
def cast(db, settings):
    settings.EXCHANGE_SECRET = scene.SECRET
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    yield found
    calendar.forget()


def take(kind="ringing", *, on=c.TODAY, **more):
    return actions.take_event(scene.message(kind, **more), by=None, on=on)


def read(**changes):
    return forms.read(json.dumps({**SAID, **changes}).encode())


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", list(TEXTS))
def test_a_text_may_be_so_long_and_no_longer(name):
    longest = TEXTS[name]
    message = read(**{name: "长" * longest})
    kept = {"event": message.happened.event, "recording": message.happened.recording}
    assert kept.get(name, getattr(message, name, None)) == "长" * longest
    with pytest.raises(Refused) as refused:
        read(**{name: "长" * (longest + 1)})
    assert (refused.value.field, str(longest) in str(refused.value)) == (name, True)


@pytest.mark.parametrize("name", list(TEXTS))
@pytest.mark.parametrize("bad", [1, True, ["x"], {"x": 1}, "a\nb", "\x00", "\ud800", "\u202e"], ids=range(8))
def test_a_text_is_one_printable_line(name, bad):
    with pytest.raises(Refused) as refused:
        read(**{name: bad})
    assert refused.value.field == name


@pytest.mark.parametrize("name", forms.MUST)
@pytest.mark.parametrize("missing", ["", None, 0, [], {}], ids=str)
def test_what_must_be_said_is_named(name, missing):
    with pytest.raises(Refused) as refused:
        read(**{name: missing})
    assert (refused.value.field, str(refused.value)) == (name, "缺少字段")


def test_a_field_with_a_name_without_end_is_named_by_its_beginning():
    with pytest.raises(Refused) as refused:
        read(**{"x" * 3000: "y"})
    assert refused.value.field == "x" * 40


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda x: st.lists(x, max_size=3))
FIELDS = st.sampled_from([*TEXTS, "kind", "at", "more"])


@given(st.dictionaries(FIELDS, JSON | st.sampled_from(list(SAID.values())), max_size=7))
def test_whatever_is_said_is_read_or_refused_with_a_field(said):
    try:
        message = forms.read(json.dumps({**SAID, **said}).encode())
    except Refused as refusal:
        assert refusal.field in {*said}
    else:
        assert message.happened.kind in rules.KINDS and message.happened.at.tzinfo is not None


@given(st.binary(max_size=200))
def test_bytes_that_are_no_message_are_refused(body):
    with pytest.raises(Refused):
        forms.read(body)


@given(st.text(max_size=40))
def test_a_kept_number_is_digits_and_stays_what_it_is(number):
    kept = rules.phone(number)
    assert (kept == "" or (kept.isascii() and kept.isdigit())) is True
    assert rules.phone(kept) == kept


@given(st.binary(max_size=60), st.binary(max_size=60), st.integers(-300, 300))
def test_a_signature_is_of_one_body_alone(body, other, late):
    stamp = str(int(NOON.timestamp()))
    signed, at = signature("s", stamp, body), NOON + timedelta(seconds=late)
    assert rules.is_signed("s", stamp, body, signed, at)
    assert rules.is_signed("s", stamp, other, signed, at) == (body == other)
    assert not rules.is_signed("s", stamp, body, signed[:-1], at)


@pytest.mark.parametrize(("seconds", "good"), [(300, True), (301, False), (-7 * 86400, True), (-7 * 86400 - 1, False)])
def test_the_last_second_of_a_week_is_still_believed(seconds, good):
    try:
        rules.check_moment(NOON + timedelta(seconds=seconds), NOON)
    except Refused:
        assert not good
    else:
        assert good


# ── from which county ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("region", ["", "640105", "640100", "640000", "650101", "64010", "6401040", "兴庆"])
def test_a_region_that_is_no_open_county_belongs_to_the_line(cast, region):
    """A county that was closed, a city, the province, another province, half a code."""
    assert take(region=region).org == cast.province


def test_a_union_of_an_enterprise_or_an_industry_takes_no_calls_of_its_region(cast):
    c.org("新兴庆行业工会", "county", cast.province, kind=Kind.INDUSTRY, region="640106")
    assert take(region="640106").org == cast.province
    assert take(call="c2", region=cast.enterprise.region).org == cast.county


@pytest.mark.parametrize(("later", "there"), [(0, True), (1, False)])
def test_a_county_takes_calls_from_the_day_on_which_it_opened(cast, later, there):
    new = c.org("新区总工会", "county", cast.city, region="640106")
    new.opened = c.TODAY + timedelta(days=later)
    new.save(update_fields=["opened"])
    assert (take(region="640106").org == new) is there


# ── the number, the seat ────────────────────────────────────────────────────────────────────────────────


def test_a_number_told_late_is_kept_and_none_takes_its_place(cast):
    assert take(caller="").phone == ""
    assert take("answered", seconds=5, caller="+86 13812345678").phone == scene.PHONE
    assert take("hungup", seconds=9, caller="13900000000").phone == scene.PHONE
    assert Call.objects.get().masked == "138****5678"


def test_numbers_are_sealed_each_with_its_own_call(cast):
    first, second = take(), take(call="c2")
    assert bytes(first.phone_index) == bytes(second.phone_index)
    assert bytes(first.phone_sealed) != bytes(second.phone_sealed)
    assert scene.PHONE.encode() not in bytes(first.phone_sealed)


def test_no_entry_of_the_evidence_holds_the_number(cast):
    take()
    assert [scene.PHONE in str(vars(each)) for each in Entry.objects.filter(thing="cases.call")] == [False]


def test_a_seat_that_the_line_has_not_is_no_seat(cast):
    other = lines.open_line(cast.city, "12351-2", by=cast.by, on=c.TODAY)
    Seat.objects.create(line=other, org=cast.city, number="7", officer=cast.clerk, state="free")
    call = take("answered", seat="7")
    assert (call.seat, call.by, call.state) == (None, None, "talking")


def test_whoever_sits_there_later_has_not_answered_it(cast):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    take("answered", seat="1")
    lines.leave_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    lines.take_seat(cast.seat, by=cast.mate, on=c.TODAY)
    call = take("answered", seat="1")
    assert (call.by, call.events.count()) == (cast.clerk, 1)
    assert take("hungup", seconds=40, seat="1").by == cast.clerk


def test_a_seat_at_which_nobody_sits_answers_without_a_name(cast):
    call = take("answered", seat="1")
    assert (call.seat, call.by) == (cast.seat, None)
    assert actions.answer_question(call, by=cast.mate, on=c.TODAY).by == cast.mate


def test_a_mark_by_somebody_else_leaves_who_answered(cast):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    call = take("answered", seat="1")
    assert actions.mark_call(call, "request", by=cast.mate, on=c.TODAY).by == cast.clerk
    assert Entry.objects.get(verb="mark_call").by == cast.mate


# ── refused with nothing written ────────────────────────────────────────────────────────────────────────


def test_a_call_of_one_line_is_none_of_another(cast, client):
    lines.open_line(cast.city, "12351-2", by=cast.by, on=c.TODAY)
    assert scene.send(client, scene.body()).status_code == 200
    with c.nothing_written():
        answer = scene.send(client, scene.body("hungup", line="12351-2"))
    assert (answer.status_code, answer.json()["field"]) == (400, "call")
    assert Call.objects.get().state == "ringing"


@pytest.mark.parametrize("changed", [{"call": "c2"}, {"kind": "hungup"}, {"seconds": 1}, {"recording": "r"}], ids=str)
def test_an_id_stands_for_one_event_in_every_respect(cast, changed):
    take(event="e1")
    kind = changed.pop("kind", "ringing")
    with c.nothing_written(), pytest.raises(Refused) as refused:
        take(kind, event="e1", **changed)
    assert (refused.value.field, CallEvent.objects.get().kind) == ("event", "ringing")


# ── the day on which it counts ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (1, 0), (-1, -1)])
def test_a_call_counts_on_its_own_day_and_on_none_that_has_not_come(cast, days, counted):
    """Told on the day after, it is of its day; a clock of a demo that is behind counts it today."""
    day = localdate(scene.began())
    take(on=day + timedelta(days=days))
    fact = Fact.objects.get(measure="call_received")
    assert fact.on == day + timedelta(days=counted)


def test_what_a_call_was_counts_when_it_was_said(cast):
    later = c.TODAY + timedelta(days=3)
    call = take("answered")
    actions.answer_question(call, by=cast.clerk, on=later)
    fact = Fact.objects.get(measure="call_answered")
    assert (fact.on, fact.by_org, fact.at_org) == (later, cast.province, cast.county)
    assert Entry.objects.get(verb="call_answered").by == cast.clerk


@given(order=st.permutations([("ringing", 0), ("answered", 5), ("recording", 30), ("hungup", 29)]))
def test_every_order_of_full_events_folds_to_one_call(order):
    told = [
        rules.Happened(kind, kind, NOON + timedelta(seconds=late), "r" * (kind == "recording")) for kind, late in order
    ]
    found = rules.fold(told)
    assert (found.first, found.ring, found.state, found.recording) == (NOON, NOON, "ended", "r")
    assert rules.wait(found.ring, found.answer) == 5.0
