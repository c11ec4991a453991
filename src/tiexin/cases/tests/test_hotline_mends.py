"""Putting a line right: a seat left taken, a number mistyped, a union joined by mistake; what never was counts not."""

import pytest

from tiexin.cases.actions import hotline as calls
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions import hotline_mends as mends
from tiexin.cases.hotline.models import Call, Line, LineJoin, LineMend, Seat, Sitting
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
WHY = "当时输错了"


@pytest.fixture
def cast():
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.do = {"by": found.by, "on": c.TODAY}
    yield found
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def refuse(action, *args, field="", word="", **do):
    with c.nothing_written(), pytest.raises(Refused, match=word) as refused:
        action(*args, **do)
    assert refused.value.field == field


def mended():
    return [*LineMend.objects.order_by("pk").values_list("text", "why")]


def standing(measure):
    return Fact.objects.filter(measure=measure, voided_by=None).count()


def url(cast, move="mend/"):
    return f"/hotline/lines/{cast.line.pk}/{move}"


# ── seats ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_left_taken_is_freed(cast):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    seat = mends.free_seat(cast.seat, WHY, **cast.do)
    assert (seat.officer, seat.state, Sitting.objects.get().until is None) == (None, "away", False)
    assert (mended(), Entry.objects.filter(verb="free_seat").count()) == ([("1号座席让柳月娥离座", WHY)], 1)
    assert lines.take_seat(cast.seat, by=cast.by, on=c.TODAY).officer == cast.by


def test_nobody_is_sent_from_an_empty_seat_and_no_reason_is_no_reason(cast):
    refuse(mends.free_seat, cast.seat, WHY, field="what", word="没有人", **cast.do)
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    refuse(mends.free_seat, cast.seat, " ", field="why", word="请写一句为什么", **cast.do)


def test_a_mistyped_seat_gets_its_number(cast):
    other = lines.open_seat(cast.line, cast.province, "22", **cast.do)
    refuse(mends.renumber_seat, other, "1", WHY, field="number", word="已有这个座席号", **cast.do)
    refuse(mends.renumber_seat, other, "", WHY, field="number", word="请写改成什么号", **cast.do)
    assert mends.renumber_seat(other, "2", WHY, **cast.do).number == "2"
    assert scene.told("ringing", seat="2").seat == other
    assert mended() == [("22号座席改为2号", WHY)]


def test_a_closed_seat_is_empty_and_its_number_may_be_given_again(cast, client):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    refuse(mends.close_seat, cast.seat, WHY, field="what", word="先让人离座", **cast.do)
    mends.free_seat(cast.seat, WHY, **cast.do)
    old = scene.told("answered", call="old", seat="1")
    assert mends.close_seat(cast.seat, WHY, **cast.do).closed == c.TODAY
    refuse(mends.close_seat, cast.seat, WHY, field="what", word="已经停用", **cast.do)
    refuse(lines.take_seat, cast.seat, field="seat", word="已经停用", by=cast.clerk, on=c.TODAY)
    desk = text_of(c.enter(client, cast.clerk).get("/hotline/"))
    assert ("坐 1号座席" in desk, "没有空着的座席" in desk) == (False, True)
    assert scene.told("answered", call="late", seat="1").seat == old.seat  # told late: it was there
    again = lines.open_seat(cast.line, cast.province, "1", **cast.do)
    assert scene.told("answered", call="new", seat="1").seat == again


# ── unions ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_union_joined_by_mistake_counts_not(cast, office):
    joined = lines.join_line(cast.line, cast.county, **cast.do)
    assert standing("hotline_joined") == 1
    assert mends.drop_join(joined, WHY, **cast.do).until == c.TODAY
    assert (standing("hotline_joined"), mended()) == (0, [(f"撤销{cast.county}的接入", WHY)])
    refuse(mends.drop_join, joined, WHY, field="what", word="已经撤销", **cast.do)
    assert office.get(url(cast, "")).context["missing"] == [cast.county, cast.other_county]
    assert office.get("/hotline/rates/").context["coverage"]["joined"] == 0
    lines.join_line(cast.line, cast.county, **cast.do)
    assert (standing("hotline_joined"), LineJoin.objects.count()) == (1, 2)


def test_one_from_which_calls_came_was_served_and_stays_counted(cast):
    joined = lines.join_line(cast.line, cast.county, **cast.do)
    scene.told("ringing", "answered")
    mends.drop_join(joined, WHY, **cast.do)
    assert standing("hotline_joined") == 1


