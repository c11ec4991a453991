"""What has to be reported upward and by when (C118): first to know, first to report, first to coordinate. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.core.refusal import Refused

DATA = Path(__file__).parents[1] / "data" / "reports.yaml"
FIRST = "C118：第一知情人、第一报告人、第一协调人"
THERE = "到场协调"  # the step that says so
TEXT, WHO = 1000, 40
LADDER = ("enterprise", "township", "county", "city", "province", "national")
ANSWERS = {"": "还没有办完", "passed": "已报再上一级", "ended": "已了结"}


@dataclass(frozen=True)
class Numbers:
    """The numbers of `data/reports.yaml` and where they come from."""

    source: str
    services: tuple[str, ...]
    people: int
    highest: str
    report: timedelta
    acknowledge: timedelta
    coordinate: timedelta
    oldest: timedelta

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels to whose units a matter is reported."""
        return LADDER[: LADDER.index(self.highest) + 1]


@cache
def numbers() -> Numbers:
    """The numbers as they are used."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    where = said["source"]
    source = f"{where['clause']}、《{where['law']}》{where['article']}（{where['note']}）"
    spans = [timedelta(hours=said[f"{name}_hours"]) for name in ("report", "acknowledge", "coordinate")]
    spans.append(timedelta(days=said["oldest_days"]))
    return Numbers(source, tuple(said["services"]), said["people"], said["highest"], *spans)


def is_serious(kind: str, urgent: bool, people: int, group_from: int | None) -> bool:
    """Whether a matter has to be reported upward: urgent, or of so many people."""
    return urgent or (kind in numbers().services and people >= many(group_from))


def many(group_from: int | None) -> int:
    """From how many people on a matter has to be reported, with the number of its service or without one."""
    return max(group_from or numbers().people, 1)


def check_times(happened: datetime, known: datetime, now: datetime) -> None:
    """Refuse what was known before it happened, what will happen, and a time that can only be mistyped."""
    if happened > known:
        raise Refused("不会在发生以前就知道，请核对时间", clause=FIRST, field="known")
    if known > now:
        raise Refused("知道的时间还没有到，请核对", clause=FIRST, field="known")
    if now - happened > numbers().oldest:
        raise Refused(f"发生的时间在{numbers().oldest.days}天以前，请核对", clause=FIRST, field="happened")


def check_coordinated(happened: datetime, at: datetime, now: datetime) -> None:
    """Refuse a coordination before the event or in days to come."""
    if at < happened or at > now:
        raise Refused("到场协调的时间应当在事情发生以后、现在以前", clause=FIRST, field="at")


def in_time(known: datetime, at: datetime, most: timedelta) -> str:
    """Whether it was done in time, as the tag of a fact says it."""
    return "yes" if at - known <= most else "no"


def span(first: datetime, then: datetime) -> str:
    """How long it took, in words."""
    minutes = max(0, int((then - first).total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}天"
    return f"{hours}小时{rest}分" if hours else f"{rest}分钟"
