"""Addresses of the workers' own pages. Names in them say nothing and open nothing."""

from django.urls import URLPattern, URLResolver, path

from tiexin.portal import door_views as door
from tiexin.portal import hour_views as hours
from tiexin.portal import mandate_views as mandates
from tiexin.portal import matter_views as matters
from tiexin.portal import views
from tiexin.portal.left_out import my_left_out

urlpatterns: list[URLPattern | URLResolver] = [
    path("my/", views.my, name="my"),
    path("my/size/", views.my_size, name="my-size"),
    path("my/ask/", views.my_ask, name="my-ask"),
    path("my/left-out/", my_left_out, name="my-left-out"),
    path("my/follow/", matters.my_follow, name="my-follow"),
    path(
        "my/follow", matters.my_follow, name="my-follow-printed"
    ),  # as slips print it: whoever types it from paper types no last stroke
    path("my/login/", door.my_login, name="my-login"),
    path("my/login/code/", door.my_login_code, name="my-login-code"),
    path("my/logout/", door.my_logout, name="my-logout"),
    path("my/matters/", matters.my_matters, name="my-matters"),
    path("my/matters/<str:which>/", matters.my_matter, name="my-matter"),
    path("my/papers/<str:which>/", matters.my_paper, name="my-paper"),
    path("my/letters/<str:which>/", matters.my_letter, name="my-letter"),
    path("my/matters/<str:which>/hour/", hours.my_hour, name="my-hour"),
    path("my/matters/<str:which>/hour/move/", hours.my_hour_move, name="my-hour-move"),
    path("my/matters/<str:which>/hour/cancel/", hours.my_hour_cancel, name="my-hour-cancel"),
    path("my/mandates/<str:which>/", mandates.my_mandate, name="my-mandate"),
    path("my/matters/<str:which>/slip/", views.my_slip, name="my-slip"),
    path("my/matters/<str:which>/add/", matters.my_add, name="my-add"),
    path("my/matters/<str:which>/answer/", matters.my_answer, name="my-answer"),
    path("my/matters/<str:which>/move/", matters.my_move, name="my-move"),
]
