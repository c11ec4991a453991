"""Tables in a form: rows of the same few fields, a blank one ready behind them.

What a row cannot show (a key it does not know, a value of another shape) sends the whole table back to its YAML box:
nothing is lost. An untouched table stays in the text as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator

from tiexin.evidence.tag_keys import TAG_KEYS
from tiexin.plans.aim import BOUNDS, Row
from tiexin.plans.editor.controls import Fields, Yaml, listing
from tiexin.plans.said import surface
from tiexin.plans.words import listed, resolve

MOST = 60  # rows of a table that a form shows
COLUMNS = {"level": "级别", "kind": "种类", "rank": "职级"}
Filters = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Rows(Yaml):
    """A list of mappings as rows: filters to tick, then the fields of `plain`."""

    filters: Filters
    plain: tuple[str, ...] = ()

    def knows(self, raw: Any) -> bool:
        """Tell whether every row can be shown by its fields and read back equal."""
        rows = listing(raw)
        return len(rows) < MOST and all(isinstance(row, dict) and self._whole(row) for row in rows)

    def _whole(self, row: dict[str, Any]) -> bool:
        ticked = {column: listing(row[column]) for column in self.filters if column in row}
        words = all(resolve(word, self.filters[column]) for column, found in ticked.items() for word in found)
        back = self._row({name: value for name, value in self._shown(0, row).items()}, 0)
        return words and {name: _alike(value) for name, value in back.items()} == self._labelled(row)

    def _labelled(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: _alike(labels(value, self.filters[name]) if name in self.filters else value)
            for name, value in row.items()
        }

    def shape(self, raw: Any, data: Mapping[str, Any] | None) -> Any:
        """The rows that there are fields for: those in the text, or as many as were filled in."""
        if not self.knows(raw):
            return raw
        held = [int(hit[1]) for name in data or () if (hit := self._numbered(name)) and self._filled(data, name)]
        missing = max([*held, -1]) + 1 - len(listing(raw))
        return [*listing(raw), *({} for _ in range(min(missing, MOST)))]

    def _numbered(self, name: str) -> re.Match[str] | None:
        return re.fullmatch(rf"{re.escape(self.name)}-(\d{{1,2}})-\w+", name)

    def _filled(self, data: Mapping[str, Any] | None, name: str) -> bool:
        return bool(str((data or {}).get(name) or "").strip())

    def fields(self, raw: Any) -> Fields:
        """The fields of each row, and of a blank one."""
        if not self.knows(raw):
            return super().fields(raw)
        found: Fields = {}
        for number in range(len(listing(raw)) + 1):
            found.update(self._fields(number))
        return found

    def _fields(self, number: int) -> Fields:
        ticked = {self.at(number, column): ticks(column, values) for column, values in self.filters.items()}
        return {**ticked, **{self.at(number, name): field for name, field in self._plain().items()}}

    def _plain(self) -> Fields:
        return {}

    def at(self, number: int, column: str) -> str:
        """The name of a field of a row."""
        return f"{self.name}-{number}-{column}"

    def rows(self, raw: Any) -> list[list[str]]:
        """The names of the fields row by row; none when the table is a box of YAML."""
        if not self.knows(raw):
            return []
        return [list(self._fields(number)) for number in range(len(listing(raw)) + 1)]

    def initial(self, raw: Any) -> dict[str, Any]:
        """What the rows show."""
        if not self.knows(raw):
            return super().initial(raw)
        shown: dict[str, Any] = {}
        for number, row in enumerate(listing(raw)):
            shown.update(self._shown(number, row))
        return shown

    def _shown(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        ticked = {self.at(number, column): labels(row.get(column), values) for column, values in self.filters.items()}
        return {**ticked, **{self.at(number, name): value for name, value in self._told(row).items()}}

    def _told(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: row.get(name, "") for name in self.plain}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The rows with something in them, or what the box of YAML reads as."""
        if self.name in data:
            return super().value(data)
        numbers = sorted({int(hit[1]) for name in data if (hit := self._numbered(name))})
        return [row for number in numbers if (row := self._row(data, number))] or None

    def _row(self, data: Mapping[str, Any], number: int) -> dict[str, Any]:
        ticked = {column: single(data.get(self.at(number, column))) for column in self.filters}
        return {name: value for name, value in {**ticked, **self._given(data, number)}.items() if value}

    def _given(self, data: Mapping[str, Any], number: int) -> dict[str, Any]:
        return {name: str(data.get(self.at(number, name)) or "").strip() for name in self.plain}

    def touched(self, data: Mapping[str, Any], raw: Any) -> list[int]:
        """The numbers of the rows that say something else than the text: only these are judged."""
        before = self.initial(raw)
        numbers = sorted({int(hit[1]) for name in data if (hit := self._numbered(name))})
        return [number for number in numbers if self._typed(data, number) != self._typed(before, number)]

    def _typed(self, data: Mapping[str, Any], number: int) -> list[list[str]]:
        return [_alike(data.get(name) or None) for name in self._fields(number)]

    def complaints(self, data: Mapping[str, Any], raw: Any) -> dict[str, str]:
        """What is half filled in, by the field that is missing."""
        return {}


