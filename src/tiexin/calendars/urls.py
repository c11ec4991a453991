"""Addresses of the calendar; under the units, where the menu leads."""

from django.urls import path

from tiexin.calendars import views

urlpatterns = [
    path("orgs/calendar/", views.calendar, name="calendar"),
    path("orgs/calendar/count/", views.count, name="calendar-count"),
    path("orgs/calendar/publish/", views.publish, name="calendar-publish"),
    path("orgs/calendar/day/", views.change, name="calendar-day"),
]
