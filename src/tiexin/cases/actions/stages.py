"""Lawful steps that were taken, in the order that the catalogue keeps."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.stages.queries import done_of
from tiexin.cases.stages.rules import DONE, check
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer


@transaction.atomic
def do_stage(case: Case, stage: str, text: str, *, by: Officer, on: date) -> CaseStep:
    """Write down that a lawful step was taken; clocks hear of it where the catalogue says so.

    Refused, with nothing written: a matter that has ended, a step of another service, before the one that comes first,
    the same one twice on a day.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(text, "text")
    found = check(case.service, stage, done_of(case), on)
    entry = record(Act("do_stage", case, by, on, case.org_id))
    made = steps.step(case, Happened(f"{DONE}{found.name}", f"做了：{found.label}"[:40], text), entry, moment(on))
    if found.event:
        steps.hear(case, found.event, made.at)
    return made
