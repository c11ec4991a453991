"""A complaint about an officer or a unit goes past them by itself; they and their unit see nothing of it."""

import uuid

import pytest
from django.core.cache import cache

from tiexin.cases import queries
from tiexin.cases.actions import going_past
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, Part
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Tree, Under
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
PAST = [service.name for service in catalogue().values() if service.past_unit]


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def complained(cast, kind="officer_complaint", **changes):
    service = catalogue()[kind]
    details = {each.name: next(iter(each.choices), "情况") for each in service.fields if each.must}
    return registered(cast, kind, details=details, **changes)


@pytest.mark.parametrize("kind", PAST)
def test_it_waits_in_the_queue_of_the_unit_above_whom_it_is_about(cast, kind):
    case = complained(cast, kind, about=cast.chief)
    assert (case.org, case.owner, case.about_org) == (cast.city, None, cast.county)
    assert list(Part.objects.values_list("officer", "role")) == [(cast.author.pk, "first")]
    [told] = Message.objects.filter(kind="task").values_list("officer", "title")
    assert told == (cast.people["city_office"].pk, f"有一件{case.what}等人认领")


def test_without_a_name_it_goes_past_the_unit_that_received_it(cast):
    assert complained(cast).org == cast.city


def opened(client, who):
    return c.enter(type(client)(), who)


def path_of(case):
    return [(step.label, step.words, step.told) for step in queries.path(Case.objects.get(pk=case.pk))]


def test_with_nothing_above_it_stays_for_leaders_whom_it_is_not_about(cast, client):
    boss, office = cast.people["leader"], cast.people["office"]
    case = complained(cast, about=boss, org=cast.province, by=office)
    assert (case.org, case.owner, case.about_org) == (cast.province, None, None)
    assert path_of(case)[1] == ("由谁来办", going_past.STAYS, True)
    assert list(Message.objects.filter(kind="task").values_list("officer", flat=True)) == [office.pk]
    assert opened(client, boss).get(f"/cases/{case.pk}/").status_code == 404
    page = opened(client, office).get(f"/cases/{case.pk}/").content.decode()
    assert "上面的工会现在没有人在这里办理" in page and "认领" in page
    assert opened(client, office).post(f"/cases/{case.pk}/claim/").status_code == 302
    assert Case.objects.get().owner == office


@pytest.fixture
def nation(cast):
    """A unit above the region in which nobody serves: named by its tree, without officers or posts."""
    found = c.org("全国总工会", "national", None, region="")
    Under.objects.bulk_create(
        Under(tree=Tree.TERRITORY, org_id=each, ancestor=found, depth=depth + 1)
        for each, depth in Under.objects.filter(tree=Tree.TERRITORY, ancestor=cast.province).values_list("org", "depth")
    )
    return found


def test_a_unit_above_in_which_nobody_serves_is_no_place_for_it(cast, nation):
    case = complained(cast, about=cast.people["leader"], org=cast.province, by=cast.people["office"])
    assert (case.org, path_of(case)[1][0]) == (cast.province, "由谁来办")


def test_it_passes_by_units_above_without_anybody_who_leads(cast):
    case = complained(cast, about=c.officer("伍德", cast.other_county, "officer"))  # its city's office leads
    assert case.org == cast.other_city
    orgs.end_post(cast.people["stranger"].posts.get(), by=None, on=c.TODAY)
    later = complained(cast, about=Officer.objects.get(name="伍德"), title="又一次", key=uuid.uuid4())
    assert (later.org, later.about_org) == (cast.province, cast.other_county)


def test_whoever_is_of_the_unit_and_leads_above_it_does_not_count(cast):
    here = c.officer("段文", cast.other_county)
    orgs.grant_post(here, cast.other_city, "office", by=None, on=c.TODAY)
    orgs.end_post(cast.people["stranger"].posts.get(), by=None, on=c.TODAY)
    assert complained(cast, about=here).org == cast.province


def test_where_nobody_is_left_the_asker_is_told_where_else_to_go(cast, client):
    boss = cast.people["leader"]
    orgs.end_post(cast.people["office"].posts.get(), by=None, on=c.TODAY)
    case = complained(cast, about=boss, org=cast.province)
    assert path_of(case)[1] == ("由谁来办", going_past.NOBODY, True)
    assert "12388" in going_past.NOBODY and "12388" in going_past.STAYS
    assert not Message.objects.filter(kind="task").exists()
    slip = opened(client, cast.author).get(f"/cases/{case.pk}/slip/").content.decode()
    assert "我们先记下" in slip


def test_the_office_that_it_is_about_does_not_hear_of_it(cast):
    office, boss = cast.people["office"], cast.people["leader"]
    case = complained(cast, about=office, org=cast.province)
    assert (case.org, case.owner) == (cast.province, None)
    assert list(Message.objects.filter(kind="task").values_list("officer", flat=True)) == [boss.pk]


def test_what_goes_up_says_nothing_of_staying(cast, client):
    case = complained(cast, about=cast.chief)
    assert [label for label, _, _ in path_of(case)] == ["登记"]
    assert "由谁来办" not in opened(client, cast.author).get(f"/cases/{case.pk}/slip/").content.decode()


def test_whom_it_is_about_and_their_unit_see_nothing_and_those_above_claim_it(cast, client):
    case = complained(cast, about=cast.chief)
    for who in (cast.chief, cast.mate):
        other = c.enter(type(client)(), who)
        assert other.get(f"/cases/{case.pk}/").status_code == 404
        assert f"/cases/{case.pk}/" not in other.get("/cases/?state=all").content.decode()
    above = c.enter(client, cast.people["city_office"])
    assert above.post(f"/cases/{case.pk}/claim/").status_code == 302
    assert Case.objects.get().owner == cast.people["city_office"]


def test_the_form_asks_whom_it_is_about_where_that_matters_alone(cast, client):
    client = c.enter(client, cast.author)
    assert "反映的是谁" not in client.get("/cases/new/?kind=dispute").content.decode()
    page = client.get("/cases/new/?kind=officer_complaint").content.decode()
    assert "反映的是谁" in page
    assert "丁文博" in client.get("/cases/new/officers/?name=about&q=丁文博").content.decode()
    service = catalogue()["officer_complaint"]
    asked = {f"ask_{each.name}": next(iter(each.choices), "情况") for each in service.fields if each.must}
    said = {"key": uuid.uuid4(), "asker": service.askers[0], "name": "刘桂英", "people": "1", "title": "态度生硬"}
    said |= {"channel": "window", "reply_way": "code", "about": cast.chief.pk, **asked}
    assert client.post("/cases/new/?kind=officer_complaint", said).status_code == 302
    assert (Case.objects.get().about, Case.objects.get().org) == (cast.chief, cast.city)
