"""Reads of leaders in charge that are due."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases.leads.models import LeadDue
from tiexin.cases.models import Case
from tiexin.core.prepared import Prepared, padded
from tiexin.orgs.asking import me
from tiexin.orgs.models import Rank
from tiexin.orgs.scope import nodes, reaching
from tiexin.orgs.standing import one_of


def unled(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that should have a leader in charge and have none."""
    return cases.filter(lead=None, pk__in=LeadDue.objects.waiting().values("case"))


def due_of(case: Case) -> LeadDue | None:
    """That a leader is due for a matter, when nobody has taken charge."""
    return next(iter(_due(case.pk)), None) if case.lead_id is None else None


_due = Prepared(lambda case: LeadDue.objects.waiting().filter(case=case).select_related("org").order_by("pk")[:1])


def mark(rows: Sequence[Case]) -> None:
    """Say beside the rows of a list which of them a leader is due for."""
    found = {due.case_id: due for due in _waiting(padded([row.pk for row in rows]))}
    for row in rows:
        row.lead_due = found.get(row.pk) if row.lead_id is None else None  # type: ignore[attr-defined]


_waiting = Prepared(lambda cases: LeadDue.objects.waiting().filter(case__in=cases).select_related("org"))


def led_by_me(request: HttpRequest) -> QuerySet[Case]:
    """Open matters of which the person may take charge: a leader, where they lead; never what is about them."""
    held = nodes(request, "cases.lead")
    if not held or me(request).rank != Rank.LEADER:
        return Case.objects.none()
    found = Case.objects.open().filter(reaching("org", held), sealed=False, lead=None)
    return found.exclude(about=me(request)).exclude(about_org=me(request).org_id)


may_lead = one_of(led_by_me)
