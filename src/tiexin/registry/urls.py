"""Addresses of employers, marks and workers; the pages of one employer or worker are in `boards`."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.registry import import_views, person_views, views, worker_views, workplace_views

register("employer", "tag", "importrun", "worker", "workergroup", "spell", "membership", "workermerge", "workplace")
urlpatterns = [
    path("employers/", views.employers, name="employers"),
    path("employers/new/", views.employer_new, name="employer-new"),
    path("employers/pick/", views.employer_pick, name="employer-pick"),
    path("employers/<employer:pk>/tags/new/", views.tag_new, name="tag-new"),
    path("employers/<employer:pk>/workers/new/", worker_views.worker_new, name="worker-new"),
    path("employers/<employer:pk>/workplaces/", workplace_views.workplaces, name="workplaces"),
    path("employers/<employer:pk>/workplaces/new/", workplace_views.workplace_new, name="workplace-new"),
    path("workplaces/<workplace:pk>/change/", workplace_views.workplace_change, name="workplace-change"),
    path("workplaces/<workplace:pk>/end/", workplace_views.workplace_end, name="workplace-end"),
    path("workers/", worker_views.workers, name="workers"),
    path("workers/lookup/", worker_views.worker_lookup, name="worker-lookup"),
    path("workers/new/", worker_views.person_new, name="person-new"),
    path("workers/<worker:pk>/edit/", worker_views.worker_edit, name="worker-edit"),
    path("workers/<worker:pk>/numbers/", worker_views.worker_numbers, name="worker-numbers"),
    path("workers/<worker:pk>/look/", worker_views.worker_look, name="worker-look"),
    path("workers/<worker:pk>/groups/new/", person_views.worker_group_new, name="worker-group-new"),
    path("workers/<worker:pk>/spells/new/", person_views.spell_new, name="spell-new"),
    path("workers/<worker:pk>/leave/", person_views.worker_leave, name="worker-leave"),
    path("workers/<worker:pk>/memberships/new/", person_views.membership_new, name="membership-new"),
    path("workers/<worker:pk>/pick/", person_views.worker_pick, name="worker-pick"),
    path("workers/<worker:pk>/merge/", person_views.worker_merge, name="worker-merge"),
    path("groups/<workergroup:pk>/end/", person_views.worker_group_end, name="worker-group-end"),
    path("spells/<spell:pk>/end/", person_views.spell_end, name="spell-end"),
    path("memberships/<membership:pk>/end/", person_views.membership_end, name="membership-end"),
    path("memberships/<membership:pk>/dues/new/", person_views.dues_new, name="dues-new"),
    path("merges/<workermerge:pk>/undo/", person_views.workermerge_undo, name="workermerge-undo"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/new/", import_views.import_new, name="import-new"),
    path("imports/<importrun:pk>/", import_views.importrun, name="importrun"),
    path("imports/<importrun:pk>/progress/", import_views.import_progress, name="import-progress"),
    path("imports/<importrun:pk>/start/", import_views.import_start, name="import-start"),
    path("imports/<importrun:pk>/cancel/", import_views.import_cancel, name="import-cancel"),
    path("imports/<importrun:pk>/refusals/", import_views.import_refusals, name="import-refusals"),
    path("tags/<tag:pk>/end/", views.tag_end, name="tag-end"),
]
