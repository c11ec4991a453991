"""Reads of plans."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tiexin.duties.models import Clause, Dispatch, Duty, Gauge, Plan, PlanVersion, Standing, State, Total
from tiexin.duties.present import GaugeView, recorded, views
from tiexin.duties.queries import fresh, with_sentences
from tiexin.evidence.models import File
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Level, Org, OrgQuerySet
from tiexin.orgs.scope import nodes
from tiexin.plans.pack import Pack


def issuer_of(pack: Pack) -> Org | None:
    """The union that issues a pack: by its name, else the province of its jurisdiction."""
    earnest = Org.objects.filter(practice=False)
    named = earnest.filter(name__in=pack.issuers).order_by("id").first()
    region = earnest.filter(level=Level.PROVINCE, region__startswith=pack.jurisdiction[:2])
    return named or region.order_by("id").first()


def newest(code: str) -> PlanVersion | None:
    """The newest version of a plan."""
    return PlanVersion.objects.filter(plan__code=code).order_by("-number").select_related("plan").first()


def with_live(plans: Iterable[Plan]) -> list[tuple[Plan, PlanVersion | None]]:
    """Return plans, each with its version in force, in two statements."""
    found = list(plans)
    live = {v.plan_id: v for v in PlanVersion.objects.filter(plan__in=found, state=State.LIVE)}
    return [(plan, live.get(plan.pk)) for plan in found]


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


def document(version: PlanVersion, request: HttpRequest) -> File | None:
    """The document a version restates, where the person may open it."""
    if version.document_id is None:
        return None
    return File.objects.for_request(request, "evidence.see").filter(pk=version.document_id).first()


def issuers(request: HttpRequest) -> OrgQuerySet:
    """Units at or below a post with the page's permission: those whose plans one may load and publish."""
    return Org.objects.for_request(request)


def top_of(request: HttpRequest) -> Org | None:
    """The highest unit whose numbers the person may see."""
    held = nodes(request, "boards.see")
    return Org.objects.top_of(held) if held else None


def sections(version: PlanVersion, node: Org, request: HttpRequest) -> list[dict[str, Any]]:
    """The sections with each duty's standing at the highest unit the person may see."""
    held = nodes(request, "boards.see")
    top = top_of(request) or node
    standings = running(version, top, today(request))
    totals = dict(Total.objects.filter(node=top).values_list("slice", "n"))
    found = by_section(version)
    for clause in (clause for section in found for clause in section["clauses"]):
        duty = getattr(clause, "duty", None)
        clause.standing = standing = standings.get(duty.pk) if duty else None
        clause.recorded = duty is not None and recorded(duty)
        if duty and standing:
            whole = duty.definition["counted"] == "below" and standing.term.slice_id
            clause.total = totals.get(standing.term.slice_id or 0, 0) if whole else standing.value
        clause.board_url = reverse("duty", args=[top.pk, duty.pk]) if duty and held else ""
    return found


def programmes(version: PlanVersion | None) -> list[Clause]:
    """The programmes of a version, each a group of its items."""
    return list(Clause.objects.filter(version=version, kind="programme").order_by("order"))


def own_gauge(duty: Duty, org: Org, day: date) -> Gauge | None:
    """The unit's gauge of a duty whose number it sets itself, in the period that runs; None where it sets none."""
    owed = Gauge.objects.filter(term__duty=duty, subject=org.pk, term__duty__population="unions")
    found = list(with_sentences(owed).order_by("term__start")) if duty.definition["target"] == "self_set" else []
    return next((gauge for gauge in reversed(found) if gauge.term.start <= day), found[0] if found else None)


def start_gauges(dispatch: Dispatch, request: HttpRequest) -> list[GaugeView]:
    """What the unit's start counts for, up to this moment."""
    owed = Gauge.objects.filter(term__duty__clause__version=dispatch.version_id, subject=dispatch.org_id)
    owed = owed.filter(term__duty__measure="unit_started", term__duty__population="unions")
    return views(fresh(with_sentences(owed), me(request).pk), today(request))


def running(version: PlanVersion, node: Org, day: date) -> dict[int, Standing]:
    """By duty, how the node stands in the period that runs that day: the latest begun, or the first to come."""
    standings = Standing.objects.filter(node=node, term__duty__clause__version=version).select_related("term")
    found: dict[int, Standing] = {}
    for standing in standings.order_by("term__start"):
        if standing.term.duty_id not in found or standing.term.start <= day:
            found[standing.term.duty_id] = standing
    return found
