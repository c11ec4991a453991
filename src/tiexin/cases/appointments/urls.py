"""Addresses of hours and of who comes."""

from django.urls import URLPattern, path

from tiexin.cases.appointments import views
from tiexin.core.converters import register

register("case", "slot", "appointment")
urlpatterns: list[URLPattern] = [
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/new/", views.slot_new, name="slot-new"),
    path("appointments/slots/<slot:pk>/drop/", views.slot_drop, name="slot-drop"),
    path("appointments/<appointment:pk>/move/", views.appointment_move, name="appointment-move"),
    path("appointments/<appointment:pk>/cancel/", views.appointment_cancel, name="appointment-cancel"),
    path("appointments/<appointment:pk>/close/", views.appointment_close, name="appointment-close"),
    path("cases/<case:pk>/appointment/", views.case_appointment, name="case-appointment"),
]
