"""原文对照: the document of a loaded version beside its clauses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tiexin.duties.models import Clause, Plan, PlanVersion, State
from tiexin.orgs.scope import needs
from tiexin.plans.editor.beside import Beside, text_of
from tiexin.plans.editor.document import AS_FOUND
from tiexin.plans.queries import document

LONGEST = 60  # characters of a search


@needs("plans.see")
@require_safe
def plan_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of the version in force, for everybody whom the plan speaks to and who may open it."""
    plan = get_object_or_404(Plan.objects.for_request(request).select_related("issuer"), pk=pk)
    live = plan.versions.filter(state=State.LIVE).select_related("plan", "document").first()
    return _beside(request, plan, live)


@needs("plans.publish")
@require_safe
def version_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of any version, for those who publish it."""
    found = get_object_or_404(PlanVersion.objects.mine(request).select_related("plan", "document"), pk=pk)
    return _beside(request, found.plan, found)


def _beside(request: HttpRequest, plan: Plan, version: PlanVersion | None) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    context: dict[str, Any] = {"plan": plan, "version": version, "words": words, "as_found": AS_FOUND}
    if version is not None and document(version, request) is not None and (text := text_of(version)):
        clauses = list(Clause.objects.filter(version=version).exclude(quote="").order_by("order"))
        context["beside"] = Beside(text, clauses, words)
    return render(request, "tiexin/plans/editor/beside.html", context)
