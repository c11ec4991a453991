"""What stands in a pack, item by item: its place, its words, what the lint says; found again after a change."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys, Source
from tiexin.plans.editor.document import Mark
from tiexin.plans.editor.kinds import Kind, address, kind_of
from tiexin.plans.pack import Pack
from tiexin.plans.said import inner, surface

_NUMBER = re.compile(r"(.*?)(\d{1,6})(\D*)")


@dataclass
class Row:
    """An item in the list: `at` is its place as it stands in an address."""

    path: Keys
    kind: Kind
    raw: dict[str, Any]
    line: int
    problems: list[Problem] = field(default_factory=list)

    @property
    def at(self) -> str:
        """Its place for an address."""
        return address(self.path)

    @property
    def ident(self) -> str:
        """What gauges and messages call it."""
        return str(self.raw.get("id") or self.raw.get("clause") or self.raw.get("name") or "")

    @property
    def title(self) -> str:
        """Its title, its name, or its sentence."""
        return str(self.raw.get("title") or self.raw.get("name") or self.raw.get("quote") or "（没有写标题）")

    @property
    def label(self) -> str:
        """The words of the list it stands in."""
        return named(str(self.path[0]))

    @property
    def deep(self) -> bool:
        """Tell whether it stands inside another item."""
        return len(self.path) > 2

    @property
    def worst(self) -> str:
        """`error`, `warning` or nothing; what needs no answer is no mark."""
        levels = {problem.level for problem in self.problems}
        return next((level for level in ("error", "warning") if level in levels), "")


def rows(source: Source) -> list[Row]:
    """Every member of a list and every clause inside one, in file order."""
    found = []
    for path, raw in _mappings(source.value, ()):
        if len(path) == 2 or (len(path) > 2 and "clause" in raw):
            kind = kind_of(path, raw)
            if kind is not None:
                found.append(Row(path, kind, raw, source.place(path).line))
    return found


def _mappings(value: Any, path: Keys) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Every mapping in a tree with its path, outer before inner."""
    if isinstance(value, dict):
        yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in steps:
        if isinstance(member, dict | list):
            yield from _mappings(member, (*path, step))


def spread(found: Sequence[Row], problems: Sequence[Problem]) -> list[tuple[Problem, Row | None]]:
    """Give every problem to the item that holds its line; what stands above all items belongs to the head."""
    lines = [row.line for row in found]
    for each in found:
        each.problems = []
    dealt = []
    for problem in problems:
        place = bisect_right(lines, problem.line) - 1
        row = found[place] if place >= 0 and problem.line else None
        if row is not None:
            row.problems.append(problem)
        dealt.append((problem, row))
    return dealt


def marks(found: Sequence[Row]) -> list[Mark]:
    """The quotes of all items; places are told apart by address."""
    return [Mark(row.at, str(row.raw["quote"])) for row in found if row.raw.get("quote")]


def next_clause(found: Sequence[Row]) -> str:
    """The number after the highest one, in the shape that most clauses have."""
    numbers = [hit for row in found if (hit := _NUMBER.fullmatch(str(row.raw.get("clause", ""))))]
    if not numbers:
        return "C1"
    shape = Counter((hit[1], hit[3]) for hit in numbers).most_common(1)[0][0]
    highest = max(int(hit[2]) for hit in numbers if (hit[1], hit[3]) == shape)
    return f"{shape[0]}{highest + 1}{shape[1]}"


def begun(kind: Kind, clause: str, quote: str) -> dict[str, Any]:
    """What a new item begins with: number and quote, or the least that a group of clauses needs."""
    if kind.quotes:
        return {"clause": clause, "quote": quote}
    return {
        name: _least(info, clause, quote)
        for name, info in surface(kind.model).items()
        if info.is_required() and inner(info.annotation) is not None
    }


def _least(info: Any, clause: str, quote: str) -> Any:
    model = inner(info.annotation)
    if model is None:
        return next(iter(info.examples or []), "")
    value = _members(model, clause, quote)
    return [value] if "list[" in str(info.annotation) else value


def _members(model: type[BaseModel], clause: str, quote: str) -> dict[str, Any]:
    known = {"clause": clause, "quote": quote}
    needed = ((name, info) for name, info in surface(model).items() if info.is_required())
    return {name: known.get(name) or _least(info, clause, quote) for name, info in needed}


def seen(raw: Any) -> str:
    """A short mark of what an author saw, to notice that it has changed since."""
    return hashlib.sha256(json.dumps(raw, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def again(found: Sequence[Row], path: Keys, mark: str) -> Row | None:
    """Find the item an author saw: where it was, else wherever the same words stand in the same list."""
    same = [row for row in found if row.path[:-1] == path[:-1] and seen(row.raw) == mark]
    return next((row for row in same if row.path == path), same[0] if len(same) == 1 else None)


def grouped(found: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The items list by list, under the words of each list."""
    lists: dict[str, list[Row]] = {}
    for row in found:
        lists.setdefault(str(row.path[0]), []).append(row)
    for name, members in lists.items():
        yield named(name), members


@cache
def named(name: str) -> str:
    """The words of a list."""
    return "任务" if name == "duties" else str(surface(Pack)[name].description)
