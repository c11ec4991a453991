"""Django settings, read from the environment; every variable is described in docs/operations.md."""

import os
from pathlib import Path

from tiexin.config import database, keys
from tiexin.core import addresses

HOME = Path(os.environ.get("TIEXIN_HOME", Path.cwd() / "var"))
DEBUG = os.environ.get("TIEXIN_DEBUG") == "1"
SECRET_KEY = keys.secret(HOME, "secret")
SEAL_KEY = keys.secret(HOME, "seal")
FIELD_KEYS = keys.numbered(HOME, "field")
ALLOWED_HOSTS = os.environ.get("TIEXIN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TIEXIN_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "tiexin.core",
    "tiexin.orgs",
    "tiexin.calendars",
    "tiexin.atlas",
    "tiexin.outbox",
    "tiexin.search",
    "tiexin.registry",
    "tiexin.evidence",
    "tiexin.duties",
    "tiexin.draws",
    "tiexin.cases",
    "tiexin.visits",
    "tiexin.activities",
    "tiexin.plans",
    "tiexin.supervision",
    "tiexin.portal",
    "tiexin.boards",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tiexin.config.packing.PackingMiddleware",
    "tiexin.config.maintenance.MaintenanceMiddleware",
    "tiexin.config.founding.FoundingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tiexin.orgs.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tiexin.orgs.middleware.DayMiddleware",
    "tiexin.orgs.middleware.NeedsMiddleware",
    "tiexin.evidence.effort.EffortMiddleware",
]
ROOT_URLCONF = "tiexin.config.urls"
WSGI_APPLICATION = "tiexin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tiexin.orgs.context.page",
            ],
            "builtins": ["tiexin.core.templatetags.tiexin"],
        },
    },
]
DATABASES = {"default": database.parse(os.environ.get("TIEXIN_DATABASE", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = ["tiexin.orgs.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/home/"
SESSION_ENGINE = "tiexin.orgs.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE = os.environ.get("TIEXIN_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tiexin.config.errors.csrf_failure"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = os.environ.get("TIEXIN_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
PROXIES = addresses.networks(os.environ.get("TIEXIN_PROXIES", ""))
SMS = os.environ.get("TIEXIN_SMS", "console")
WORK = os.environ.get("TIEXIN_WORK", "")
WORK_SECRET = os.environ.get("TIEXIN_WORK_SECRET", "")  # shared with the bridge to the work platform
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "tiexin.core.logs.WithoutContent"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["quiet"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tiexin": {"level": "INFO"}},
}
EXCHANGE_SECRET = os.environ.get("TIEXIN_EXCHANGE_SECRET", "")  # shared with the telephone system of the hotline
