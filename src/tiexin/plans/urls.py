"""Addresses of plans."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.plans import dispatch_views, own_views, timeline_views, views

register("plan", "version", "dispatch", "org", "duty")
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/load/", views.plan_load, name="plan-load"),
    path("plans/received/", dispatch_views.received, name="received"),
    path("plans/received/<dispatch:pk>/", dispatch_views.dispatch, name="dispatch"),
    path("plans/received/<dispatch:pk>/receive/", dispatch_views.dispatch_receive, name="dispatch-receive"),
    path("plans/received/<dispatch:pk>/start/", dispatch_views.dispatch_start, name="dispatch-start"),
    path("plans/<plan:pk>/", views.plan, name="plan"),
    path("plans/own/<org:pk>/<duty:duty_pk>/", own_views.own_target, name="own-target"),
    path("plans/<plan:pk>/timeline/", timeline_views.plan_timeline, name="plan-timeline"),
    path("plans/versions/<version:pk>/", views.version, name="version"),
    path("plans/versions/<version:pk>/progress/", views.version_progress, name="version-progress"),
    path("plans/versions/<version:pk>/publish/", views.version_publish, name="version-publish"),
    path("plans/versions/<version:pk>/sent/", dispatch_views.version_dispatches, name="version-dispatches"),
]
