"""Addresses of plans."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.plans import dispatch_views, own_views, timeline_views, views
from tiexin.plans.editor import beside_views, item_views, sheet_views
from tiexin.plans.editor import views as editor

register("plan", "version", "dispatch", "org", "duty", "draft")
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/load/", views.plan_load, name="plan-load"),
    path("plans/received/", dispatch_views.received, name="received"),
    path("plans/received/<dispatch:pk>/", dispatch_views.dispatch, name="dispatch"),
    path("plans/received/<dispatch:pk>/receive/", dispatch_views.dispatch_receive, name="dispatch-receive"),
    path("plans/received/<dispatch:pk>/start/", dispatch_views.dispatch_start, name="dispatch-start"),
    path("plans/received/<dispatch:pk>/withdraw/", dispatch_views.dispatch_withdraw, name="dispatch-withdraw"),
    path("plans/<plan:pk>/", views.plan, name="plan"),
    path("plans/own/<org:pk>/<duty:duty_pk>/", own_views.own_target, name="own-target"),
    path("plans/<plan:pk>/timeline/", timeline_views.plan_timeline, name="plan-timeline"),
    path("plans/<plan:pk>/document/", beside_views.plan_document, name="plan-document"),
    path("plans/versions/<version:pk>/document/", beside_views.version_document, name="version-document"),
    path("plans/drafts/", editor.drafts, name="drafts"),
    path("plans/drafts/new/", editor.draft_new, name="draft-new"),
    path("plans/drafts/<draft:pk>/", editor.draft, name="draft"),
    path("plans/drafts/<draft:pk>/check/", editor.draft_check, name="draft-check"),
    path("plans/drafts/<draft:pk>/item/", item_views.draft_item, name="draft-item"),
    path("plans/drafts/<draft:pk>/item/try/", item_views.draft_try, name="draft-try"),
    path("plans/drafts/<draft:pk>/item/drop/", item_views.draft_item_drop, name="draft-item-drop"),
    path("plans/drafts/<draft:pk>/sheet/", sheet_views.draft_sheet, name="draft-sheet"),
    path("plans/drafts/<draft:pk>/text/", editor.draft_text, name="draft-text"),
    path("plans/drafts/<draft:pk>/document/", editor.draft_document, name="draft-document"),
    path("plans/drafts/<draft:pk>/download/", editor.draft_download, name="draft-download"),
    path("plans/drafts/<draft:pk>/drop/", editor.draft_drop, name="draft-drop"),
    path("plans/drafts/<draft:pk>/load/", editor.draft_load, name="draft-load"),
    path("plans/versions/<version:pk>/", views.version, name="version"),
    path("plans/versions/<version:pk>/next/", editor.version_next, name="version-next"),
    path("plans/versions/<version:pk>/progress/", views.version_progress, name="version-progress"),
    path("plans/versions/<version:pk>/publish/", views.version_publish, name="version-publish"),
    path("plans/versions/<version:pk>/sent/", dispatch_views.version_dispatches, name="version-dispatches"),
]
