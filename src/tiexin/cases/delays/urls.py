"""Addresses of asking for a stop or an extension, and of deciding on it."""

from django.urls import URLPattern, path

from tiexin.cases.delays import views
from tiexin.core.converters import register

register("caseclock", "delay")
urlpatterns: list[URLPattern] = [
    path("cases/clocks/<caseclock:pk>/ask/stop/", views.clock_ask, {"way": "stop"}, name="clock-ask-stop"),
    path("cases/clocks/<caseclock:pk>/ask/extend/", views.clock_ask, {"way": "extend"}, name="clock-ask-extend"),
    path("cases/delays/<delay:pk>/", views.delay_decide, name="delay-decide"),
]
