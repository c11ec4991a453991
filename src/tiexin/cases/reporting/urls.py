"""Addresses of reports."""

from django.urls import URLPattern, path

from tiexin.cases.reporting import views
from tiexin.core.converters import register

register("case", "report")
urlpatterns: list[URLPattern] = [
    path("reports/", views.reports, name="reports"),
    path("reports/<report:pk>/", views.report, name="report"),
    path("reports/<report:pk>/note/", views.report_note, name="report-note"),
    path("reports/<report:pk>/pass/", views.report_pass, name="report-pass"),
    path("reports/<report:pk>/end/", views.report_end, name="report-end"),
    path("cases/<case:pk>/report/", views.case_report, name="case-report"),
    path("cases/<case:pk>/coordinate/", views.case_coordinate, name="case-coordinate"),
]
