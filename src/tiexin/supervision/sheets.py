"""Check sheets and limits: data beside the code, read once by a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import yaml

from tiexin.calendars.queries import here
from tiexin.core.workdays import Term, deadline
from tiexin.draws.rules import canonical, sha256

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Line:
    """One line of a check sheet, with the clause of the plan that asks for it."""

    key: str
    text: str
    clause: str


@dataclass(frozen=True)
class Sheet:
    """A check sheet by its name."""

    name: str
    lines: tuple[Line, ...]

    @property
    def plain(self) -> list[dict[str, str]]:
        """The lines as an inspection keeps them."""
        return [asdict(line) for line in self.lines]

    @property
    def hash(self) -> str:
        """Says which version it is: SHA-256 of name and lines."""
        return sha256(canonical({"name": self.name, "lines": self.plain}))


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every check sheet by name."""
    read = yaml.safe_load((DATA / "check_sheets.yaml").read_text(encoding="utf-8"))["sheets"]
    made = [Sheet(each["name"], tuple(Line(**line) for line in each["lines"])) for each in read]
    return {sheet.name: sheet for sheet in made}


@cache
def limits() -> Mapping[str, int]:
    """The numbers of supervision, see the file."""
    read = yaml.safe_load((DATA / "limits.yaml").read_text(encoding="utf-8"))
    return {name: value for name, value in read.items() if isinstance(value, int)}


def day_after(start: date, days: int) -> date | None:
    """The day so many working days after another; None while a year's calendar is not published."""
    return deadline(datetime.combine(start, time.min), Term(days, "workday"), here()).day
