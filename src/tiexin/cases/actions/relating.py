"""Writing down later which worker of the register a matter is of, and of which enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import hiding, steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.registry.models import Employer, Worker

ONE = "一次录入：已经在名册里的，从名册里选"


@dataclass(frozen=True)
class Relation:
    """The worker, the enterprise, and how one knows."""

    worker: Worker | None
    employer: Employer | None
    reason: str


@transaction.atomic
def relate_case(case: Case, new: Relation, *, by: Officer, on: date) -> Case:
    """Tie a matter to the register: who looks for the same enterprise finds it, whose name is hidden stays so there.

    Without an enterprise it is the worker's. What was counted before stays as it was counted. Refused, with nothing
    written: nothing new, a matter that has ended, one that waits for the union of that enterprise to take it.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    check_reason(new.reason, "写明职工、企业")
    worker = new.worker or case.worker
    employer = new.employer or (new.worker.employer if new.worker else None) or case.employer
    if (worker, employer) == (case.worker, case.employer):
        raise Refused("请选择名册里的职工或者企业", clause=ONE, field="employer")
    case.worker, case.employer = worker, employer
    for offer in case.offers.filter(answer="").select_related("org"):
        hiding.check_union(case, offer.org, "employer")
    case.save(update_fields=["worker", "employer"])
    entry = record(Act("relate_case", case, by, on, case.org_id))
    steps.step(case, Happened("noted", "写明职工、企业", new.reason), entry, moment(on))
    return case
