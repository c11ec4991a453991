"""Addresses of the officer's pages without a signal."""

from django.urls import path

from tiexin.visits.field import views

urlpatterns = [
    path("field/", views.field, name="field"),
    path("field/worker.js", views.field_worker, name="field-worker"),
]
