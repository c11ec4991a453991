"""What a leader in charge that is due puts on the page of a matter."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.leads.queries import due_of, may_lead
from tiexin.cases.leads.rules import rules
from tiexin.cases.models import Case
from tiexin.cases.queries import rights


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """That a leader is due, by which rule, and whether the person may take charge."""
    due = due_of(found) if rights(request, found).has_leads_due else None
    led = found.lead_id is None and may_lead(request, found.pk)
    return {"lead_due": due, "lead_source": rules().source, "may_lead": led}
