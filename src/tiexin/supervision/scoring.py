"""The arithmetic of an assessment sheet, in plain values: from what was counted to points, line by line.

Points are hundredths in whole numbers, so that what is shown is exactly what was added up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

HUNDRED = 100
NO_VALUE = "没有计数"
UNDECIDED = "分值还没有定"
TOO_FEW = "分母少于{minimum}个"
LEFT_OUT = "申诉后不计：{reason}"


@dataclass(frozen=True)
class Counted:
    """What was counted for a unit: `done` of `base`; `goal` is how many per cent make it whole."""

    done: int
    base: int
    goal: int = 100

    @property
    def percent(self) -> Fraction:
        """How many per cent were done."""
        return Fraction(HUNDRED * self.done, self.base)


@dataclass(frozen=True)
class Rule:
    """One line of a sheet: its points, and how they are lost.

    With `below` so many points (`step`) go for each percentage point below it, in proportion, at most `most`; without,
    the points are earned in the proportion that was done. A base smaller than `minimum` is not judged.
    """

    name: str
    points: int
    item: str = ""
    below: int | None = None
    step: Fraction = Fraction(0)
    most: Fraction | None = None
    minimum: int = 0
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line worked out: `earned` of `points` in hundredths, or None and why it is not judged."""

    name: str
    item: str
    points: int
    done: int | None
    base: int | None
    percent: str
    how: str
    lost: int | None
    earned: int | None
    why: str = ""
    excluded: str = ""


def line_of(rule: Rule, counted: Counted | None, why: str = "") -> Line:
    """Work out one line; `why` says from the start that it is not judged."""
    why = why or _unjudged(rule, counted)
    lost = None if why or counted is None else _lost(rule, counted)
    return Line(
        name=rule.name,
        item=rule.item,
        points=rule.points * HUNDRED,
        done=counted.done if counted else None,
        base=counted.base if counted else None,
        percent=said(counted.percent) if counted and counted.base > 0 else "",
        how=how_of(rule),
        lost=lost,
        earned=None if lost is None else rule.points * HUNDRED - lost,
        why=why,
        excluded="、".join(rule.excluded),
    )


def _unjudged(rule: Rule, counted: Counted | None) -> str:
    if not rule.points:
        return UNDECIDED
    if counted is None or counted.base <= 0:
        return NO_VALUE
    return TOO_FEW.format(minimum=rule.minimum) if counted.base < rule.minimum else ""


def _lost(rule: Rule, counted: Counted) -> int:
    """Hundredths that a line loses, never more than it has."""
    points = Fraction(rule.points)
    if rule.below is None:
        share = min(Fraction(1), counted.percent / counted.goal) if counted.goal else Fraction(1)
        return rounded(points * (1 - share))
    lost = max(Fraction(0), rule.below - counted.percent) * rule.step
    return rounded(min(lost, points, rule.most if rule.most is not None else points))


def how_of(rule: Rule) -> str:
    """How a line loses points, in words."""
    if rule.below is None:
        return "按完成的比例得分"
    most = f"，最多扣{plain(rule.most)}分" if rule.most is not None else ""
    return f"低于{rule.below}%的，每差1个百分点扣{plain(rule.step)}分{most}"


@dataclass(frozen=True)
class Result:
    """A sheet worked out: what was earned of what could be judged, and that in parts of the sheet's total.

    Lines that are not judged leave both: `full` is less than the total by their points. `result` is None where nothing
    can be judged at all. All in hundredths.
    """

    lines: tuple[Line, ...]
    total: int

    @property
    def earned(self) -> int:
        """Points of the lines that are judged."""
        return sum(line.earned for line in self.lines if line.earned is not None)

    @property
    def full(self) -> int:
        """The most that these lines could have earned."""
        return sum(line.points for line in self.lines if line.earned is not None)

    @property
    def result(self) -> int | None:
        """What was earned, as a part of the total."""
        return rounded(Fraction(self.earned * self.total, self.full * HUNDRED)) if self.full else None

    @property
    def plain(self) -> list[dict[str, Any]]:
        """The lines as a score keeps them."""
        return [asdict(line) for line in self.lines]


def work_out(
    rules: Sequence[Rule], counted: Sequence[Counted | None], total: int, left: Collection[str] = (), reason: str = ""
) -> Result:
    """Work out a sheet; lines named in `left` are not judged, for a reason found on appeal."""
    lines = [
        line_of(rule, value, LEFT_OUT.format(reason=reason) if rule.name in left else "")
        for rule, value in zip(rules, counted, strict=True)
    ]
    return Result(tuple(lines), total * HUNDRED)


def rounded(points: Fraction) -> int:
    """Points in hundredths, half a hundredth up."""
    return int((points * HUNDRED * 2 + 1) // 2)


def said(value: Fraction) -> str:
    """A figure with at most two decimals, cut so that 97.999 never reads as 98."""
    return plain(Fraction(int(value * HUNDRED), HUNDRED))


def plain(value: Fraction | None) -> str:
    """A figure of the sheet as it was written."""
    return f"{float(value or 0):g}"
