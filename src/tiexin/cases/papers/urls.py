"""Addresses of papers."""

from django.urls import URLPattern, path

from tiexin.cases.papers import views
from tiexin.core.converters import register

register("case", "casepaper")
urlpatterns: list[URLPattern] = [
    path("cases/<case:pk>/papers/new/", views.case_paper_new, name="case-paper-new"),
    path("cases/papers/<casepaper:pk>/", views.case_paper, name="case-paper"),
    path("cases/papers/<casepaper:pk>/tell/", views.case_paper_tell, name="case-paper-tell"),
    path("cases/papers/<casepaper:pk>/drop/", views.case_paper_drop, name="case-paper-drop"),
]
