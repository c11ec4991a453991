"""Addresses of 今日, 看板 and the pages across subjects."""

from django.urls import path

from tiexin.boards import views
from tiexin.core.converters import register

register("org", "duty", "gauge", "employer", "worker")
urlpatterns = [
    path("", views.today, name="today"),
    path("board/", views.board_home, name="board-home"),
    path("board/<org:pk>/", views.board, name="board"),
    path("board/<org:pk>/duties/<duty:duty_pk>/", views.duty, name="duty"),
    path("gauges/<gauge:pk>/", views.gauge, name="gauge"),
    path("employers/<employer:pk>/", views.employer, name="employer"),
    path("workers/<worker:pk>/", views.worker, name="worker"),
]
