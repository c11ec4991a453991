"""Plans for machines."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.pages import page_of
from tiexin.duties.models import Clause, PlanVersion, State
from tiexin.orgs.operations import marked

router = Router(auth=django_auth, tags=["plans"])


class ClauseOut(Schema):
    item: str
    code: str
    quote: str
    title: str
    kind: str
    strength: str


class PlanOut(Schema):
    code: str
    title: str
    number: str
    version: int
    start: date
    end: date
    clauses: list[ClauseOut]


class PlanPage(Schema):
    rows: list[PlanOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    page: int = 1


@router.get("/plans", response=PlanPage)
@marked("plans.see")
def list_plans(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the plan versions in force within reach, with their clauses."""
    live = PlanVersion.objects.for_request(request).filter(state=State.LIVE).select_related("plan").order_by("id")
    pager = page_of(live, request)
    clauses = list(Clause.objects.filter(version__in=pager.rows).order_by("version", "order"))
    rows = [_shown(version, [c for c in clauses if c.version_id == version.pk]) for version in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _shown(version: PlanVersion, clauses: list[Clause]) -> dict[str, Any]:
    plan = version.plan
    head = {"code": plan.code, "title": plan.title, "number": plan.number, "version": version.number}
    names = ("item", "code", "quote", "title", "kind", "strength")
    shown = [{name: getattr(clause, name) for name in names} for clause in clauses]
    return {**head, "start": version.start, "end": version.end, "clauses": shown}
