"""Pages of who handles which kind of matter at a unit."""

from __future__ import annotations

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases.actions import owners as actions
from tiexin.cases.owners import exports, forms, queries
from tiexin.cases.owners.models import DefaultOwner
from tiexin.cases.rooms.views import FORM, READ_WRITE
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

TITLE = "承办分工"


@needs("cases.see")
@require_safe
def default_owners(request: HttpRequest) -> HttpResponse:
    """Who handles which kind of matter at the units within reach."""
    form = forms.OwnerFilter(request)
    found = form.narrowed(queries.listed(request))
    if asked(request):
        return listing(request, TITLE, exports.OWNERS, found)
    leads = queries.units(request) if may(request, "cases.lead") else None
    pager = page_of(found, request)
    context = {"form": form, "pager": pager, "may_lead": leads is not None}
    led = set(leads.filter(pk__in=[row.org_id for row in pager.rows]).values_list("pk", flat=True)) if leads else set()
    for row in pager.rows:
        row.may_end = row.until is None and row.org_id in led
    return render(request, "tiexin/cases/owners.html", context)


@needs("cases.lead")
@require_http_methods(READ_WRITE)
def default_owner_new(request: HttpRequest) -> HttpResponse:
    """Say who handles some kinds at a unit."""
    form = forms.OwnerForm(posted(request), request=request)
    if form.is_valid():
        made = attempt(form, partial(actions.name_default_owner, **form.cleaned_data, **who(request)))
        if made:
            return redirect("default-owners")
    said = {"title": "定承办人", "button": "保存", "way": _way(), "back": reverse("default-owners")}
    return form_page(request, FORM, form, **said)


@needs("cases.lead")
@require_safe
def default_owner_unit_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a unit."""
    return answer(request, queries.units(request), forms.UNIT)


@needs("cases.lead")
@require_safe
def default_owner_officer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for an officer."""
    return answer(request, queries.officers(request), forms.OFFICER)


@needs("cases.lead")
@require_http_methods(READ_WRITE)
def default_owner_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody handle a kind first any more."""
    rows = DefaultOwner.objects.for_request(request, "cases.lead").standing().select_related("org", "officer")
    found = get_object_or_404(rows, pk=pk)
    form = Form(posted(request))
    if form.is_valid():
        done = attempt(form, partial(actions.end_default_owner, found, **who(request)))
        if done:
            return redirect("default-owners")
    said = {"title": f"{found.what}不再由{found.officer}承办", "button": "不再承办", "way": _way()}
    return form_page(request, FORM, form, back=reverse("default-owners"), **said)


def _way() -> tuple[tuple[str, str], ...]:
    return (("诉求", reverse("cases")), (TITLE, reverse("default-owners")))
