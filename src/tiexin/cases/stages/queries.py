"""Which lawful steps of a matter were taken: those written down, and those of which a letter was issued."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.stages.rules import DONE
from tiexin.core.prepared import Prepared


def done_of(case: Case) -> dict[str, date]:
    """By name the day on which each was last taken."""
    found = {letter.name: letter.on for letter in _letters(case.pk)}
    for step in _steps(case.pk):
        found[step.event.removeprefix(DONE)] = timezone.localdate(step.at)
    return found


_letters = Prepared(lambda case: CaseLetter.objects.filter(case=case).only("name", "on").order_by("on"))
_steps = Prepared(
    lambda case: CaseStep.objects.filter(case=case, event__startswith=DONE).only("event", "at").order_by("pk")
)
