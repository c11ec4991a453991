"""Addresses of matters."""

from django.urls import URLPattern

from tiexin.cases.hotline.urls import urlpatterns as hotline

urlpatterns: list[URLPattern] = [*hotline]
