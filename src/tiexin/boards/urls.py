"""Addresses of 今日, 看板 and the pages across subjects."""

from django.urls import path

from tiexin.boards import help_views, ical_views, officer_views, programme_views, views
from tiexin.boards.practice import views as practice
from tiexin.boards.start import views as start
from tiexin.core.converters import register

register("org", "duty", "gauge", "clause", "employer", "worker", "officer")
urlpatterns = [
    path("start/", start.start, name="start"),
    path("start/regions/", start.region, name="start-region"),
    path("start/links/", start.told, name="start-links"),
    path("start/<str:step>/", start.step, name="start-step"),
    path("", views.today, name="today"),
    path("waiting/", views.waiting_for_me, name="waiting"),
    path("waiting/calendar/", ical_views.calendar_renew, name="calendar-renew"),
    path("waiting/calendar/end/", ical_views.calendar_end, name="calendar-end"),
    path("feed/<str:token>.ics", ical_views.calendar_feed, name="calendar-feed"),
    path("board/", views.board_home, name="board-home"),
    path("board/<org:pk>/", views.board, name="board"),
    path("board/<org:pk>/duties/<duty:duty_pk>/", views.duty, name="duty"),
    path("board/<org:pk>/programmes/<clause:clause_pk>/", programme_views.programme, name="programme"),
    path("gauges/<gauge:pk>/", views.gauge, name="gauge"),
    path("employers/<employer:pk>/", views.employer, name="employer"),
    path("employers/<employer:pk>/burden/", views.employer_burden, name="employer-burden"),
    path("workers/<worker:pk>/", views.worker, name="worker"),
    path("practice/", practice.practice, name="practice"),
    path("practice/enter/", practice.practice_enter, name="practice-enter"),
    path("practice/leave/", practice.practice_leave, name="practice-leave"),
    path("officers/<officer:pk>/", officer_views.officer, name="officer"),
    path("help/", help_views.contents, name="help"),
    path("help/<str:name>/", help_views.chapter, name="help-chapter"),
]
