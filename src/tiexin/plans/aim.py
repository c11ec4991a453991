"""How much is enough: the target of a duty, or of one row of its table by level and rank."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from tiexin.duties.definition import Target
from tiexin.plans.fields import Amount, Names, Number, Text, key, refuse
from tiexin.plans.readings import Length, Numbers, Readings

BOUNDS = ("at_least", "at_most", "exactly", "between", "about")
Bounds = tuple[Target, int | None, int | None]
MEASURED: Bounds = ("measured", None, None)


class Aim(Text):
    """Bounds of a good value; at most one of the keys is written."""

    at_least: Number | None = key("不少于", 10, "100%", "1个月", default=None)
    at_most: Number | None = key("不超过", 0, default=None)
    exactly: Number | None = key("正好", 2, default=None)
    between: list[Number] | None = key("从……到……", [2, 3], default=None, min_length=2, max_length=2)
    about: str | None = key("约数；允许的范围写在 readings 或 tolerance", "5人左右", 5, default=None)
    tolerance: int | None = key("约数上下各可差多少", 1, default=None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Aim:
        if self.between and self.between[0].n > self.between[1].n:
            refuse("between 要先写小数，再写大数。", ("[2, 3]",))
        if self.tolerance is not None and not (self.about or "").isdecimal():
            refuse("tolerance 只与 about 的数字同用。", ("about: 5",))
        return self

    @property
    def stated(self) -> list[Amount]:
        """Every amount that the bounds name, as written."""
        single = (self.at_least, self.at_most, self.exactly)
        return [amount for amount in (*single, *(self.between or [])) if amount]


class Row(Aim):
    """One row of a table of targets: for whom, and how much; an absent level or rank stands for all."""

    level: Names = key("哪些级别", "省级", ["市级", "县级"], default_factory=list)
    rank: Names = key("哪些职级", "领导", default_factory=list)

    @model_validator(mode="after")
    def _one_bound(self) -> Row:
        if len(given(self, BOUNDS)) != 1:
            refuse("表里每一行写一个目标。", BOUNDS)
        return self


def given(part: Any, names: tuple[str, ...]) -> list[str]:
    """Return which of these keys are written."""
    return [name for name in names if getattr(part, name) not in (None, False, [])]


def number(amount: Amount | None, readings: Readings) -> int | None:
    """Return an amount as a whole number; a month becomes days only by the pack's stated conversion."""
    if amount is None or amount.unit != "month":
        return amount.n if amount else None
    stated = readings.stated.get("month")
    return amount.n * stated.n if isinstance(stated, Length) and stated.unit == "day" else None


def bounds(aim: Aim, readings: Readings) -> Bounds:
    """Return the kind of target with its lowest and highest good value.

    An amount that needs a conversion nobody stated is measured only: nothing is guessed.
    """
    if aim.about is not None:
        found = _about(aim, readings)
        return ("about", found.low, found.high) if found else MEASURED
    low, high = number(aim.at_least, readings), number(aim.at_most, readings)
    if aim.exactly:
        low = high = number(aim.exactly, readings)
    if aim.between:
        low, high = (number(amount, readings) for amount in aim.between)
    named = next(iter(given(aim, BOUNDS)), None)
    return (named, low, high) if named and (low, high) != (None, None) else MEASURED  # type: ignore[return-value]


def _about(aim: Aim, readings: Readings) -> Numbers | None:
    text = aim.about or ""
    if text.isdecimal() and aim.tolerance is not None:
        return Numbers(max(0, int(text) - aim.tolerance), int(text) + aim.tolerance)
    return readings.numbers(text)
