"""Addresses of one's messages."""

from django.urls import path

from tiexin.core.converters import register
from tiexin.outbox import views

register("message", "text")
urlpatterns = [
    path("messages/", views.messages_of_mine, name="messages"),
    path("messages/read/", views.all_read, name="messages-read"),
    path("messages/settings/", views.settings, name="messages-settings"),
    path("messages/texts/", views.texts, name="texts"),
    path("messages/texts/<text:pk>/again/", views.text_again, name="text-again"),
    path("messages/<message:pk>/open/", views.open_message, name="message-open"),
]
