"""What somebody typed stays: a form may be shown again as it was filled in, before it is sent in earnest.

Without scripts the keys of large print send the form that stands on the page; whoever comes back after the hour sends
it with their code. Neither saves anything: the view sees a page that is only looked at, and its form what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from tiexin.core.skin import form_page
from tiexin.portal.forms import LOST
from tiexin.portal.visitors import LARGE, YEAR, drop, put

SIZE, FILES = "tiexin-size", "tiexin-files"  # reserved names beside those of the fields
STAYED, UNSAVED = "您写的都在", "您写的都在下面，还没有保存，看一看再提交"


def came(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    """What was sent to be saved, words and files; nothing when the form is only looked at."""
    return (request.POST, request.FILES or None) if request.method == "POST" else (None, None)


def hold(request: HttpRequest, note: str = STAYED) -> None:
    """Let the view show its form with what was typed, and save nothing."""
    request.method = "GET"
    chosen = any(request.POST.get(name) for name in ("file", FILES)) or bool(request.FILES)
    request.typed = request.POST  # type: ignore[attr-defined]
    request.note = f"{note}；{LOST}" if chosen else note  # type: ignore[attr-defined]


def shown(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with its form, and in it what was typed before."""
    typed = getattr(request, "typed", None)
    if typed is not None and not form.is_bound:
        for name, field in form.fields.items():
            widget = field.widget
            if not widget.needs_multipart_form and not widget.value_omitted_from_data(typed, {}, form.add_prefix(name)):
                form.initial[name] = widget.value_from_datadict(typed, {}, form.add_prefix(name))
        form._bound_fields_cache.clear()  # type: ignore[attr-defined]  # what was read of a field while the form was made
        context["note"] = request.note  # type: ignore[attr-defined]
    return form_page(request, template, form, **context)


def sized(request: HttpRequest) -> bool:
    """Whether a key of large print sent the form: the page is shown in that size, and nothing is saved."""
    if request.method != "POST" or SIZE not in request.POST:
        return False
    hold(request)
    if request.POST[SIZE] == "large":
        request.COOKIES[LARGE] = "1"
    else:
        request.COOKIES.pop(LARGE, None)
    return True


def keep_size(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser remember the size that was just chosen."""
    if LARGE in request.COOKIES:
        put(response, LARGE, "1", YEAR)
    else:
        drop(response, LARGE)


def stays(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For a page with a form: what was typed outlives the keys of large print."""

    @wraps(view)
    def kept(request: HttpRequest) -> HttpResponse:
        changed = sized(request)
        response = view(request)
        if changed:
            keep_size(request, response)
        return response

    return kept
