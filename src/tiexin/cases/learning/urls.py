"""Addresses of learning."""

from django.urls import URLPattern, path

from tiexin.cases.learning import views

urlpatterns: list[URLPattern] = [
    path("cases/new/like/", views.case_like, name="case-like"),
    path("cases/topics/", views.case_topics, name="case-topics"),
    path("accounts/suggestions/", views.case_learning, name="case-learning"),
    path("accounts/suggestions/now/", views.case_learn, name="case-learn"),
]
