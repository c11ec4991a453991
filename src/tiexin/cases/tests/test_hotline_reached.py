"""A call that nobody answered and whose caller was reached on calling back: registered like one that was answered."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import desk, queries
from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LOST, WHOLE = ("ringing", "hungup"), ("ringing", "answered", "hungup")
KINDS = [("request", c.TODAY), ("difficulty", None), ("question", None)]
KEYS = re.compile(r'id="([a-z]+)-\d+" class="btn')


@pytest.fixture
def cast():
    yield scene.manned()
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


def reached(cast, call="lost", **more):
    return actions.call_back(scene.told(*LOST, call=call, **more), True, by=cast.clerk, on=c.TODAY)


def url(call, move=""):
    return f"/hotline/calls/{call.pk}/{move}"


def counted():
    kept = ("call_connected", *actions.KEPT.values())
    return [*Fact.objects.filter(measure__in=kept).order_by("pk").values_list("measure", flat=True)]


def shares():
    return [(each.count, each.total) for each in queries.rates(Call.objects.all())]


def asker(rf, who, day=c.TODAY):
    request = rf.get("/")
    request.today, request.officer, request.needs = day, who, "hotline.answer"
    return request


# ── what may be done with it ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tries", [0, 2])
def test_whoever_was_not_reached_stays_refused(cast, tries):
    call, case = scene.told(*LOST), registered(cast)
    for _ in range(tries):
        actions.call_back(call, False, by=cast.clerk, on=c.TODAY)
    moves = (
        (actions.answer_question,),
        (actions.mark_call, "request"),
        (actions.link_case, case),
        (actions.link_case, case, "difficulty"),
    )
    for move, *more in moves:
        with c.nothing_written(), pytest.raises(Refused, match="没有接到，回拨打通了再登记"):
            move(call, *more, by=cast.clerk, on=c.TODAY)


def test_a_question_is_answered_on_calling_back_and_once(cast):
    call = actions.answer_question(reached(cast), by=cast.mate, on=c.TODAY)
    assert (call.state, call.answer, call.what, call.at_once, call.done) == (
        "abandoned",
        None,
        "question",
        True,
        c.TODAY,
    )
    assert (call.by, call.called_by, call.answered_by, call.is_open) == (cast.mate, cast.clerk, None, False)
    assert counted() == ["call_answered"]
    with c.nothing_written(), pytest.raises(Refused, match="已经登记为咨询"):
        actions.mark_call(call, "request", by=cast.clerk, on=c.TODAY)


def test_what_a_telephone_system_tells_late_takes_nothing_back(cast):
    call = actions.mark_call(reached(cast), "request", by=cast.mate, on=c.TODAY)
    actions.take_event(scene.message("recording", call="lost", seconds=40, recording="r9"), by=None, on=c.TODAY)
    call.refresh_from_db()
    assert (call.recording, call.what, call.by, call.reached, call.is_open) == ("r9", "request", cast.mate, True, True)


@pytest.mark.parametrize(
    ("what", "at_once", "later"),
    [("request", ["call_taken"], []), ("difficulty", [], ["call_helped"]), ("question", [], ["call_answered"])],
)
def test_its_promise_is_kept_as_of_an_answered_call(cast, what, at_once, later):
    case = registered(cast)
    call = actions.link_case(reached(cast), case, what, by=cast.clerk, on=c.TODAY)
    assert (call.case, call.is_open, counted()) == (case, False, at_once)
    assert actions.keep_promise(case, by=cast.clerk, on=c.TODAY) == len(later)
    assert counted() == at_once + later


# ── what it counts for ──────────────────────────────────────────────────────────────────────────────────


def test_it_was_not_answered_and_counts_by_what_it_was_about(cast):
    actions.answer_question(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    call = reached(cast)
    assert shares() == [(1, 2), (1, 1), (0, 0), (0, 0)]
    for what, told in (("request", [(1, 2), (1, 1), (0, 1), (0, 0)]), ("difficulty", [(1, 2), (1, 1), (0, 0), (0, 1)])):
        actions.mark_call(call, what, by=cast.clerk, on=c.TODAY)
        assert (shares(), queries.waiting(Call.objects.all()).get()) == (told, call)
    actions.answer_question(call, by=cast.clerk, on=c.TODAY)
    assert (shares(), queries.waiting(Call.objects.all()).count()) == ([(1, 2), (2, 2), (0, 0), (0, 0)], 0)
    assert counted() == ["call_connected", "call_answered", "call_answered"]


def test_lists_show_it_as_they_show_an_answered_call(cast, clerk):
    call, marked = reached(cast), reached(cast, call="marked")
    actions.mark_call(marked, "request", by=cast.clerk, on=c.TODAY)
    scene.told(*LOST, call="waits")
    asked = {
        "what=open": [call],
        "what=undone": [marked],
        "what=request": [marked],
        "what=request&done=yes": [],
        "done=yes": [],
        "done=soon": [],
    }
    found = {each: list(clerk.get(f"/hotline/calls/?{each}").context["pager"].rows) for each in asked}
    assert found == asked
    assert [each["id"] for each in clerk.get("/api/calls?what=open").json()["rows"]] == [call.pk]


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_reaching_the_caller_leads_to_the_keys_of_an_answered_call(cast, clerk):
    answered, lost = scene.told(*WHOLE), scene.told(*LOST, call="lost")
    assert KEYS.findall(clerk.get(url(lost)).content.decode()) == []
    assert clerk.post(url(lost, "back/"), {"reached": "no"}).url == "/hotline/abandoned/"
    assert KEYS.findall(clerk.get(url(lost)).content.decode()) == []
    page = clerk.post(url(lost, "back/"), {"reached": "yes"}).url
    keys = KEYS.findall(clerk.get(url(answered)).content.decode())
    assert (page, {"answer", "request", "difficulty", "question", "crisis"} <= set(keys)) == (url(lost), True)
    text = text_of(clerk.get(page))
    assert (KEYS.findall(text), "回拨接通了 <b>还没有登记</b>" in text) == (keys, True)
    mate = c.enter(clerk, cast.mate)
    assert KEYS.findall(mate.get(page).content.decode()) == keys


def test_answered_on_calling_back_the_page_says_so_and_nobody_answered_the_call(cast, clerk):
    call = reached(cast, seat="1")
    assert clerk.post(url(call, "answer/")).url == url(call)
    text = text_of(clerk.get(url(call)))
    words = ("回拨接通了 当场答复", "<dt>谁记的</dt><dd>柳月娥</dd>", "<dt>转到的座席</dt><dd>1号座席</dd>", "打通了")
    assert ([word for word in words if word not in text], "谁接的" in text, KEYS.findall(text)) == ([], False, [])
    rows = load_workbook(io.BytesIO(clerk.get("/hotline/calls/", {"as": "xlsx"}).content)).active.iter_rows()
    head, row = [[cell.value for cell in each] for each in rows]
    told = dict(zip(head, row, strict=True))
    wanted = {"状态": "没有接到", "谁接的": None, "来电是": "咨询", "当场答复": "是", "回拨接通": "是"}
    assert {name: told[name] or None for name in wanted} == wanted


@pytest.mark.parametrize(("what", "done"), KINDS)
def test_a_matter_is_registered_with_number_and_county_taken_along(cast, clerk, what, done):
    call = reached(cast)
    page = clerk.post(url(call, "mark/"), {"what": what}).url
    assert page == f"/cases/new/?call={call.pk}"
    assert f"/cases/new/?call={call.pk}" in clerk.get(url(call)).content.decode()  # 接着登记
    form = clerk.get(f"{page}&kind=petition").context["form"]
    known = (form["phone"].value(), form["area"].value(), form["reply_way"].value())
    assert known == (scene.PHONE, cast.county.pk, "call")
    sent = {"title": "工资没发", "asker": "self", "channel": "hotline", "reply_way": "call", "phone": scene.PHONE}
    answer = clerk.post(f"{page}&kind=petition", {**sent, "key": form["key"].value(), "name": "刘桂英"})
    assert answer.status_code == 302
    call.refresh_from_db()
    assert (call.case, call.what, call.done, call.by) == (Case.objects.get(), what, done, cast.clerk)
    assert f"回拨接通了 {call.get_what_display()}" in text_of(clerk.get(url(call)))


def test_a_crisis_takes_the_number_along(cast, clerk):
    assert scene.PHONE in clerk.get(f"/cases/crisis/?call={reached(cast).pk}").content.decode()


def test_from_a_call_that_nobody_spoke_on_no_matter_is_registered(cast, clerk):
    call = scene.told(*LOST)
    actions.call_back(call, False, by=cast.clerk, on=c.TODAY)
    page = f"/cases/new/?call={call.pk}&kind=petition"
    key = clerk.get(page).context["form"]["key"].value()
    sent = {"title": "工资没发", "asker": "self", "channel": "hotline", "reply_way": "call", "phone": scene.PHONE}
    with c.nothing_written():
        answer = clerk.post(page, {**sent, "key": key, "name": "刘桂英"})
        assert clerk.post(url(call, "mark/"), {"what": "request"}).url == url(call)
    assert (answer.status_code, "回拨打通了再登记" in answer.content.decode()) == (422, True)
    call.refresh_from_db()
    assert (call.what, call.case, call.by, Entry.objects.filter(verb="mark_call").count()) == ("", None, None, 0)


def test_out_of_reach_it_is_not_there(cast, client):
    call = reached(cast)
    far = c.enter(client, c.officer("外人", cast.other_city, "window"))
    with c.nothing_written():
        told = [far.get(url(call)), *(far.post(url(call, move)) for move in ("back/", "mark/", "answer/"))]
    assert [each.status_code for each in told] == [404] * 4


# ── the desk ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_stands_at_the_desk_of_whoever_reached_the_caller(cast, client, rf):
    call = reached(cast, seat="1")
    Call.objects.filter(pk=call.pk).update(at=call.at - 5 * DAY)  # called back days later
    text = text_of(c.enter(client, cast.clerk).get("/hotline/"))
    assert f'<h2 id="call-{call.pk}">回拨接通 · 兴庆区来电</h2>' in text
    at = scene.now()
    assert [desk.mine(asker(rf, who), at) for who in (cast.clerk, cast.mate)] == [[call], []]
    assert desk.mine(asker(rf, cast.clerk, c.TODAY + 2 * DAY), at) == []
    actions.mark_call(call, "request", by=cast.mate, on=c.TODAY)
    assert [desk.mine(asker(rf, who), at) for who in (cast.clerk, cast.mate)] == [[], [call]]
    actions.link_case(call, registered(cast), by=cast.mate, on=c.TODAY)
    assert desk.mine(asker(rf, cast.mate), at) == []


def test_a_call_that_rang_at_ones_seat_and_was_called_back_by_another_is_not_ones_own(cast, client, rf):
    c.enter(client, cast.mate).post("/hotline/seat/", {"seat": cast.seat.pk, "do": "take"})
    call = reached(cast, seat="1")
    assert (call.seat, desk.mine(asker(rf, cast.mate), scene.now())) == (cast.seat, [])


@pytest.mark.parametrize("page", ["/hotline/now/", "/hotline/calls/"])
def test_no_page_costs_more_with_more_of_them(cast, clerk, page, django_assert_num_queries):
    reached(cast)
    with CaptureQueriesContext(connection) as first:
        clerk.get(page)
    for number in range(4):
        actions.mark_call(reached(cast, call=f"n{number}"), "request", by=cast.clerk, on=c.TODAY)
    with django_assert_num_queries(len(first)):
        clerk.get(page)
