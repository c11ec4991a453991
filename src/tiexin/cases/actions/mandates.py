"""How an authorisation ends before its day: withdrawn by the worker, or because its agent has to keep away."""

from __future__ import annotations

from datetime import date

from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.agency.models import Mandate
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer

APART, LONGEST = "代理员回避", 200  # characters of the reason


def end_mandate(found: Mandate, case: Case, said: Happened, reason: str, *, by: Officer | None, on: date) -> None:
    """End a locked authorisation of a locked matter: the agent takes part by another one, or no longer."""
    found.withdrawn, found.reason = on, reason
    found.save(update_fields=["withdrawn", "reason"])
    others = Mandate.objects.open(on).filter(case=case, agent__officer=found.agent.officer_id)
    if not others.exists():
        steps.part(case, found.agent.officer, "agent", on)
    entry = record(Act("withdraw_mandate", case, by, on, case.org_id))
    steps.step(case, said, entry, moment(on))


def end_for(agent: Officer, case: Case, reason: str, on: date) -> int:
    """End every authorisation of somebody who stepped back from a locked matter, signed or not; returns how many.

    Whoever asked reads that they stepped back, not why.
    """
    rows = Mandate.objects.standing(on).filter(case=case, withdrawn=None, agent__officer=agent)
    found = list(rows.select_for_update(of=("self",)).select_related("agent__officer").order_by("pk"))
    for each in found:
        label = f"{APART}，委托{'结束' if each.signed else '书作废'}"
        said = Happened("noted", label, str(each.agent), told=each.signed is not None)
        end_mandate(each, case, said, f"{APART}：{reason}"[:LONGEST], by=agent, on=on)
    return len(found)
