"""Addresses of visits, teams and stays."""

from django.urls import include, path

from tiexin.core.converters import register
from tiexin.visits import (
    deed_views,
    mend_views,
    must_visit_views,
    problem_views,
    stay_day_views,
    stay_views,
    views,
)

register("visit", "team", "stay", "employer", "mustvisit", "problem", "deed")
urlpatterns = [
    path("", include("tiexin.visits.field.urls")),
    path("visits/", views.visits, name="visits"),
    path("visits/new/", views.visit_new, name="visit-new"),
    path("visits/new/pick/", views.visit_pick, name="visit-pick"),
    path("visits/new/people/<employer:pk>/", views.visit_people, name="visit-people"),
    path("visits/<visit:pk>/", views.visit, name="visit"),
    path("visits/<visit:pk>/saved/", views.visit_saved, name="visit-saved"),
    path("visits/<visit:pk>/mend/", mend_views.visit_mend, name="visit-mend"),
    path("visits/<visit:pk>/void/", views.visit_void, name="visit-void"),
    path("problems/", problem_views.problems, name="problems"),
    path("problems/<problem:pk>/", problem_views.problem, name="problem"),
    path("problems/<problem:pk>/step/", problem_views.problem_step, name="problem-step"),
    path("problems/<problem:pk>/hand-over/", problem_views.problem_hand_over, name="problem-hand-over"),
    path("problems/<problem:pk>/hand-over/pick/", problem_views.problem_taker, name="problem-taker"),
    path("problems/<problem:pk>/tell/", problem_views.problem_tell, name="problem-tell"),
    path("problems/<problem:pk>/voices/", problem_views.problem_voices, name="problem-voices"),
    path("deeds/", deed_views.deeds, name="deeds"),
    path("deeds/new/", deed_views.deed_new, name="deed-new"),
    path("deeds/<deed:pk>/", deed_views.deed, name="deed"),
    path("deeds/<deed:pk>/finish/", deed_views.deed_finish, name="deed-finish"),
    path("deeds/<deed:pk>/confirm/", deed_views.deed_confirm, name="deed-confirm"),
    path("deeds/<deed:pk>/give-up/", deed_views.deed_give_up, name="deed-give-up"),
    path("employers/<employer:pk>/must-visits/new/", must_visit_views.must_visit_new, name="must-visit-new"),
    path("must-visits/<mustvisit:pk>/end/", must_visit_views.must_visit_end, name="must-visit-end"),
    path("teams/", views.teams, name="teams"),
    path("teams/new/", views.team_new, name="team-new"),
    path("teams/pick/", views.team_pick, name="team-pick"),
    path("teams/<team:pk>/", views.team, name="team"),
    path("teams/<team:pk>/stays/new/", stay_views.stay_new, name="stay-new"),
    path("teams/<team:pk>/stays/pick/", stay_views.stay_pick, name="stay-pick"),
    path("teams/stays/<stay:pk>/", stay_views.stay, name="stay"),
    path("teams/stays/<stay:pk>/day/", stay_day_views.stay_day, name="stay-day"),
    path("teams/stays/<stay:pk>/log/", stay_day_views.stay_log, name="stay-log"),
    path("teams/stays/<stay:pk>/move/", stay_views.stay_move, name="stay-move"),
    path("teams/stays/<stay:pk>/cancel/", stay_views.stay_cancel, name="stay-cancel"),
]
