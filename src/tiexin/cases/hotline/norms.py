"""What a hotline is held to and by which numbers it works: data with its source, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data" / "hotline.yaml"


@cache
def norms() -> Mapping[str, Any]:
    """The plan's promise and the standard's numbers, each with its source."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return said


def window() -> timedelta:
    """How long before and after its own moment a signed message is taken."""
    return timedelta(minutes=norms()["events"]["window_minutes"])


def late() -> timedelta:
    """How late an event may come before it is no longer believed."""
    return timedelta(days=norms()["events"]["late_days"])


def left() -> timedelta:
    """How long a call of one's own that came to nothing is shown."""
    return timedelta(hours=norms()["desk"]["left_hours"])


def pace(ready: bool) -> int:
    """Seconds between two looks at the queue, for whoever may get the next call, or is away."""
    return int(norms()["desk"]["ready_seconds" if ready else "away_seconds"])


def look_ups() -> int:
    """How many numbers of matters one person may look up in an hour."""
    return int(norms()["look_up"]["per_hour"])


def soon() -> int:
    """Within how many seconds a call is picked up in time."""
    return int(norms()["pick_up"]["seconds"])


def ahead() -> timedelta:
    """How long before its day a shift may be planned."""
    return timedelta(days=norms()["rota"]["ahead_days"])


def usual_span() -> timedelta:
    """The days of which rates are told without a choice."""
    return timedelta(days=norms()["span"]["usual_days"])


def longest_span() -> timedelta:
    """The most days of one page of rates."""
    return timedelta(days=norms()["span"]["longest_days"])
