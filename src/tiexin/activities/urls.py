"""Addresses of activities."""

from django.urls import path

from tiexin.activities import assessment_views as sheets
from tiexin.activities import example_views, guidance_views, people_views, views
from tiexin.core.converters import register

register("activity", "attendance", "guidance", "example", "assessment")
urlpatterns = [
    path("activities/", views.activities, name="activities"),
    path("activities/new/", views.activity_new, name="activity-new"),
    path("activities/new/givers/", views.activity_giver_pick, name="activity-giver-pick"),
    path("activities/new/employers/", views.activity_employer_pick, name="activity-employer-pick"),
    path("activities/calendar/", views.lecture_calendar, name="lecture-calendar"),
    path("activities/corps/", views.lecture_corps, name="lecture-corps"),
    path("activities/training/", views.training, name="training"),
    path("activities/guidance/", guidance_views.guidances, name="guidances"),
    path("activities/guidance/new/", guidance_views.guidance_new, name="guidance-new"),
    path("activities/guidance/new/units/", guidance_views.guidance_unit_pick, name="guidance-unit-pick"),
    path("activities/guidance/<guidance:pk>/", guidance_views.guidance, name="guidance"),
    path("activities/guidance/<guidance:pk>/answer/", guidance_views.guidance_answer, name="guidance-answer"),
    path("activities/guidance/<guidance:pk>/void/", guidance_views.guidance_void, name="guidance-void"),
    path("activities/examples/", example_views.examples, name="examples"),
    path("activities/examples/new/", example_views.example_new, name="example-new"),
    path("activities/examples/new/officers/", example_views.example_officer_pick, name="example-officer-pick"),
    path("activities/examples/<example:pk>/", example_views.example, name="example"),
    path("activities/examples/<example:pk>/consent/", example_views.example_consent, name="example-consent"),
    path("activities/examples/<example:pk>/decide/", example_views.example_decide, name="example-decide"),
    path("activities/examples/<example:pk>/publish/", example_views.example_publish, name="example-publish"),
    path("activities/examples/<example:pk>/withdraw/", example_views.example_withdraw, name="example-withdraw"),
    path("activities/examples/<example:pk>/take-up/", example_views.example_take_up, name="example-take-up"),
    path("activities/assessments/", sheets.assessments, name="assessments"),
    path("activities/assessments/mine/", sheets.my_assessments, name="my-assessments"),
    path("activities/assessments/new/", sheets.assessment_new, name="assessment-new"),
    path("activities/assessments/new/officers/", sheets.assessment_pick, name="assessment-pick"),
    path("activities/assessments/<assessment:pk>/", sheets.assessment, name="assessment"),
    path("activities/assessments/<assessment:pk>/fill/", sheets.assessment_fill, name="assessment-fill"),
    path("activities/assessments/<assessment:pk>/word/", sheets.assessment_word, name="assessment-word"),
    path("activities/assessments/<assessment:pk>/appeal/", sheets.assessment_appeal, name="assessment-appeal"),
    path("activities/assessments/<assessment:pk>/decide/", sheets.assessment_decide, name="assessment-decide"),
    path("activities/<activity:pk>/", views.activity, name="activity"),
    path("activities/<activity:pk>/held/", views.activity_hold, name="activity-hold"),
    path("activities/<activity:pk>/void/", views.activity_void, name="activity-void"),
    path("activities/<activity:pk>/people/", people_views.activity_people, name="activity-people"),
    path("activities/<activity:pk>/code/", people_views.activity_code, name="activity-code"),
    path("activities/<activity:pk>/signings/", people_views.activity_signings, name="activity-signings"),
    path("activities/people/<attendance:pk>/drop/", people_views.attendance_drop, name="attendance-drop"),
    path("sign/<str:token>/", people_views.sign, name="sign"),
]
