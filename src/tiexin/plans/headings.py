"""Clause numbers in their natural order, and the heading of the document that a clause stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tiexin.plans.pack import Section

_NUMBERED = re.compile(r"(.*?)(\d{1,9})")
_CHINESE = re.compile(r"(.*?)([一二三四五六七八九十百]{1,6})")
_FIGURES = {figure: value for value, figure in enumerate("一二三四五六七八九", start=1)}
_PLACES = {"十": 10, "百": 100}


@lru_cache(maxsize=1 << 15)  # every clause is held against every heading of a long plan
def natural(clause: str) -> tuple[str, int, str]:
    """Return a sort key that puts C9 before C10 and 第九条 before 第十条."""
    found = _NUMBERED.match(clause) or _CHINESE.match(clause)
    if not found:
        return clause, 0, ""
    value = int(found[2]) if found[2].isdecimal() else _value(found[2])
    return found[1], value, clause[found.end() :]


def _value(figures: str) -> int:
    """Return a Chinese number below a thousand: 十二 is 12, 二十 is 20."""
    total, last = 0, 0
    for figure in figures:
        if figure in _PLACES:
            total, last = total + (last or 1) * _PLACES[figure], 0
        else:
            last = _FIGURES[figure]
    return total + last


def heading(clause: str, sections: Sequence[Section]) -> str:
    """Return the title of the first section whose range `C157..C177` (or single number) holds the clause."""
    for section in sections:
        first, _, last = section.clauses.partition("..")
        low, high, here = natural(first.strip()), natural((last or first).strip()), natural(clause)
        if low[0] == here[0] == high[0] and low[1:] <= here[1:] <= high[1:]:
            return section.title
    return ""
