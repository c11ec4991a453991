"""How often something is owed, in a clerk's words: 每月, 每两周, 每3年, 近5年, 终身."""

from __future__ import annotations

import re

from tiexin.duties.definition import Per

PERIODS: dict[str, str] = {
    "campaign": "活动期",
    "year": "每年",
    "half-year": "每半年",
    "quarter": "每季度",
    "month": "每月",
    "half-month": "每半月",
    "week": "每周",
    "day": "每日",
    "every-days": "每N天",
    "cycle": "每N年",
    "rolling": "近N年",
    "lifetime": "终身",
    "event-year": "自身年度",
    "stay": "每次蹲点",
}
PER_SHAPES = tuple(label.replace("N", "3") for label in PERIODS.values())
NEEDS_LENGTH = ("every-days", "cycle", "rolling")
_NAMES = {**{label: name for name, label in PERIODS.items()}, **{name: name for name in PERIODS}}
_FIGURES = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBERED = re.compile(
    r"(?P<word>每|近|every |last )\s*(?P<n>[1-9]\d{0,2}|[一两二三四五六七八九十])\s*"
    r"(?P<unit>天|日|周|年|days?|weeks?|years?)"
)


def period_of(text: str) -> tuple[Per, int] | None:
    """Return the kind of period and its length in days or years; None when the words say no period.

    The length is 1 where it has no meaning, and 0 where it is still to be given (`每N天` beside `length`).
    """
    if text in _NAMES:
        name = _NAMES[text]
        return name, 0 if name in NEEDS_LENGTH else 1  # type: ignore[return-value]
    found = _NUMBERED.fullmatch(text)
    if not found:
        return None
    n, unit = _FIGURES.get(found["n"]) or int(found["n"]), found["unit"][0]
    if unit in "年y":
        return ("rolling" if found["word"] in ("近", "last ") else "cycle"), n
    if found["word"] in ("近", "last "):
        return None
    return "every-days", n * 7 if unit in "周w" else n
