"""A refusal as whoever asked reads it: with the law behind it, and without the numbers of the office's papers."""

import re
from collections.abc import Callable
from typing import TypeVar

from django import forms

from tiexin.core import skin
from tiexin.core.refusal import Refused

T = TypeVar("T")
OF_THE_OFFICE = re.compile(r"C\d{3}")  # clauses of the plan by number: officers follow them by a link


def attempt(form: forms.BaseForm, action: Callable[[], T]) -> T | None:
    """Run the action; a refusal goes to its field of the form (or above it) and None comes back."""

    def said_plainly() -> T:
        try:
            return action()
        except Refused as refusal:
            clause = "" if OF_THE_OFFICE.search(refusal.clause) else refusal.clause
            raise Refused(refusal.message, clause=clause, field=refusal.field) from refusal

    return skin.attempt(form, said_plainly)
