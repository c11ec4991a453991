"""Quantities of offers, clocks and votes as a document writes them: 1.5万元, 5天, 三分之二, 过半数, 24小时.

They are kept as written; the functions here read them. Money is in fen, times are whole numbers of their unit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from tiexin.plans.fields import TAKES, refuse
from tiexin.plans.readings import span

_MONEY = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)\s*(万元|元)?")
_QUANTITY = re.compile(r"(\d{1,9}(?:\.\d{1,2})?)\s*(万元|元|天|人次|人|次|家|户|件|个|%)")
_FIGURE = re.compile(r"\d{1,12}(?:\.\d{1,4})?")
_TIME = re.compile(r"(\d{1,3})\s*(?:个)?(小时|月|年)")
_RATIO = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})")
_PERCENT = re.compile(r"(\d{1,3})\s*%")
_CHINESE = re.compile(r"([二三四五六七八九十])分之([一二三四五六七八九])")
_FIGURES = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
MONEYS = ("2000元", "1.5万元", "2000")
QUANTITIES = ("5天", "2000元", "3人", "2次", "10%")
FIGURES = ("1100", "1.5")
PARTS = ("2/3", "三分之二", "过半数", "50%")
TIMES = ("15个工作日", "3天", "24小时", "1个月", "1年")
ROUNDING = {"up": "进一", "down": "舍去", "half-up": "四舍五入"}


def fen(text: str) -> int | None:
    """Return money in fen: `1.5万元` → 1500000; None when it is no amount of money."""
    found = _MONEY.fullmatch(text)
    if not found:
        return None
    value = Decimal(found[1]) * (10_000 if found[2] == "万元" else 1) * 100
    return int(value) if value == int(value) else None


def part(text: str) -> tuple[Fraction, bool] | None:
    """Return a share of a whole and whether it must be exceeded: `2/3`, `三分之二`, `50%`, `过半数` (more than 1/2)."""
    if text in ("过半数", "半数以上"):
        return Fraction(1, 2), text == "过半数"
    if found := _CHINESE.fullmatch(text):
        return Fraction(_FIGURES[found[2]], _FIGURES[found[1]]), False
    if found := _PERCENT.fullmatch(text):
        return Fraction(int(found[1]), 100), False
    found = _RATIO.fullmatch(text)
    return (Fraction(int(found[1]), int(found[2])), False) if found and int(found[2]) else None


def rounded(people: int, percent: int, mode: str) -> int:
    """Return `percent` of `people` as a whole number, rounded up, down or half-up."""
    whole, rest = divmod(people * percent, 100)
    return whole + (rest > 0 if mode == "up" else rest >= 50 if mode == "half-up" else 0)


def order(text: str) -> int | None:
    """Return a time in hours for comparison with others of its kind; a month counts as 30 days, a year as 365."""
    if found := span(text):
        return found.days * 24
    known = _TIME.fullmatch(text)
    return int(known[1]) * {"小时": 1, "月": 720, "年": 8760}[known[2]] if known else None


def _money(value: Any) -> str:
    text = "" if isinstance(value, bool) else str(value).strip()
    if fen(text) is None:
        refuse("这里写钱数，到分为止。", MONEYS)
    return text


def _quantity(value: Any) -> str:
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        refuse("这里写数和单位。", QUANTITIES)
    return value


def _figure(value: Any) -> str:
    text = "" if isinstance(value, bool) else str(value).strip()
    if not _FIGURE.fullmatch(text):
        refuse("这里写不小于 0 的数，可以带小数。", FIGURES)
    return text


def _part(value: Any) -> str:
    found = part(value) if isinstance(value, str) else None
    if found is None or not 0 < found[0] <= 1:
        refuse("这里写占几分之几，不超过全部。", PARTS)
    return str(value)


def _time(value: Any) -> str:
    if not isinstance(value, str) or order(value) is None:
        refuse("这里写多长时间。", TIMES)
    return value


TAKES.update({_money: MONEYS, _quantity: QUANTITIES, _figure: FIGURES, _part: PARTS, _time: TIMES})

Money = Annotated[str, BeforeValidator(_money)]
Quantity = Annotated[str, BeforeValidator(_quantity)]
Figure = Annotated[str, BeforeValidator(_figure)]
Part = Annotated[str, BeforeValidator(_part)]
Time = Annotated[str, BeforeValidator(_time)]
