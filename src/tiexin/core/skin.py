"""What every page does the same way: try an action, show its refusal beside the field."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from tiexin.core.refusal import Refused

T = TypeVar("T")


def attempt(form: forms.BaseForm, action: Callable[[], T]) -> T | None:
    """Run the action; a refusal goes to its field of the form (or above it) and None comes back."""
    try:
        return action()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None when the form is only being looked at."""
    return request.POST if request.method == "POST" else None


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Show a page with its form; 422 when something in it has to be mended."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
