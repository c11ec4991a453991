"""Who must be visited at an enterprise: put on the list, taken off it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewMustVisit
from tiexin.registry.models import Employer, MustVisit
from tiexin.visits import actions
from tiexin.visits.forms import MustVisitForm


@needs("registry.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def must_visit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a leader or a union cadre on the list."""
    employer = get_object_or_404(Employer.objects.for_request(request), pk=pk)
    form = MustVisitForm(posted(request), initial={"since": today(request)})
    if form.is_valid():
        new = NewMustVisit(**form.cleaned_data)
        listed = attempt(form, partial(actions.list_must_visit, employer, new, **who(request)))
        if listed is not None:
            messages.success(request, f"{new.name}已列入{employer}的必访名单")
            return redirect("employer", pk=pk)
    return form_page(request, "tiexin/visits/must_visit_new.html", form, employer=employer)


@needs("registry.edit")
@require_POST
def must_visit_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list from today on."""
    listed = get_object_or_404(MustVisit.objects.for_request(request).select_related("worker"), pk=pk)
    try:
        registry.end_must_visit(listed, **who(request))
        messages.success(request, f"{listed.worker}已移出必访名单；已经开始的蹲点仍按第一天的名单计算")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("employer", pk=listed.worker.employer_id)