@dataclass(frozen=True)
class Excuses(Rows):
    """Who is left out, each with the reason."""

    plain: tuple[str, ...] = ("because",)

    def _plain(self) -> Fields:
        because = forms.CharField(label="为什么除外，照文件写", required=False, max_length=80)
        return {"because": because}

    def complaints(self, data: Mapping[str, Any], raw: Any) -> dict[str, str]:
        """A reason needs somebody, somebody needs a reason."""
        found = {}
        for number in self.touched(data, raw):
            row = self._row(data, number)
            if row and "because" not in row:
                found[self.at(number, "because")] = "写明为什么除外，照文件写"
            elif len(row) == 1:
                found[self.at(number, "because")] = "勾选除外的是谁"
        return found


@dataclass(frozen=True)
class Targets(Rows):
    """A number for each level and rank."""

    plain: tuple[str, ...] = ("aim", "amount")

    def _plain(self) -> Fields:
        known = surface(Row)
        aims = [(name, str(known[name].description).partition("；")[0]) for name in BOUNDS]
        return {
            "aim": forms.ChoiceField(label="目标", required=False, choices=[("", "—"), *aims]),
            "amount": forms.CharField(label="数", required=False, max_length=40),
        }

    def _told(self, row: dict[str, Any]) -> dict[str, Any]:
        return dict(zip(self.plain, aimed(row, BOUNDS), strict=True))

    def _given(self, data: Mapping[str, Any], number: int) -> dict[str, Any]:
        aim, amount = (str(data.get(self.at(number, name)) or "").strip() for name in self.plain)
        return amount_of(aim, amount) or ({aim: ""} if aim else {"": amount})

    def _row(self, data: Mapping[str, Any], number: int) -> dict[str, Any]:
        ticked = {column: single(data.get(self.at(number, column))) for column in self.filters}
        given = {name: value for name, value in self._given(data, number).items() if name and value != ""}
        return {**{name: value for name, value in ticked.items() if value}, **given}

    def complaints(self, data: Mapping[str, Any], raw: Any) -> dict[str, str]:
        """A row needs its number, a number needs its kind of target."""
        found = {}
        for number in self.touched(data, raw):
            aim, amount = (str(data.get(self.at(number, name)) or "").strip() for name in self.plain)
            ticked = any(data.get(self.at(number, column)) for column in self.filters)
            if amount and not aim:
                found[self.at(number, "aim")] = "写了数，请选择是不少于、不超过还是别的"
            elif (ticked or aim) and not amount:
                found[self.at(number, "amount")] = "这一行还没有写数"
        return found


@dataclass(frozen=True)
class Tagged(Yaml):
    """Words to tick for each of many tags: `{answer: 不满意}`."""

    filters: Filters

    def knows(self, raw: Any) -> bool:
        """Tell whether every tag and word is one that can be ticked."""
        found = raw if isinstance(raw, dict) else {"": raw} if raw is not None else {}
        return all(
            name in self.filters
            and listing(words)
            and all(resolve(word, self.filters[name]) for word in listing(words))
            for name, words in found.items()
        )

    def fields(self, raw: Any) -> Fields:
        """A row of ticks for each tag."""
        if not self.knows(raw):
            return super().fields(raw)
        return {f"{self.name}-{tag}": ticks(tag, values, "不算：") for tag, values in self.filters.items()}

    def initial(self, raw: Any) -> dict[str, Any]:
        """What is ticked."""
        if not self.knows(raw):
            return super().initial(raw)
        held = raw or {}
        return {f"{self.name}-{tag}": labels(held.get(tag), values) for tag, values in self.filters.items()}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The tags with a tick, or what the box of YAML reads as."""
        if self.name in data:
            return super().value(data)
        ticked = {tag: single(data.get(f"{self.name}-{tag}")) for tag in self.filters}
        return {tag: words for tag, words in ticked.items() if words} or None


def aimed(raw: Mapping[str, Any], names: Sequence[str]) -> tuple[str, Any]:
    """The kind of target that stands in a mapping, and its number as it is typed: `2..3` for a pair."""
    name = next((name for name in names if raw.get(name) not in (None, False)), "")
    value = raw.get(name) if name else ""
    if isinstance(value, list):
        value = "..".join(str(member) for member in value)
    return name, "" if value is True else value


def amount_of(name: str, text: str) -> dict[str, Any]:
    """A target with its number as they stand in YAML; nothing when one of them is missing."""
    if not name or not text:
        return {}
    if name == "between":
        parts = text.replace("至", "..").replace("~", "..").split("..")
        return {name: [plain(part) for part in parts if part.strip()]}
    return {name: plain(text)}


def plain(text: str) -> Any:
    """A whole number as a number, all else as text."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


class Offered(BaseChoiceIterator):
    """Words to tick, as they are; Django looks through any other list twice for each of a form's many fields."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.words = [(label, label) for label in listed(values)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.words)


def ticks(name: str, values: Mapping[str, str], before: str = "") -> forms.Field:
    """Ticks for the words of a filter or a tag."""
    label = before + (COLUMNS.get(name) or TAG_KEYS.get(name, name))
    return forms.MultipleChoiceField(
        label=label, required=False, choices=Offered(values), widget=forms.CheckboxSelectMultiple
    )


def labels(raw: Any, values: Mapping[str, str]) -> list[str]:
    """The labels of words that stand in the text by name or by label."""
    names = ((member, resolve(member, values)) for member in listing(raw))
    return [str(member) if name is None else values[name] or name for member, name in names]


def single(values: Any) -> Any:
    """One word by itself, several as a list."""
    found = list(values or [])
    return found[0] if len(found) == 1 else found


def _alike(value: Any) -> Any:
    """A value as it is compared: one word alone is a list of one, numbers are what they say."""
    return [str(member) for member in listing(value)]