def test_first_the_seats_at_a_union_then_its_joining(cast):
    joined = lines.join_line(cast.line, cast.county, **cast.do)
    seat = lines.open_seat(cast.line, cast.county, "2", **cast.do)
    refuse(mends.drop_join, joined, WHY, field="what", word="先停用座席", **cast.do)
    mends.close_seat(seat, WHY, **cast.do)
    assert mends.drop_join(joined, WHY, **cast.do).until == c.TODAY


# ── lines ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mistyped_line_gets_its_number(cast):
    wrong = lines.open_line(cast.province, "12315", **cast.do)
    refuse(mends.renumber_line, wrong, "12351", WHY, field="number", word="已经开通", **cast.do)
    assert mends.renumber_line(wrong, "12352", WHY, **cast.do).number == "12352"
    assert [*Line.objects.order_by("number").values_list("number", flat=True)] == ["12351", "12352"]


def test_a_line_is_closed_when_nothing_hangs_on_it(cast):
    wrong = lines.open_line(cast.province, "12315", **cast.do)
    seat = lines.open_seat(wrong, cast.province, "1", **cast.do)
    refuse(mends.close_line, wrong, WHY, field="what", word="先停用座席、撤销接入", **cast.do)
    mends.close_seat(seat, WHY, **cast.do)
    assert (standing("hotline_opened"), mends.close_line(wrong, WHY, **cast.do).closed) == (2, c.TODAY)
    assert standing("hotline_opened") == 1
    for action, more in ((lines.open_seat, (cast.province, "2")), (lines.join_line, (cast.county,))):
        refuse(action, wrong, *more, word="已经停用", **cast.do)
    refuse(mends.renumber_line, wrong, "12399", WHY, word="已经停用", **cast.do)
    assert lines.open_line(cast.province, "12315", **cast.do).pk != wrong.pk


def test_a_closed_line_takes_no_new_call_and_what_is_told_late_of_an_old_one(cast):
    scene.told("ringing", "answered")
    mends.close_seat(cast.seat, WHY, **cast.do)
    mends.close_line(cast.line, WHY, **cast.do)
    assert standing("hotline_opened") == 1  # it was in service
    with c.nothing_written(), pytest.raises(Refused, match="没有开通"):
        calls.take_event(scene.message(call="new"), by=None, on=c.TODAY)
    calls.take_event(scene.message("hungup", seconds=40), by=None, on=c.TODAY)
    assert Call.objects.get().state == "ended"


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_line_is_put_right_on_its_page(cast, office):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    lines.join_line(cast.line, cast.county, **cast.do)
    assert f'href="{url(cast)}"' in text_of(office.get(url(cast, "")))
    offered = [label for _, label in office.get(url(cast)).context["form"].fields["what"].choices]
    seat = ["1号座席：让柳月娥离座", "1号座席：改号", "1号座席：停用"]
    assert offered == ["请选择", *seat, f"{cast.county}：撤销接入", "热线12351：改号", "热线12351：停用"]
    sent = {"what": f"seat-{cast.seat.pk}", "number": "11", "why": WHY}
    assert office.post(url(cast), sent).url == url(cast, "")
    assert Seat.objects.get().number == "11"
    assert f"1号座席改为11号：{WHY}" in text_of(office.get(url(cast, "")))


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"what": "seat-{seat}", "why": WHY}, "number"),
        ({"what": "seat-{seat}", "number": "2"}, "why"),
        ({"what": "seat-{other}", "number": "2", "why": WHY}, "what"),
        ({"what": "close", "why": WHY}, "what"),
        ({"why": WHY}, "what"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, office, sent, field):
    far = lines.open_line(cast.city, "12352", **cast.do)
    other = lines.open_seat(far, cast.city, "9", **cast.do)
    said = {name: value.format(seat=cast.seat.pk, other=other.pk) for name, value in sent.items()}
    with c.nothing_written():
        answer = office.post(url(cast), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_only_who_leads_puts_a_line_right(cast, client):
    answerer = c.enter(client, cast.clerk)
    assert [answerer.get(url(cast)).status_code, answerer.post(url(cast), {}).status_code] == [404, 404]


def test_a_closed_line_says_so_and_offers_nothing(cast, office):
    mends.close_seat(cast.seat, WHY, **cast.do)
    mends.close_line(cast.line, WHY, **cast.do)
    text = text_of(office.get(url(cast, "")))
    assert ("停用" in text, f'href="{url(cast)}"' in text, url(cast, "join/") in text) == (True, False, False)
    assert "已停用" in text_of(office.get("/hotline/lines/"))
