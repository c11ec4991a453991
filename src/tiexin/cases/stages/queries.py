"""Which lawful steps of a matter were taken: those written down, and those of which a letter was issued."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tiexin.cases.models import Case
from tiexin.cases.stages.rules import DONE


def done_of(case: Case) -> dict[str, date]:
    """By name the day on which each was last taken."""
    found = dict(case.letters.order_by("on").values_list("name", "on"))
    for event, at in case.steps.filter(event__startswith=DONE).order_by("pk").values_list("event", "at"):
        found[event.removeprefix(DONE)] = timezone.localdate(at)
    return found
