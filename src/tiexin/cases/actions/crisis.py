"""What is done in a crisis, and following up within its hours."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case, CaseStep
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer

NO_CRISIS = "这件不是危机处置，请照常办理"


@transaction.atomic
def note_deed(case: Case, stage: str, text: str, *, by: Officer, on: date) -> CaseStep:
    """Write down one lawful step that was taken in a crisis; one that is a report meets the clock of reports.

    Refused, with nothing written: a matter that is no crisis or has ended, a step that the catalogue does not know.
    """
    case = steps.locked(case)
    service = case.service
    _check(case)
    done = next((each for each in service.steps if each.name == stage), None)
    if done is None:
        raise Refused("请选择做了什么", field="stage")
    rules.check_words(text, "text", "怎么做的、谁在场")
    entry = record(Act("handle_crisis", case, by, on, case.org_id))
    event = done.event or "crisis"
    made = steps.step(case, Happened(event, done.label[:40], text), entry, moment(on))
    steps.hear(case, event, made.at)
    return made


@transaction.atomic
def follow_up(case: Case, text: str, again: bool, *, by: Officer, on: date) -> CaseStep:
    """Write down how they are now: the clock of following up is met; `again` starts it anew, for as long as needed."""
    case = steps.locked(case)
    _check(case)
    rules.check_words(text, "text", "现在怎么样")
    entry = record(Act("follow_up_case", case, by, on, case.org_id))
    label = "跟进，还要继续" if again else "跟进"
    made = steps.step(case, Happened("followed_up", label, text), entry, moment(on))
    steps.hear(case, "followed_up", made.at)
    if again:
        steps.hear(case, "crisis", made.at)
    return made


def _check(case: Case) -> None:
    if not case.service.script:
        raise Refused(NO_CRISIS)
    rules.check_open(case.state)
