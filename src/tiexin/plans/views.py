"""Pages of plans: the list, the sentences beside their gauges, loading with lint, publishing with progress."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.calendars import queries as calendars
from tiexin.core import exports
from tiexin.core.documents import problems
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, posted
from tiexin.duties.models import Plan, PlanVersion, State
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import may, needs
from tiexin.plans import actions, dispatching, queries, sizes
from tiexin.plans.actions import NewVersion
from tiexin.plans.exports import PLANS
from tiexin.plans.forms import PackForm
from tiexin.plans.loader import PACKS
from tiexin.plans.reading import Found, read_bytes, shipped


@needs("plans.see")
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans within reach with the version in force."""
    found = Plan.objects.for_request(request).select_related("issuer").order_by("id")
    if exports.asked(request):
        return exports.listing(request, "方案", PLANS, queries.with_live(found[: exports.MOST + 1]))
    pager = page_of(found, request)
    context = {"rows": queries.with_live(pager.rows), "pager": pager, "may_publish": may(request, "plans.publish")}
    return render(request, "tiexin/plans/list.html", context)


@needs("plans.see")
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan in force: every sentence beside its gauge."""
    found = get_object_or_404(Plan.objects.for_request(request).select_related("issuer"), pk=pk)
    versions = list(found.versions.order_by("-number"))
    live = next((version for version in versions if version.state == State.LIVE), None)
    context = {
        "plan": found,
        "versions": versions,
        "live": live,
        "document": queries.document(live, request) if live else None,
        "sections": queries.sections(live, found.issuer, request) if live else [],
        "may_publish": found.versions.mine(request, "plans.publish").exists(),
        "may_follow": found.versions.mine(request).exists(),
        "mine": dispatching.told(dispatching.sent_to_me(request).filter(version=live), today(request)),
        "programmes": queries.programmes(live),
        "top": queries.top_of(request),
    }
    return render(request, "tiexin/plans/plan.html", context)


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_load(request: HttpRequest) -> HttpResponse:
    """Read a pack; with errors list them all, without store it as a draft version."""
    form = PackForm(posted(request), request.FILES or None, shipped=shipped())
    found: Found | None = None
    if form.is_valid():
        found = attempt(form, partial(_read, form))
        if found and found.loaded.pack and (version := attempt(form, partial(_store, request, found))):
            return redirect("version", pk=version.pk)
    context = {"form": form, "problems": found.loaded.problems if found else []}
    failed = bool(form.errors or context["problems"])
    return render(request, "tiexin/plans/load.html", context, status=422 if failed else 200)


def _read(form: PackForm) -> Found:
    data = form.cleaned_data
    raw = data["pack"].read() if data.get("pack") else (PACKS / f"{data['shipped']}.yaml").read_bytes()
    document = data.get("document")
    text, name = (document.read(), document.name) if document else (b"", "")
    return read_bytes(raw, data["year"], text, name, sizes.for_pack, calendars.here())


def _store(request: HttpRequest, found: Found) -> PlanVersion:
    """Store under the issuer, which must stand at or below a post with this right."""
    pack = found.loaded.pack
    issuer = queries.issuer_of(pack) if pack else None
    reach = queries.issuers(request)
    if issuer is None or not reach.filter(pk=issuer.pk).exists():
        names = "、".join(pack.issuers) if pack else ""
        raise Refused(f"发文单位“{names}”不在您可发布的范围内", field="pack")
    new = NewVersion(found.loaded, found.text, issuer, found.document, found.document_name)
    return actions.load_plan(new, **who(request))


@needs("plans.publish")
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A loaded version: what the lint says, what it would owe, and the button to publish it."""
    found = get_object_or_404(PlanVersion.objects.mine(request).select_related("plan__issuer", "document"), pk=pk)
    context = {
        "version": found,
        "sections": queries.by_section(found),
        "burden": sizes.burden_of(found, today(request)),
        "findings": problems.counts(found.problems),
        "job": job_of(found),
        "may_publish": found.state in (State.DRAFT, State.FAILED),
    }
    return render(request, "tiexin/plans/version.html", context)


@needs("plans.publish")
@require_safe
def version_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a publication is (polled)."""
    found = get_object_or_404(PlanVersion.objects.mine(request).select_related("plan"), pk=pk)
    return render(request, "tiexin/parts/progress.html", {"job": job_of(found)})


@needs("plans.publish")
@require_POST
def version_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Start publishing; when another publication runs, say so."""
    found = get_object_or_404(PlanVersion.objects.mine(request), pk=pk)
    try:
        actions.start_publishing(found, **who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("version", pk=pk)


WORDS = {"publishing": "running", "live": "done", "failed": "failed", "superseded": "done"}


def job_of(found: PlanVersion) -> dict[str, Any] | None:
    """The context of the progress part; None for a draft."""
    if found.state not in WORDS:
        return None
    return {
        "title": f"发布第{found.number}版",
        "state": WORDS[found.state],
        "state_label": found.get_state_display(),
        "done": found.progress,
        "total": None,
        "unit": "%",
        "percent": found.progress,
        "url": reverse("version-progress", args=[found.pk]),
        "note": found.error,
        "result_url": reverse("plan", args=[found.plan_id]) if found.state == State.LIVE else "",
    }
