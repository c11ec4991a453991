"""Who reaches which rows, in both trees; pages without a mark; the officer comes with the account."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI

from tiexin.orgs import scope
from tiexin.orgs.backend import Backend
from tiexin.orgs.middleware import NeedsMiddleware
from tiexin.orgs.models import Account, Officer, Org, Post
from tiexin.orgs.operations import is_marked, marked
from tiexin.orgs.scope import ScopedQuerySet, may, needs, nodes, open_to
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.work import NewSpell, start_spell
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def asking(officer, permission="orgs.see"):
    user = SimpleNamespace(is_authenticated=officer is not None)
    return SimpleNamespace(officer=officer, today=c.TODAY, needs=permission, user=user)


REACH = {
    "leader": "province city county enterprise other_city other_county industry closed",
    "city_office": "city county enterprise closed",
    "officer": "county enterprise",
    "enterprise": "enterprise",
    "stranger": "other_city other_county",
    "nobody": "",
}


@pytest.mark.parametrize("name", REACH)
def test_units_within_reach(cast, name):
    reached = set(Org.objects.for_request(asking(cast.people[name])))
    assert reached == {getattr(cast, unit) for unit in REACH[name].split()}


def test_industry_tree_gives_reach_too(cast):
    boss = c.officer("冯立新", cast.industry, "leader")
    assert set(Org.objects.for_request(asking(boss))) == {cast.industry, cast.enterprise}


def test_reach_depends_on_the_permission(cast):
    request = asking(cast.people["system"])
    assert may(request, "accounts.manage")
    assert not may(request, "posts.grant")
    assert nodes(request, "accounts.manage") == [cast.province.id]
    assert Officer.objects.for_request(request, "audit.see").count() == 0


@pytest.mark.parametrize(("since", "until", "held"), [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False)])
def test_post_counts_from_its_first_day_to_the_day_before_its_end(cast, since, until, held):
    from datetime import timedelta

    end = None if until is None else c.TODAY + timedelta(until)
    who = cast.people["nobody"]
    Post.objects.create(officer=who, org=cast.county, role="officer", since=c.TODAY + timedelta(since), until=end)
    assert may(asking(who), "orgs.see") == held


def test_page_asks_for_log_in_then_for_a_post(cast):
    page = needs("audit.see")(lambda request: HttpResponse("seen"))
    request = RequestFactory().get("/audit/?who=a")
    request.user, request.officer, request.today = SimpleNamespace(is_authenticated=False), None, c.TODAY
    assert page(request).url == "/login/?next=%2Faudit%2F%3Fwho%3Da"
    with pytest.raises(Http404):
        page(asking(cast.people["leader"], ""))
    assert page(asking(cast.people["audit"], "")).content == b"seen"


def test_unknown_permission_is_an_error_when_the_page_is_written():
    for mark in (needs, marked):
        with pytest.raises(KeyError):
            mark("visits.fly")


def test_page_without_a_mark_is_not_there():
    check = NeedsMiddleware(lambda request: HttpResponse()).process_view
    with pytest.raises(Http404):
        check(None, lambda request: HttpResponse(), (), {})
    assert check(None, open_to("所有人")(lambda request: HttpResponse()), (), {}) is None
    assert check(None, needs("orgs.see")(lambda request: HttpResponse()), (), {}) is None


def test_route_of_the_api_is_marked_when_all_its_operations_are():
    api = NinjaAPI(urls_namespace="marks-of-orgs", docs_url=None, openapi_url=None)

    @marked("orgs.see")
    def fine(request):
        return {}

    def bare(request):
        return {}

    api.get("/a")(fine)
    api.get("/b")(fine)
    api.post("/b")(bare)
    views = {str(p.pattern): p.callback for p in api.urls[0] if str(p.pattern) in ("a", "b")}
    assert (is_marked(views["a"]), is_marked(views["b"])) == (True, False)


def test_account_comes_with_officer_and_unit_in_one_query(cast, django_assert_num_queries):
    account = cast.people["officer"].account
    with django_assert_num_queries(1):
        user = Backend().get_user(account.pk)
        assert (user.officer, user.officer.org) == (cast.people["officer"], cast.county)


def test_disabled_or_unknown_account_is_nobody(cast):
    Account.objects.filter(pk=cast.people["officer"].account_id).update(is_active=False)
    assert Backend().get_user(cast.people["officer"].account_id) is None
    assert Backend().get_user(10**9) is None


def test_request_of_somebody_costs_three_queries_before_the_page(cast, client, django_assert_max_num_queries):
    c.enter(client, cast.people["officer"])
    client.get("/home/")
    with django_assert_max_num_queries(3):  # session; account with officer and unit; posts
        assert client.get("/home/").status_code == 302


# ── two ways to the same rows ───────────────────────────────────────────────────────────────────────────


def scoped():
    """Every table that knows its scope."""
    models = [m for app in apps.get_app_configs() if app.name.startswith("tiexin.") for m in app.get_models()]
    return [m for m in models if isinstance(m._default_manager.all(), ScopedQuerySet)]


@pytest.mark.parametrize("place", ["province", "city", "county", "enterprise", "other_city", "industry"])
def test_a_wide_unit_finds_what_a_narrow_one_would(cast, place, monkeypatch):
    employed = c.worker(cast.foreign, "同时在两处的")
    start_spell(employed, NewSpell("platform", c.TODAY, cast.employer, leaves=False), by=None, on=c.TODAY)
    unit = getattr(cast, place).pk
    found = []
    for wide in (set(), {unit}):
        monkeypatch.setattr(scope, "WIDE", wide)
        found.append({m: sorted(m._default_manager.within([unit]).values_list("pk", flat=True)) for m in scoped()})
    assert found[0] == found[1]
    assert len(found[0]) > 20
    assert Worker in found[0]


def test_whoever_enters_with_a_post_high_up_is_known(cast, monkeypatch):
    monkeypatch.setattr("tiexin.orgs.backend.WIDE", known := set())
    for name in ("leader", "city_office", "officer", "enterprise", "nobody"):
        Backend().get_user(cast.people[name].account_id)
    assert known == {cast.province.pk, cast.city.pk}


def test_a_list_seen_from_high_up_is_walked_in_its_own_order(cast, monkeypatch):
    monkeypatch.setattr(scope, "WIDE", {cast.province.pk})
    rows = Worker.objects.within([cast.province.pk]).order_by("-pk")[:25]
    if connection.vendor == "postgresql":  # a handful of rows is sorted rather than walked, as the statistics fall
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    assert "USE TEMP B-TREE" not in plan
    assert "MULTI-INDEX OR" not in plan
    assert "Sort" not in plan


def test_a_province_is_asked_row_by_row_and_a_county_by_its_units(cast, monkeypatch):
    """With an offset PostgreSQL cannot list all units of a province first, for one page of rows."""
    monkeypatch.setattr(scope, "WIDE", {cast.province.pk})
    asked = [str(Worker.objects.within([unit.pk]).query) for unit in (cast.province, cast.county)]
    assert ["OFFSET 0)" in sql for sql in asked] == [True, False]
