"""Reads about proposals: their problems, which may join them, who may own them."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer
from tiexin.visits import problem_queries as problems
from tiexin.visits import proposal_rules as rules
from tiexin.visits.models import Problem
from tiexin.visits.proposals import Proposal

OFFERED = 50  # proposals under way that a step offers, the newest first
STANDING = Count("problems", filter=~Q(problems__state="withdrawn"))


def shown(found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with everything a line shows; `count` is how many problems they join."""
    return found.select_related("org", "owner").annotate(count=STANDING).order_by("org_id", "due", "pk")


def joined(request: HttpRequest, proposal: Proposal) -> QuerySet[Problem]:
    """Those of its problems that the person may read, each with who was not told yet."""
    return problems.shown(Problem.objects.for_request(request).filter(proposal=proposal).exclude(state="withdrawn"))


def may_join(request: HttpRequest) -> QuerySet[Problem]:
    """Problems that the person may take further and that no proposal under way has."""
    found = problems.handled(request).filter(state__in=("open", "raised", "explained", "policy"))
    return found.exclude(proposal__state__in=rules.UNDER_WAY).order_by("-pk")


def to_end(request: HttpRequest, proposal: Proposal) -> QuerySet[Problem]:
    """Those of its problems that can be ended now, by this person."""
    found = problems.handled(request).filter(proposal=proposal, state="policy").order_by("pk")
    return found[: rules.TOGETHER]


def offered(request: HttpRequest) -> QuerySet[Proposal]:
    """Proposals under way within reach, which a problem may join."""
    reach = Proposal.objects.for_request(request, "visits.record").filter(state__in=rules.UNDER_WAY)
    newest = reach.order_by("-pk").values_list("pk", flat=True)[:OFFERED]
    return Proposal.objects.filter(pk__in=list(newest)).order_by("-pk")


def owners(request: HttpRequest, proposal: Proposal) -> QuerySet[Officer]:
    """Who may own it: everybody of its unit in office today."""
    return Officer.objects.filter(org=proposal.org_id).serving(today(request)).order_by("name", "pk")


def within_reach(request: HttpRequest, pk: int | None) -> bool:
    """Whether the person may open a proposal."""
    return pk is not None and Proposal.objects.for_request(request, "visits.see").filter(pk=pk).exists()
