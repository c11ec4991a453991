"""The page that a phone keeps, and the worker that keeps it."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tiexin.core.templatetags.tiexin import asset
from tiexin.orgs.scope import needs, open_to

SHELL = "tiexin/visits/field.html"
ASSETS = ("app.css", "field.js", "icons.svg", "favicon.svg", "field-192.png", "field.webmanifest")
WORKER = "field-worker.js"


@needs("visits.record")
@require_safe
def field(request: HttpRequest) -> HttpResponse:
    """The shell of the officer's pages without a signal: the same for everybody, with nothing of anybody in it."""
    return render(request, SHELL)


@open_to("所有人：程序本身，不含任何资料")
@never_cache
@require_safe
def field_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the addresses of this version; it changes whenever any of their contents does."""
    shell = [reverse("field"), *(asset(name) for name in ASSETS)]
    head = f"const SHELL = {json.dumps(shell)}, VERSION = {json.dumps(version())};\n"
    return HttpResponse(head + _built(WORKER).decode(), content_type="text/javascript; charset=utf-8")


@cache
def version() -> str:
    """Name what a phone keeps by its content."""
    page = Path(str(get_template(SHELL).origin)).read_bytes()  # type: ignore[attr-defined]
    return hashlib.sha256(b"".join([page, *(_built(name) for name in (*ASSETS, WORKER))])).hexdigest()[:12]


def _built(name: str) -> bytes:
    found = finders.find(f"tiexin/dist/{name}")
    return Path(str(found)).read_bytes() if found else b""
