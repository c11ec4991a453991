"""Whatever is sent to pages of the hotline is answered in words: script, NUL, ends of the calendar, ids of others."""

from datetime import timedelta

import pytest

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions.hotline_scores import Judged, score_call
from tiexin.cases.hotline.models import Call, CallScore, Line, LineJoin, Seat, Shift
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.test_hotline_scores import ALL, answered, drawn
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHOLE = ("ringing", "answered", "hungup")
SCRIPT = "<script>alert(1)</script>"
LONG = "长" * 1_000_000
ABSENT = 10**9


@pytest.fixture
def cast():
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    found.judge = found.people["office"]
    yield found
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.judge)


def wrong(client, page, sent):
    """The fields beside which something is said; nothing was written."""
    with c.nothing_written():
        answer = client.post(page, sent)
    assert answer.status_code == 422
    return list(answer.context["form"].errors)


# ── lists and their filters ─────────────────────────────────────────────────────────────────────────────

FILTERS = ("phone", "unit", "state", "what", "since", "until")
BAD = [SCRIPT, "\x00", "x" * 5000, "'; DROP TABLE cases_call; --", "９９", "-1", "None", "0001-01-01", "9999-12-31"]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("name", FILTERS)
def test_no_filter_of_calls_can_be_broken(cast, clerk, name, text):
    scene.told(*WHOLE)
    answer = clerk.get("/hotline/calls/", {name: text})
    assert (answer.status_code, SCRIPT in answer.content.decode()) == (200, False)


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize(
    ("page", "name"),
    [("rates", "since"), ("rates", "until"), ("rota", "week"), ("scores", "page"), ("lines", "page"), ("calls", "as")],
)
def test_no_other_page_can_be_broken_by_its_address(cast, office, page, name, text):
    scene.told(*WHOLE)
    answer = office.get(f"/hotline/{page}/", {name: text})
    assert (answer.status_code in (200, 404), SCRIPT in answer.content.decode()) == (True, False)


@pytest.mark.parametrize("phone", ["匿名", "——", "1381234567", "138123456789", "%", "1381234_678"])
def test_a_number_that_is_none_finds_no_call(cast, clerk, phone):
    scene.told(*WHOLE)
    assert clerk.get("/hotline/calls/", {"phone": phone}).context["pager"].rows == []


@pytest.mark.parametrize("phone", ["13812345678", "+86 138 1234 5678", "86-13812345678", "138-1234-5678", " "])
def test_a_number_is_found_however_it_is_written(cast, clerk, phone):
    call = scene.told(*WHOLE)
    scene.told(*WHOLE, call="hidden", caller="") if phone.strip() else None
    assert clerk.get("/hotline/calls/", {"phone": phone}).context["pager"].rows == [call]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (0, 0, {"day"}),
        (-1, 0, {"before", "day"}),
        (0, 1, {"day", "after"}),
        (1, 1, {"after"}),
        (2, 9, set()),
        (1, -1, set()),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_list(cast, clerk, since, until, found):
    """A call at the last second of a day belongs to that day, one at its first second does, too."""
    for name, seconds in (("before", -1), ("day", 0), ("after", 86400)):
        scene.told(*WHOLE, call=name)
        Call.objects.filter(exchange_id=name).update(at=opening() + timedelta(seconds=seconds))
    asked = {"since": str(c.TODAY + since * DAY), "until": str(c.TODAY + until * DAY)}
    assert {each.exchange_id for each in clerk.get("/hotline/calls/", asked).context["pager"].rows} == found


def opening():
    return scene.moment(c.TODAY).replace(hour=0, minute=0, second=0, microsecond=0)


# ── lines and seats ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["", "   ", "1" * 21, LONG, "12\x00351"], ids=range(5))
def test_a_line_has_a_number(cast, office, number):
    assert wrong(office, "/hotline/lines/new/", {"number": number}) == ["number"]
    assert Line.objects.count() == 1


@pytest.mark.parametrize("number", ["", "   ", "1" * 21, LONG, "1\x00"], ids=range(5))
def test_a_seat_has_a_number(cast, office, number):
    page = f"/hotline/lines/{cast.line.pk}/seats/new/"
    assert wrong(office, page, {"number": number, "org": cast.province.pk}) == ["number"]


def test_a_number_in_script_is_shown_as_text(cast, office):
    office.post(f"/hotline/lines/{cast.line.pk}/seats/new/", {"number": "<i>9</i>", "org": cast.province.pk})
    page = office.get(f"/hotline/lines/{cast.line.pk}/").content.decode()
    assert ("<i>9</i>" in page, "&lt;i&gt;9&lt;/i&gt;" in page) == (False, True)


@pytest.mark.parametrize("orgs", [[], [ABSENT], ["x"], [SCRIPT], ["\x00"], [-1]], ids=str)
def test_who_joins_is_a_union_that_is_offered(cast, office, orgs):
    assert wrong(office, f"/hotline/lines/{cast.line.pk}/join/", {"orgs": orgs}) == ["orgs"]


