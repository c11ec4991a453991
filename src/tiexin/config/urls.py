"""Every address of the product."""

from importlib import import_module
from itertools import groupby
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from tiexin.config.api import api

APPS = (
    *("boards", "portal", "supervision", "plans", "visits", "activities", "cases", "draws", "evidence"),
    *("registry", "outbox", "calendars", "atlas", "search", "orgs"),
)
Address = URLPattern | URLResolver


def gathered(addresses: list[Address]) -> list[Address]:
    """Put addresses that begin with the same word under it: Django tries one after the other, and there are hundreds.

    Their order within a word stays; what begins with a hole, or with nothing, is tried last.
    """
    ordered = sorted(addresses, key=lambda each: _first(each) or "~")
    found: list[Address] = []
    for word, each_of in groupby(ordered, key=_first):
        group = list(each_of)
        found += [path(word, include([_shorter(each, len(word)) for each in group]))] if word else group
    return found


def _first(address: Address) -> str:
    word, slash, _ = str(address.pattern).partition("/")
    return word + slash if isinstance(address, URLPattern) and slash and "<" not in word else ""


def _shorter(address: Any, by: int) -> Address:
    shorter: URLPattern = path(str(address.pattern)[by:], address.callback, address.default_args, address.name)
    return shorter


handler400 = "tiexin.config.errors.bad_request"
handler403 = "tiexin.config.errors.forbidden"
handler404 = "tiexin.config.errors.not_found"
handler500 = "tiexin.config.errors.server_error"
urlpatterns: list[Address] = [
    path("api/", api.urls),
    *gathered([address for app in APPS for address in import_module(f"tiexin.{app}.urls").urlpatterns]),
]
