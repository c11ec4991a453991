"""Which lawful steps of a matter were taken: those written down, and those of which a letter was issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.stages.rules import DONE
from tiexin.core.prepared import Prepared


def done_of(case: Case, walked: Iterable[CaseStep] | None = None, *, lettered: bool = True) -> dict[str, date]:
    """By name the day on which each was last taken; `walked` are the steps of its way, where they were read already,
    `lettered` whether any letter was issued.
    """
    found = {letter.name: letter.on for letter in _letters(case.pk)} if lettered else {}
    for step in _steps(case.pk) if walked is None else (each for each in walked if each.event.startswith(DONE)):
        found[step.event.removeprefix(DONE)] = timezone.localdate(step.at)
    return found


_letters = Prepared(lambda case: CaseLetter.objects.filter(case=case).only("name", "on").order_by("on"))
_steps = Prepared(
    lambda case: CaseStep.objects.filter(case=case, event__startswith=DONE).only("event", "at").order_by("pk")
)
