"""From the schema of the plan language to fields of a form, and back to values as they stand in YAML.

A control stands for one key. What it cannot show it keeps: an untouched key stays in the text as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django import forms
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tiexin.core.documents.source import read
from tiexin.evidence.tag_keys import TAG_KEYS
from tiexin.plans import fields as language
from tiexin.plans.editor import write
from tiexin.plans.said import inner, surface
from tiexin.plans.words import Words, listed, resolve

SMALL = 4
LONG = 120  # a text that may be longer gets more than one line
BLANK = ("", "—")
Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class Control:
    """One key as one field: a line of text."""

    name: str
    info: FieldInfo
    words: Words

    @property
    def label(self) -> str:
        """What the key means, in the words of the manual."""
        return str(self.info.description or self.name)

    @property
    def example(self) -> str:
        """How the key is filled in."""
        found = [example for example in self.info.examples or [] if not isinstance(example, dict | list | bool)]
        return "、".join(str(example) for example in found[:3])

    def fields(self, raw: Any) -> Fields:
        """The fields of the form, for the value that stands in the text now."""
        long = (_limit(self.info) or 0) > LONG
        widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput()
        return {self.name: forms.CharField(**self._said(), widget=widget, max_length=_limit(self.info))}

    def _said(self) -> dict[str, Any]:
        return {"label": self.label, "required": False, "help_text": self.example and f"例：{self.example}"}

    def initial(self, raw: Any) -> dict[str, Any]:
        """What the fields show for a value."""
        return {self.name: "" if raw is None else raw}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The value behind what was filled in; None leaves the key out."""
        text = str(data.get(self.name) or "").strip()
        return int(text) if _is_whole(text) else text or None


class Flag(Control):
    """A key that is true or left out."""

    def fields(self, raw: Any) -> Fields:
        """One tick."""
        return {self.name: forms.BooleanField(label=self.label, required=False)}

    def value(self, data: Mapping[str, Any]) -> Any:
        """True, or nothing."""
        return True if data.get(self.name) else None


class Lines(Control):
    """A list of texts, one a line; a single one may stand alone as its author wrote it."""

    def fields(self, raw: Any) -> Fields:
        """A box of lines."""
        box = forms.Textarea(attrs={"rows": min(8, max(2, len(listing(raw))))})
        return {self.name: forms.CharField(**{**self._said(), "help_text": "一行一个"}, widget=box)}

    def initial(self, raw: Any) -> dict[str, Any]:
        """One line each."""
        return {self.name: "\n".join(str(member) for member in listing(raw))}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The lines."""
        return [line.strip() for line in str(data.get(self.name) or "").splitlines() if line.strip()] or None


@dataclass(frozen=True)
class Choice(Control):
    """A word out of a table, by its Chinese label; a word the table lacks stays as it is."""

    table: Mapping[str, str]

    def fields(self, raw: Any) -> Fields:
        """A list to choose from."""
        offered = [(word, word) for word in listed(self.table)]
        own = [] if raw is None or self._label(raw) in dict(offered) else [(str(raw), str(raw))]
        choice = forms.ChoiceField(label=self.label, required=False, choices=[BLANK, *offered, *own])
        return {self.name: choice}

    def initial(self, raw: Any) -> dict[str, Any]:
        """The label."""
        return {self.name: "" if raw is None else self._label(raw)}

    def _label(self, raw: Any) -> str:
        name = resolve(raw, self.table)
        return (self.table[name] or name) if name is not None else str(raw)


class Yaml(Control):
    """What no field can show is written as YAML."""

    def fields(self, raw: Any) -> Fields:
        """A box of text."""
        rows = len(self.initial(raw)[self.name].splitlines())
        box = forms.Textarea(attrs={"rows": min(12, max(2, rows)), "class": "tx-code", "spellcheck": "false"})
        example = next((str(each) for each in self.info.examples or []), "")
        said = {**self._said(), "help_text": f"按 YAML 写{example and f'，例：{example}'}"}
        return {self.name: YamlField(**said, widget=box)}

    def initial(self, raw: Any) -> dict[str, Any]:
        """The value as lines."""
        return {self.name: "\n".join(as_lines(raw)) if raw is not None else ""}

    def value(self, data: Mapping[str, Any]) -> Any:
        """What the box reads as."""
        text = str(data.get(self.name) or "")
        return read(text).value if text.strip() else None


class Small(Control):
    """A part with a few plain keys of its own: its keys as fields."""

    @property
    def parts(self) -> dict[str, Control]:
        """A control for each key."""
        model = inner(self.info.annotation)
        found = surface(model) if model else {}
        return {key: control(f"{self.name}-{key}", info, self.words) for key, info in found.items()}

    def fields(self, raw: Any) -> Fields:
        """The fields of all keys, each called by the part's name too."""
        found: Fields = {}
        for key, part in self.parts.items():
            found.update(part.fields(raw.get(key) if isinstance(raw, dict) else None))
        for field in found.values():
            field.label = f"{self.label}：{field.label}"
        return found

    def initial(self, raw: Any) -> dict[str, Any]:
        """What the fields show."""
        shown: dict[str, Any] = {}
        for key, part in self.parts.items():
            shown.update(part.initial(raw.get(key) if isinstance(raw, dict) else None))
        return shown

    def value(self, data: Mapping[str, Any]) -> Any:
        """The keys that were filled in, or nothing."""
        given = {key: part.value(data) for key, part in self.parts.items()}
        return {key: value for key, value in given.items() if value is not None} or None