def test_a_union_sent_twice_joins_once_and_sent_again_is_refused(cast, office):
    page, sent = f"/hotline/lines/{cast.line.pk}/join/", {"orgs": [cast.county.pk, cast.county.pk]}
    assert office.post(page, sent).status_code == 302
    assert wrong(office, page, sent) == ["orgs"]
    assert LineJoin.objects.count() == 1


@pytest.mark.parametrize("seat", ["", "x", ABSENT, "\x00", SCRIPT, 10**30], ids=str)
def test_a_seat_that_is_none_is_not_taken(cast, clerk, seat):
    with c.nothing_written():
        assert clerk.post("/hotline/seat/", {"seat": seat, "do": "take"}).url == "/hotline/"
    assert Seat.objects.get().officer is None


def test_a_seat_out_of_reach_is_not_taken(cast, client):
    far = c.officer("外人", cast.other_city, "window")
    with c.nothing_written():
        c.enter(client, far).post("/hotline/seat/", {"seat": cast.seat.pk, "do": "take"})
    assert Seat.objects.get().officer is None


def test_taking_ones_own_seat_again_changes_nothing_but_the_state(cast, clerk):
    for do in ("take", "writing", "take"):
        clerk.post("/hotline/seat/", {"seat": cast.seat.pk, "do": do})
    found = Seat.objects.get()
    assert (found.officer, found.state) == (cast.clerk, "free")


# ── the rota ────────────────────────────────────────────────────────────────────────────────────────────


def sent(cast, **changes):
    return {"officer": cast.clerk.pk, "on": str(c.TODAY), "start": "09:00", "end": "17:00", **changes}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": "9999-12-31", "until": "0001-01-01"}, "until"),
        ({"on": "0001-01-01", "until": "9999-12-31"}, "until"),
        ({"on": "0001-01-01"}, "on"),
        ({"on": "31-12-2012"}, "on"),
        ({"on": ""}, "on"),
        ({"start": ""}, "start"),
        ({"end": SCRIPT}, "end"),
        ({"start": "17:00", "end": "09:00"}, "end"),
        ({"officer": ABSENT}, "officer"),
        ({"officer": SCRIPT}, "officer"),
        ({"officer": "\x00"}, "officer"),
        ({"officer": 10**30}, "officer"),
    ],
    ids=str,
)
def test_a_shift_that_cannot_be_is_refused_beside_its_field(cast, office, changes, field):
    assert wrong(office, "/hotline/rota/new/", sent(cast, **changes)) == [field]


def test_no_day_is_planned_that_no_week_can_show(cast, office):
    """A shift of the last day of the calendar could be neither seen nor dropped."""
    assert wrong(office, "/hotline/rota/new/", sent(cast, on="9999-12-31")) == ["on"]
    assert office.get("/hotline/rota/", {"week": "9999-12-31"}).status_code == 200


@pytest.mark.parametrize(("days", "planned"), [(30, 31), (31, 0)])
def test_a_month_is_planned_at_most(cast, office, days, planned):
    office.post("/hotline/rota/new/", sent(cast, until=str(c.TODAY + days * DAY)))
    assert Shift.objects.count() == planned


def test_the_same_shift_sent_twice_is_planned_once(cast, office):
    assert office.post("/hotline/rota/new/", sent(cast)).status_code == 302
    assert wrong(office, "/hotline/rota/new/", sent(cast)) == ["start"]


def test_a_shift_of_elsewhere_is_not_dropped(cast, client):
    (shift,) = lines.plan_shifts(lines.Hours(cast.province, cast.clerk, c.TODAY, 540, 600), by=cast.by, on=c.TODAY)
    with c.nothing_written():
        answer = c.enter(client, cast.people["city_office"]).post(f"/hotline/rota/{shift.pk}/drop/")
    assert answer.status_code == 404


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────

KEYS = [("answer/", {}), ("mark/", {"what": "request"}), ("back/", {"reached": "yes"})]


@pytest.mark.parametrize(("key", "said"), KEYS)
def test_keys_of_a_call_out_of_reach_do_nothing(cast, client, key, said):
    call = scene.told(*(WHOLE if key != "back/" else ("ringing", "hungup")))
    far = c.enter(client, c.officer("外人", cast.other_city, "window"))
    with c.nothing_written():
        answers = [far.post(f"/hotline/calls/{pk}/{key}", said).status_code for pk in (call.pk, ABSENT)]
    assert (answers, far.get(f"/hotline/calls/{call.pk}/").status_code) == ([404, 404], 404)


@pytest.mark.parametrize(("key", "said"), KEYS)
def test_keys_are_not_pressed_by_opening_an_address(cast, clerk, key, said):
    call = scene.told(*WHOLE)
    with c.nothing_written():
        assert clerk.get(f"/hotline/calls/{call.pk}/{key}", said).status_code == 405


