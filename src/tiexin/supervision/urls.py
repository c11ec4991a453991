"""Addresses of supervision."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.supervision import answer_views, check_views, pattern_views, score_views, survey_views, views

register("inspection", "shortcoming", "recordcheck", "ask", "score", "appeal", "oddity")
register("survey", "surveyask")
urlpatterns = [
    path("inspections/", views.inspections, name="inspections"),
    path("inspections/new/", views.inspection_new, name="inspection-new"),
    path("inspections/pick/", views.inspector_pick, name="inspector-pick"),
    path("inspections/mine/", check_views.asked_of_me, name="asked-of-me"),
    path("inspections/shortcomings/", views.shortcomings, name="shortcomings"),
    path("inspections/shortcomings/<shortcoming:pk>/", views.shortcoming, name="shortcoming"),
    path("inspections/shortcomings/<shortcoming:pk>/answer/", views.shortcoming_answer, name="shortcoming-answer"),
    path("inspections/shortcomings/<shortcoming:pk>/recheck/", views.shortcoming_recheck, name="shortcoming-recheck"),
    path("inspections/checks/<recordcheck:pk>/", check_views.recordcheck, name="recordcheck"),
    path("inspections/checks/<recordcheck:pk>/reply/", check_views.check_reply, name="check-reply"),
    path("inspections/checks/<recordcheck:pk>/decide/", check_views.check_decide, name="check-decide"),
    path("inspections/asks/<ask:pk>/", check_views.ask, name="ask"),
    path("inspections/scores/", score_views.scores, name="scores"),
    path("inspections/scores/new/", score_views.score_new, name="score-new"),
    path("inspections/scores/<score:pk>/", score_views.score, name="score"),
    path("inspections/scores/<score:pk>/appeal/", score_views.score_appeal, name="score-appeal"),
    path("inspections/appeals/<appeal:pk>/decide/", score_views.appeal_decide, name="appeal-decide"),
    path("inspections/oddities/", pattern_views.oddities, name="oddities"),
    path("inspections/oddities/look/", pattern_views.oddities_look, name="oddities-look"),
    path("inspections/oddities/<oddity:pk>/", pattern_views.oddity, name="oddity"),
    path("inspections/oddities/<oddity:pk>/explain/", pattern_views.oddity_explain, name="oddity-explain"),
    path("inspections/surveys/", survey_views.surveys, name="surveys"),
    path("inspections/surveys/new/", survey_views.survey_new, name="survey-new"),
    path("inspections/surveys/<survey:pk>/", survey_views.survey, name="survey"),
    path("inspections/surveys/<survey:pk>/asks/", survey_views.survey_asks, name="survey-asks"),
    path("inspections/surveys/<survey:pk>/slips/", survey_views.survey_slips, name="survey-slips"),
    path("inspections/surveys/<survey:pk>/bodies/new/", survey_views.survey_body_new, name="survey-body-new"),
    path("inspections/surveys/<survey:pk>/bodies/pick/", survey_views.survey_body_pick, name="survey-body-pick"),
    path("inspections/surveys/<survey:pk>/close/", survey_views.survey_close, name="survey-close"),
    path("inspections/surveys/<survey:pk>/withdraw/", survey_views.survey_withdraw, name="survey-withdraw"),
    path("inspections/survey-asks/<surveyask:pk>/", survey_views.survey_ask, name="survey-ask"),
    path("s/<str:token>/", answer_views.survey_answer, name="survey-answer"),
    path("inspections/<inspection:pk>/", views.inspection, name="inspection"),
    path("inspections/<inspection:pk>/sheet/", views.inspection_sheet, name="inspection-sheet"),
    path("inspections/<inspection:pk>/shortcomings/new/", views.shortcoming_new, name="shortcoming-new"),
    path("inspections/<inspection:pk>/shortcomings/pick/", views.shortcoming_owner, name="shortcoming-owner"),
]
