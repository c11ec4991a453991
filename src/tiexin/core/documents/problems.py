"""What is wrong with a document, said to the person who wrote it: where, what, and what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

Level = Literal["error", "warning", "info"]
LEVELS: dict[str, str] = {"error": "错误", "warning": "提醒", "info": "说明"}
SHOWN = 12  # a sentence names at most this many accepted words; `accepted` holds them all


@dataclass(frozen=True)
class Problem:
    """One finding: an error stops loading, a warning asks the author, an info needs no answer.

    `line` and `column` count from 1 (0: the file as a whole); `rule` is its stable name. `path` names the place
    by keys and clause ids (`duties[C227].do.measure`); `accepted` holds the words or shapes that would be taken
    instead, ready to be offered as choices.
    """

    level: Level
    line: int
    column: int
    path: str
    message: str
    accepted: tuple[str, ...] = ()
    rule: str = ""

    @property
    def label(self) -> str:
        """The level in words."""
        return LEVELS[self.level]

    def __str__(self) -> str:
        where = f"第 {self.line} 行第 {self.column} 列" if self.line else "整个文件"
        return f"{where} {self.label}：{self.message}"


def by_clause(text: str) -> str:
    """Say `C129（领导）` for the inner name `C129@领导` of one of the duties that a clause became.

    Words that may be typed (`可写：…`) are left as they must be typed.
    """
    said, mark, typed = text.partition("可写：")
    return _INNER.sub(r"\1（\2）", said) + mark + typed


_INNER = re.compile(r"([\w.-]+)@(\w+)")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by place in the file, each finding once."""
    return sorted(set(problems), key=lambda p: (p.line, p.column, p.level, p.rule, p.message))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether anything stands in the way of loading."""
    return any(problem.level == "error" for problem in problems)


def meant(word: str, known: Iterable[str]) -> str:
    """Return `您是不是要写 X？` for the nearest known word, or nothing when none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"您是不是要写 {near[0]}？" if near else ""


def choices(accepted: Sequence[str]) -> str:
    """Return `可写：甲、乙……` for a sentence, cut to what one can take in at a glance."""
    if not accepted:
        return ""
    more = f" 等 {len(accepted)} 种" if len(accepted) > SHOWN else ""
    return f"可写：{'、'.join(accepted[:SHOWN])}{more}。"


def sentence(*parts: str) -> str:
    """Join the non-empty parts of a message into one run of Chinese sentences."""
    return "".join(part for part in parts if part)


def counts(found: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return how many stored findings there are of each level that occurs: 提醒 7, 说明 12."""
    levels = [problem["level"] for problem in found]
    return [(label, levels.count(level)) for level, label in LEVELS.items() if level in levels]
