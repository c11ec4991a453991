"""What a review comes to: it upholds, changes or revokes what was decided before. Pure; the words are data.

《信访工作条例》第35、36条 say who reviews and within how many days, not what may come of it: `data/reviews.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.rules import ANSWERED_ABOVE, MOVES
from tiexin.core.refusal import Refused

DATA = Path(__file__).parent / "data" / "reviews.yaml"
BEFORE = {"answer_review": "原来的答复", "answer_second": "复查意见"}  # what each of them decides on


@dataclass(frozen=True)
class Result:
    """One result; `orders`: whoever answered handles the matter once more, by what the review found."""

    name: str
    label: str
    say: str
    orders: bool


@cache
def results() -> Mapping[str, Result]:
    """The closed list, in its order."""
    return {name: Result(name, **each) for name, each in _read()["results"].items()}


@cache
def source() -> str:
    """Where the list comes from, as it is cited."""
    return str(_read()["source"])


@cache
def _read() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return found


def offered(move: str) -> list[tuple[str, str]]:
    """The results among which whoever reviews chooses, each with what follows from it."""
    return [(name, f"{each.label}：{_said(each, move)}") for name, each in results().items()]


def result_of(move: str, name: str) -> Result | None:
    """The result of a move that answers a review, None of any other; refuses a review without one."""
    if move not in ANSWERED_ABOVE:
        return None
    found = results().get(name)
    if found is None:
        raise Refused(f"请选择{ANSWERED_ABOVE[move]}的结果", clause=source(), field="result")
    return found


def label_of(move: str, result: Result) -> str:
    """What the step says, for officers and whoever asked alike."""
    return f"{MOVES[move].label}：{result.label}（{_said(result, move)}）"


def _said(result: Result, move: str) -> str:
    return result.say.format(what=BEFORE[move])
