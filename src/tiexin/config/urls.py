"""Every address of the product."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

APPS = ("boards", "plans", "visits", "evidence", "registry", "orgs")
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"tiexin.{app}.urls")) for app in APPS if find_spec(f"tiexin.{app}.urls")
]
