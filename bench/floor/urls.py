"""Two pages."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path("notes/new/", views.note_new, name="note-new"),
    path("notes/<int:pk>/", views.note, name="note"),
]
