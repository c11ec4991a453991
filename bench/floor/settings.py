"""Bare Django: sessions, CSRF and log-in, nothing else; the database with the product's own options."""

import os
from pathlib import Path

from tiexin.config import database

HOME = Path(os.environ["TIEXIN_HOME"]) / "floor"
SECRET_KEY = "only-for-a-measurement-on-loopback"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "bench.floor",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench.floor.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": database.parse(os.environ["BENCH_FLOOR_DATABASE"], HOME)}
if DATABASES["default"]["ENGINE"] == "tiexin.core.sqlite":
    DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"  # what Django alone does
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
