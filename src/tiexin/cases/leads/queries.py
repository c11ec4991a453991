"""Reads of leaders in charge that are due."""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest

from tiexin.cases.leads.models import LeadDue
from tiexin.cases.models import Case
from tiexin.core.prepared import Prepared
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


def due_at() -> Subquery:
    """The unit whose leader is due for a matter, as it is called; there is one at most."""
    called = Coalesce(NullIf("org__short_name", Value("")), "org__name")
    return Subquery(LeadDue.objects.waiting().filter(case=OuterRef("pk")).values(called=called)[:1])


def led_by_me(request: HttpRequest) -> QuerySet[Case]:
    """Open matters of which the person may take charge: a leader, where they lead; never what is about them."""
    held = nodes(request, "cases.lead")
    if not held or me(request).rank != Rank.LEADER:
        return Case.objects.none()
    found = Case.objects.open().filter(reaching("org", held), sealed=False, lead=None)
    return found.exclude(about=me(request)).exclude(about_org=me(request).org_id)


may_lead = one_of(led_by_me)
