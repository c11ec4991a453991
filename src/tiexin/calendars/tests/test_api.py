"""The calendar for machines: what a year says, when a term ends, and what is refused."""

import pytest

from tiexin.calendars import queries
from tiexin.calendars.tests.years import unpublish
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
YEAR, DUE = "/api/calendar", "/api/calendar/due"


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def officer(cast, client):
    return c.enter(client, cast.people["officer"])


def test_a_year_of_the_place_where_the_installation_lives(officer):
    found = officer.get(YEAR).json()
    days = found.pop("days")
    assert found == {
        "year": 2012,
        "place": "64",
        "place_name": "宁夏",
        "published": True,
        "document": "国务院办公厅关于2012年部分节假日安排的通知",
    }
    stored = queries.days_of("64", 2012)
    assert [day["day"] for day in days] == [day.isoformat() for day in sorted(stored)]
    first, make_up = days[0], next(day for day in days if day["works"])
    assert (first["day"], first["kind"], first["works"], first["name"]) == ("2012-01-01", "off", False, "元旦")
    assert make_up["kind"] == "make-up"
    assert {day["works"] for day in days} == {True, False}


def test_another_year_of_the_country(officer):
    found = officer.get(YEAR, {"year": 2026, "place": ""}).json()
    assert (found["year"], found["place"], found["place_name"]) == (2026, "", "全国")
    assert {day["day"][:4] for day in found["days"]} == {"2026"}


@pytest.mark.parametrize("year", [1900, 2027, 99999])
def test_a_year_that_is_not_published_has_no_days(officer, year):
    found = officer.get(YEAR, {"year": year}).json()
    assert (found["published"], found["document"], found["days"]) == (False, "", [])


def test_a_place_that_is_none_is_refused(officer):
    answer = officer.get(YEAR, {"place": "99"})
    assert (answer.status_code, answer.json()["field"]) == (422, "jurisdiction")


def test_a_term_ends_with_its_reasons_as_on_the_page(officer):
    term = {"start": "2012-09-27", "amount": 5, "unit": "workday"}
    found = officer.get(DUE, term).json()
    page = officer.get("/orgs/calendar/count/", {**term, "first": "next", "way": "on", "roll": "along",
                                                 "office": "8:30-12:00 14:00-18:00", "place": "64"})  # fmt: skip
    due = page.context["due"]
    assert found == {
        "day": due.day.isoformat(),
        "at": None,
        "open": False,
        "not_before": due.not_before.isoformat(),
        "lines": list(due.lines),
    }
    assert (found["day"], len(found["lines"]) > 1) == ("2012-10-10", True)  # 29 September is a make-up Saturday


@pytest.mark.parametrize(
    ("term", "day", "at"),
    [
        ({"amount": 1, "unit": "month"}, "2012-06-10", None),
        ({"amount": 1, "unit": "month", "roll": "on"}, "2012-06-11", None),
        ({"amount": 3, "unit": "day", "first": "same"}, "2012-05-12", None),
        ({"amount": 3, "unit": "workday", "back": "true"}, "2012-05-07", None),
        ({"amount": 24, "unit": "hour", "clock": "09:30"}, "2012-05-11", "2012-05-11T09:30:00"),
        ({"amount": 4, "unit": "work-hour", "clock": "17:00"}, "2012-05-11", "2012-05-11T11:30:00"),
        ({"amount": 4, "unit": "work-hour", "clock": "17:00", "office": "9:00-18:00"},
         "2012-05-11", "2012-05-11T12:00:00"),
    ],
)  # fmt: skip
def test_terms_of_every_unit(officer, term, day, at):
    rolled = {"roll": "stay"} | term
    found = officer.get(DUE, {"start": "2012-05-10", **rolled}).json()
    assert (found["day"], found["at"]) == (day, at)


def test_without_words_the_next_working_day_of_today(officer):
    assert officer.get(DUE).json()["day"] == "2012-05-11"


def test_a_term_into_a_year_that_is_missing_stays_open(officer):
    unpublish(2026)
    found = officer.get(DUE, {"start": "2025-12-29", "amount": 10, "unit": "workday"}).json()
    assert (found["day"], found["at"], found["open"]) == (None, None, True)
    assert found["not_before"] > "2025-12-31"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10_000}, "amount"),
        ({"unit": "hour"}, "clock"),
        ({"office": "25:00-26:00"}, "office"),
        ({"office": "lunch"}, "office"),
        ({"place": "99"}, "place"),
        ({"amount": 9_999, "unit": "year"}, "amount"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_field(officer, wrong, field):
    answer = officer.get(DUE, {"start": "2012-05-10", "amount": 5, "unit": "workday"} | wrong)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("wrong", [{"unit": "week"}, {"start": "2012-02-30"}, {"roll": "maybe"}, {"amount": "x"}])
def test_what_is_no_term_at_all_is_refused(officer, wrong):
    assert officer.get(DUE, {"start": "2012-05-10", "amount": 5, "unit": "workday"} | wrong).status_code == 422


def test_only_for_those_who_may_see_the_calendar(cast, client):
    term = {"start": "2012-05-10", "amount": 5, "unit": "workday"}
    assert client.get(YEAR).status_code == client.get(DUE, term).status_code == 401
    c.enter(client, cast.people["nobody"])
    assert client.get(YEAR).status_code == client.get(DUE, term).status_code == 404
