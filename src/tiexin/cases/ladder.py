"""Who hears of a term that is near or has passed: its owner first, then leaders, level by level. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HOURS = ("hour", "work-hour")
IDLE = timedelta(days=7)  # a background process that stood still so long tells all the same
DATA = Path(__file__).parent / "data" / "ladder.yaml"


@dataclass(frozen=True)
class Rung:
    """One reminder: `up` is how many levels above the unit its leader stands, None for the owner."""

    name: str
    up: int | None
    days: int  # after the last day; negative before it


@dataclass(frozen=True)
class HourRung:
    """One reminder of a term of hours: how long after its end."""

    name: str
    up: int | None
    after: timedelta


@cache
def rungs_by_hour() -> tuple[HourRung, ...]:
    """The ladder of terms of hours, lowest first: whoever should act hears when it ends."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    above = (HourRung(f"up{each['up']}", each["up"], timedelta(hours=each["hours"])) for each in said["hours"])
    return (HourRung("late", None, timedelta()), *above)


def reached_by_hour(end: datetime, now: datetime) -> list[HourRung]:
    """The rungs that a term of hours with this end has reached."""
    return [rung for rung in rungs_by_hour() if end + rung.after <= now]


def longest() -> timedelta:
    """How long after its end a term of hours is still looked at: its last rung, and some days of standing still."""
    return max(rung.after for rung in rungs_by_hour()) + IDLE


@cache
def rungs() -> tuple[Rung, ...]:
    """The ladder, lowest first."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    above = (Rung(f"up{each['up']}", each["up"], each["days"]) for each in said["after"])
    return (Rung("near", None, -said["before"]), Rung("late", None, 1), *above)


@cache
def returns() -> int:
    """How often a matter is returned before whoever decides there is asked to say whose it is (C136)."""
    return int(yaml.safe_load(DATA.read_text(encoding="utf-8"))["returned"])


def reached(last: date, today: date) -> list[Rung]:
    """The rungs that a term with this last day has reached; a term that passed is no longer near."""
    passed = today > last
    return [
        rung for rung in rungs() if last + timedelta(days=rung.days) <= today and not (passed and rung.name == "near")
    ]


def oldest_day(today: date) -> date:
    """The earliest last day of which anybody hears where a matter has ended: its last rung, and some standing still."""
    return today - timedelta(days=max(rung.days for rung in rungs())) - IDLE


def first_day(today: date) -> date:
    """The latest last day of which anybody hears today."""
    return today - timedelta(days=min(rung.days for rung in rungs()))
