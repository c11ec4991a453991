"""What every page does the same way: try an action, show its refusal beside the field."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from tiexin.core.refusal import Refused

T = TypeVar("T")


def attempt(form: forms.BaseForm, action: Callable[[], T]) -> T | None:
    """Run the action; a refusal goes to its field of the form (or above it) and None comes back."""
    try:
        return action()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
