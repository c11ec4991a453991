"""Addresses of rooms, service centres and agents."""

from django.urls import URLPattern, path

from tiexin.cases.rooms import centre_views as centres
from tiexin.cases.rooms import contact_views as contact
from tiexin.cases.rooms import views
from tiexin.core.converters import register

register("room", "roomcheck", "roomlink", "reception", "centre", "centrefunction", "agent")
urlpatterns: list[URLPattern] = [
    path("rooms/", views.rooms, name="rooms"),
    path("rooms/coverage/", views.room_coverage, name="room-coverage"),
    path("rooms/cadres/", contact.room_cadres, name="room-cadres"),
    path("rooms/new/", views.room_new, name="room-new"),
    path("rooms/new/employers/", views.room_employer_pick, name="room-employer-pick"),
    path("rooms/new/units/", views.room_unit_pick, name="room-unit-pick"),
    path("rooms/receptions/", contact.receptions, name="receptions"),
    path("rooms/receptions/<reception:pk>/", contact.reception, name="reception"),
    path("rooms/receptions/<reception:pk>/answer/", contact.reception_answer, name="reception-answer"),
    path("rooms/checks/<roomcheck:pk>/", views.roomcheck, name="roomcheck"),
    path("rooms/links/<roomlink:pk>/end/", contact.roomlink_end, name="roomlink-end"),
    path("rooms/<room:pk>/", views.room, name="room"),
    path("rooms/<room:pk>/change/", views.room_change, name="room-change"),
    path("rooms/<room:pk>/hours/", views.room_hours, name="room-hours"),
    path("rooms/<room:pk>/close/", views.room_close, name="room-close"),
    path("rooms/<room:pk>/check/", views.room_check, name="room-check"),
    path("rooms/<room:pk>/link/", contact.room_link, name="room-link"),
    path("rooms/<room:pk>/link/cadres/", contact.room_cadre_pick, name="room-cadre-pick"),
    path("rooms/<room:pk>/receptions/new/", contact.reception_new, name="reception-new"),
    path("rooms/<room:pk>/receptions/workers/", contact.room_worker_pick, name="room-worker-pick"),
    path("centres/", centres.centres, name="centres"),
    path("centres/new/", centres.centre_new, name="centre-new"),
    path("centres/new/units/", centres.centre_unit_pick, name="centre-unit-pick"),
    path("centres/<centre:pk>/", centres.centre, name="centre"),
    path("centres/<centre:pk>/change/", centres.centre_change, name="centre-change"),
    path("centres/<centre:pk>/function/", centres.centre_function, name="centre-function"),
    path("centres/<centre:pk>/function/officers/", centres.centre_officer_pick, name="centre-officer-pick"),
    path("centres/<centre:pk>/convert/", centres.centre_convert, name="centre-convert"),
    path("centres/functions/<centrefunction:pk>/drop/", centres.function_drop, name="function-drop"),
    path("agents/", centres.agents, name="agents"),
    path("agents/new/", centres.agent_new, name="agent-new"),
    path("agents/new/officers/", centres.agent_officer_pick, name="agent-officer-pick"),
    path("agents/<agent:pk>/end/", centres.agent_end, name="agent-end"),
]
