"""Where there is danger a matter does not end, whoever says that it is over, before what its clocks ask was done."""

from __future__ import annotations

from collections.abc import Iterable

from tiexin.cases import rules
from tiexin.cases.models import Case, CaseClock
from tiexin.core.refusal import Refused


def undone(case: Case, move: rules.Move, running: Iterable[CaseClock]) -> CaseClock | None:
    """The first of the clocks that run which forbids that a move ends the matter: it binds the unit, and this end does
    not meet it."""
    if not case.service.script or move.to not in rules.ENDED:
        return None
    for clock in running:
        rule = case.service.clock(clock.rule)
        if clock.holder != "unit" or clock.rule == "call_back" or rule is None:
            continue
        if move.event not in (*rule.ends, *rule.met_by):
            return clock
    return None


def check(case: Case, move: rules.Move, running: Iterable[CaseClock]) -> None:
    """Refuse such an end."""
    clock = undone(case, move, running)
    if clock is not None:
        rule = case.service.clock(clock.rule)
        raise Refused(f"“{clock.label}”还没有做，不能{move.label}", clause=str(rule.source) if rule else "")
