"""Pages of lines, who joins them, seats, and the rota by week: what is refused, who may, what it costs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import desk, rules
from tiexin.cases.hotline.line_forms import WeekFilter
from tiexin.cases.hotline.models import Line, LineJoin, Seat, Shift
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import opening
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    yield found
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def refused(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── lines, unions, seats ────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_opened_with_its_number(cast, office):
    assert "12351" in text_of(office.get("/hotline/lines/"))
    page = office.post("/hotline/lines/new/", {"number": "12351-2"}).url
    made = Line.objects.get(number="12351-2")
    assert (page, made.org, made.opened) == (f"/hotline/lines/{made.pk}/", cast.province, c.TODAY)
    with c.nothing_written():
        again = office.post("/hotline/lines/new/", {"number": "12351-2"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["number"])


def test_county_unions_join_several_at_once_and_who_is_missing_is_named(cast, office):
    page = f"/hotline/lines/{cast.line.pk}/"
    found = office.get(page).context
    assert (found["covered"], found["total"], found["missing"]) == (0, 2, [cast.county, cast.other_county])
    assert office.post(f"{page}join/", {"orgs": [cast.county.pk, cast.other_county.pk]}).url == page
    found = office.get(page).context
    assert (found["covered"], found["missing"], len(found["joined"])) == (2, [], 2)
    assert Fact.objects.filter(measure="hotline_joined").count() == 2
    assert "接入单位</a>" not in text_of(office.get(page))


@pytest.mark.parametrize("who", ["city", "closed", "enterprise", "county"])
def test_only_county_unions_that_have_not_joined_can_be_chosen(cast, office, who):
    lines.join_line(cast.line, cast.county, by=cast.by, on=c.TODAY)
    with c.nothing_written():
        answer = office.post(f"/hotline/lines/{cast.line.pk}/join/", {"orgs": [getattr(cast, who).pk]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["orgs"])


def test_all_join_or_none(cast):
    lines.join_line(cast.line, cast.other_county, by=cast.by, on=c.TODAY)
    both = [cast.county, cast.other_county]
    refused("org", lambda: lines.join_unions(cast.line, both, by=cast.by, on=c.TODAY))
    assert LineJoin.objects.count() == 1


def test_a_seat_stands_at_the_union_of_the_line_or_one_that_joined(cast, office):
    page = f"/hotline/lines/{cast.line.pk}/seats/new/"
    assert list(office.get(page).context["form"].fields["org"].queryset) == [cast.province]
    lines.join_line(cast.line, cast.county, by=cast.by, on=c.TODAY)
    assert office.post(page, {"number": "2", "org": cast.county.pk}).status_code == 302
    made = Seat.objects.get(number="2")
    assert (made.org, made.officer, made.state) == (cast.county, None, "away")
    for sent, wrong in (
        ({"number": "2", "org": cast.province.pk}, "number"),
        ({"number": "3", "org": cast.city.pk}, "org"),
    ):
        with c.nothing_written():
            answer = office.post(page, sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    assert "2号" in text_of(office.get(f"/hotline/lines/{cast.line.pk}/"))


def test_a_line_of_somewhere_else_is_not_there(cast, client):
    city = c.enter(client, cast.people["city_office"])
    pages = ("", "join/", "seats/new/")
    assert [city.get(f"/hotline/lines/{cast.line.pk}/{page}").status_code for page in pages] == [404] * 3
    assert city.get("/hotline/lines/").context["pager"].rows == []


def test_whoever_answers_does_not_lead(cast, client):
    clerk = c.enter(client, cast.clerk)
    pages = ("lines/", "lines/new/", "rota/new/", "rates/", "scores/")
    assert [clerk.get(f"/hotline/{page}").status_code for page in pages] == [404] * 5
    assert clerk.get("/hotline/rota/").status_code == 200
    assert "排一个班" not in text_of(clerk.get("/hotline/rota/"))


# ── the rota ────────────────────────────────────────────────────────────────────────────────────────────


def hours(cast, on=c.TODAY, start=540, end=1020, until=None, officer=None):
    return lines.Hours(cast.province, officer or cast.clerk, on, start, end, until)


def sent(cast, **changes):
    said = {"officer": cast.clerk.pk, "on": str(c.TODAY), "start": "09:00", "end": "17:00"}
    return {**said, **changes}


def test_a_week_of_shifts_is_planned_at_once(cast, office):
    page = office.post("/hotline/rota/new/", sent(cast, until=str(c.TODAY + 4 * DAY))).url
    assert page == f"/hotline/rota/?week={c.TODAY}"
    rows = list(Shift.objects.order_by("on").values_list("officer", "on", "start", "end"))
    assert rows == [(cast.clerk.pk, c.TODAY + number * DAY, 540, 1020) for number in range(5)]
    ((officer, week),) = office.get(page).context["people"]
    assert (officer, [len(shifts) for _, _, shifts in week]) == (cast.clerk, [0, 0, 0, 1, 1, 1, 1])
    assert "09:00–17:00" in text_of(office.get(page))
    ((_, after),) = office.get("/hotline/rota/", {"week": str(c.TODAY + 7 * DAY)}).context["people"]
    assert [len(shifts) for _, _, shifts in after] == [1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": "09:00"}, "end"),
        ({"start": "10:00", "end": "11:00"}, "start"),
        ({"on": "2012-05-09"}, "on"),
        ({"until": "2012-05-09"}, "until"),
        ({"until": "2012-06-30"}, "until"),
        ({"officer": ""}, "officer"),
        ({"start": "25:00"}, "start"),
    ],
)
def test_what_is_wrong_with_a_shift_is_said(cast, office, changes, field):
    lines.plan_shifts(hours(cast), by=cast.by, on=c.TODAY)
    with c.nothing_written():
        answer = office.post("/hotline/rota/new/", sent(cast, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_one_day_that_crosses_stops_all_days(cast):
    lines.plan_shifts(hours(cast, on=c.TODAY + 2 * DAY), by=cast.by, on=c.TODAY)
    plan = hours(cast, start=1000, end=1100, until=c.TODAY + 4 * DAY)
    refused("start", lambda: lines.plan_shifts(plan, by=cast.by, on=c.TODAY))
    assert Shift.objects.count() == 1


def test_a_shift_until_midnight_ends_the_day(cast, office):
    assert office.post("/hotline/rota/new/", sent(cast, start="16:00", end="00:00")).status_code == 302
    assert Shift.objects.get().hours == "16:00–24:00"


def test_who_leaves_before_the_day_is_not_planned(cast):
    Officer.objects.filter(pk=cast.clerk.pk).update(until=c.TODAY + 2 * DAY)
    assert len(lines.plan_shifts(hours(cast, until=c.TODAY + DAY), by=cast.by, on=c.TODAY)) == 2
    plan = hours(cast, on=c.TODAY + 2 * DAY)
    assert "不在岗" in refused("officer", lambda: lines.plan_shifts(plan, by=cast.by, on=c.TODAY))


def test_only_people_who_may_answer_are_offered(cast, office):
    offered = text_of(office.get("/hotline/rota/new/officers/", {"q": "", "name": "officer"}))
    assert "柳月娥" in offered and "李秀兰" not in offered
    with c.nothing_written():
        answer = office.post("/hotline/rota/new/", sent(cast, officer=cast.people["officer"].pk))
    assert list(answer.context["form"].errors) == ["officer"]


def test_a_shift_is_dropped_once_and_its_time_is_free_again(cast, office):
    (shift,) = lines.plan_shifts(hours(cast), by=cast.by, on=c.TODAY)
    assert office.post(f"/hotline/rota/{shift.pk}/drop/").url == f"/hotline/rota/?week={c.TODAY}"
    shift.refresh_from_db()
    assert (shift.dropped, office.get("/hotline/rota/").context["people"]) == (c.TODAY, [])
    assert Entry.objects.filter(verb="drop_shift").count() == 1
    refused("", lambda: lines.drop_shift(shift, by=cast.by, on=c.TODAY))
    assert len(lines.plan_shifts(hours(cast), by=cast.by, on=c.TODAY)) == 1


def test_a_shift_that_was_worked_is_not_dropped(cast):
    (shift,) = lines.plan_shifts(hours(cast), by=cast.by, on=c.TODAY)
    refused("", lambda: lines.drop_shift(shift, by=cast.by, on=c.TODAY + DAY))


@pytest.mark.parametrize(("minute", "there"), [(539, 0), (540, 1), (1019, 1), (1020, 0)])
def test_who_is_on_now(cast, rf, minute, there):
    lines.plan_shifts(hours(cast), by=cast.by, on=c.TODAY)
    request = rf.get("/")
    request.today, request.officer, request.needs = c.TODAY, cast.clerk, "hotline.answer"
    at = opening(c.TODAY) + timedelta(minutes=minute)
    assert len(desk.on_now(request, at)) == there


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("", "2012-05-07"),
        ("2012-05-13", "2012-05-07"),
        ("2012-05-14", "2012-05-14"),
        ("0001-01-01", "2012-05-07"),
        ("9999-12-31", "2012-05-07"),
        ("x", "2012-05-07"),
    ],
)
def test_a_week_begins_on_its_monday(rf, asked, first):
    assert WeekFilter(rf.get("/", {"week": asked})).first(c.TODAY) == date.fromisoformat(first)


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "2012-05-10"])
def test_the_ends_of_the_calendar_are_no_error(cast, office, week):
    assert office.get("/hotline/rota/", {"week": week}).status_code == 200


HOURS = st.tuples(st.integers(0, 1440), st.integers(0, 1440))


@given(st.lists(HOURS, max_size=12))
def test_whatever_is_planned_no_minute_belongs_to_two_shifts(asked):
    kept = []
    for start, end in asked:
        try:
            rules.check_shift(start, end, kept)
        except Refused:
            crosses = any(start < other_end and other < end for other, other_end in kept)
            assert start >= end or crosses
            continue
        kept.append((start, end))
    minutes = [minute for start, end in kept for minute in range(start, end)]
    assert len(minutes) == len(set(minutes))


@given(st.integers(0, 1440))
def test_a_clock_shows_every_minute_of_the_day(minutes):
    hour, minute = map(int, rules.clock(minutes).split(":"))
    assert (hour * 60 + minute, len(rules.clock(minutes))) == (minutes, 5)


@pytest.mark.parametrize(("until", "planned"), [(None, 1), (1, 0)])
def test_a_year_ahead_and_no_further(cast, office, until, planned):
    last = c.TODAY + 366 * DAY
    sent_until = {"until": str(last + until * DAY)} if until else {}
    answer = office.post("/hotline/rota/new/", sent(cast, on=str(last), **sent_until))
    assert (Shift.objects.count(), answer.status_code) == (planned, 302 if planned else 422)
    if until:
        assert answer.context["form"].errors == {"until": ["最多提前366天排班（依据：" + lines.ROTA + "）"]}