class YamlField(forms.CharField):
    """A text that must be readable as YAML."""

    def clean(self, value: Any) -> Any:
        """Refuse what cannot be read, with its line."""
        text = str(super().clean(value) or "")
        found = read(text).problems if text.strip() else []
        if found:
            raise forms.ValidationError([str(problem) for problem in found[:3]])
        return text


def control(name: str, info: FieldInfo, words: Words) -> Control:
    """Choose the control for a key by the type that the schema gives it."""
    table = _table(name, info, words)
    if table is not None:
        return Choice(name, info, words, table)
    model = inner(info.annotation)
    if model is not None and is_amount(model):
        model = None
    if model is not None or "dict[" in str(info.annotation):
        small = model is not None and not many(info) and is_small(model)
        return (Small if small else Yaml)(name, info, words)
    if many(info):
        return Lines(name, info, words)
    return (Flag if info.annotation is bool else Control)(name, info, words)


def _table(name: str, info: FieldInfo, words: Words) -> Mapping[str, str] | None:
    """The words that a key takes, where the schema or the product knows them all."""
    known = {
        "event": words.measures,
        "measure": words.measures,
        "same": words.dimensions,
        "tag": {tag: TAG_KEYS.get(tag, "") for tag in words.tags},
    }
    if name in known and not many(info):
        return known[name]
    literal = get_args(info.annotation) if "Literal" in str(info.annotation) else ()
    names = {each for each in literal if isinstance(each, str)}
    if not names:
        return None
    tables = [table for table in vars(language).values() if isinstance(table, dict) and names <= table.keys()]
    found = min(tables, key=len, default=dict.fromkeys(names, ""))
    return {each: found[each] for each in found if each in names}


def is_small(model: type[BaseModel]) -> bool:
    """Tell whether a part has only a few plain keys, and restates no sentence of its own."""
    plain = (inner(info.annotation) is None and "dict[" not in str(info.annotation) for info in surface(model).values())
    return len(surface(model)) <= SMALL and "quote" not in surface(model) and all(plain)


def is_amount(model: type[BaseModel]) -> bool:
    """Tell whether a type is a number as written: 10, 100%, 30天."""
    return issubclass(model, language.Amount)


def many(info: FieldInfo) -> bool:
    """Tell whether a key holds a list."""
    return "list[" in str(info.annotation)


def _limit(info: FieldInfo) -> int | None:
    return next((size for part in info.metadata if (size := getattr(part, "max_length", None))), None)


def listing(raw: Any) -> list[Any]:
    """A list, a single value as a list of one, nothing as an empty list."""
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 10


def as_lines(value: Any) -> list[str]:
    """A value by itself as lines of YAML."""
    if isinstance(value, dict):
        return write.keys(value, 0)
    if isinstance(value, list):
        return [line for member in value for line in write.item(member, block=False, column=0)]
    return [write.scalar(value)]
