"""Addresses of the trail."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.evidence import views

register("entry", "file")
urlpatterns = [
    path("entries/<entry:pk>/", views.entry, name="entry"),
    path("audit/", views.audit, name="audit"),
    path("audit/<entry:pk>/", views.audit_entry, name="audit-entry"),
    path("files/<file:pk>/", views.file, name="file"),
]
