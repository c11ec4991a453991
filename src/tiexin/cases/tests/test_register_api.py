"""Matters registered by machines: the same row as by the page, the same refusals; sent twice it is one."""

import uuid

import pytest
from django.core.cache import cache

from tiexin.cases import codes
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.api_scene import EVIL, HUGE, enter, post, refused, said
from tiexin.cases.tests.case_scene import stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def kept(case):
    """Everything of a matter that does not name the row itself."""
    plain = ("kind", "cls", "state", "on", "channel", "org", "owner", "first", "asker", "worker", "name", "people")
    more = ("employer", "place", "title", "text", "details", "sealed", "hide_name", "reply_way", "due", "phone_index")
    row = {name: getattr(case, name) for name in (*plain, *more)}
    row["phone_index"] = bytes(row["phone_index"])
    rest = {
        "steps": list(case.steps.order_by("pk").values_list("event", "label", "text", "told")),
        "clocks": list(case.clocks.order_by("rule").values_list("rule", "due", "lines")),
        "parts": list(case.parts.order_by("role").values_list("role", "officer")),
        "offers": list(case.offers.values_list("org", "reason")),
    }
    return {**row, **rest}


def test_a_matter_is_the_same_as_the_page_makes_it(cast, client):
    client = enter(cast, client)
    sent = said(employer=cast.employer.pk, worker=cast.worker.pk, place="一车间")
    answer = post(client, "", **sent)
    assert answer.status_code == 201, answer.content.decode()
    made = Case.objects.get()
    typed = {k: v for k, v in sent.items() if k not in ("details", "key", "kind")}
    typed |= {
        "key": uuid.uuid4(),
        "asker": "self",
        "channel": "window",
        "reply_way": "code",
        "hide_name": "on",
        "again": "on",
    }
    client.post("/cases/new/?kind=dispute", {**typed, "ask_claim": "wages", "ask_amount": "12500.50"})
    paged = Case.objects.exclude(pk=made.pk).get()
    assert kept(made) == kept(paged)
    assert made.details == {"claim": "wages", "amount": 1250050}
    out = answer.json()
    assert (out["id"], out["number"], out["state"], out["code"]) == (
        made.pk,
        made.number,
        "registered",
        codes.code_of(made.key),
    )
    assert "13900001111" not in answer.content.decode()


def test_sent_twice_it_is_the_same_matter(cast, client):
    client, sent = enter(cast, client), said()
    first = post(client, "", **sent)
    before = c.rows()
    second = post(client, "", **{**sent, "title": "别的字"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json() and Case.objects.get().title == "拖欠工资"
    assert c.rows() == before


def test_a_key_of_somebody_else_finds_nothing(cast, client):
    sent = said()
    post(enter(cast, client), "", **sent)
    words = refused(enter(cast, client, cast.mate), "", "", **sent)
    assert "已经登记过" in words and cast.author.name not in words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "moon"),
        ("kind", EVIL),
        ("title", ""),
        ("title", "长" * 61),
        ("text", "字" * 1_000_000),
        ("phone", "12"),
        ("phone", "１３９０００" + "0" * 20),
        ("asker", "moon"),
        ("channel", EVIL),
        ("reply_way", ""),
        ("people", 0),
        ("people", HUGE),
        ("worker", HUGE),
        ("worker", -1),
        ("employer", HUGE),
        ("employer", 999_999),
        ("name", "a\0b"),
        ("elsewhere", EVIL),
        ("details", {EVIL: "x"}),
        ("details", {"title": "x"}),
    ],
)
def test_what_is_sent_wrong_is_said_with_its_field_and_nothing_is_written(cast, client, field, value):
    refused(enter(cast, client), field, "", **said(**{field: value}))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({}, "ask_claim"),
        ({"claim": "moon"}, "ask_claim"),
        ({"claim": "wages", "amount": -1}, "ask_amount"),
        ({"claim": "wages", "amount": HUGE}, "ask_amount"),
        ({"claim": "wages", "amount": EVIL}, "ask_amount"),
    ],
)
def test_answers_that_the_service_does_not_take(cast, client, details, field):
    refused(enter(cast, client), field, "", **said(details=details))


@pytest.mark.parametrize("key", ["", "x", None, 5, EVIL])
def test_without_a_key_there_is_no_matter(cast, client, key):
    with c.nothing_written():
        assert post(enter(cast, client), "", **said(key=key)).status_code == 422


def test_a_name_is_needed_and_a_number_to_call(cast, client):
    client = enter(cast, client)
    assert "怎么称呼" in refused(client, "name", "", **said(name=""))
    refused(client, "phone", "", **said(phone="", reply_way="call"))
    refused(client, "people", "", **said(asker="group", people=1))
    assert "选“集体”" in refused(client, "people", "", **said(asker="self", people=12))


def test_an_enterprise_or_a_worker_out_of_reach_is_none(cast, client):
    client = enter(cast, client, "stranger")
    refused(client, "employer", "", **said(employer=cast.employer.pk))
    refused(client, "worker", "", **said(worker=cast.worker.pk))


def test_a_script_stays_words(cast, client):
    client = enter(cast, client)
    details = {"claim": "wages"}
    answer = post(client, "", **said(title=EVIL, text=EVIL, name=EVIL, place=EVIL, behalf=EVIL, details=details))
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.title, case.text, case.name, case.place) == (EVIL, EVIL, EVIL, EVIL)
    assert EVIL not in client.get(f"/cases/{case.pk}/").content.decode()
    assert answer.headers["Content-Type"].startswith("application/json")


def test_what_belongs_elsewhere_is_told(cast, client):
    why = next(each.name for each in catalogue()["dispute"].elsewhere if not each.service)
    answer = post(enter(cast, client), "", **said(elsewhere=why)).json()
    assert (answer["state"], answer["closed"]) == ("elsewhere", str(c.TODAY))
    assert Case.objects.get().steps.order_by("pk").last().event == "refused"


def test_about_an_officer_it_goes_past_their_unit(cast, client):
    answer = post(enter(cast, client), "", **said(kind="officer_complaint", details={}, about=cast.chief.pk))
    assert answer.status_code == 201, answer.content.decode()
    case = Case.objects.get()
    assert (case.org, case.owner, case.about, case.about_org) == (cast.city, None, cast.chief, cast.county)
    assert enter(cast, client, cast.chief).get(f"/api/cases/{case.pk}").status_code == 404


def test_registering_costs_no_more_than_the_page(cast, client, django_assert_max_num_queries):
    client = enter(cast, client)
    post(client, "", **said())
    with django_assert_max_num_queries(18):
        assert post(client, "", **said(employer=cast.employer.pk)).status_code == 201
