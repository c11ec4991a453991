"""The desk: a seat, who rings and what is known of them, keys for what a call was; calls, and those to call back."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline.models import Call, Seat
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import now
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
WHOLE = ("ringing", "answered", "hungup")


@pytest.fixture
def cast():
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


def said(client, page):
    return [str(each).split("（依据")[0] for each in client.get(page).context["messages"]]


def sit(cast, client, do="take"):
    return client.post("/hotline/seat/", {"seat": cast.seat.pk, "do": do})


def state(cast):
    found = Seat.objects.get(pk=cast.seat.pk)
    return found.officer, found.state


# ── the seat ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_is_taken_and_left_with_one_tap_each(cast, clerk):
    assert "坐 1号座席" in text_of(clerk.get("/hotline/"))
    told = []
    for do in ("take", "writing", "away", "free", "leave"):
        assert sit(cast, clerk, do).url == "/hotline/"
        told.append(state(cast))
    me = cast.clerk
    assert told == [(me, "free"), (me, "writing"), (me, "away"), (me, "free"), (None, "away")]


def test_a_seat_of_somebody_else_is_refused_in_words(cast, clerk):
    lines.take_seat(cast.seat, by=cast.by, on=c.TODAY)
    for do in ("take", "leave", "free"):
        with c.nothing_written():
            sit(cast, clerk, do)
        (sentence,) = said(clerk, "/hotline/")
        assert sentence in ("这个座席已有人", "这不是您的座席")


@pytest.mark.parametrize("sent", [{"seat": "x", "do": "take"}, {"do": "take"}, {"seat": "1", "do": "sleep"}])
def test_what_is_no_seat_and_no_state_is_said(cast, clerk, sent):
    with c.nothing_written():
        clerk.post("/hotline/seat/", sent)
    assert said(clerk, "/hotline/") == ["请选择座席和要做的事"]


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        ("free", ["ringing"], "free"),
        ("free", ["ringing", "answered"], "talking"),
        ("away", ["answered"], "talking"),
        ("free", ["ringing", "answered", "hungup"], "writing"),
        ("free", ["hungup", "answered", "ringing"], "free"),  # told backwards: it is over before it begins
        ("away", ["ringing", "hungup"], "away"),
    ],
)
def test_a_seat_follows_its_calls(cast, clerk, before, told, after):
    sit(cast, clerk)
    sit(cast, clerk, before)
    for kind in told:
        seconds = {"ringing": 0, "answered": 10, "hungup": 30}[kind]
        actions.take_event(scene.message(kind, seconds=seconds, seat="1"), by=None, on=c.TODAY)
    assert state(cast) == (cast.clerk, after)


def test_what_somebody_said_of_their_seat_after_a_call_stays(cast, clerk):
    sit(cast, clerk)
    scene.told(*WHOLE, seat="1")
    assert state(cast)[1] == "writing"
    sit(cast, clerk, "free")
    actions.take_event(scene.message("hungup", seconds=20, seat="1"), by=None, on=c.TODAY)  # sent again
    actions.take_event(scene.message("recording", seconds=25, seat="1", recording="r1"), by=None, on=c.TODAY)
    assert state(cast)[1] == "free"


def test_the_end_of_an_earlier_call_moves_nobody_who_talks_again(cast, clerk):
    sit(cast, clerk)
    scene.told("ringing", "answered", seat="1")
    actions.take_event(scene.message("answered", call="c2", seconds=40, seat="1"), by=None, on=c.TODAY)
    actions.take_event(scene.message("hungup", seconds=30, seat="1"), by=None, on=c.TODAY)
    assert state(cast)[1] == "talking"
    actions.take_event(scene.message("hungup", call="c2", seconds=60, seat="1"), by=None, on=c.TODAY)
    assert state(cast)[1] == "writing"


def test_a_call_whose_end_was_lost_holds_no_seat(cast, clerk):
    sit(cast, clerk)
    scene.told("answered", seat="1")
    for kind in ("answered", "hungup"):
        actions.take_event(scene.message(kind, call="c2", seconds=50, seat="1"), by=None, on=c.TODAY)
    assert state(cast)[1] == "writing"


def test_an_empty_seat_stays_away(cast):
    scene.told(*WHOLE, seat="1")
    assert state(cast) == (None, "away")


def test_the_call_in_hand_stands_above_those_that_ended(cast, clerk):
    sit(cast, clerk)
    first = scene.told("ringing", "answered", seat="1")
    ended = scene.told("answered", "hungup", call="c2", seat="1")
    assert clerk.get("/hotline/now/").context["own"] == [first, ended]
    keys = re.findall(r'id="call-(\d+)"|accesskey="(a)"', clerk.get("/hotline/now/").text)
    assert keys[:2] == [(str(first.pk), ""), ("", "a")]
    actions.take_event(scene.message("hungup", seconds=90), by=None, on=c.TODAY)
    assert clerk.get("/hotline/now/").context["own"] == [first, ended]  # ended last
    later = scene.told("answered", call="c3", seat="1")
    assert clerk.get("/hotline/now/").context["own"] == [later, first, ended]


# ── the queue ───────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_rings_stands_in_the_queue_with_their_open_matters(cast, clerk):
    case = registered(cast, phone=scene.PHONE, title="三个月没发工资")
    call = scene.told("ringing")
    context = clerk.get("/hotline/now/").context
    assert [(each.pk, each.matters, each.waits >= 60) for each in context["queue"]] == [(call.pk, [case], True)]
    text = text_of(clerk.get("/hotline/"))
    assert [word for word in (case.number, "兴庆区", "138****5678", "超过标准") if word not in text] == []
    assert scene.PHONE not in text and case.title not in text  # the seat does not handle it
    actions.take_event(scene.message("hungup", seconds=9), by=None, on=c.TODAY)
    assert clerk.get("/hotline/now/").context["queue"] == []


def test_a_call_whose_end_was_never_told_leaves_the_queue(cast, clerk):
    scene.told("ringing")
    Call.objects.update(at=now() - timedelta(minutes=31))
    assert clerk.get("/hotline/now/").context["queue"] == []


def test_a_call_rings_at_a_seat_and_is_answered_by_who_sits_there(cast, clerk):
    sit(cast, clerk)
    call = scene.told("ringing", seat="1")
    assert "1号座席（您）" in text_of(clerk.get("/hotline/"))
    answered = scene.told("answered", call="c1", seat="1")
    assert (call.pk, answered.seat, answered.by) == (answered.pk, cast.seat, cast.clerk)
    assert clerk.get("/hotline/now/").context["own"] == [answered]


def test_a_late_ringing_moves_no_call(cast):
    other = Seat.objects.create(line=cast.line, org=cast.province, number="2")
    scene.told("answered", seat="1")
    actions.take_event(scene.message("ringing", seat="2"), by=None, on=c.TODAY)
    assert (Call.objects.get().seat, other.pk != cast.seat.pk) == (cast.seat, True)


def test_calls_of_elsewhere_are_not_in_the_queue(cast, client):
    scene.told("ringing")
    far = c.enter(client, c.officer("外人", cast.other_city, "window"))
    assert far.get("/hotline/now/").context["queue"] == []


def test_the_desk_costs_the_same_with_many_calls(cast, clerk, django_assert_num_queries):
    sit(cast, clerk)
    scene.told("ringing", seat="1")
    with CaptureQueriesContext(connection) as first:
        clerk.get("/hotline/now/")
    for number in range(4):
        scene.told("ringing", call=f"more{number}")
    with django_assert_num_queries(len(first)):
        clerk.get("/hotline/now/")


# ── the keys ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_answered_at_once_is_one_key_and_no_matter(cast, clerk):
    sit(cast, clerk)
    call = scene.told("ringing", "answered", seat="1")
    text = text_of(clerk.get("/hotline/"))
    assert [key for key in "arbskqlw" if f'accesskey="{key}"' not in text] == []
    assert clerk.post(f"/hotline/calls/{call.pk}/answer/").url == "/hotline/"
    call.refresh_from_db()
    assert (call.what, call.at_once, call.by, call.done, Case.objects.count()) == (
        "question",
        True,
        cast.clerk,
        c.TODAY,
        0,
    )
    assert clerk.get("/hotline/now/").context["own"] == []
    assert said(clerk, "/hotline/") == ["已记为“当场答复”。记错了的，在「来电」里打开这个电话改记。"]
    clerk.post(f"/hotline/calls/{call.pk}/answer/")
    assert said(clerk, "/hotline/") == ["这个电话已经登记为咨询"]


@pytest.mark.parametrize(("what", "done"), [("request", c.TODAY), ("difficulty", None), ("question", None)])
def test_a_mark_stands_in_the_rate_until_the_matter_is_registered(cast, clerk, what, done):
    call = scene.told(*WHOLE)
    page = clerk.post(f"/hotline/calls/{call.pk}/mark/", {"what": what}).url
    assert page == f"/cases/new/?call={call.pk}"
    call.refresh_from_db()
    assert (call.what, call.case, call.done) == (what, None, None)
    assert "接着登记" in text_of(clerk.get(f"/hotline/calls/{call.pk}/"))
    sent = {"title": "工资没发", "asker": "self", "channel": "hotline", "reply_way": "call", "phone": scene.PHONE}
    form = clerk.get(f"{page}&kind=petition").context["form"]
    answer = clerk.post(f"{page}&kind=petition", {**sent, "key": form["key"].value(), "name": "刘桂英"})
    assert answer.status_code == 302
    call.refresh_from_db()
    assert (call.case, call.what, call.done, call.by) == (Case.objects.get(), what, done, cast.clerk)


def test_a_mark_may_be_changed_until_something_came_of_it(cast):
    call = scene.told(*WHOLE)
    for what in ("difficulty", "request"):
        assert actions.mark_call(call, what, by=cast.by, on=c.TODAY).what == what
    assert actions.answer_question(call, by=cast.by, on=c.TODAY).what == "question"
    with c.nothing_written(), pytest.raises(actions.Refused):
        actions.mark_call(call, "request", by=cast.by, on=c.TODAY)


@pytest.mark.parametrize(("kinds", "what"), [(["ringing"], "request"), (WHOLE, "complaint"), (WHOLE, "")])
def test_a_mark_is_refused_in_words(cast, clerk, kinds, what):
    call = scene.told(*kinds)
    with c.nothing_written():
        assert clerk.post(f"/hotline/calls/{call.pk}/mark/", {"what": what}).url == f"/hotline/calls/{call.pk}/"
    assert len(said(clerk, "/hotline/")) == 1


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def five(cast):
    """One ringing, one answered and open, one answered at once, one marked, one abandoned."""
    scene.told("ringing", call="rings")
    scene.told(*WHOLE, call="open", recording="")
    actions.answer_question(scene.told(*WHOLE, call="question"), by=cast.clerk, on=c.TODAY)
    actions.mark_call(scene.told(*WHOLE, call="marked"), "request", by=cast.clerk, on=c.TODAY)
    scene.told("ringing", "hungup", call="lost", caller="13900001111")


FILTERS = [
    ({}, {"rings", "open", "question", "marked", "lost"}),
    ({"state": "abandoned"}, {"lost"}),
    ({"what": "open"}, {"open"}),
    ({"what": "question"}, {"question"}),
    ({"what": "undone"}, {"marked"}),
    ({"phone": "138 1234 5678"}, {"rings", "open", "question", "marked"}),
    ({"phone": "139 0000 1111"}, {"lost"}),
    ({"phone": "13900000000"}, set()),
    ({"unit": "兴庆"}, {"rings", "open", "question", "marked", "lost"}),
    ({"since": "2199-01-01"}, set()),
    ({"until": "2000-01-01"}, set()),
    ({"until": "9999-12-31"}, {"rings", "open", "question", "marked", "lost"}),
]


@pytest.mark.parametrize(("asked", "found"), FILTERS)
def test_calls_are_narrowed(five, clerk, asked, found):
    rows = clerk.get("/hotline/calls/", asked).context["pager"].rows
    assert {each.exchange_id for each in rows} == found


def test_the_list_is_taken_out_without_whole_numbers(five, clerk):
    answer = clerk.get("/hotline/calls/", {"as": "xlsx"})
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert (len(cells), cells[0][4], {row[4] for row in cells[1:]}) == (6, "来电号码", {"138****5678", "139****1111"})


def test_one_call_tells_its_events_and_what_came_of_it(cast, clerk):
    call = scene.told("ringing", "answered", "recording", "hungup", recording="rec-77")
    text = text_of(clerk.get(f"/hotline/calls/{call.pk}/"))
    words = ("振铃", "接起", "挂断", "rec-77", scene.PHONE, "还没有登记", "响了10秒")
    assert [word for word in words if word not in text] == []


def test_abandoned_calls_are_called_back_until_reached(five, clerk, cast):
    call = Call.objects.get(exchange_id="lost")
    assert [each.pk for each in clerk.get("/hotline/abandoned/").context["pager"].rows] == [call.pk]
    clerk.post(f"/hotline/calls/{call.pk}/back/", {"reached": "no"})
    clerk.post(f"/hotline/calls/{call.pk}/back/", {"reached": "no"})
    assert "2次没有打通" in text_of(clerk.get("/hotline/abandoned/"))
    assert clerk.post(f"/hotline/calls/{call.pk}/back/", {"reached": "yes"}).url == f"/hotline/calls/{call.pk}/"
    call.refresh_from_db()
    assert (call.tries, call.reached, call.called_by) == (3, True, cast.clerk)
    assert clerk.get("/hotline/abandoned/").context["pager"].rows == []
    assert clerk.post(f"/hotline/calls/{call.pk}/back/", {"reached": "yes"}).url == "/hotline/abandoned/"
    assert said(clerk, "/hotline/abandoned/") == ["这个电话已经回拨接通"]


def test_a_hidden_number_cannot_be_called_back_and_is_counted(cast, clerk):
    scene.told("ringing", "hungup", caller="")
    context = clerk.get("/hotline/abandoned/").context
    assert (context["pager"].rows, context["hidden"]) == ([], 1)


def test_a_call_back_says_whether_somebody_was_reached(five, clerk):
    call = Call.objects.get(exchange_id="lost")
    with c.nothing_written():
        assert clerk.post(f"/hotline/calls/{call.pk}/back/", {"reached": "perhaps"}).status_code == 404


def test_whoever_has_no_right_finds_no_desk(cast, client):
    officer = c.enter(client, cast.people["officer"])
    pages = ("/hotline/", "/hotline/now/", "/hotline/calls/", "/hotline/abandoned/", "/hotline/rates/")
    assert [officer.get(page).status_code for page in pages] == [404] * 5
    assert "12351 热线" not in text_of(officer.get("/cases/"))
