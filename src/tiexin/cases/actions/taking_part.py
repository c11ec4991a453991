"""Who takes part in a matter beside its owner: the leader in charge (C137), co-handlers."""

from datetime import date

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.counting import fact
from tiexin.cases.actions.offering import check_hand
from tiexin.cases.actions.steps import Happened
from tiexin.cases.leads.models import LeadDue
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Rank


@transaction.atomic
def lead_case(case: Case, leader: Officer, reason: str, *, by: Officer | None, on: date) -> Case:
    """Put a leader in charge of a matter: by choice, or by the rule that a group, an overdue or an escalated one has.

    Fact: `case_led`. Refused, with nothing written: somebody who is no leader, whom it is about, not in office, or in
    charge already.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(reason, "reason", "为什么由领导包案", 200)
    if leader.rank != Rank.LEADER:
        raise Refused(f"{leader}不是领导，包案的应当是领导", clause=rules.LEADS, field="officer")
    check_serving(leader, on)
    check_hand(case, leader)
    if case.lead_id == leader.pk:
        raise Refused(f"{leader}已经在包案", clause=rules.LEADS, field="officer")
    if case.lead is not None:
        steps.part(case, case.lead, "lead", on)
    case.lead = leader
    case.save(update_fields=["lead"])
    steps.join(case, leader, "lead", on)
    entry = record(Act("lead_case", case, by, on, case.org_id), [fact(case, "case_led", leader, on)])
    LeadDue.objects.waiting().filter(case=case).update(met=on, leader=leader)
    steps.step(case, Happened("led", f"{leader}包案"[:40], reason), entry, moment(on))
    return case


@transaction.atomic
def add_helper(case: Case, helper: Officer, reason: str, *, by: Officer, on: date) -> Case:
    """Let somebody help with a matter: they see it and may add to it, the owner stays responsible."""
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(reason, "reason", "请其协办什么", 200)
    check_serving(helper, on)
    check_hand(case, helper)
    if case.parts.filter(officer=helper, until=None, role__in=("owner", "helper")).exists():
        raise Refused(f"{helper}已经在承办或者协办", field="officer")
    steps.join(case, helper, "helper", on)
    entry = record(Act("add_helper", case, by, on, case.org_id))
    steps.step(case, Happened("helped", f"{helper}协办"[:40], reason), entry, moment(on))
    return case


@transaction.atomic
def drop_helper(case: Case, helper: Officer, *, by: Officer, on: date) -> Case:
    """Let somebody help no longer."""
    case = steps.locked(case)
    if not case.parts.filter(officer=helper, role="helper", until=None).exists():
        raise Refused(f"{helper}没有在协办", field="officer")
    steps.part(case, helper, "helper", on)
    entry = record(Act("drop_helper", case, by, on, case.org_id))
    steps.step(case, Happened("helped", f"{helper}不再协办"[:40]), entry, moment(on))
    return case


def check_serving(officer: Officer, on: date) -> None:
    """Refuse whoever is not in office on that day."""
    if officer.since > on or (officer.until is not None and officer.until <= on):
        raise Refused(f"{officer}今天不在职", field="officer")
