"""Addresses by the names of their pages: what `reverse` says, without asking it each time."""

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, clear_script_prefix, path, reverse, set_script_prefix
from tests.matrix import found

from tiexin.core.named import BEYOND, address


def view(request, **named):
    return HttpResponse()


urlpatterns = [
    path("plain/", view, name="plain"),
    path("行/<int:pk>/", view, name="odd"),
    path("pairs/<int:one>/<int:other>/", view, name="pair"),
    path("words/<str:word>/", view, name="word"),
    path("both/", view, name="both"),
    path("both/<int:pk>/", view, name="both"),
]
here = override_settings(ROOT_URLCONF=__name__)


def test_every_page_of_the_house_has_the_address_that_reverse_gives_it():
    named = [
        page
        for page in found.find()
        if page.name and not page.api and page.name != "openapi-json" and set(page.models).isdisjoint({"str"})
    ]
    assert len(named) > 200
    for page in named:
        for first in (1, 7, BEYOND - 9):
            numbers = [first + place for place in range(len(page.models))]
            assert address(page.name, *numbers) == reverse(page.name, args=numbers), page


@here
@pytest.mark.parametrize(
    ("name", "given"),
    [
        *(("plain", ()), ("odd", (5,)), ("pair", (5, 6)), ("pair", (6, 5)), ("word", ("厂",)), ("word", (5,))),
        *(("both", ()), ("both", (3,)), ("odd", (0,)), ("odd", ("7",)), ("odd", (BEYOND,)), ("pair", (7, 0))),
    ],
)
def test_addresses_are_those_of_reverse(name, given):
    assert [address(name, *given) for _ in range(2)] == [reverse(name, args=given)] * 2


@here
@pytest.mark.parametrize(
    ("name", "given"), [("absent", ()), ("plain", (1,)), ("odd", ()), ("odd", ("x",)), ("odd", (-1,)), ("odd", (None,))]
)
def test_what_reverse_refuses_is_refused(name, given):
    for ask in (address, lambda name, *given: reverse(name, args=given)):
        with pytest.raises(NoReverseMatch):
            ask(name, *given)


def test_the_same_name_elsewhere_is_another_address():
    """Which addresses there are, and under which prefix, decides every time."""
    assert address("case", 3) == "/cases/3/"
    with here, pytest.raises(NoReverseMatch):
        address("case", 3)
    set_script_prefix("/union/")
    try:
        assert address("case", 3) == reverse("case", args=[3]) == "/union/cases/3/"
    finally:
        clear_script_prefix()
    assert address("case", 3) == "/cases/3/"


def draw(text, **given):
    return Template(text).render(Context(given))


def test_templates_write_it():
    assert draw("{% url 'case' pk %}|{% url name %}", pk=12, name="cases") == "/cases/12/|/cases/"
    assert draw("{% url 'case' pk=pk %}", pk=12) == "/cases/12/"
    assert draw("{% url 'case' pk as where %}[{{ where }}]", pk=12) == "[/cases/12/]"
    assert draw("{% url 'absent' as where %}[{{ where }}]") == "[]"
    with pytest.raises(NoReverseMatch):
        draw("{% url 'case' pk %}", pk="")
    with here:
        assert draw("{% url 'word' word %}", word="a&b'") == "/words/a&amp;b&#x27;/"
        assert draw("{% autoescape off %}{% url 'word' word %}{% endautoescape %}", word="a&b") == "/words/a&b/"
