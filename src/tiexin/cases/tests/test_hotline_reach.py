"""Who sees what on the telephone: people and matters of elsewhere, sealed matters, calls of colleagues, lists."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import desk, linking, queries
from tiexin.cases.hotline.models import Call, Seat
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import now
from tiexin.core.sealed import blind_index
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHOLE = ("ringing", "answered", "hungup")
INDEX = blind_index(scene.PHONE, "worker.phone")


@pytest.fixture
def cast():
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.near = c.officer("葛春梅", found.city, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


def asker(rf, who, needs="hotline.answer"):
    request = rf.get("/")
    request.today, request.officer, request.needs = c.TODAY, who, needs
    return request


def with_phone(worker):
    Worker.objects.filter(pk=worker.pk).update(phone_index=INDEX)
    return worker


# ── who may be on the line ──────────────────────────────────────────────────────────────────────────────


def test_people_of_the_register_are_shown_within_reach_alone(cast, client):
    with_phone(cast.worker)
    far = with_phone(c.worker(cast.foreign, "马秀英"))
    scene.told("ringing", region="640104")
    (call,) = c.enter(client, cast.clerk).get("/hotline/now/").context["queue"]
    assert call.workers == [cast.worker, far]
    (call,) = c.enter(client, cast.near).get("/hotline/now/").context["queue"]
    assert call.workers == [cast.worker]
    assert "马秀英" not in text_of(client.get("/hotline/"))


def test_matters_are_shown_within_reach_and_while_they_are_open(cast, client):
    near = registered(cast, phone=scene.PHONE, title="兴庆的事")
    there = {"org": cast.other_county, "by": c.officer("马丽", cast.other_county, "officer")}
    far = registered(cast, phone=scene.PHONE, title="大武口的事", **there)
    over = registered(cast, phone=scene.PHONE, title="不办了的事")
    moved(over, "withdraw", by=cast.author)
    registered(cast, phone="13900000000", title="别的号码的事")
    scene.told("ringing", region="640104")
    (call,) = c.enter(client, cast.clerk).get("/hotline/now/").context["queue"]
    assert {case.pk for case in call.matters} == {near.pk, far.pk}
    page = text_of(c.enter(client, cast.near).get("/hotline/"))
    assert [each.number for each in (near, far, over) if each.number in page] == [near.number]
    assert [title for title in ("兴庆的事", "大武口的事", "不办了的事", "别的号码的事") if title in page] == []


def test_a_sealed_matter_is_not_told_by_the_telephone(cast, clerk):
    case = registered(cast, "counselling", phone=scene.PHONE, title="睡不着", details={}, text="夜里总是醒")
    Case.objects.filter(pk=case.pk).update(title="睡不着")
    call = scene.told("ringing", "answered")
    pages = [text_of(clerk.get(page)) for page in ("/hotline/", f"/hotline/calls/{call.pk}/")]
    assert [word in page for page in pages for word in ("睡不着", "夜里总是醒")] == [False] * 4


def test_a_hidden_number_is_nobody_even_where_nobody_has_a_number(cast, rf):
    """Workers and matters without a number are not “the same number” as a hidden one."""
    registered(cast, phone="")
    call = scene.told("ringing", caller="")
    request = asker(rf, cast.clerk)
    desk.know([call], request)
    assert (call.workers, call.matters, queries.caller(call, request)) == ([], [], queries.Caller((), ()))


def test_one_telephone_may_serve_two_people(cast, rf):
    others = [with_phone(cast.worker), with_phone(c.worker(cast.employer, "刘小英"))]
    call = scene.told("ringing", "answered")
    request = asker(rf, cast.people["office"])
    assert list(queries.caller(call, request).workers) == others
    assert linking.known(request, call.pk) == {"phone": scene.PHONE, "reply_way": "call", "area": call.org_id}
    Worker.objects.filter(pk=others[1].pk).update(phone_index=None)
    assert linking.known(request, call.pk)["worker"] == cast.worker.pk


def test_a_hidden_number_asks_for_another_way_to_reply(cast, rf):
    call = scene.told(*WHOLE, caller="")
    assert linking.known(asker(rf, cast.clerk), call.pk) == {"phone": "", "reply_way": "code", "area": call.org_id}
    assert linking.known(asker(rf, c.officer("外人", cast.other_city, "window")), call.pk) is None


def test_what_two_calls_have_in_common_stands_beside_both(cast, rf):
    case = registered(cast, phone=scene.PHONE)
    calls = [scene.told("ringing", call=name) for name in ("c1", "c2")]
    calls.append(scene.told("ringing", call="c3", caller="13900000000"))
    desk.know(calls, asker(rf, cast.clerk))
    assert [call.matters for call in calls] == [[case], [case], []]


# ── one's own calls, the queue, the seats ───────────────────────────────────────────────────────────────


def test_calls_of_a_colleague_are_not_at_hand(cast, clerk):
    other = Seat.objects.create(line=cast.line, org=cast.province, number="2")
    lines.take_seat(other, by=cast.near, on=c.TODAY)
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    theirs = scene.told(*WHOLE, call="theirs", seat="2")
    mine = scene.told(*WHOLE, call="mine", seat="1")
    assert (theirs.by, clerk.get("/hotline/now/").context["own"]) == (cast.near, [mine])


@pytest.mark.parametrize(("late", "there"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_an_open_call_stays_at_hand_for_a_day(cast, rf, late, there):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    call = scene.told(*WHOLE, seat="1")
    assert (desk.mine(asker(rf, cast.clerk), call.at + DAY + late) == [call]) is there


@pytest.mark.parametrize(("late", "there"), [(0, True), (1, False)])
def test_a_call_rings_for_half_an_hour(cast, rf, late, there):
    call = scene.told("ringing")
    at = call.at + timedelta(minutes=30, seconds=late)
    assert (desk.ringing(asker(rf, cast.clerk), at) == [call]) is there


def test_who_waits_longest_stands_first_and_the_queue_has_an_end(cast, rf):
    for number in range(desk.SHOWN + 2):
        scene.told("ringing", call=f"c{number}")
        Call.objects.filter(exchange_id=f"c{number}").update(at=now() - number * timedelta(seconds=10))
    found = [call.exchange_id for call in desk.ringing(asker(rf, cast.clerk), now())]
    assert found == [f"c{number}" for number in range(desk.SHOWN + 1, 1, -1)]


def test_a_clock_of_the_exchange_that_is_ahead_waits_no_seconds_backwards(cast, rf):
    call = scene.told("ringing")
    assert [each.waits for each in desk.ringing(asker(rf, cast.clerk), call.at - timedelta(seconds=9))] == [0]


def test_free_seats_are_those_within_reach_where_nobody_sits(cast, rf):
    seats = [Seat.objects.create(line=cast.line, org=cast.city, number=number) for number in ("3", "2")]
    Seat.objects.create(line=cast.line, org=cast.other_city, number="4")
    lines.take_seat(seats[0], by=cast.clerk, on=c.TODAY)
    assert list(desk.free_seats(asker(rf, cast.near))) == [seats[1]]
    assert [seat.number for seat in desk.free_seats(asker(rf, cast.clerk))] == ["1", "2", "4"]


@pytest.mark.parametrize(("do", "pace"), [("", 15), ("free", 3), ("writing", 3), ("away", 15)])
def test_the_desk_is_looked_at_as_often_as_it_matters(cast, clerk, do, pace):
    for step in ("take", do) if do else ():
        clerk.post("/hotline/seat/", {"seat": cast.seat.pk, "do": step})
    assert clerk.get("/hotline/now/").context["pace"] == pace
    assert f"every {pace}s" in text_of(clerk.get("/hotline/now/"))


def test_whoever_sits_is_offered_no_other_seat(cast, clerk):
    Seat.objects.create(line=cast.line, org=cast.province, number="2")
    assert len(clerk.get("/hotline/").context["free"]) == 2
    clerk.post("/hotline/seat/", {"seat": cast.seat.pk, "do": "take"})
    assert (list(clerk.get("/hotline/").context["free"]), "坐 2号座席" in text_of(clerk.get("/hotline/"))) == (
        [],
        False,
    )


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────


def test_lists_hold_calls_within_reach_alone(cast, client):
    near, far = scene.told("ringing", "hungup"), scene.told("ringing", "hungup", call="far", region="640202")
    county = c.enter(client, c.officer("许静", cast.county, "window"))
    for page in ("calls", "abandoned"):
        assert county.get(f"/hotline/{page}/").context["pager"].rows == [near]
    assert county.get(f"/hotline/calls/{far.pk}/").status_code == 404
    sheet = load_workbook(io.BytesIO(county.get("/hotline/calls/", {"as": "xlsx"}).content)).active
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [cast.county.name]


def test_what_came_of_a_call_is_taken_out(cast, clerk):
    case = registered(cast)
    actions.link_case(scene.told(*WHOLE), case, by=cast.clerk, on=c.TODAY)
    lost = scene.told("ringing", "hungup", call="lost", caller="")
    actions.call_back(lost, False, by=cast.clerk, on=c.TODAY)
    cells = load_workbook(io.BytesIO(clerk.get("/hotline/calls/", {"as": "xlsx"}).content)).active.iter_rows()
    head, *rows = [[cell.value for cell in row] for row in cells]
    found = {row[head.index("状态")]: dict(zip(head, row, strict=True)) for row in rows}
    kept, missed = found["已通话"], found["没有接到"]
    assert (kept["登记的诉求"], kept["来电是"], kept["响了几秒"], kept["谁接的"]) == (case.number, "诉求", 10, "柳月娥")
    assert (missed["来电号码"], missed["回拨次数"], missed["回拨接通"]) == ("没有显示号码", 1, "否")


def test_those_who_waited_longest_are_called_back_first(cast, clerk):
    for number, name in enumerate(("young", "old", "middle")):
        scene.told("ringing", "hungup", call=name, caller=f"1390000000{number}")
        Call.objects.filter(exchange_id=name).update(at=now() - (0, 9, 5)[number] * timedelta(minutes=1))
    rows = clerk.get("/hotline/abandoned/").context["pager"].rows
    assert [call.exchange_id for call in rows] == ["old", "middle", "young"]


@pytest.mark.parametrize("page", ["calls/", "abandoned/", "lines/", "rota/"])
def test_no_list_costs_more_with_more_rows(cast, client, page, django_assert_num_queries):
    office = c.enter(client, cast.people["office"])
    more(cast, 1)
    office.get(f"/hotline/{page}")  # what a process knows for a while is read once
    with CaptureQueriesContext(connection) as first:
        office.get(f"/hotline/{page}")
    more(cast, 4)
    with django_assert_num_queries(len(first)):
        office.get(f"/hotline/{page}")


def more(cast, count):
    """So many calls of each kind, lines with seats, people on the rota."""
    for number in range(count):
        name = f"{count}-{number}"
        actions.link_case(scene.told(*WHOLE, call=f"k{name}"), registered(cast), by=cast.clerk, on=c.TODAY)
        lost = scene.told("ringing", "hungup", call=f"l{name}", caller=f"1380{count:03}{number:04}")
        actions.call_back(lost, False, by=cast.clerk, on=c.TODAY)
        line = lines.open_line(cast.province, f"12351-{name}", by=cast.by, on=c.TODAY)
        lines.open_seat(line, cast.province, "1", by=cast.by, on=c.TODAY)
        who = c.officer(f"坐席{name}", cast.province, "window")
        lines.plan_shifts(lines.Hours(cast.province, who, c.TODAY, 540, 600), by=cast.by, on=c.TODAY)
