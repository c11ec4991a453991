"""The shape of a number: “2-3人” is a range, “5人左右” an approximate number, “不少于10家” a floor (trap T7).

The sentence and the target beside it must have the same shape and the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tiexin.core.documents.problems import Problem
from tiexin.duties.definition import Definition
from tiexin.plans.lint.seen import Seen, stated

_N = r"(\d+(?:\.\d+)?[万千百]?)"
_OF = r"\s*(?:[名人家户件篇次天日场组项]|个(?!月)|%|％)"
_SHORT = r"[^\d，。；]{0,6}?"
_AT_LEAST = r"(?:不少于|不低于|不得少于|至少|最少|达到)"
_AT_MOST = r"(?:不超过|不得超过|不多于|不高于|最多|至多)"
_SHAPES = (
    ("range", re.compile(_N + r"\s*(?:-|－|—|–|~|～|至|到)\s*" + _N + _OF), ("between",), "范围"),
    ("about", re.compile(_N + _OF + r"?\s*(?:左右|上下)"), ("about",), "约数"),
    ("about", re.compile(r"(?:大约|约)\s*" + _N + _OF), ("about",), "约数"),
    ("least", re.compile(_AT_LEAST + _SHORT + _N + _OF), ("at_least",), "下限"),
    ("least", re.compile(_N + _OF + r"\s*(?:及以上|以上)"), ("at_least",), "下限"),
    ("least", re.compile(_N + r"余" + _OF), ("at_least",), "下限"),
    ("most", re.compile(_AT_MOST + _SHORT + _N + _OF), ("at_most",), "上限"),
    ("most", re.compile(_N + _OF + r"\s*(?:以内|以下|之内)"), ("at_most",), "上限"),
)
_WRITE = {"range": "between: [{0}, {1}]", "about": "about: {0}", "least": "at_least: {0}", "most": "at_most: {0}"}
_TIMES = {"万": 10_000, "千": 1_000, "百": 100}


class Phrase(NamedTuple):
    """A number as the sentence says it."""

    shape: str
    numbers: tuple[int, ...]
    targets: tuple[str, ...]
    label: str
    text: str


def phrases(quote: str) -> list[Phrase]:
    """Return every number of a sentence that has one of the known shapes."""
    found = []
    for shape, pattern, targets, label in _SHAPES:
        for hit in pattern.finditer(quote):
            found.append(Phrase(shape, tuple(map(amount, hit.groups())), targets, label, hit[0]))
    return found


def amount(text: str) -> int:
    """Return “14.2万” as 142000."""
    times = _TIMES.get(text[-1], 1)
    return round(float(text.rstrip("万千百")) * times)


def same_shape(draft: Seen) -> Iterator[Problem]:
    """A range is written as a range, an approximate number as such, a bounded frequency with its bounds."""
    for path, duty, definition in stated(draft):
        own = _numbers(definition)
        found = phrases(duty.quote) if own and not definition.cells else []
        wrong = [p for p in found if definition.target not in p.targets and own & set(p.numbers)]
        if wrong and not duty.reading and not any(definition.target in phrase.targets for phrase in found):
            write = _WRITE[wrong[0].shape].format(*wrong[0].numbers)
            said = f"{duty.ident} 的原文“{wrong[0].text}”是{wrong[0].label}，这里却写成 {definition.target}。"
            yield draft.problem("warning", path, "shape", f"{said}请写 {write}，或在 reading 写明读法。", (write,))


def same_number(draft: Seen) -> Iterator[Problem]:
    """The number of the target is the number of the sentence."""
    for path, duty, definition in stated(draft):
        own = _numbers(definition)
        found = [p for p in phrases(duty.quote) if definition.target in p.targets and p.shape != "about"]
        if own and len(found) == 1 and not definition.cells and not duty.reading and own != set(found[0].numbers):
            write = _WRITE[found[0].shape].format(*found[0].numbers)
            said = f"{duty.ident} 的原文说“{found[0].text}”，目标却是 {'、'.join(map(str, sorted(own)))}。"
            yield draft.problem("warning", path, "number-differs", f"{said}请核对，写 {write}。", (write,))


def _numbers(definition: Definition) -> set[int]:
    return {number for number in (definition.low, definition.high) if number is not None}
