"""Addresses of leaders in charge."""

from django.urls import URLPattern, path

from tiexin.cases.leads import views
from tiexin.core.converters import register

register("case")
urlpatterns: list[URLPattern] = [
    path("cases/<case:pk>/lead/mine/", views.case_lead_mine, name="case-lead-mine"),
]
