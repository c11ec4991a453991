"""Addresses of matters that belong together."""

from django.urls import URLPattern, path

from tiexin.cases.linking import views
from tiexin.core.converters import register

register("case", "caselink")
urlpatterns: list[URLPattern] = [
    path("cases/<case:pk>/link/", views.case_link, name="case-link"),
    path("cases/links/<caselink:pk>/end/", views.case_unlink, name="case-unlink"),
]
