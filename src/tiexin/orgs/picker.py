"""Choose one or some of very many rows: a search box, and the first matches as buttons that htmx replaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

SHOWN, FIRST = 20, 8
PICKED_MOST = 200  # rows chosen at once
NUMBER = re.compile("[1-9][0-9]{0,17}")
PART = "tiexin/orgs/parts/picks.html"


@dataclass(frozen=True)
class Pickable:
    """What can be picked: which URL answers a search, where to search, what to say beside the name.

    `args` go into the URL when what may be picked depends on something. `typed`: nothing is shown before something was
    typed, for others than whoever fills the form in look at the screen, too; the only row there is stands there anyway.
    """

    url: str
    fields: tuple[str, ...]
    note: Callable[[Any], str]
    hint: str
    args: tuple[int, ...] = ()
    typed: bool = False


ORG = Pickable("org-pick", ("name", "short_name"), lambda org: org.get_level_display(), "单位名称中的几个字")
OFFICER = Pickable("officer-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字")


def offers(
    rows: QuerySet[Any], kind: Pickable, text: str, chosen: Sequence[object], *, many: bool = False
) -> list[dict[str, Any]]:
    """Return the chosen rows, if any, and the first matches; the only one that one can choose comes chosen."""
    match = Q()
    for field in kind.fields:
        match |= Q(**{f"{field}__icontains": text.strip()})
    wanted = [str(each) for each in chosen if NUMBER.fullmatch(str(each))]
    taken = list(rows.filter(pk__in=wanted[:PICKED_MOST])) if wanted else []
    shown = most(text) if text.strip() or not kind.typed else 2
    found = [row for row in rows.filter(match)[:shown] if row not in taken]
    only = not (text or taken or many) and len(found) == 1
    if kind.typed and not text.strip() and (taken or len(found) > 1):
        found = []
    return [
        {"pk": row.pk, "label": str(row), "note": kind.note(row), "checked": only or row in taken}
        for row in [*taken, *found]
    ]


def most(text: str) -> int:
    """Return how many rows a search shows; before any search only a few."""
    return SHOWN if text.strip() else FIRST


def answer(request: HttpRequest, rows: QuerySet[Any], kind: Pickable) -> HttpResponse:
    """Answer a search with the part that htmx swaps in; `name` is the form field's name."""
    name, many = request.GET.get("name", ""), "many" in request.GET
    text = request.GET.get("q", "").replace("\0", "")  # which PostgreSQL does not take
    picks = offers(rows, kind, text, request.GET.getlist(name), many=many)
    asks = kind.typed and not text.strip()
    return render(request, PART, {"name": name, "picks": picks, "most": most(text), "many": many, "asks": asks})


class Picker(forms.Widget):
    """The search box with the first rows below it; works as a short list of buttons without scripts, too."""

    template_name = "tiexin/orgs/parts/picker.html"
    many = False
    choices: Any = ()  # set by the field: an iterator over its queryset

    def __init__(self, kind: Pickable, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def use_required_attribute(self, initial: Any) -> bool:
        """Leave the search box itself free; the buttons are required."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address to ask and the first rows."""
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, list | tuple) else [value]
        picks = offers(self.choices.queryset, self.kind, "", chosen, many=self.many)
        more = {
            "url": reverse(self.kind.url, args=self.kind.args),
            "hint": self.kind.hint,
            "picks": picks,
            "most": FIRST,
            "asks": self.kind.typed,
        }
        return {**context, **more, "name": name, "required": self.is_required, "many": self.many}


class ManyPicker(Picker):
    """The same for some rows: what was ticked stays while one searches on."""

    many = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return every ticked value."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some rows of a table; a number so large that no row can have it is refused like any row that is not offered."""

    default_error_messages: ClassVar = {"invalid_choice": "请从列出的里选", "invalid_pk_value": "请从列出的里选"}

    def clean(self, value: Any) -> Any:
        """Look up only what can be a row's number: the database would fail at a larger one."""
        for each in value if isinstance(value, list | tuple) else ():
            if not NUMBER.fullmatch(str(each)):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)


class LateField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a table whose rows are asked for only when the field is shown or something was chosen.

    `row` reads the chosen one by its number where that is cheaper; None when it is not among the rows.
    """

    def __init__(
        self, rows: Callable[[], QuerySet[Any]], row: Callable[[int], Any | None] | None = None, **more: Any
    ) -> None:
        self._rows, self._row = rows, row
        self._made: QuerySet[Any] | None = None
        super().__init__(None, **more)
        self.widget.choices = self  # of which the widget asks the queryset alone

    @property
    def queryset(self) -> QuerySet[Any]:
        """The rows, made once."""
        if self._made is None:
            self._made = self._rows()
        return self._made

    @queryset.setter
    def queryset(self, rows: QuerySet[Any] | None) -> None:
        self._made = rows

    def to_python(self, value: Any) -> Any:
        """Return the chosen row; what cannot be a row's number is refused like any row that is not offered."""
        if value in self.empty_values:
            return None
        if not NUMBER.fullmatch(str(value)):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        if self._row is None:
            return super().to_python(value)
        if (row := self._row(int(value))) is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row


def pick_field(
    rows: QuerySet[Any] | Callable[[], QuerySet[Any]], kind: Pickable, label: str, **more: Any
) -> forms.ModelChoiceField[Any]:
    """Make the field; `rows` are the only ones it accepts; with rows asked for late, `row` may read one of them."""
    wrong = {"invalid_choice": "请从搜索结果中选择", "required": f"请选择{label}"}
    said = {"widget": Picker(kind), "label": label, "error_messages": wrong, **more}
    return LateField(rows, **said) if callable(rows) else forms.ModelChoiceField(rows, **said)


def pick_many_field(rows: QuerySet[Any], kind: Pickable, label: str, **more: Any) -> RowsField:
    """Make the field for some rows, or none; `rows` are the only ones it accepts."""
    wrong = {"invalid_choice": "请从搜索结果中选择", "invalid_pk_value": "请从搜索结果中选择"}
    return RowsField(rows, widget=ManyPicker(kind), label=label, required=False, error_messages=wrong, **more)