def test_a_call_out_of_reach_fills_no_form_and_is_not_tied(cast, client):
    """Its number stands under seal: an address typed by hand does not open it."""
    call = scene.told(*WHOLE, region="640104")
    far = c.enter(client, c.officer("外人", cast.other_county, "officer"))
    page = far.get(f"/cases/new/?kind=petition&call={call.pk}")
    assert (page.context["origin"], scene.PHONE in page.content.decode()) == (None, False)
    key = page.context["form"]["key"].value()
    said = {"title": "工资没发", "asker": "self", "channel": "hotline", "reply_way": "code", "name": "刘桂英"}
    far.post(f"/cases/new/?kind=petition&call={call.pk}", {**said, "key": key, "phone": "13900001111"})
    call.refresh_from_db()
    assert (Case.objects.count(), call.case, call.what) == (1, None, "")


def test_a_call_that_became_a_matter_becomes_no_second_one(cast, clerk):
    call = scene.told(*WHOLE)
    actions.link_case(call, registered(cast), by=cast.clerk, on=c.TODAY)
    address = f"/cases/new/?kind=petition&call={call.pk}"
    key = clerk.get(address).context["form"]["key"].value()
    said = {"title": "工资没发", "asker": "self", "channel": "hotline", "reply_way": "code", "name": "刘桂英"}
    with c.nothing_written():
        answer = clerk.post(address, {**said, "key": key, "phone": "13900001111"})
    assert answer.status_code == 422


def test_the_name_of_a_recording_is_shown_as_text(cast, clerk):
    call = scene.told("ringing", "answered", "recording", recording="<b>r</b>")
    page = clerk.get(f"/hotline/calls/{call.pk}/").content.decode()
    assert ("<b>r</b>" in page, "&lt;b&gt;r&lt;/b&gt;" in page) == (False, True)


# ── scores ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pick(cast):
    lines.take_seat(cast.seat, by=cast.clerk, on=c.TODAY)
    answered()
    return drawn(cast)[0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": "长" * 201}, "note"),
        ({"note": LONG}, "note"),
        ({"note": "\x00"}, "note"),
        ({"greeting": SCRIPT}, "greeting"),
        ({"greeting": ["yes", "perhaps"]}, "greeting"),
        ({"greeting": "\x00"}, "greeting"),
    ],
    ids=range(6),
)
def test_a_sheet_that_is_not_filled_in_its_words_is_refused(cast, pick, office, changes, field):
    assert wrong(office, f"/hotline/calls/{pick.item.thing_id}/score/", {**ALL, **changes}) == [field]


def test_a_sheet_sent_twice_is_one_score(cast, pick, office):
    page = f"/hotline/calls/{pick.item.thing_id}/score/"
    assert office.post(page, ALL).status_code == 302
    with c.nothing_written():
        assert office.post(page, ALL).url == "/hotline/scores/"
    assert CallScore.objects.count() == 1


@pytest.mark.parametrize("reply", ["", "   ", "长" * 201, LONG, "\x00"], ids=range(5))
def test_a_reply_is_a_sentence(cast, pick, client, reply):
    score = score_call(pick, Judged(ALL), by=cast.judge, on=c.TODAY)
    assert wrong(c.enter(client, cast.clerk), f"/hotline/scores/{score.pk}/", {"reply": reply}) == ["reply"]


def test_words_of_a_score_are_shown_as_text(cast, pick, client):
    score = score_call(pick, Judged(ALL, SCRIPT), by=cast.judge, on=c.TODAY)
    clerk = c.enter(client, cast.clerk)
    clerk.post(f"/hotline/scores/{score.pk}/", {"reply": "<b>断线</b>"})
    page = clerk.get(f"/hotline/scores/{score.pk}/").content.decode()
    assert [each in page for each in (SCRIPT, "<b>断线</b>", "&lt;b&gt;断线&lt;/b&gt;")] == [False, False, True]


def test_a_call_that_was_not_drawn_has_no_sheet(cast, pick, office):
    other = scene.told(*WHOLE, call="not-drawn")
    with c.nothing_written():
        assert office.post(f"/hotline/calls/{other.pk}/score/", ALL).url == "/hotline/scores/"
    assert not CallScore.objects.exists()


@pytest.mark.parametrize("number", ["9" * 30, f"-{'9' * 30}", "0", "-1", "1.5", "１２", "x", SCRIPT])
def test_a_union_that_can_be_none_joins_no_line(cast, office, number):
    for sent in ([number], [str(cast.county.pk), number]):
        assert wrong(office, f"/hotline/lines/{cast.line.pk}/join/", {"orgs": sent}) == ["orgs"]
    assert office.post(f"/hotline/lines/{cast.line.pk}/join/", {"orgs": [str(cast.county.pk)]}).status_code == 302
