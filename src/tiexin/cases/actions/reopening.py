"""Taking up again what had ended: what was never answered goes on where it had come to, what was is handled once more.

A second handling is one of a matter that had an answer (C139); what was refused or withdrawn before has its own terms.
"""

from __future__ import annotations

from tiexin.cases import rules
from tiexin.cases.catalogue import ClockRule
from tiexin.cases.models import Case

ROUNDS = ("redone", "reopened", "review_ordered")  # what begins to handle a matter once more
TAKEN_UP = ("accepted", "begun")


def back_to(case: Case) -> str:
    """The state in which a matter is taken up again."""
    if case.steps.filter(event="replied").exists():
        return "handling"
    return "accepted" if case.steps.filter(event__in=TAKEN_UP).exists() else "registered"


def is_answered(case: Case) -> bool:
    """Whether the present round has had its answer, so that what begins now is a new one."""
    last = case.steps.filter(event__in=("replied", *ROUNDS)).order_by("-pk").first()
    return last is not None and last.event == "replied"


def said(move: str, to: str) -> str:
    """What the step says where a matter goes on without having had an answer: its terms begin anew, on that day."""
    return f"，回到“{rules.STATES[to]}”，期限从今天起重新计算" if move == "reopen" and to != "handling" else ""


def clocks(case: Case, move: str) -> list[ClockRule] | None:
    """The clocks that begin anew with a matter that goes on without having had an answer; None: those of the event.

    They are those of registering, and of accepting where it had been accepted: what accepting meets was done.
    """
    if move != "reopen" or case.state == "handling":
        return None
    events = {"registered"} if case.state == "registered" else {"registered", "accepted"}
    own = [rule for rule in case.service.clocks if not events.isdisjoint(rule.starts)]
    return [rule for rule in own if case.state == "registered" or "accepted" not in rule.met_by]
