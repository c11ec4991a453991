"""Addresses of employers, marks and workers; the pages of one employer or worker are in `boards`."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.registry import import_views, views

register("employer", "tag", "importrun")
urlpatterns = [
    path("employers/", views.employers, name="employers"),
    path("employers/new/", views.employer_new, name="employer-new"),
    path("employers/pick/", views.employer_pick, name="employer-pick"),
    path("employers/<employer:pk>/tags/new/", views.tag_new, name="tag-new"),
    path("employers/<employer:pk>/workers/new/", views.worker_new, name="worker-new"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/new/", import_views.import_new, name="import-new"),
    path("imports/<importrun:pk>/", import_views.importrun, name="importrun"),
    path("imports/<importrun:pk>/progress/", import_views.import_progress, name="import-progress"),
    path("imports/<importrun:pk>/start/", import_views.import_start, name="import-start"),
    path("imports/<importrun:pk>/cancel/", import_views.import_cancel, name="import-cancel"),
    path("imports/<importrun:pk>/refusals/", import_views.import_refusals, name="import-refusals"),
    path("tags/<tag:pk>/end/", views.tag_end, name="tag-end"),
]
