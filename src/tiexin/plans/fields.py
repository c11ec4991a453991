"""Small value types of the plan language, shared by the head and the clauses of a pack.

A validator here raises `PydanticCustomError` with a finished Chinese sentence and the accepted shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from tiexin.duties.definition import UNIT_LABELS, Counted, Per, Strength, Unit
from tiexin.plans.problems import choices, meant, sentence
from tiexin.plans.readings import READING_SHAPES, length, reading

STRENGTHS = {"must": "必须", "should": "应当", "strive": "力争", "expected": "预期", "encouraged": "鼓励"}
PERIODS = {"campaign": "活动期", "year": "每年", "half-year": "每半年", "quarter": "每季度", "month": "每月"}
COUNTING = {"own": "本级", "below": "含下级"}
BASES = {"by": "谁做的", "at": "在哪做的"}
QUOTE_LIMIT = 25
LARGEST = 1_000_000_000
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_NUMBER = re.compile(r"\d{1,10}")


class Text(BaseModel):
    """A part of a pack: unknown keys are refused, a typo must never be silently ignored."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, str_strip_whitespace=True, str_min_length=1
    )


class Amount(Text):
    """A number of a target: plain, in per cent, or an amount of time still to be converted."""

    n: int
    unit: Literal["", "percent", "day", "month"] = ""


def key(meaning: str, *examples: Any, **more: Any) -> Any:
    """Describe a key of the language: its meaning and examples serve the error messages and the manual."""
    return Field(description=meaning, examples=list(examples), **more)


def refuse(message: str, accepted: tuple[str, ...] = ()) -> NoReturn:
    """Reject a value with a finished sentence and what would be taken instead."""
    said = sentence(message, choices(accepted))
    raise PydanticCustomError("said", "{said}", {"said": said, "accepted": accepted})


def one_of(table: Mapping[str, str]) -> Callable[[Any], str]:
    """Return a validator that takes a name of the table or its Chinese label."""
    names = {**{label: name for name, label in table.items()}, **{name: name for name in table}}

    def check(value: Any) -> str:
        if isinstance(value, str) and value in names:
            return names[value]
        refuse(sentence(f"不认识“{value}”。", meant(str(value), names)), tuple(table.values()))

    return check


def _amount(value: Any) -> Amount:
    if isinstance(value, Amount):
        return value
    text = "" if isinstance(value, bool) or value is None else str(value).strip()
    if _NUMBER.fullmatch(text) and int(text) <= LARGEST:
        return Amount(n=int(text))
    if found := _PERCENT.fullmatch(text):
        return Amount(n=int(found[1]), unit="percent")
    if span := length(text):
        return Amount(n=span.n, unit="month" if span.unit == "month" else "day")
    refuse("这里应写不小于 0 的数；计量单位另写在 unit。", ("10", "100%", "30天", "1个月"))


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _reading(value: Any) -> str:
    text = str(value).strip()
    if reading(text) is None:
        refuse(f"“{text}”不是一种写明的读法。", READING_SHAPES)
    return text


def _count(value: Any) -> str:
    if value in ("times", "sum"):
        return str(value)
    if isinstance(value, dict) and list(value) == ["distinct"] and isinstance(value["distinct"], str):
        return f"distinct:{value['distinct']}"
    refuse("count 说明怎样合成一个数。", ("times", "sum", "{distinct: employer}"))


Names = Annotated[list[str], BeforeValidator(_many), Field(min_length=1)]
Number = Annotated[Amount, BeforeValidator(_amount)]
Stated = Annotated[str, BeforeValidator(_reading)]
Count = Annotated[str, BeforeValidator(_count)]
StrengthWord = Annotated[Strength, BeforeValidator(one_of(STRENGTHS))]
PerWord = Annotated[Per, BeforeValidator(one_of(PERIODS))]
CountedWord = Annotated[Counted, BeforeValidator(one_of(COUNTING))]
BasisWord = Annotated[Literal["by", "at"], BeforeValidator(one_of(BASES))]
UnitWord = Annotated[Unit, BeforeValidator(one_of(UNIT_LABELS))]
