"""Days that the pack states: readable, possible, in the plan's year, in order, and within the plan's life.

Rules that compare days ask every year that a masked year can be, so they speak while the year is unknown too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tiexin.core.documents.problems import Problem, choices, sentence
from tiexin.core.documents.source import Keys
from tiexin.plans.items import Size
from tiexin.plans.lint.seen import Seen, once
from tiexin.plans.readings import WHEN_SHAPES, Window, candidates_text

_FIELDS = {"from_": "from", "to": "to", "by": "by", "data_until": "data_until"}


class Said(NamedTuple):
    """A phrase for a day, where it stands and what it was read as."""

    path: Keys
    phrase: str
    window: Window | None
    yearly: bool = False


@once
def phrases(draft: Seen) -> list[Said]:
    """Every phrase for a day in head and clauses."""
    if draft.head is None:
        return []
    period = draft.head.period
    head: dict[Keys, str] = {("issued",): draft.head.issued, ("effective",): draft.head.effective}
    head |= {("period", "from"): period.from_, ("period", "to"): period.to}
    named: list[tuple[Keys, str, bool]] = [(path, phrase, False) for path, phrase in head.items()]
    for path, clause, _ in draft.clauses:
        yearly = bool(getattr(clause, "yearly", False))
        named += [((*path, key), getattr(clause, name, ""), yearly) for name, key in _FIELDS.items()]
    return [Said(path, said, draft.readings.window(said), yearly) for path, said, yearly in named if said]


def unread(draft: Seen) -> Iterator[Problem]:
    """A vague day needs its stated reading: nothing is guessed."""
    for path, phrase, window, _ in phrases(draft):
        if window is None:
            said = f"“{phrase}”是哪天没有写明。请写成日期，或在 readings 里加一行，如“{phrase}: 3-1..3-10”。"
            said = sentence(said, choices(WHEN_SHAPES))
            yield draft.problem("error", path, "day-unread", said, WHEN_SHAPES)


def impossible(draft: Seen) -> Iterator[Problem]:
    """A day exists in the plan's year."""
    for path, phrase, window, _ in phrases(draft):
        if window and draft.years and not any(window.on(year) for year in draft.years):
            said = f"“{phrase}”在 {_years(draft)} 年没有这一天。"
            yield draft.problem("error", path, "day-impossible", said)


def wrong_year(draft: Seen) -> Iterator[Problem]:
    """A year written beside a day is the plan's own, masked or known."""
    for path, phrase, window, _ in phrases(draft):
        if window and window.year and draft.head and not _same_year(window.year, draft):
            said = f"“{phrase}”的年份与方案的 {draft.head.year} 年不符。"
            yield draft.problem("error", path, "year", said, (draft.head.year,))


def backwards(draft: Seen) -> Iterator[Problem]:
    """`to` is not before `from`."""
    said = {path: window for path, _, window, yearly in phrases(draft) if window and not yearly}
    for path, end in said.items():
        start = said.get((*path[:-1], "from")) if path[-1] == "to" else None
        spans = [(start.on(year), end.on(year)) for year in draft.years] if start else []
        if spans and all(a and b and b[1] < a[0] for a, b in spans):
            yield draft.problem("error", path, "day-order", "to 早于 from。请检查两个日期。")


def outside(draft: Seen) -> Iterator[Problem]:
    """Every day lies between the day of issue and the end of the period, but for windows of every year."""
    if draft.head is None:
        return
    issued, ends = (draft.readings.window(phrase) for phrase in (draft.head.issued, draft.head.period.to))
    if issued is None or ends is None:
        return
    for path, phrase, window, yearly in phrases(draft):
        last = window if path[0] == "period" else ends  # the period itself is held by `backwards`
        if window and last and not yearly and all(_out(window, issued, last, year) for year in draft.years):
            said = f"“{phrase}”在方案的时间之外（{draft.head.issued} 印发，至 {draft.head.period.to}）。"
            yield draft.problem("error", path, "day-outside", said)


def approximate(draft: Seen) -> Iterator[Problem]:
    """An approximate number has a stated range."""
    for path, clause, _ in draft.clauses:
        about = getattr(clause, "about", None)
        bare = isinstance(clause, Size) or getattr(clause, "tolerance", None) is None
        if isinstance(about, str) and bare and draft.readings.numbers(about) is None and draft.head:
            said = f"“{about}”是多少到多少没有写明。请在 readings 里加一行，如“{about}: 4..6”。"
            yield draft.problem("error", (*path, "about"), "about-unread", said, (f"{about}: 4..6",))


def _out(window: Window, issued: Window, ends: Window, year: int) -> bool:
    span, first, last = window.on(year), issued.on(year), ends.on(year)
    return bool(span and first and last and (span[1] < first[0] or span[1] > last[1]))


def _same_year(said: str, draft: Seen) -> bool:
    if draft.head is None or said == draft.head.year:
        return True
    return said.isdecimal() and int(said) in draft.years


def _years(draft: Seen) -> str:
    return str(draft.year) if draft.year else candidates_text(draft.head.year) if draft.head else ""


def day(value: date) -> str:
    """Return a day for a sentence."""
    return f"{value.month}月{value.day}日"
