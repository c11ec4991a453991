"""待办 beside matters: whom it waits for, the oldest first, gone when it is done; each heap is one statement."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import waiting, waiting_beside
from tiexin.cases.actions import hotline, knowledge, receptions
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion, recheck_call_back
from tiexin.cases.hotline.models import Call
from tiexin.cases.tests import hotline_scene, knowledge_scene, rates_scene, rooms_scene
from tiexin.core.days import naive
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RING, REGISTER, AGAIN, ANSWER, REMARK, EXCLUDE = (kind.title for kind in waiting_beside.KINDS)


@pytest.fixture(autouse=True)
def forgotten():
    cache.clear()
    yield
    calendar.forget()


def heap(officer, title):
    """The labels of one heap, with its count; None where there is none."""
    found = next((each for each in waiting.heaps(officer, c.TODAY) if each.title == title), None)
    return found and ([matter.label for matter in found.matters], found.count)


def links(officer, title):
    found = [each for each in waiting.heaps(officer, c.TODAY) if each.title == title]
    return [matter.url for each in found for matter in each.matters]


def notes(officer):
    heaps = [each for each in waiting.heaps(officer, c.TODAY) if each.title == RING]
    return [matter.note for each in heaps for matter in each.matters]


def said(at):
    return f"{zh_date(at)} {naive(at):%H:%M}"


def test_a_call_that_nobody_answered_waits_until_its_caller_was_reached(client):
    cast = hotline_scene.stage()
    late = hotline_scene.told("ringing", "hungup", call="late")
    early = hotline_scene.told("ringing", "hungup", call="early", caller="13900000002")
    Call.objects.filter(pk=early.pk).update(at=early.at - DAY)
    early.refresh_from_db()
    hidden = hotline_scene.told("ringing", "hungup", call="hidden")
    Call.objects.filter(pk=hidden.pk).update(phone_index=None, phone_sealed=None)
    seat = c.officer("白露", cast.county, "window")
    assert links(seat, RING) == ["/hotline/abandoned/"] * 2
    assert heap(seat, RING) == (["兴庆区来电"] * 2, "2件")
    assert notes(seat) == [f"{said(each.at)} · 没有接到，还没有回拨" for each in (early, late)]
    assert [heap(cast.people[who], RING) for who in ("officer", "stranger")] == [None, None]
    assert links(cast.by, RING) == links(seat, RING)
    text = c.enter(client, seat).get("/waiting/").content.decode()
    assert (hotline_scene.PHONE in text, text.count("没有接到，还没有回拨")) == (False, 2)
    hotline.call_back(early, False, by=seat, on=c.TODAY)
    assert notes(seat)[0] == f"{said(early.at)} · 没有接到，回拨过1次"
    hotline.call_back(early, True, by=seat, on=c.TODAY)
    assert notes(seat) == [f"{said(late.at)} · 没有接到，还没有回拨"]


def test_a_call_that_was_marked_waits_for_whoever_marked_it_and_for_who_leads(client):
    cast = hotline_scene.stage()
    seat, beside = c.officer("白露", cast.county, "window"), c.officer("黄河", cast.county, "window")
    call = hotline_scene.told("ringing", "answered", "hungup")
    assert heap(seat, REGISTER) is None
    hotline.mark_call(call, "request", by=seat, on=c.TODAY)
    Call.objects.update(at=call.at - 9 * DAY)
    assert [heap(each, REGISTER) for each in (seat, cast.by)] == [(["兴庆区来电"], "1件")] * 2
    assert [heap(each, REGISTER) for each in (beside, cast.people["officer"])] == [None, None]
    assert "记为诉求，还没有登记" in c.enter(client, seat).get("/waiting/").content.decode()
    Call.objects.update(done=c.TODAY)
    assert heap(seat, REGISTER) is None


def test_a_drawn_call_back_waits_for_who_stands_apart_from_it():
    cast = rates_scene.stage()
    first = rates_scene.called_back(cast)
    assert heap(cast.other, AGAIN) is None
    rates_scene.drawn(cast)
    assert heap(cast.other, AGAIN) == ([f"争议调处 {first.case.number}"], "1件")
    assert links(cast.other, AGAIN) == [f"/cases/rechecks/{first.pk}/"]
    assert [heap(each, AGAIN) for each in (cast.author, cast.caller, cast.chief)] == [None] * 3
    recheck_call_back(first, rates_scene.YES, by=cast.other, on=c.TODAY)
    assert heap(cast.other, AGAIN) is None


def test_whoever_was_received_and_not_answered_waits_where_they_came():
    cast = rooms_scene.stage()
    room = rooms_scene.opened(cast)
    new = rooms_scene.received(cast, room, about="问年假", end="", answer="")
    old = rooms_scene.received(cast, room, about="问加班", end="", answer="", on=c.TODAY - DAY)
    rooms_scene.received(cast, room)
    assert heap(cast.author, ANSWER) == (["问加班", "问年假"], "2件")
    assert links(cast.author, ANSWER) == [f"/rooms/receptions/{each.pk}/answer/" for each in (old, new)]
    assert heap(cast.people["stranger"], ANSWER) is None
    receptions.answer_reception(old, "一倍半", by=cast.author, on=c.TODAY)
    assert heap(cast.author, ANSWER) == (["问年假"], "1件")


def test_a_remark_waits_for_who_answers_for_the_entry_and_without_them_for_the_unit():
    cast = knowledge_scene.stage()
    entry = knowledge_scene.published(cast)
    remark = knowledge.remark_knowledge(entry, "期限不对", by=cast.clerk, on=c.TODAY)
    second = c.officer("方晴", cast.county, "office")
    assert heap(cast.keeper, REMARK) == ([str(entry)], "1件")
    assert links(cast.keeper, REMARK) == [f"/knowledge/remarks/{remark.pk}/"]
    assert [heap(each, REMARK) for each in (second, cast.clerk, cast.above, cast.far)] == [None] * 4
    type(entry).objects.update(officer=None)
    assert [heap(each, REMARK) for each in (second, cast.above)] == [([str(entry)], "1件"), None]
    knowledge.answer_remark(remark, "right", "就是这样", by=cast.keeper, on=c.TODAY)
    assert heap(second, REMARK) is None


def test_what_a_unit_asks_to_leave_out_waits_for_who_leads_above():
    cast = rates_scene.stage()
    case = rates_scene.replied(cast)
    made = ask_exclusion(case, "court", "法院已经立案", by=cast.author, on=c.TODAY)
    assert heap(cast.above, EXCLUDE) == ([f"争议调处 {case.number}"], "1件")
    assert links(cast.above, EXCLUDE) == [f"/cases/exclusions/{made.pk}/decide/"]
    assert [heap(each, EXCLUDE) for each in (cast.author, cast.chief, cast.people["stranger"])] == [None] * 3
    decide_exclusion(made, True, "属实", by=cast.above, on=c.TODAY)
    assert heap(cast.above, EXCLUDE) is None


def statements(officer):
    with CaptureQueriesContext(connection) as seen:
        waiting.heaps(officer, c.TODAY)
    return len(seen)


def test_however_many_wait_each_heap_costs_the_same_and_says_how_many():
    cast = hotline_scene.stage()
    seat = c.officer("白露", cast.county, "window")
    waiting.heaps(seat, c.TODAY)  # what comes with the account of a page is read once
    hotline_scene.told("ringing", "hungup", call="first")
    before = statements(seat)
    for number in range(waiting.MOST + 1):
        hotline_scene.told("ringing", "hungup", call=f"c{number}", caller=f"139000001{number:02}")
    assert (statements(seat), heap(seat, RING)) == (before, (["兴庆区来电"] * waiting.MOST, f"{waiting.MOST}件以上"))
