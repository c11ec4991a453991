"""Addresses of the door, units, accounts and posts."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.orgs.views import absences, changes, door, founding, leaving, organs, people, units

register("org", "officer", "post", "change", "organ", "seat", "holding", "absence")
urlpatterns = [
    path("login/", door.login, name="login"),
    path("logout/", door.logout, name="logout"),
    path("home/", door.home, name="home"),
    path("activate/<str:token>/", door.activate, name="activate"),
    path("demo/enter/<officer:pk>/", door.demo_enter, name="demo-enter"),
    path("orgs/", units.orgs, name="orgs"),
    path("orgs/pick/", units.org_pick, name="org-pick"),
    path("orgs/<org:pk>/", units.org, name="org"),
    path("orgs/<org:pk>/officers/", units.org_officers, name="org-officers"),
    path("orgs/<org:pk>/history/", changes.history, name="org-history"),
    path("orgs/<org:pk>/found/", founding.found, name="org-found"),
    path("regions/pick/", founding.region_pick, name="region-pick"),
    path("orgs/<org:pk>/organs/", organs.organs, name="organs"),
    path("orgs/<org:pk>/organs/new/", organs.organ_new, name="organ-new"),
    path("organs/<organ:pk>/", organs.organ, name="organ"),
    path("organs/<organ:pk>/end/", organs.organ_end, name="organ-end"),
    path("organs/<organ:pk>/seats/new/", organs.seat_new, name="seat-new"),
    path("seats/pick/", organs.sitter_pick, name="sitter-pick"),
    path("seats/<seat:pk>/fill/", organs.seat_fill, name="seat-fill"),
    path("holdings/<holding:pk>/replace/", organs.holding_replace, name="holding-replace"),
    path("holdings/<holding:pk>/end/", organs.holding_end, name="holding-end"),
    path("orgs/<org:pk>/move/", changes.move, name="org-move"),
    path("orgs/<org:pk>/merge/", changes.merge, name="org-merge"),
    path("orgs/<org:pk>/split/", changes.split, name="org-split"),
    path("orgs/<org:pk>/followers/pick/", changes.follower_pick, name="follower-pick"),
    path("changes/<change:pk>/undo/", changes.undo, name="change-undo"),
    path("accounts/", people.accounts, name="accounts"),
    path("accounts/new/", people.officer_new, name="officer-new"),
    path("accounts/<officer:pk>/open/", people.account_open, name="account-open"),
    path("accounts/<officer:pk>/leave/", leaving.officer_leave, name="officer-leave"),
    path("accounts/<officer:pk>/transfer/", leaving.officer_transfer, name="officer-transfer"),
    path("orphans/", leaving.orphans, name="orphans"),
    path("orphans/<officer:pk>/", leaving.handover, name="handover"),
    path("posts/", people.posts, name="posts"),
    path("posts/pick/", people.officer_pick, name="officer-pick"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<absence:pk>/end/", absences.absence_end, name="absence-end"),
    path("posts/<post:pk>/end/", people.post_end, name="post-end"),
]
