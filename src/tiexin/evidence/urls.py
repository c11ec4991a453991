"""Addresses of the trail."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.evidence import effort_views, organ_views, views

register("entry", "file", "organ")
urlpatterns = [
    path("entries/<entry:pk>/", views.entry, name="entry"),
    path("audit/", views.audit, name="audit"),
    path("audit/<entry:pk>/", views.audit_entry, name="audit-entry"),
    path("burden/", effort_views.burden, name="burden"),
    path("files/<file:pk>/", views.file, name="file"),
    path("organs/<organ:pk>/paper/", organ_views.organ_paper, name="organ-paper"),
    path("organs/<organ:pk>/paper/new/", organ_views.organ_paper_new, name="organ-paper-new"),
]
