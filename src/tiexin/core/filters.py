"""A list's filters: one small form read from the URL, shown by `parts/filters.html`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

ALL = ("", "全部")
LISTS = 500  # drawn, kept; the one not asked for longest goes first
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # beyond them a day before or a week after may be no date at all
IN_SPAN = (
    MinValueValidator(FIRST, "请选1900年以后的日子"),
    MaxValueValidator(LAST, "请选2199年以前的日子"),
)


class FilterForm(forms.Form):
    """Every field is optional; a value that cannot be read filters nothing and is named in `unread`."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET)
        self.is_valid()

    def get(self, name: str) -> Any:
        """Return what was asked for, or an empty value."""
        return self.cleaned_data.get(name) or ""

    @property
    def unread(self) -> list[str]:
        """Name the filters whose values could not be read."""
        return [str(self[name].label) for name in self.errors]

    @property
    def active(self) -> bool:
        """Tell whether anything narrows the list."""
        return any(self.cleaned_data.values())

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Return the filters as the template part wants them."""
        return [_shown(field) for field in self]


def _shown(field: BoundField) -> dict[str, Any]:
    value = field.value() or ""
    shown = {"label": field.label, "name": field.name, "value": value, "active": bool(value)}
    if isinstance(field.field, forms.ChoiceField):
        offered: Any = field.field.choices
        choices = tuple((str(key), label) for key, label in offered)
        chosen = next((label for key, label in choices if value and key == value), "")
        return shown | {"options": drawn(choices, str(value)), "chosen": chosen}
    return shown | {"options": "", "kind": "date" if isinstance(field.field, forms.DateField) else "search"}


@lru_cache(maxsize=LISTS, typed=True)
def drawn(choices: tuple[tuple[str, str], ...], value: str) -> SafeString:
    """What a choice offers, as markup: a list has sixty of them above it on every page."""
    shape = '<option value="{}"{}>{}</option>'
    picked = SafeString(" selected")
    return format_html_join("", shape, ((key, picked if key == value else "", label) for key, label in choices))


def choice(label: str, options: dict[str, str], first: tuple[str, str] = ALL) -> forms.ChoiceField:
    """Make an optional choice, with all (or another default) first."""
    return forms.ChoiceField(label=label, choices=[first, *options.items()], required=False)


def words(label: str) -> forms.CharField:
    """Make a search by a few words."""
    return forms.CharField(label=label, max_length=60, required=False)


def day(label: str) -> forms.DateField:
    """Make an optional day."""
    return forms.DateField(label=label, required=False, validators=IN_SPAN)
