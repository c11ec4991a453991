"""Numbers of learning and of rising topics: data beside the code, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parents[1] / "data" / "learning.yaml"


@dataclass(frozen=True)
class Rise:
    """When something is asked for clearly more often than before."""

    recent_days: int
    before_days: int
    least: int
    factor: int
    most_cases: int


@dataclass(frozen=True)
class Limits:
    """The numbers of `data/learning.yaml`."""

    source: str
    least_cases: int
    least_of_class: int
    most_cases: int
    held_out: int
    features: int
    confidence: float
    alike: float
    read: int
    topics: Rise


@cache
def limits() -> Limits:
    """The numbers of this installation."""
    said = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return Limits(**{**said, "topics": Rise(**said["topics"])})
