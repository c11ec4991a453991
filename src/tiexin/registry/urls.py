"""Addresses of employers, marks and workers; the pages of one employer or worker are in `boards`."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.registry import views

register("employer", "tag")
urlpatterns = [
    path("employers/", views.employers, name="employers"),
    path("employers/new/", views.employer_new, name="employer-new"),
    path("employers/pick/", views.employer_pick, name="employer-pick"),
    path("employers/<employer:pk>/tags/new/", views.tag_new, name="tag-new"),
    path("employers/<employer:pk>/workers/new/", views.worker_new, name="worker-new"),
    path("tags/<tag:pk>/end/", views.tag_end, name="tag-end"),
]
