"""Addresses of the hotline."""

from django.urls import path

from tiexin.cases.hotline import desk_views as desk
from tiexin.cases.hotline import rate_views as rates
from tiexin.cases.hotline import views
from tiexin.core.converters import register

register("call")
urlpatterns = [
    path("hotline/events/", views.hotline_events, name="hotline-events"),
    path("hotline/", desk.hotline, name="hotline"),
    path("hotline/now/", desk.hotline_now, name="hotline-now"),
    path("hotline/seat/", desk.hotline_seat, name="hotline-seat"),
    path("hotline/calls/", desk.calls, name="calls"),
    path("hotline/calls/<call:pk>/", desk.call, name="call"),
    path("hotline/calls/<call:pk>/answer/", desk.call_answer, name="call-answer"),
    path("hotline/calls/<call:pk>/mark/", desk.call_mark, name="call-mark"),
    path("hotline/calls/<call:pk>/back/", desk.call_back, name="call-back"),
    path("hotline/abandoned/", desk.calls_abandoned, name="calls-abandoned"),
    path("hotline/rates/", rates.hotline_rates, name="hotline-rates"),
]
