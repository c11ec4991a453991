"""Addresses of who handles which kind of matter."""

from django.urls import URLPattern, path

from tiexin.cases.owners import views
from tiexin.core.converters import register

register("defaultowner")
urlpatterns: list[URLPattern] = [
    path("cases/owners/", views.default_owners, name="default-owners"),
    path("cases/owners/new/", views.default_owner_new, name="default-owner-new"),
    path("cases/owners/new/units/", views.default_owner_unit_pick, name="default-owner-unit-pick"),
    path("cases/owners/new/officers/", views.default_owner_officer_pick, name="default-owner-officer-pick"),
    path("cases/owners/<defaultowner:pk>/end/", views.default_owner_end, name="default-owner-end"),
]
