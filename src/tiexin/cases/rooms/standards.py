"""What a room is checked against, what a centre must have, what agents work on: data beside the code, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import Source
from tiexin.draws.rules import canonical, sha256

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Line:
    """One line of the checklist; without a `must` line a room is not standardised."""

    key: str
    label: str
    must: bool
    source: Source


@dataclass(frozen=True)
class Standard:
    """The checklist of rooms, with the hours that a new room is given."""

    name: str
    source: Source
    weekdays: Mapping[int, str]
    lines: tuple[Line, ...]

    @property
    def hash(self) -> str:
        """Says which list it is: SHA-256 of its name and lines."""
        plain = [{"key": line.key, "label": line.label, "must": line.must} for line in self.lines]
        return sha256(canonical({"name": self.name, "lines": plain}))


@dataclass(frozen=True)
class CentreNorm:
    """Which unions owe a centre, and from which day of the year to which."""

    source: Source
    functions: Source
    first: tuple[int, int]
    last: tuple[int, int]
    levels: tuple[str, ...]
    kind: str

    def first_day(self, year: int) -> date:
        """The first day on which a centre may be converted in that year."""
        return date(year, *self.first)

    def last_day(self, year: int) -> date:
        """The last day on which a centre may be converted in that year."""
        return date(year, *self.last)


@cache
def _read(name: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return said


def read_standard(said: Mapping[str, Any]) -> Standard:
    """Make a checklist of what a file says."""
    lines = tuple(Line(each["key"], each["label"], each["must"], Source(**each["source"])) for each in said["lines"])
    return Standard(said["name"], Source(**said["source"]), said["weekdays"], lines)


@cache
def standard() -> Standard:
    """The checklist of this installation."""
    return read_standard(_read("room_standard"))


@cache
def centre_norm() -> CentreNorm:
    """What plans and this installation ask of centres."""
    said = _read("centre")
    sources = Source(**said["source"]), Source(**said["functions"])
    first, last = ((said[name]["month"], said[name]["day"]) for name in ("first_day", "last_day"))
    return CentreNorm(*sources, first, last, tuple(said["levels"]), said["kind"])


def agent_fields() -> Mapping[str, str]:
    """What agents may work on, by name."""
    fields: Mapping[str, str] = _read("agents")["fields"]
    return fields


def agent_source() -> Source:
    """Where the roster of agents comes from."""
    return Source(**_read("agents")["source"])
