"""Addresses of the hotline."""

from django.urls import path

from tiexin.cases.hotline import views

urlpatterns = [path("hotline/events/", views.hotline_events, name="hotline-events")]
