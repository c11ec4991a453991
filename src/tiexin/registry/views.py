"""Employers: the list, a new one, its marks, and the search of the picker."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs import picker
from tiexin.orgs.asking import today, who
from tiexin.orgs.models import Org
from tiexin.orgs.scope import may, needs
from tiexin.registry import actions, queries
from tiexin.registry.actions import NewTag
from tiexin.registry.exports import EMPLOYERS
from tiexin.registry.forms import EmployerFilter, EmployerForm, TagForm
from tiexin.registry.models import Employer, EmployerTag
from tiexin.registry.worker_forms import EMPLOYER

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("registry.see")
@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Employers in scope, filtered and sorted by the URL."""
    form = EmployerFilter(request)
    found = queries.found(Employer.objects.for_request(request), form.cleaned_data, today(request))
    if exports.asked(request):
        return exports.listing(request, "企业", EMPLOYERS, found)
    context = {"form": form, "pager": page_of(found, request), "may_edit": may(request, "registry.edit")}
    return render(request, "tiexin/registry/employers.html", context)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def employer_new(request: HttpRequest) -> HttpResponse:
    """Register an employer."""
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    form = EmployerForm(units, skin.posted(request))
    if form.is_valid():
        employer = skin.attempt(form, lambda: actions.register_employer(form.instance, **who(request)))
        if employer is not None:
            messages.success(request, f"已登记{employer}")
            return redirect("employer", pk=employer.pk)
    return skin.form_page(request, "tiexin/registry/employer_new.html", form)


@needs("registry.edit")
@require_http_methods(READ_WRITE)
def tag_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a dated mark on an employer, with its reason."""
    employer = get_object_or_404(Employer.objects.for_request(request), pk=pk)
    form = TagForm(today(request), skin.posted(request))
    if form.is_valid():
        new = NewTag(**form.cleaned_data)
        tag = skin.attempt(form, lambda: actions.tag_employer(employer, new, **who(request)))
        if tag is not None:
            messages.success(request, f"已给{employer}设“{tag.get_tag_display()}”标记")
            return redirect("employer", pk=employer.pk)
    return skin.form_page(request, "tiexin/registry/tag_new.html", form, employer=employer)


@needs("registry.edit")
@require_POST
def tag_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mark from today on."""
    tag = get_object_or_404(EmployerTag, pk=pk, employer__in=Employer.objects.for_request(request))
    try:
        actions.end_tag(tag, **who(request))
        messages.success(request, f"“{tag.get_tag_display()}”标记已终止，以前的记录仍按当时的标记计算")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("employer", pk=tag.employer_id)


@needs("visits.record")
@require_safe
def employer_pick(request: HttpRequest) -> HttpResponse:
    """Search employers in scope, for a form: the first matches as buttons named by `name`."""
    rows = Employer.objects.for_request(request).select_related("org").order_by("name", "pk")
    return picker.answer(request, rows, EMPLOYER)
