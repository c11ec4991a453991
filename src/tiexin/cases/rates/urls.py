"""Addresses of what the rates leave out and of call-backs asked again."""

from django.urls import URLPattern, path

from tiexin.cases.rates import views
from tiexin.core.converters import register

register("case", "exclusion", "callback")
urlpatterns: list[URLPattern] = [
    path("cases/exclusions/", views.exclusions, name="exclusions"),
    path("cases/exclusions/<exclusion:pk>/decide/", views.exclusion_decide, name="exclusion-decide"),
    path("cases/rechecks/", views.rechecks, name="rechecks"),
    path("cases/rechecks/units/", views.recheck_units, name="recheck-units"),
    path("cases/rechecks/<callback:pk>/", views.recheck, name="recheck"),
    path("cases/<case:pk>/exclude/", views.case_exclude, name="case-exclude"),
]
