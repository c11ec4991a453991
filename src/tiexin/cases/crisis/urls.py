"""Addresses of the crisis button and of what follows."""

from django.urls import URLPattern, path

from tiexin.cases.crisis import views
from tiexin.core.converters import register

register("case")
urlpatterns: list[URLPattern] = [
    path("cases/crisis/", views.case_crisis, name="case-crisis"),
    path("cases/<case:pk>/crisis/", views.crisis_deed, name="crisis-deed"),
    path("cases/<case:pk>/follow-up/", views.crisis_follow_up, name="crisis-follow-up"),
]
