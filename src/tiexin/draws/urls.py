"""Addresses of draws."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.draws import step_views, views

register("draw", "frameitem", "pick")
urlpatterns = [
    path("draws/", views.draws, name="draws"),
    path("draws/new/", views.draw_new, name="draw-new"),
    path("draws/<draw:pk>/", views.draw, name="draw"),
    path("draws/<draw:pk>/frame/", views.draw_frame, name="draw-frame"),
    path("draws/<draw:pk>/freeze/", step_views.draw_freeze, name="draw-freeze"),
    path("draws/<draw:pk>/seed/", step_views.draw_seed, name="draw-seed"),
    path("draws/<draw:pk>/value/", step_views.draw_value, name="draw-value"),
    path("draws/<draw:pk>/run/", step_views.draw_run, name="draw-run"),
    path("draws/<draw:pk>/cancel/", step_views.draw_cancel, name="draw-cancel"),
    path("draws/<draw:pk>/pairs/", views.draw_pairs, name="draw-pairs"),
    path("draws/<draw:pk>/file/", views.draw_file, name="draw-file"),
    path("draws/frame/<frameitem:pk>/exclude/", step_views.draw_exclude, name="draw-exclude"),
    path("draws/frame/<frameitem:pk>/arrange/", step_views.draw_arrange, name="draw-arrange"),
    path("draws/picks/<pick:pk>/replace/", step_views.draw_replace, name="draw-replace"),
]
