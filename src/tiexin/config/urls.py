"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from tiexin.config.api import api

APPS = (
    *("boards", "portal", "supervision", "plans", "visits", "activities", "cases", "draws", "evidence"),
    *("registry", "outbox", "calendars", "atlas", "search", "orgs"),
)
handler400 = "tiexin.config.errors.bad_request"
handler500 = "tiexin.config.errors.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"tiexin.{app}.urls")) for app in APPS),
    path("api/", api.urls),
]
