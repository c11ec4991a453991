"""Which matters ask for a leader in charge (C137), whose leader, by when. Pure; numbers are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data" / "leads.yaml"


@dataclass(frozen=True)
class LeadRule:
    """One reason for a leader in charge: of the unit `up` levels above, named within `days`."""

    name: str
    label: str
    up: int
    days: int

    def due(self, since: date) -> date:
        """By when somebody should have taken charge."""
        return since + timedelta(days=self.days)


@dataclass(frozen=True)
class Rules:
    """The file as it is used."""

    source: str
    group_from: int
    late_days: int
    kinds: tuple[str, ...]
    rules: Mapping[str, LeadRule]


@cache
def rules() -> Rules:
    """The rules, those that go first first."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    read = {name: LeadRule(name, **each) for name, each in said["rules"].items()}
    source = f"{said['source']['clause']}（{said['source']['note']}）"
    return Rules(source, said["group_from"], said["late_days"], tuple(said["kinds"]), read)


@dataclass(frozen=True)
class Asked:
    """Of a matter: for how many it speaks, from how many it is a group, how often it was handled, its last day;
    whether it is escalated: an urgent crisis, reported upward, or in review.
    """

    people: int
    group_from: int | None
    round: int
    last: date | None
    escalated: bool = False


def rule_for(asked: Asked, today: date) -> LeadRule | None:
    """The first rule by which a matter asks for a leader in charge; None when there is none."""
    found = rules()
    holds = {
        "escalated": asked.escalated,
        "group": asked.people >= (asked.group_from or found.group_from),
        "second": asked.round > 1,
        "late": asked.last is not None and (today - asked.last).days >= found.late_days,
    }
    return next((each for name, each in found.rules.items() if holds[name]), None)
