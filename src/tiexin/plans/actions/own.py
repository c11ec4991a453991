"""A unit sets the number that the plan leaves to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.duties import actions as duties
from tiexin.duties.models import Duty, OwnTarget
from tiexin.orgs.models import Officer, Org


@dataclass(frozen=True)
class NewOwn:
    """The number, the meeting that decided it, and its paper when one is handed in."""

    low: int
    minutes: str
    paper: bytes = b""
    paper_name: str = ""


@transaction.atomic
def set_own(duty: Duty, org: Org, new: NewOwn, *, by: Officer | None, on: date) -> OwnTarget:
    """Set the number with its minutes; the paper is kept with it. A refusal leaves nothing of either."""
    paper = (new.paper, new.paper_name) if new.paper else None
    return duties.set_own_target(duty, org, new.low, new.minutes, by=by, on=on, paper=paper)
