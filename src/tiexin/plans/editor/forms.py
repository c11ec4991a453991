"""Input of an author: one item, the head, a new draft, a document. Fields are made from the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from tiexin.plans.duty import TARGETS, Duty
from tiexin.plans.editor.controls import Control
from tiexin.plans.editor.kinds import APART, Kind
from tiexin.plans.editor.phrases import What, Whose, controls
from tiexin.plans.editor.tables import Rows, aimed, amount_of
from tiexin.plans.quotes import Document
from tiexin.plans.said import surface
from tiexin.plans.words import Words

SELDOM = ("id", "strength", "reading")
NEVER = "targets"  # a table of targets is filled in, not chosen


@dataclass
class Section:
    """Fields that stand together; a folded section is open when something in it is filled in."""

    legend: str
    fields: list[Any] = field(default_factory=list)  # each a field, or a Grid
    folded: bool = False

    @property
    def open(self) -> bool:
        """Tell whether anything here needs to be seen."""
        return not self.folded or any(bound.errors or bound.value() for bound in self.fields)


class ItemForm(forms.Form):
    """One item of a pack. `raw` is the item as it stands in the text (or what a new one begins with)."""

    def __init__(
        self, data: QueryDict | None = None, *, kind: Kind, raw: dict[str, Any], words: Words, new: bool = False
    ) -> None:
        super().__init__(data)
        self.kind, self.raw, self.new = kind, raw, new
        self.document: Document | None = None
        self.chosen = data
        hidden = {*kind.hidden, *(_aims() if kind.is_duty else ())}
        shown = controls(kind.model, words)
        self.controls: dict[str, Control] = {n: c for n, c in shown.items() if n not in hidden or n in raw}
        if kind.is_duty:
            self.controls = {n: c for n, c in self.controls.items() if n not in _aims()}
        self._build(data)

    @classmethod
    def again(cls, form: ItemForm, data: QueryDict) -> ItemForm:
        """The same form with the fields that the choices made so far ask for, not judged yet."""
        form.fields.clear()
        form.chosen = data
        form._build(data)
        return form

    def _build(self, data: QueryDict | None) -> None:
        for name in self._order():
            if name == "target":
                self.fields.update(_aim_fields())
                self.initial.update(_aim_initial(self.raw))
                continue
            control, raw = self.controls[name], self._shape(name, data)
            self.fields.update(control.fields(raw))
            self.initial.update(control.initial(self.raw.get(name)))
        for name in self._needed():
            self.fields[name].required = True

    def _needed(self) -> list[str]:
        """What the schema asks for, and what makes this kind of duty."""
        known = surface(self.kind.model)
        apart = [name for name in APART if self.kind.is_duty and name not in self.kind.hidden and name != "same"]
        names = [name for name in self.controls if known[name].is_required() or name in apart]
        firsts = [next(iter(self.controls[name].fields(self._shape(name, self.chosen)))) for name in names]
        return [name for name in firsts if name in self.fields]

    def _order(self) -> list[str]:
        usual = [name for name in ("clause", "quote", "title") if name in self.controls]
        own = [name for name in self.controls if name not in (*usual, *SELDOM)]
        if self.kind.is_duty:
            first = [name for name in self.kind.usual if name in own]
            cut = first.index("unit") if "unit" in first else len(first)
            own = [*first[:cut], "target", *first[cut:], *(name for name in own if name not in first)]
        return [*usual, *own, *(name for name in SELDOM if name in self.controls)]

    def _shape(self, name: str, data: QueryDict | None) -> Any:
        """The value that decides which fields there are: the population as it was just chosen."""
        control, raw = self.controls[name], self.raw.get(name)
        return control.shape(raw, data) if isinstance(control, Whose | Rows) else raw

    def _tables(self) -> Iterator[tuple[Rows, Any]]:
        """The tables of the form, each with the rows it shows."""
        for name, control in self.controls.items():
            shape = self._shape(name, self.chosen)
            if isinstance(control, Rows):
                yield control, shape
            for each in control.tables(shape) if isinstance(control, Whose) else ():
                yield each, (shape if isinstance(shape, dict) else {}).get(each.name.partition("-")[2])

    def clean_quote(self) -> str:
        """A new quote must stand in the document, to the letter, outside its boiler-plate."""
        quote = str(self.cleaned_data["quote"])
        if self.document is None or quote == str(self.raw.get("quote", "")) * (not self.new):
            return quote
        found = self.document.find(quote)
        if found is None:
            near = self.document.nearest(quote)
            raise forms.ValidationError(
                f"原文里没有这一句。{f'最接近的是“{near}”。' if near else ''}引文要照抄，错字也照原样"
            )
        if found.boiler:
            raise forms.ValidationError("这是网页附加的话，不是条款")
        return quote

    def clean(self) -> dict[str, Any]:
        """An amount needs its kind of target."""
        data = super().clean() or self.cleaned_data
        if self.kind.is_duty and data.get("amount") and not data.get("target"):
            self.add_error("target", "写了数，请选择是不少于、不超过还是别的")
        for table, raw in self._tables():
            for name, said in table.complaints(data, raw).items():
                self.add_error(name, said)
        return data

    def item(self) -> dict[str, Any]:
        """The item as it should stand in the text; a key that was not touched stays as it was written."""
        new = {name: value for name, value in self.raw.items() if name not in self.controls}
        if self.kind.is_duty:
            before = _aim_value(_aim_initial(self.raw))
            if (after := _aim_value(self.cleaned_data)) != before:
                new = {name: value for name, value in new.items() if name not in _aims()} | after
        for name, control in self.controls.items():
            value, before = control.value(self.cleaned_data), control.value(control.initial(self.raw.get(name)))
            kept = self.raw.get(name) if value == before else value
            if kept not in (None, "", [], {}):
                new[name] = kept
        known = (*self.raw, *self._places(), *surface(self.kind.model))
        return {name: new[name] for name in dict.fromkeys(known) if name in new}

    def _places(self) -> list[str]:
        return [each for name in self._order() for each in (_aims() if name == "target" else [name])]

    @property
    def in_sections(self) -> list[Section]:
        """The usual fields, then what is seldom needed, folded; the rows of a table stand together."""
        main, more = Section(""), Section("更多", folded=True)
        folded: list[Section] = []
        tables = {name: table for table in self._grids() for row in table.rows for name in row}
        for name in self._order():
            for each in self._names(name):
                part = self._section(name, each, folded) or (more if self._seldom(name) else main)
                shown: Any = tables[each] if each in tables else self[each]
                if shown not in part.fields[-1:] or each not in tables:
                    part.fields.append(shown)
        return [section for section in (main, *folded, more) if section.fields]

    def _grids(self) -> list[Grid]:
        found = ((table, table.rows(shape)) for table, shape in self._tables())
        return [Grid(self, table.name, table.label, rows) for table, rows in found if rows]

    def _names(self, name: str) -> list[str]:
        control = self.controls.get(name)
        return list(control.fields(self._shape(name, self.chosen))) if control else ["target", "amount"]

    def _seldom(self, name: str) -> bool:
        return name in SELDOM or bool(self.kind.usual and name not in (*self.kind.usual, "target"))

    def _section(self, name: str, each: str, folded: list[Section]) -> Section | None:
        """The folded section of a field that is seldom needed within a phrase, or of a table."""
        control = self.controls.get(name)
        if isinstance(control, Rows):
            return _part(folded, control.label)
        apart = control.folded() if isinstance(control, What | Whose) else set()
        inside = each in apart or each.startswith(f"{name}-unless")  # who or what is left out
        unless = "带这些标签的不算" if each not in apart or "-unless" in each else "只算其中一部分"
        how = "除外" if isinstance(control, Whose) else unless
        return _part(folded, f"{control.label if control else ''}：{how}") if inside else None


@dataclass(frozen=True)
class Grid:
    """A table on the page: rows of field names."""

    form: ItemForm
    name: str
    legend: str
    rows: list[list[str]]

    @property
    def lines(self) -> list[list[BoundField]]:
        """The fields of each row."""
        return [[self.form[name] for name in row] for row in self.rows]

    @property
    def errors(self) -> bool:
        """Tell whether something in it is wrong."""
        return any(bound.errors for row in self.lines for bound in row)

    def value(self) -> bool:
        """Tell whether something is filled in."""
        return any(bound.value() for row in self.lines for bound in row)


def _part(folded: list[Section], legend: str) -> Section:
    if not folded or folded[-1].legend != legend:
        folded.append(Section(legend, folded=True))
    return folded[-1]


def redrawn(form: ItemForm, data: QueryDict) -> dict[str, Any]:
    """What was filled in so far, to be shown again without judging it."""
    return {name: each.widget.value_from_datadict(data, {}, name) for name, each in form.fields.items()}


def _aims() -> tuple[str, ...]:
    return tuple(name for name in TARGETS if name != NEVER)


def _aim_fields() -> dict[str, forms.Field]:
    known = surface(Duty)
    offered = [(name, str(known[name].description).partition("；")[0].partition("：")[0]) for name in _aims()]
    aim = forms.ChoiceField(label="目标", required=False, choices=[("", "只计数，不定目标"), *offered])
    amount = forms.CharField(label="数", required=False, max_length=40, help_text="例：10、100%、30天；从……到……写 2..3")
    return {"target": aim, "amount": amount}


def _aim_initial(raw: Mapping[str, Any]) -> dict[str, Any]:
    return dict(zip(("target", "amount"), aimed(raw, _aims()), strict=True))


def _aim_value(data: Mapping[str, Any]) -> dict[str, Any]:
    name, text = str(data.get("target") or ""), str(data.get("amount") or "").strip()
    return {name: True} if name and surface(Duty)[name].annotation is bool else amount_of(name, text)
