"""Addresses of the outlines; under the units, where the menu leads."""

from django.urls import path

from tiexin.atlas import views

urlpatterns = [path("orgs/boundaries/", views.boundaries, name="boundaries")]
