"""Matters for machines and for search: the same reach, nothing sealed, no phone; where a new one goes."""

from datetime import date

import pytest
from django.core.cache import cache

from tiexin.calendars import actions as calendars
from tiexin.calendars.rules import NewDay
from tiexin.cases import before, findable, origins, queries, tasks
from tiexin.cases.catalogue import catalogue
from tiexin.cases.hotline import linking
from tiexin.cases.models import Case, CaseClock, CaseOrigin
from tiexin.cases.tests import hotline_scene as hotline
from tiexin.cases.tests.case_scene import clocks, moved, registered, stage
from tiexin.duties import fold
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def test_the_list_for_machines_has_the_same_reach_and_no_phone(cast, client):
    case = registered(cast, phone="13912345678")
    answer = c.enter(client, cast.author).get("/api/cases")
    [row] = answer.json()["rows"]
    assert (row["id"], row["number"], row["owner"], row["state"]) == (
        case.pk,
        case.number,
        cast.author.pk,
        "registered",
    )
    assert b"13912345678" not in answer.content
    assert c.enter(type(client)(), cast.people["stranger"]).get("/api/cases").json()["rows"] == []


def test_one_matter_for_machines_shows_the_arithmetic_of_its_clocks(cast, client):
    case = registered(cast)
    found = {
        clock["rule"]: clock for clock in c.enter(client, cast.author).get(f"/api/cases/{case.pk}").json()["clocks"]
    }
    assert set(found) == set(CaseClock.objects.values_list("rule", flat=True))
    assert found["contact"]["lines"] == CaseClock.objects.get(rule="contact").lines
    assert len(found["contact"]["lines"]) > 1
    assert c.enter(type(client)(), cast.people["stranger"]).get(f"/api/cases/{case.pk}").status_code == 404


def test_a_sealed_title_is_not_handed_out(cast, client):
    case = registered(cast)
    Case.objects.update(sealed=True, text="")
    assert c.enter(client, cast.author).get(f"/api/cases/{case.pk}").json()["title"] == ""


def test_a_matter_is_found_by_its_words_and_a_sealed_one_never(cast):
    case = registered(cast)
    [found] = findable.of_entries([case.pk])
    assert (found.org_id, found.title) == (cast.county.pk, "拖欠三个月工资")
    assert "从二月起一直没有发" in found.body and case.number in found.body
    assert "13900001111" not in found.body
    Case.objects.update(sealed=True, text="")
    assert list(findable.of_entries([case.pk])) == [] and list(findable.cases()) == []


def test_a_matter_about_somebody_of_the_house_is_in_no_search(cast):
    registered(cast, about=cast.chief)
    registered(cast, about_org=cast.city)
    assert list(findable.cases()) == []


def test_the_nearest_unit_of_the_catalogue_s_level_owns_a_new_matter(cast):
    dispute = catalogue()["dispute"]
    assert queries.unit_for(dispute, cast.enterprise) == cast.enterprise
    assert queries.unit_for(dispute, cast.county) == cast.county
    assert queries.unit_for(dispute, cast.city) is None


def test_where_ownership_is_unclear_the_nearest_office_decides(cast):
    assert queries.backstop(cast.enterprise, c.TODAY) == cast.people["city_office"]
    assert queries.backstop(cast.province, c.TODAY) == cast.people["office"]
    assert queries.backstop(cast.province, date(2011, 1, 1)) is None


def test_what_looks_alike_is_of_the_same_person_or_enterprise_and_open(cast, rf):
    one = registered(cast, employer=cast.employer)
    same = registered(cast, employer=cast.employer, phone="13911112222")
    caller = registered(cast, "petition")
    moved(registered(cast, employer=cast.employer), "accept", "withdraw", by=cast.author)
    request = rf.get("/")
    request.officer, request.today, request.needs = cast.author, c.TODAY, "cases.see"
    assert set(before.of(request, one).open) == {same, caller}


def test_taking_part_gives_no_right_that_the_person_does_not_hold(cast, rf):
    case = registered(cast)
    request = rf.get("/")
    request.officer, request.today, request.needs = cast.author, c.TODAY, "cases.see"
    assert list(Case.objects.for_request(request)) == [case]
    assert list(Case.objects.for_request(request, "cases.call_back")) == []


def test_a_published_day_off_moves_open_terms(cast):
    case = registered(cast)
    day = NewDay(date(2012, 5, 14), "off", "临时放假")
    calendars.change_day("", day, "自治区通知", by=cast.people["office"], on=c.TODAY)
    assert fold.drain() > 0
    tasks.recount_clocks.call()
    assert clocks(case)["contact"][0] == date(2012, 5, 16)


def test_a_matter_registered_during_a_call_knows_the_caller_and_counts_once(cast, client):
    hotline.stage()
    call = hotline.told("ringing", "answered")
    client = c.enter(client, cast.people["office"])
    page = client.get(f"/cases/new/?kind=dispute&call={call.pk}").content.decode()
    assert hotline.PHONE in page
    said = {"key": "0f8fad5b-d9cb-469f-a165-70867728950e", "asker": "self", "name": "一名职工", "people": "1"}
    said |= {"title": "欠薪", "channel": "hotline", "reply_way": "call", "phone": hotline.PHONE, "ask_claim": "wages"}
    assert client.post(f"/cases/new/?kind=dispute&call={call.pk}", said).status_code == 302
    case = Case.objects.get()
    call.refresh_from_db()
    assert (call.case, case.channel) == (case, "hotline")
    assert (CaseOrigin.objects.get().kind, CaseOrigin.objects.get().thing_id) == ("call", call.pk)
    assert Fact.objects.live().filter(measure="call_taken").count() == 1


@pytest.mark.parametrize("text", ["0", "x", "99999999999999999999", "²"])
def test_a_place_that_there_is_not_is_no_place(cast, client, rf, text):
    request = rf.get("/cases/new/", {"call": text})
    request.officer, request.today, request.needs = cast.author, c.TODAY, "cases.register"
    assert origins.asked(request) is None
    assert c.enter(client, cast.author).get(f"/cases/new/?call={text}").status_code == 200


def test_a_call_out_of_reach_tells_nothing(cast, rf):
    hotline.stage()
    call = hotline.told("ringing", "answered")
    request = rf.get("/")
    request.officer, request.today = cast.people["stranger"], c.TODAY
    request.needs = "cases.register"
    assert linking.known(request, call.pk) is None
