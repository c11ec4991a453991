"""Addresses stand under their first word, and each leads where it led before."""

from importlib import import_module

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path, resolve, reverse
from django.urls.resolvers import RegexPattern

from tiexin.config import urls

EVERY = [address for app in urls.APPS for address in import_module(f"tiexin.{app}.urls").urlpatterns]
NAMES = [address.name for address in EVERY if not isinstance(address, URLResolver)]


def one(request: HttpRequest) -> HttpResponse:
    return HttpResponse("one")


def two(request: HttpRequest) -> HttpResponse:
    return HttpResponse("two")


def walked(addresses, before=""):
    """Every view by its whole address, in the order in which Django tries them."""
    for address in addresses:
        route = before + str(address.pattern)
        if isinstance(address, URLResolver):
            yield from walked(address.url_patterns, route)
        else:
            yield route, address.name, address.callback


def test_every_address_is_there_once_with_its_view():
    before, after = list(walked(EVERY)), list(walked(urls.gathered(EVERY)))
    assert sorted(before, key=str) == sorted(after, key=str)
    assert len(after) > 300


def test_within_a_word_the_order_stays():
    def under(word, found):
        return [route for route, *_ in found if route.startswith(word)]

    before, after = list(walked(EVERY)), list(walked(urls.gathered(EVERY)))
    for word in ("cases/", "visits/", "orgs/", "my/", "hotline/"):
        assert under(word, before) == under(word, after) != []


def test_few_are_tried_before_a_page_is_found():
    words = [str(each.pattern) for each in urls.gathered(EVERY) if isinstance(each, URLResolver)]
    assert len(words) == len(set(words)) < len(EVERY) / 5
    assert "cases/" in words


@pytest.mark.parametrize(
    ("where", "view"), [("/a/", one), ("/a/1/", two), ("/a/new/", one), ("/b/1/", one), ("/7/", two), ("/", one)]
)
def test_each_kind_of_address_leads_to_its_view(where, view):
    made = urls.gathered([
        path("<int:pk>/", lambda request, pk: None, name="hole"),
        path("a/", one),
        path("b/<int:pk>/", one),
        path("a/new/", one),
        path("a/<int:pk>/", two),
        path("", one, name="top"),
        path("c/", include([path("d/", two)])),
    ])  # fmt: skip
    found = URLResolver(RegexPattern("^/"), made).resolve(where)
    assert found.func is view or found.url_name == "hole"
    assert (found.url_name == "hole") == (where == "/7/")


def test_a_list_of_its_own_keeps_its_beginning():
    made = urls.gathered([path("c/", include([path("d/", two)])), path("c/", one)])
    assert [route for route, *_ in walked(made)] == ["c/", "c/d/"]
    assert URLResolver(RegexPattern("^/"), made).resolve("/c/d/").func is two


@pytest.mark.parametrize("name", ["cases", "case-new", "home", "orgs", "login", "today"])
def test_names_lead_to_addresses_and_back(name):
    assert name in NAMES
    assert resolve(reverse(name)).url_name == name
