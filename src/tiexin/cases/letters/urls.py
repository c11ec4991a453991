"""Addresses of letters."""

from django.urls import URLPattern, path

from tiexin.cases.letters import views
from tiexin.core.converters import register

register("case", "caseletter")
urlpatterns: list[URLPattern] = [
    path("cases/letters/", views.case_letters, name="case-letters"),
    path("cases/letters/<caseletter:pk>/", views.case_letter, name="case-letter"),
    path("cases/letters/<caseletter:pk>/delivered/", views.letter_delivered, name="letter-delivered"),
    path("cases/letters/<caseletter:pk>/answer/", views.letter_answer, name="letter-answer"),
    path("cases/<case:pk>/letters/", views.letters_of_case, name="letters-of-case"),
    path("cases/<case:pk>/letters/new/", views.letter_new, name="letter-new"),
]
