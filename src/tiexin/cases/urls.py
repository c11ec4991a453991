"""Addresses of matters."""

from django.urls import URLPattern, URLResolver, path

from tiexin.cases import calling_views as calling
from tiexin.cases import hand_views as hands
from tiexin.cases import reaching_views as reaching
from tiexin.cases import relating_views as relating
from tiexin.cases import views
from tiexin.cases.agency.urls import urlpatterns as agency
from tiexin.cases.appointments.urls import urlpatterns as appointments
from tiexin.cases.crisis.urls import urlpatterns as crisis
from tiexin.cases.delays.urls import urlpatterns as delays
from tiexin.cases.hotline.urls import urlpatterns as hotline
from tiexin.cases.knowledge.urls import urlpatterns as knowledge
from tiexin.cases.leads.urls import urlpatterns as leads
from tiexin.cases.learning.urls import urlpatterns as learning
from tiexin.cases.letters.urls import urlpatterns as letters
from tiexin.cases.linking.urls import urlpatterns as linking
from tiexin.cases.members.urls import urlpatterns as members
from tiexin.cases.owners.urls import urlpatterns as owners
from tiexin.cases.papers.urls import urlpatterns as papers
from tiexin.cases.rates.urls import urlpatterns as rates
from tiexin.cases.reporting.urls import urlpatterns as reporting
from tiexin.cases.rooms.urls import urlpatterns as rooms
from tiexin.cases.stages.urls import urlpatterns as stages
from tiexin.core.converters import register

register("case", "caseclock")
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/", views.cases, name="cases"),
    path("cases/new/", views.case_new, name="case-new"),
    path("cases/new/workers/", views.case_worker_pick, name="case-worker-pick"),
    path("cases/new/officers/", views.case_about_pick, name="case-about-pick"),
    path("cases/new/employers/", views.case_employer_pick, name="case-employer-pick"),
    path("cases/rates/", calling.case_rates, name="case-rates"),
    path("cases/<case:pk>/", views.case, name="case"),
    path("cases/<case:pk>/slip/", views.case_slip, name="case-slip"),
    path("cases/<case:pk>/step/", views.case_step, name="case-step"),
    path("cases/<case:pk>/note/", views.case_note, name="case-note"),
    path("cases/<case:pk>/relate/", relating.case_relate, name="case-relate"),
    path("cases/<case:pk>/phone/", reaching.case_phone, name="case-phone"),
    path("cases/<case:pk>/phoned/", reaching.case_phoned, name="case-phoned"),
    path("cases/<case:pk>/offer/", hands.case_offer, name="case-offer"),
    path("cases/<case:pk>/offer/units/", hands.case_unit_pick, name="case-unit-pick"),
    path("cases/<case:pk>/offer/officers/", hands.case_officer_pick, name="case-officer-pick"),
    path("cases/<case:pk>/offer/leaders/", hands.case_leader_pick, name="case-leader-pick"),
    path("cases/<case:pk>/take/", hands.case_take, name="case-take"),
    path("cases/<case:pk>/drop/", hands.case_drop_offer, name="case-drop-offer"),
    path("cases/<case:pk>/return/", hands.case_return, name="case-return"),
    path("cases/<case:pk>/claim/", hands.case_claim, name="case-claim"),
    path("cases/<case:pk>/assign/", hands.case_assign, name="case-assign"),
    path("cases/<case:pk>/lead/", hands.case_lead, name="case-lead"),
    path("cases/<case:pk>/helper/", hands.case_helper, name="case-helper"),
    path("cases/<case:pk>/helper/drop/", hands.case_helper_drop, name="case-helper-drop"),
    path("cases/<case:pk>/recuse/", hands.case_recuse, name="case-recuse"),
    path("cases/<case:pk>/call-back/", calling.case_call_back, name="case-call-back"),
    path("cases/<case:pk>/class/", hands.case_classify, name="case-classify"),
    path("cases/clocks/<caseclock:pk>/stop/", hands.clock_stop, name="clock-stop"),
    path("cases/clocks/<caseclock:pk>/resume/", hands.clock_resume, name="clock-resume"),
    path("cases/clocks/<caseclock:pk>/extend/", hands.clock_extend, name="clock-extend"),
    *agency,
    *appointments,
    *crisis,
    *delays,
    *hotline,
    *letters,
    *rates,
    *knowledge,
    *learning,
    *rooms,
    *papers,
    *linking,
    *leads,
    *members,
    *owners,
    *reporting,
    *stages,
]
