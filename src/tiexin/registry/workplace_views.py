"""The workshops, teams and posts of an employer: the tree, its workbook, to add, change and end one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today, who
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import may, needs
from tiexin.registry import workplace_queries as queries
from tiexin.registry.actions import workplaces as actions
from tiexin.registry.actions.workplaces import NewPlace
from tiexin.registry.exports import WORKPLACES
from tiexin.registry.models import Employer
from tiexin.registry.workplace_forms import EndPlaceForm, NewPlaceForm, PlaceForm
from tiexin.registry.workplaces import Workplace

READ_WRITE = ["GET", "HEAD", "POST"]
NEXT = {"workshop": "team", "team": "post"}  # what is usually added inside


@needs("registry.see")
@require_safe
def workplaces(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree of an employer, and what was ended."""
    employer = get_object_or_404(Employer.objects.for_request(request), pk=pk)
    laid = queries.layout(employer, today(request))
    if exports.asked(request):
        return exports.listing(request, f"{employer}车间班组岗位", WORKPLACES, laid.rows)
    context = {
        "employer": employer,
        "layout": laid,
        "pager": page_of(laid.rows, request, size=100),
        "ended": queries.ended(employer, today(request))[:50],
        "may_edit": may(request, "registry.edit"),
    }
    return render(request, "tiexin/registry/workplaces.html", context)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def workplace_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a workshop, a team or a post."""
    employer = get_object_or_404(Employer.objects.for_request(request), pk=pk)
    form = NewPlaceForm(employer, today(request), skin.posted(request))
    form.initial.update(_asked(request, form))
    if form.is_valid():
        data = form.cleaned_data
        new = NewPlace(**form.place)
        added = skin.attempt(
            form, lambda: actions.add_workplace(employer, data["kind"], new, since=data["since"], **who(request))
        )
        if added is not None:
            return _saved(request, added, f"已增设“{added}”")
    return skin.form_page(request, "tiexin/registry/workplace_new.html", form, employer=employer)


def _asked(request: HttpRequest, form: PlaceForm) -> dict[str, Any]:
    """What the address says of the new one: inside which."""
    asked = request.GET.get("parent", "")
    parent = form.above.get(int(asked)) if NUMBER.fullmatch(asked) else None
    return {"parent": parent.pk, "kind": NEXT[parent.kind]} if parent else {"kind": "workshop"}


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def workplace_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what a workplace is."""
    place = _found(request, pk)
    form = PlaceForm(place.employer, today(request), skin.posted(request), place)
    if form.is_valid():
        changed = skin.attempt(form, lambda: actions.change_workplace(place, NewPlace(**form.place), **who(request)))
        if changed is not None:
            return _saved(request, changed, f"“{changed}”已修改")
    return skin.form_page(request, "tiexin/registry/workplace_change.html", form, employer=place.employer, place=place)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def workplace_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a workplace with everything inside it."""
    place, form = _found(request, pk), EndPlaceForm(skin.posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if skin.attempt(form, lambda: actions.end_workplace(place, reason, **who(request))) is not None:
            messages.success(request, f"“{place}”从今天起已撤销，记录保留")
            return redirect("workplaces", pk=place.employer_id)
    return skin.form_page(request, "tiexin/registry/workplace_end.html", form, employer=place.employer, place=place)


def _found(request: HttpRequest, pk: int) -> Workplace:
    rows = Workplace.objects.for_request(request).select_related("employer", "parent")
    found: Workplace = get_object_or_404(rows, pk=pk)
    return found


def _saved(request: HttpRequest, place: Workplace, said: str) -> HttpResponse:
    """Back to the tree; numbers that do not add up are told, for they are estimates."""
    messages.success(request, said)
    if warning := queries.over(place, today(request)):
        messages.warning(request, warning)
    return redirect("workplaces", pk=place.employer_id)
