"""Addresses of the hotline."""

from django.urls import path

from tiexin.cases.hotline import desk_views as desk
from tiexin.cases.hotline import line_views as lines
from tiexin.cases.hotline import rate_views as rates
from tiexin.cases.hotline import score_views as scores
from tiexin.cases.hotline import views
from tiexin.core.converters import register

register("call", "line", "shift", "callscore")
urlpatterns = [
    path("hotline/events/", views.hotline_events, name="hotline-events"),
    path("hotline/seats/", views.hotline_seats, name="hotline-seats"),
    path("hotline/", desk.hotline, name="hotline"),
    path("hotline/now/", desk.hotline_now, name="hotline-now"),
    path("hotline/ring/", desk.hotline_ring, name="hotline-ring"),
    path("hotline/number/", desk.hotline_number, name="hotline-number"),
    path("hotline/seat/", desk.hotline_seat, name="hotline-seat"),
    path("hotline/calls/", desk.calls, name="calls"),
    path("hotline/calls/<call:pk>/", desk.call, name="call"),
    path("hotline/calls/<call:pk>/answer/", desk.call_answer, name="call-answer"),
    path("hotline/calls/<call:pk>/mark/", desk.call_mark, name="call-mark"),
    path("hotline/calls/<call:pk>/undo/", desk.call_undo, name="call-undo"),
    path("hotline/calls/<call:pk>/back/", desk.call_back, name="call-back"),
    path("hotline/calls/<call:pk>/score/", scores.call_score, name="call-score"),
    path("hotline/abandoned/", desk.calls_abandoned, name="calls-abandoned"),
    path("hotline/rates/", rates.hotline_rates, name="hotline-rates"),
    path("hotline/lines/", lines.hotline_lines, name="hotline-lines"),
    path("hotline/lines/new/", lines.line_new, name="line-new"),
    path("hotline/lines/<line:pk>/", lines.line, name="line"),
    path("hotline/lines/<line:pk>/join/", lines.line_join, name="line-join"),
    path("hotline/lines/<line:pk>/seats/new/", lines.line_seat, name="line-seat"),
    path("hotline/lines/<line:pk>/mend/", lines.line_mend, name="line-mend"),
    path("hotline/rota/", lines.hotline_rota, name="hotline-rota"),
    path("hotline/rota/new/", lines.shift_new, name="shift-new"),
    path("hotline/rota/new/officers/", lines.shift_officer_pick, name="shift-officer-pick"),
    path("hotline/rota/<shift:pk>/drop/", lines.shift_drop, name="shift-drop"),
    path("hotline/scores/", scores.call_scores, name="call-scores"),
    path("hotline/scores/mine/", scores.my_scores, name="my-scores"),
    path("hotline/scores/<callscore:pk>/", scores.callscore, name="callscore"),
]
