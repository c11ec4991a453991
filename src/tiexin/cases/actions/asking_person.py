"""What whoever asked does with their own matter: adds words, says what came of it, withdraws it or an authorisation,
asks for a review.

Each step has no officer behind it. Whoever owns the matter hears that something was done, never what.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tiexin.cases import calling_rules, queries, rules
from tiexin.cases.actions import steps, telling
from tiexin.cases.actions.agency import withdraw_mandate
from tiexin.cases.actions.calling import Heard, keep_heard
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.steps import Happened
from tiexin.cases.agency.models import Mandate
from tiexin.cases.agency.rules import check_held
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer

TAKEN_BACK = "本人在网上撤回"


@transaction.atomic
def add_words(case: Case, text: str, source: str = "", *, on: date) -> CaseStep:
    """Add to one's own matter in words, while it has not ended; the same `source` sent again writes nothing."""
    case = steps.locked(case)
    if source and (before := case.steps.filter(entry__source=source).first()):
        return before
    rules.check_open(case.state)
    rules.check_words(text, "text", "要补充什么")
    entry = record(Act("add_to_case", case, None, on, case.org_id, source))
    made = steps.step(case, Happened("noted", rules.ADDED, text, told=True), entry, moment(on))
    telling.tell_heard(case, "本人补充了情况", made.pk, on)
    return made


@transaction.atomic
def answer_case(case: Case, new: Heard, *, on: date) -> CallBack:
    """Say oneself whether it was solved and whether one is satisfied: it counts like a call-back, once in a round,
    also after attempts to call that reached nobody.

    The same answer sent again writes nothing. Refused, with nothing written: before there is an answer, half an
    answer, a second one.
    """
    case = steps.locked(case)
    calling_rules.check_heard(True, new.solved, new.answer)
    rules.check_words(new.text, "text")
    if (before := _said_before(case, new)) is not None:
        return before
    calling_rules.check_own_answer(case.state, has_answered(case))
    made = keep_heard(case, Heard(True, new.solved, new.answer, new.text), True, by=None, on=on)
    if new.solved != "no":  # of that they hear already, in plainer words
        telling.tell_heard(case, "本人评价了", made.step_id, on)
    return made


@transaction.atomic
def move_own(case: Case, new: Step, *, on: date) -> Case:
    """Withdraw, or ask for a review: the moves that belong to whoever asked; refuses those of others."""
    move = rules.MOVES.get(new.move)
    if move is None or move.who != "asker":
        raise Refused("请选择下一步怎么办", field="move")
    moved = move_case(case, new, by=None, on=on)
    telling.tell_heard(moved, f"本人{move.label}", steps.last_step(moved), on, whom=former_owner(moved))
    return moved


@transaction.atomic
def withdraw_own_mandate(mandate: Mandate, *, on: date) -> Mandate:
    """Take an authorisation back oneself; nobody asks why. Agent and owner hear that nothing more is done under it.

    Also of a matter that has ended. Refused, with nothing written: one that was never signed, is over, or was
    withdrawn before.
    """
    case = steps.locked(mandate.case)
    found = Mandate.objects.get(pk=mandate.pk)
    check_held(found.force.state(on), found.until)
    done = withdraw_mandate(found, TAKEN_BACK, by=None, on=on)
    telling.tell_taken_back(case, done.agent.officer, steps.last_step(case), on)
    return done


def former_owner(case: Case) -> Officer | None:
    """Whoever owned a matter that has gone up for review: the unit above hears of it as of what waits there."""
    if case.state not in rules.REVIEWING:
        return None
    last = case.parts.filter(role="owner").select_related("officer").order_by("-pk").first()
    return last.officer if last else None


def _said_before(case: Case, new: Heard) -> CallBack | None:
    """The same answer of this round: the key was pressed twice, or the connection was slow."""
    rows = CallBack.objects.filter(case=case, round=case.round, source="asker", solved=new.solved, answer=new.answer)
    found = rows.last()
    return found if found is not None and queries.words_of(case, found.step_id) == new.text.strip() else None


def has_answered(case: Case) -> bool:
    """Whether whoever asked said in this round already what came of it; whom nobody reached has not."""
    return CallBack.objects.filter(case=case, round=case.round, reached=True).exists()
