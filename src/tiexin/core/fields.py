"""Fields of a form that are the same for everybody: not copied for each form.

Django copies every field of a class into each form, because a form may change its own. Those that none changes are
shared, those that a form does change are named.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type[forms.BaseForm])


class _Shared(dict[str, forms.Field]):
    own: frozenset[str] = frozenset()

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: copy.deepcopy(field, memo) if name in self.own else field for name, field in self.items()}


def shared(*but: str) -> Callable[[F], F]:
    """Share the fields of a form class among its forms, except those that each form changes.

    Raises `KeyError` for the name of no field.
    """

    def share(form: F) -> F:
        fields = _Shared(form.base_fields)  # type: ignore[attr-defined]  # put there by the class's maker
        fields.own = frozenset(each for each in but if fields[each] is not None)
        form.base_fields = fields  # type: ignore[attr-defined]
        return form

    return share
