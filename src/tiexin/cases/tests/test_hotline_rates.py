"""The page of the four rates: beside plan and standard, by day and county, none over too few, who has not joined."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import queries
from tiexin.cases.hotline.call_forms import SpanFilter
from tiexin.cases.hotline.models import Call
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import opening
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHOLE = ("ringing", "answered", "hungup")


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def came(*kinds, day=c.TODAY, wait=10, **more):
    """A call of a day, answered after so many seconds."""
    call = scene.told(*kinds, **more)
    call.at = call.ring = opening(day) + 9 * timedelta(hours=1)
    call.answer = call.ring + timedelta(seconds=wait) if call.answer else None
    call.save()
    return call


def test_both_measures_stand_beside_each_other(cast, office):
    """Twenty calls, nineteen in time, one after sixteen seconds: the plan is kept, the standard is, too."""
    for number in range(20):
        came(*WHOLE, call=f"a{number}", wait=16 if number == 7 else 15)
    came("ringing", "hungup", call="lost", day=c.TODAY - DAY)
    found = office.get("/hotline/rates/").context
    told = [(day.on, day.connected.count, day.soon.count, day.connected.total) for day in found["days"]]
    assert told == [(c.TODAY, 20, 19, 20), (c.TODAY - DAY, 0, 0, 1)]
    judged = [(day.connected.whole, day.meets, day.soon.few) for day in found["days"]]
    assert judged == [(True, True, False), (False, False, True)]
    text = text_of(office.get("/hotline/rates/"))
    words = ("95.0%", "100.0%", "GB/T 33358-2016", "15秒", "C146", "太少，不判", "接起的来电 ÷ 全部来电")
    assert [word for word in words if word not in text] == []


def test_no_rate_is_told_over_too_few(cast, office):
    for number in range(4):
        actions.answer_question(came(*WHOLE, call=f"q{number}"), by=cast.by, on=c.TODAY)
    rates = office.get("/hotline/rates/").context["rates"]
    assert [(rate.count, rate.total, rate.percent, rate.few) for rate in rates] == [
        (4, 4, None, True),
        (4, 4, None, True),
        (0, 0, None, False),
        (0, 0, None, False),
    ]
    actions.answer_question(came(*WHOLE, call="q4"), by=cast.by, on=c.TODAY)
    assert [rate.percent for rate in office.get("/hotline/rates/").context["rates"]] == [100.0, 100.0, None, None]


def test_a_marked_request_that_nobody_registered_lowers_the_rate(cast, office):
    for number in range(5):
        actions.mark_call(came(*WHOLE, call=f"r{number}"), "request", by=cast.by, on=c.TODAY)
    taken = office.get("/hotline/rates/").context["rates"][2]
    assert (taken.promise, taken.count, taken.total, taken.percent) == ("有求必应", 0, 5, 0.0)


def test_calls_of_which_nobody_said_what_they_were_are_told_and_listed(cast, office):
    """A promise of 100 % is not kept by pressing no key."""
    assert "没有记是什么事" not in text_of(office.get("/hotline/rates/"))
    actions.answer_question(came(*WHOLE, call="said"), by=cast.by, on=c.TODAY)
    came("ringing", "hungup", call="lost")
    came(*WHOLE, call="old", day=c.TODAY - 40 * DAY)
    silent = came(*WHOLE, call="silent")
    back = came("ringing", "hungup", call="back")
    Call.objects.filter(pk=back.pk).update(reached=True)
    answer = office.get("/hotline/rates/")
    assert answer.context["unmarked"] == 2
    assert "另有<a href=" in text_of(answer) and ">2个和来电人说过话、没有记是什么事的来电</a>" in text_of(answer)
    link = unescape(re.search(r'href="(/hotline/calls/[^"]*what=open[^"]*)"', answer.content.decode())[1])
    assert {row.pk for row in office.get(link).context["pager"].rows} == {silent.pk, back.pk}


def test_counties_stand_with_their_calls_and_who_has_not_joined_is_named(cast, office):
    came(*WHOLE, region="640104")
    came(*WHOLE, call="far", region="640202")
    lines.join_line(cast.line, cast.county, by=cast.by, on=c.TODAY)
    context = office.get("/hotline/rates/").context
    assert [(org, four[0].total) for org, four in context["counties"]] == [(cast.county, 1), (cast.other_county, 1)]
    covers = context["coverage"]
    assert (covers["joined"], covers["total"], covers["missing"]) == (1, 2, [cast.other_county])
    city = c.enter(office, cast.people["city_office"]).get("/hotline/rates/").context
    assert ([org for org, _ in city["counties"]], city["coverage"]["missing"]) == ([cast.county], [])


def test_days_beyond_the_span_do_not_count(cast, office):
    came(*WHOLE, call="old", day=c.TODAY - 40 * DAY)
    assert office.get("/hotline/rates/").context["days"] == []
    asked = {"since": str(c.TODAY - 41 * DAY)}
    assert [day.on for day in office.get("/hotline/rates/", asked).context["days"]] == [c.TODAY - 40 * DAY]


@pytest.mark.parametrize(
    ("since", "until", "span"),
    [
        ("", "", (c.TODAY - 30 * DAY, c.TODAY)),
        ("2012-05-01", "2012-04-01", ("2012-04-01", "2012-05-01")),
        ("2011-01-01", "2012-05-01", ("2012-01-30", "2012-05-01")),
        ("0001-01-01", "0001-01-02", (c.TODAY - 30 * DAY, c.TODAY)),
        ("", "1900-01-02", ("1899-12-03", "1900-01-02")),
        ("", "9999-12-31", (c.TODAY - 30 * DAY, c.TODAY)),
        ("", "2012-12-01", (c.TODAY - 30 * DAY, c.TODAY)),
        ("2012-11-20", "2012-12-01", (c.TODAY, c.TODAY)),
        ("2012-12-01", "2012-05-01", ("2012-05-01", c.TODAY)),
    ],
)
def test_a_span_is_in_order_and_a_quarter_at_most(rf, since, until, span):
    form = SpanFilter(rf.get("/", {"since": since, "until": until}))
    assert tuple(map(str, form.span(c.TODAY))) == tuple(map(str, span))


def test_days_are_taken_out(cast, office):
    for number in range(5):
        came(*WHOLE, call=f"x{number}")
    answer = office.get("/hotline/rates/", {"as": "xlsx"})
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert [row[1:] for row in cells[1:]] == [[5, 5, 100, 5, 100, "是", "是"]]


def test_rates_need_no_more_statements_with_more_calls(cast, office, django_assert_num_queries):
    came(*WHOLE)
    office.get("/hotline/rates/")  # what a process knows for a while is read once
    with CaptureQueriesContext(connection) as first:
        office.get("/hotline/rates/")
    for number, region in enumerate(("640202", "640104", "640000")):
        came(*WHOLE, call=f"n{number}", region=region, day=c.TODAY - number * DAY)
    with django_assert_num_queries(len(first)):
        office.get("/hotline/rates/")
    assert Call.objects.count() == 4


def test_a_rate_that_is_whole_is_kept():
    assert [queries.Rate("", "", "", count, 10).whole for count in (10, 9)] == [True, False]
