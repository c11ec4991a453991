"""How large a team may be by the plans in force, and where its people are already; plain values in, refusals out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date


@dataclass(frozen=True)
class Size:
    """How many people a plan wants in one team: its range, its sentence and the clause's code."""

    low: int
    high: int
    quote: str
    code: str

    @property
    def said(self) -> str:
        """The range in words: 2至3人."""
        return f"{self.low}至{self.high}人" if self.low < self.high else f"{self.low}人"


@dataclass(frozen=True)
class Elsewhere:
    """Somebody of the team who stays with another team in the same days."""

    officer: str
    team: str
    start: date
    end: date


def check_size(people: int, sizes: Iterable[Size]) -> None:
    """Refuse a team outside the range of a plan, citing the plan's sentence (C083, C220)."""
    for size in sizes:
        if not size.low <= people <= size.high:
            said = f"每组应有{size.said}，现在选了{people}人"
            raise Refused(said, clause=f"{size.quote}（{size.code}）", field="members")


def check_elsewhere(found: Elsewhere | None) -> None:
    """Refuse a stay of somebody who would be at two enterprises at once."""
    if found:
        days = f"{zh_date(found.start)}至{zh_date(found.end)}"
        raise Refused(f"{found.officer}{days}随“{found.team}”蹲点，不能同时在两家企业", field="start")
