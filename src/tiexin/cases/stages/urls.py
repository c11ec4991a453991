"""Address of a lawful step that was taken."""

from django.urls import URLPattern, path

from tiexin.cases.stages import views
from tiexin.core.converters import register

register("case")
urlpatterns: list[URLPattern] = [
    path("cases/<case:pk>/stage/", views.case_stage, name="case-stage"),
]
