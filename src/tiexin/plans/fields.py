"""Small value types of the plan language, shared by the head and the clauses of a pack.

A validator here raises `PydanticCustomError` with a finished Chinese sentence and the accepted shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from tiexin.core.documents.problems import choices, meant, sentence
from tiexin.duties.definition import UNIT_LABELS, Counted, Enforce, Per, Strength, Unit
from tiexin.plans.periods import NEEDS_LENGTH, PER_SHAPES, PERIODS, period_of
from tiexin.plans.readings import READING_SHAPES, WHEN_SHAPES, length, reading, span

STRENGTHS = {"must": "必须", "should": "应当", "strive": "力争", "expected": "预期", "encouraged": "鼓励"}
COUNTING = {"own": "本级", "below": "含下级"}
BASES = {"by": "谁做的", "at": "在哪做的"}
SCOPES = {"each": "每个", "pool": "合计"}
ENFORCING = {"refuse": "拒绝", "warn": "提醒", "measure": "只计"}
QUOTE_LIMIT = 25
LARGEST = 1_000_000_000
AMOUNTS = ("10", "100%", "30天", "1个月")
COUNTS = ("times", "sum", "{distinct: employer}", "{each_of: {place: [企业, 车间]}}")
DAYS, TIMES, FRACTIONS = ("10天", "10"), ("9:00", "17:30", "下午5时"), ("100%", "90%")
SPANS = ("3天", "3个工作日", "当天")
# validator → what it takes, for the manual; the error messages say the same
TAKES: dict[Callable[[Any], Any], tuple[str, ...]] = {}
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

    TAKES[check] = tuple(table.values())
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
    refuse("这里应写不小于 0 的数；计量单位另写在 unit。", AMOUNTS)


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _reading(value: Any) -> str:
    text = str(value).strip()
    if reading(text) is None:
        refuse(f"“{text}”不是一种写明的读法。", READING_SHAPES)
    return text


class EachOf(Text):
    """Count which of these values of one tag were touched: `{each_of: {place: [企业, 车间, 班组]}}`."""

    each_of: dict[str, list[str]] = key("逐个值都要做到，数做到了几个", "{place: [企业, 车间, 班组]}")

    @property
    def tag(self) -> str:
        """The tag that is looked at."""
        return next(iter(self.each_of))

    @property
    def values(self) -> list[str]:
        """The values of it that count."""
        return self.each_of[self.tag]


def _count(value: Any) -> str | EachOf:
    if value in ("times", "sum"):
        return str(value)
    if isinstance(value, dict) and list(value) == ["distinct"] and isinstance(value["distinct"], str):
        return f"distinct:{value['distinct']}"
    each = value.get("each_of") if isinstance(value, dict) and list(value) == ["each_of"] else None
    if isinstance(each, dict) and len(each) == 1 and _texts(next(iter(each.values()))):
        return EachOf(each_of=each)
    refuse("count 说明怎样合成一个数。", COUNTS)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(member, str) and member for member in value)


def _per(value: Any) -> str:
    found = period_of(value) if isinstance(value, str) else None
    if found is None:
        refuse(sentence(f"不认识“{value}”。", meant(str(value), [*PERIODS, *PERIODS.values()])), PER_SHAPES)
    return found[0]


def _period(value: Any) -> str:
    _per(value)
    found = period_of(value)
    if found and found[0] in NEEDS_LENGTH and not found[1]:
        refuse(f"“{value}”要写明 N 是几。", ("每20天", "每3年", "近5年"))
    return str(value)


def _span(value: Any) -> str:
    if not isinstance(value, str) or span(value) is None:
        refuse("这里写期限：几天或几个工作日。", SPANS)
    return value


def _day(value: Any) -> Any:
    """Leave a phrase for a day as it is: what it means depends on the pack's readings and is checked there."""
    return value


def _days(value: Any) -> int:
    found = span(value) if isinstance(value, str) else None
    days = found.days if found and not found.working else value
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 3660:
        refuse("这里写天数。", DAYS)
    return days


_CLOCK = re.compile(r"(?P<half>上午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?分?")


def _time(value: Any) -> str:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    if found and found["half"] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        refuse("这里写钟点。", TIMES)
    return f"{hour:02}:{minute:02}"


def fraction(value: Any) -> Amount:
    """Read a percentage of at most 100."""
    found = _amount(value)
    if found.unit != "percent" or found.n > 100:
        refuse("这里写不超过 100% 的百分数。", FRACTIONS)
    return found


TAKES.update({_amount: AMOUNTS, _count: COUNTS, _days: DAYS, _time: TIMES, fraction: FRACTIONS, _span: SPANS})
TAKES.update({_day: WHEN_SHAPES, _per: PER_SHAPES, _period: PER_SHAPES, _reading: READING_SHAPES})

Names = Annotated[list[str], BeforeValidator(_many), Field(min_length=1)]
Number = Annotated[Amount, BeforeValidator(_amount)]
Fraction = Annotated[Amount, BeforeValidator(fraction)]
Stated = Annotated[str, BeforeValidator(_reading)]
Count = Annotated[str | EachOf, BeforeValidator(_count)]
DayText = Annotated[str, BeforeValidator(_day)]
Days = Annotated[int, BeforeValidator(_days)]
TimeText = Annotated[str, BeforeValidator(_time)]
SpanText = Annotated[str, BeforeValidator(_span)]
PerWord = Annotated[Per, BeforeValidator(_per)]
PeriodText = Annotated[str, BeforeValidator(_period)]
StrengthWord = Annotated[Strength, BeforeValidator(one_of(STRENGTHS))]
CountedWord = Annotated[Counted, BeforeValidator(one_of(COUNTING))]
BasisWord = Annotated[Literal["by", "at"], BeforeValidator(one_of(BASES))]
ScopeWord = Annotated[Literal["each", "pool"], BeforeValidator(one_of(SCOPES))]
EnforceWord = Annotated[Enforce, BeforeValidator(one_of(ENFORCING))]
UnitWord = Annotated[Unit, BeforeValidator(one_of(UNIT_LABELS))]
