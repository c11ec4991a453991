"""Addresses of plans."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.plans import views

register("plan", "version")
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/load/", views.plan_load, name="plan-load"),
    path("plans/<plan:pk>/", views.plan, name="plan"),
    path("plans/versions/<version:pk>/", views.version, name="version"),
    path("plans/versions/<version:pk>/progress/", views.version_progress, name="version-progress"),
    path("plans/versions/<version:pk>/publish/", views.version_publish, name="version-publish"),
]
