"""Every number of the rates is a link: the list under it has exactly so many calls, of those days, that county."""

import html
import re
from datetime import timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.cases.hotline import norms, queries
from tiexin.cases.hotline.call_forms import CallFilter
from tiexin.cases.hotline.models import Call
from tiexin.cases.tests import hotline_scene as scene
from tiexin.core.days import opening
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
URL = "/hotline/rates/"
LINK = re.compile(r'<a class="tx-figure" href="(/hotline/calls/\?[^"]*)">([\d,]+)<span class="visually-hidden">')
WHAT = ("", "question", "request", "difficulty")
SECONDS = {"no": None, "soon": 15, "late": 16, "back": None}  # until it was answered; “back”: reached later


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def came(cast, number, org, day, outcome):
    """A call as its events and its answerer would leave it."""
    what, answered, done = outcome
    at = opening(day) + timedelta(hours=9, seconds=number)
    seconds = SECONDS[answered]
    answer = None if seconds is None else at + timedelta(seconds=seconds)
    said = {"at": at, "ring": at, "answer": answer, "state": "abandoned" if answer is None else "ended"}
    reached = answered == "back" or None
    spoken = reached or answer
    made = {"done": day if done and what and spoken else None, "what": what if spoken else "", "reached": reached}
    return Call.objects.create(exchange_id=f"n{number}", line=cast.line, org=org, **said, **made)


def many(cast):
    """Calls of every kind and outcome, of two counties, on three days."""
    number = 0
    for org, extra in ((cast.county, 0), (cast.other_county, 1)):
        for days in range(3):
            for what in WHAT[: 4 - days + extra]:
                for answered in SECONDS:
                    for done in (False, True):
                        came(cast, number, org, c.TODAY - days * DAY, (what, answered, done))
                        number += 1
    came(cast, number, cast.county, c.TODAY - 50 * DAY, ("question", "soon", True))


def links(client, who, asked=""):
    page = c.enter(client, who).get(f"{URL}{asked}").content.decode()
    return [(html.unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(page)]


def listed(client, url):
    return client.get(url).context["pager"].total


def test_every_number_opens_the_calls_that_it_counts(cast, client):
    many(cast)
    found = links(client, cast.people["office"])
    assert len(found) == 2 * 4 + 3 * 2 * 2 + 2 * 4 * 2
    assert [(url, listed(client, url)) for url, _ in found] == found
    assert len({number for _, number in found}) > 8


def test_so_do_those_of_a_shorter_span(cast, client):
    many(cast)
    for asked in (f"?since={c.TODAY - DAY}&until={c.TODAY - DAY}", f"?since={c.TODAY - 60 * DAY}"):
        found = links(client, cast.people["office"], asked)
        assert [(url, listed(client, url)) for url, _ in found] == found


def test_a_county_is_that_county_and_no_other_of_a_similar_name(cast, client):
    c.org(f"东{cast.county.name}", "county", cast.city)
    similar = type(cast.county).objects.get(name=f"东{cast.county.name}")
    for number, org in enumerate((cast.county, similar, similar)):
        came(cast, number, org, c.TODAY, ("", "soon", False))
    found = [(url, number) for url, number in links(client, cast.people["office"]) if "county=" in url]
    assert [(url, listed(client, url)) for url, _ in found] == found
    of = {org.pk: [number for url, number in found if f"county={org.pk}&" in url][:2] for org in (cast.county, similar)}
    assert of == {cast.county.pk: [1, 1], similar.pk: [2, 2]}


def test_who_answers_elsewhere_too_sees_no_more_under_a_number_than_it_says(cast, client):
    many(cast)
    head = cast.people["city_office"]
    orgs.grant_post(head, cast.other_county, "window", by=None, on=c.TODAY)
    found = links(client, head)
    assert [(url, listed(client, url)) for url, _ in found] == found
    assert listed(client, "/hotline/calls/") > listed(client, "/hotline/calls/?reach=lead")


def test_the_list_says_which_county_it_was_asked_for_and_is_cleared(cast, client):
    many(cast)
    hand = c.enter(client, cast.people["office"])
    page = hand.get(f"/hotline/calls/?county={cast.county.pk}").content.decode()
    assert f'<option value="{cast.county.pk}" selected>{cast.county}</option>' in page
    assert 'name="county"' not in hand.get("/hotline/calls/").content.decode()


@pytest.mark.parametrize("county", ["0", "-1", "x", "9" * 40, "1.5", ""])
def test_a_county_that_is_none_filters_nothing(cast, client, county):
    many(cast)
    hand = c.enter(client, cast.people["office"])
    assert listed(hand, f"/hotline/calls/?county={county}") == Call.objects.count()


def test_a_county_out_of_reach_shows_neither_calls_nor_its_name(cast, client):
    many(cast)
    answer = c.enter(client, cast.people["city_office"]).get(f"/hotline/calls/?county={cast.other_county.pk}")
    assert (answer.context["pager"].total, str(cast.other_county) in answer.content.decode()) == (0, False)
    assert "不在您的范围内" in answer.content.decode()


def test_in_time_is_as_the_standard_says(cast):
    found = [came(cast, number, cast.county, c.TODAY, ("", kind, False)) for number, kind in enumerate(SECONDS)]
    assert list(Call.objects.filter(queries.in_time())) == [found[1]]
    assert norms.soon() == 15


@settings(
    max_examples=min(25, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    calls=st.lists(
        st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from(WHAT), st.sampled_from([*SECONDS]), st.booleans()),
        max_size=12,
    ),
    span=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_whatever_came_each_rate_is_over_what_its_filter_finds(cast, calls, span):
    Call.objects.all().delete()
    for number, (far, days, *outcome) in enumerate(calls):
        came(cast, number, cast.other_county if far else cast.county, c.TODAY - days * DAY, outcome)
    since, until = c.TODAY - max(span) * DAY, c.TODAY - min(span) * DAY
    found = queries.during(Call.objects.all(), since, until)
    for org, four in queries.by_org(found):
        for rate in four:
            told = [
                asked(cast, f"{query}&county={org}&since={since}&until={until}") for query in (rate.kept, rate.asked)
            ]
            assert told == [rate.count, rate.total]


def asked(cast, query):
    request = RequestFactory().get(f"/?{query}")
    request.officer, request.today, request.needs = cast.people["office"], c.TODAY, "hotline.answer"
    return CallFilter(request).narrowed(Call.objects.for_request(request)).count()
