"""Addresses of petition agency."""

from django.urls import URLPattern, path

from tiexin.cases.agency import views
from tiexin.core.converters import register

register("case", "mandate", "errand", "speaker")
urlpatterns: list[URLPattern] = [
    path("cases/agency/", views.agency, name="agency"),
    path("cases/<case:pk>/judge/", views.case_judge, name="case-judge"),
    path("cases/<case:pk>/mandate/", views.case_mandate, name="case-mandate"),
    path("cases/mandates/<mandate:pk>/", views.mandate, name="mandate"),
    path("cases/mandates/<mandate:pk>/sign/", views.mandate_sign, name="mandate-sign"),
    path("cases/mandates/<mandate:pk>/withdraw/", views.mandate_withdraw, name="mandate-withdraw"),
    path("cases/<case:pk>/errand/", views.case_errand, name="case-errand"),
    path("cases/errands/<errand:pk>/answer/", views.errand_answer, name="errand-answer"),
    path("cases/errands/<errand:pk>/extend/", views.errand_extend, name="errand-extend"),
    path("cases/<case:pk>/speaker/", views.case_speaker, name="case-speaker"),
    path("cases/<case:pk>/speaker/workers/", views.case_speaker_pick, name="case-speaker-pick"),
    path("cases/speakers/<speaker:pk>/end/", views.speaker_end, name="speaker-end"),
]
