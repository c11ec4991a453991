"""What recording costs: numbers of saved forms alone, summed by unit and month, nobody's name among them."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.evidence import effort
from tiexin.evidence.actions import add_effort
from tiexin.evidence.effort import LONGEST, Effort, Spent
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
MAY = date(2012, 5, 1)
DEED = {"title": "修澡堂", "serves": "职工", "promised": str(c.TODAY), "due": str(c.TODAY)}


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def officer(cast, client):
    return c.enter(client, cast.people["officer"])


def sums():
    return sorted(Effort.objects.values_list("org__name", "month", "form", "records", "seconds", "typed", "taps"))


@pytest.mark.parametrize(
    ("said", "spent"),
    [
        ("42.5.7", Spent(42, 5, 7)),
        ("0.0.0", Spent(0, 0, 0)),
        ("999999.9999.9999", Spent(LONGEST, 9999, 9999)),
        ("", None),
        ("42.5", None),
        ("-1.5.7", None),
        ("1.5.7.9", None),
        ("1234567.0.0", None),
        ("４2.5.7", Spent(42, 5, 7)),
        ("a.b.c", None),
        ("1.5.7\n", None),
    ],
)
def test_three_numbers_and_nothing_else(said, spent):
    assert effort.read(said) == spent


@given(st.text(max_size=30))
def test_whatever_is_sent_is_numbers_or_nothing(said):
    spent = effort.read(said)
    assert spent is None or 0 <= spent.seconds <= LONGEST


def test_what_was_saved_is_added_up_and_what_was_refused_is_not(cast, officer):
    assert officer.post("/deeds/new/", DEED | {"_effort": "40.2.1"}).status_code == 302
    assert officer.post("/deeds/new/", DEED | {"_effort": "60.4.0"}).status_code == 302
    wanted = [(cast.county.name, MAY, "deed-new", 2, 100, 6, 1)]
    assert sums() == wanted
    assert officer.post("/deeds/new/", {"_effort": "60.4.0"}).status_code == 422
    assert officer.post("/deeds/new/", DEED | {"_effort": "x"}).status_code == 302
    assert officer.post("/deeds/new/", DEED).status_code == 302
    assert officer.get("/deeds/new/?_effort=1.1.1").status_code == 200
    assert sums() == wanted


def test_a_form_that_is_not_measured_is_not_counted(cast, client):
    office = c.enter(client, cast.people["office"])
    new = {"name": "六组", "kind": "stay_team", "leader": cast.people["office"].pk, "since": "2012-05-01"}
    assert office.post("/teams/new/", new | {"_effort": "60.4.0"}).status_code == 302
    assert sums() == []


def test_nobody_signed_in_counts_nothing(cast, client):
    assert client.post("/deeds/new/", DEED | {"_effort": "40.2.1"}).status_code == 302
    assert sums() == []


def test_the_sums_know_no_person_and_leave_no_entry(cast):
    with_names = {field.name for field in Effort._meta.fields if field.is_relation}
    assert with_names == {"org"}
    before = Entry.objects.count()
    add_effort(cast.county, "deed-new", Spent(1, 2, 3), on=c.TODAY)
    assert Entry.objects.count() == before


def test_months_and_units_stand_apart(cast):
    for org, on in ((cast.county, MAY), (cast.county, c.TODAY), (cast.county, date(2012, 4, 30)), (cast.city, MAY)):
        add_effort(org, "deed-new", Spent(10, 2, 0), on=on)
    april = (cast.county.name, date(2012, 4, 1), "deed-new", 1, 10, 2, 0)
    wanted = [april, (cast.county.name, MAY, "deed-new", 2, 20, 4, 0), (cast.city.name, MAY, "deed-new", 1, 10, 2, 0)]
    assert sums() == sorted(wanted)


def test_a_form_s_estimate_is_the_plan_s():
    form = effort.FORMS["visit-new"]
    assert (form.fields, form.seconds, form.label) == (5, 120, "登记走访")
    assert set(effort.FORMS) >= {"visit-new", "stay-day", "problem-step", "deed-new"}


def test_the_page_shows_averages_beside_the_estimate(cast, client):
    add_effort(cast.county, "visit-new", Spent(90, 3, 10), on=c.TODAY)
    add_effort(cast.county, "visit-new", Spent(61, 4, 5), on=c.TODAY)
    add_effort(cast.city, "visit-new", Spent(300, 12, 5), on=c.TODAY)
    add_effort(cast.other_city, "visit-new", Spent(77, 1, 1), on=c.TODAY)
    page = c.enter(client, cast.people["city_office"]).get("/burden/")
    rows = {row.org.name: (row.each, row.over) for row in page.context["pager"].rows}
    assert rows == {
        cast.city.name: ({"seconds": 300, "typed": 12, "taps": 5}, True),
        cast.county.name: ({"seconds": 75.5, "typed": 3.5, "taps": 7.5}, False),
    }
    assert "石嘴山" not in page.text
    assert page.text.count("比估计多") == 1
    for asked, count in (("unit=兴庆", 1), ("form=visit-new", 2), ("form=deed-new", 0), ("month=2012-05-31", 2)):
        assert len(client.get(f"/burden/?{asked}").context["pager"].rows) == count
    assert len(client.get("/burden/?month=2012-04-30").context["pager"].rows) == 0
    sheet = load_workbook(io.BytesIO(client.get("/burden/?unit=兴庆&as=xlsx").content)).active
    last = list(sheet.iter_rows(values_only=True))[-1]
    assert last == ("2012-05", cast.county.name, "登记走访", 2, 75.5, 120, 3.5, 5, 7.5)
