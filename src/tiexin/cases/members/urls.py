"""Addresses of the list of a matter of many."""

from django.urls import URLPattern, path

from tiexin.cases.members import views
from tiexin.core.converters import register

register("case", "member")
urlpatterns: list[URLPattern] = [
    path("cases/<case:pk>/members/", views.case_members, name="case-members"),
    path("cases/<case:pk>/members/slips/", views.case_member_slips, name="case-member-slips"),
    path("cases/members/<member:pk>/answer/", views.member_answer, name="member-answer"),
    path("cases/members/<member:pk>/strike/", views.member_strike, name="member-strike"),
]
