"""Addresses of the knowledge base."""

from django.urls import URLPattern, path

from tiexin.cases.knowledge import views
from tiexin.core.converters import register

register("knowledge", "knowledgeremark", "knowledgemiss")
urlpatterns: list[URLPattern] = [
    path("knowledge/", views.knowledge_base, name="knowledge-base"),
    path("knowledge/list/", views.knowledge_list, name="knowledge-list"),
    path("knowledge/new/", views.knowledge_new, name="knowledge-new"),
    path("knowledge/new/owners/", views.knowledge_owner_pick, name="knowledge-owner-pick"),
    path("knowledge/misses/", views.knowledge_misses, name="knowledge-misses"),
    path("knowledge/misses/<knowledgemiss:pk>/settle/", views.knowledge_settle, name="knowledge-settle"),
    path("knowledge/remarks/<knowledgeremark:pk>/", views.knowledge_answer, name="knowledge-answer"),
    path("knowledge/<knowledge:pk>/", views.knowledge, name="knowledge"),
    path("knowledge/<knowledge:pk>/wrong/", views.knowledge_wrong, name="knowledge-wrong"),
    path("knowledge/<knowledge:pk>/edit/", views.knowledge_edit, name="knowledge-edit"),
    path("knowledge/<knowledge:pk>/publish/", views.knowledge_publish, name="knowledge-publish"),
    path("knowledge/<knowledge:pk>/retire/", views.knowledge_retire, name="knowledge-retire"),
]
