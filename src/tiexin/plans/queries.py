"""Reads of plans."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tiexin.duties.models import Clause, PlanVersion, Standing, State
from tiexin.orgs.asking import today
from tiexin.orgs.models import Level, Org, OrgQuerySet
from tiexin.orgs.scope import nodes
from tiexin.plans.pack import Pack


def issuer_of(pack: Pack) -> Org | None:
    """The union that issues a pack: by its name, else the province of its jurisdiction."""
    named = Org.objects.filter(name__in=pack.issuers).order_by("id").first()
    region = Org.objects.filter(level=Level.PROVINCE, region__startswith=pack.jurisdiction[:2])
    return named or region.order_by("id").first()


def newest(code: str) -> PlanVersion | None:
    """The newest version of a plan."""
    return PlanVersion.objects.filter(plan__code=code).order_by("-number").select_related("plan").first()


def by_section(version: PlanVersion) -> list[dict[str, Any]]:
    """The clauses of a version under their headings, in the document's order, duties with them."""
    sections: list[dict[str, Any]] = []
    clauses = Clause.objects.filter(version=version).select_related("duty").order_by("order")
    for clause in clauses:
        if not sections or sections[-1]["title"] != clause.section:
            sections.append({"title": clause.section, "clauses": []})
        sections[-1]["clauses"].append(clause)
    return sections


def publishing() -> PlanVersion | None:
    """The version that is being published now, if any."""
    return PlanVersion.objects.filter(state=State.PUBLISHING).select_related("plan").first()


def issuers(request: HttpRequest) -> OrgQuerySet:
    """Units at or below a post with the page's permission: those whose plans one may load and publish."""
    return Org.objects.for_request(request)


def sections(version: PlanVersion, node: Org, request: HttpRequest) -> list[dict[str, Any]]:
    """The sections with each duty's standing at the highest unit the person may see."""
    held = nodes(request, "boards.see")
    top = Org.objects.top_of(held) if held else node
    standings = Standing.objects.filter(node=top, term__duty__clause__version=version).select_related("term")
    latest = {s.term.duty_id: s for s in standings.order_by("term__start") if s.term.start <= today(request)}
    found = by_section(version)
    for clause in (clause for section in found for clause in section["clauses"]):
        duty = getattr(clause, "duty", None)
        clause.standing = latest.get(duty.pk) if duty else None
        clause.board_url = reverse("duty", args=[top.pk, duty.pk]) if duty and held else ""
    return found
