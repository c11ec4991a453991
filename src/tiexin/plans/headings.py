"""Clause numbers in their natural order, and the heading of the document that a clause stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tiexin.plans.pack import Section

_NUMBERED = re.compile(r"(.*?)(\d{1,9})")


def natural(clause: str) -> tuple[str, int, str]:
    """Return a sort key that puts C9 before C10."""
    found = _NUMBERED.match(clause)
    return (found[1], int(found[2]), clause[found.end() :]) if found else (clause, 0, "")


def heading(clause: str, sections: Sequence[Section]) -> str:
    """Return the title of the first section whose range `C157..C177` (or single number) holds the clause."""
    for section in sections:
        first, _, last = section.clauses.partition("..")
        low, high, here = natural(first.strip()), natural((last or first).strip()), natural(clause)
        if low[0] == here[0] == high[0] and low[1:] <= here[1:] <= high[1:]:
            return section.title
    return ""
