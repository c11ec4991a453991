"""Pages of inspections: the list, one inspection with its sheet and drawn records, what was found."""

from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.draws.present import grouped
from tiexin.orgs import picker
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.supervision import actions, forms, queries
from tiexin.supervision.actions import NewInspection, Recheck
from tiexin.supervision.exports import CHECKS, INSPECTIONS, shortcoming_columns
from tiexin.supervision.models import Inspection, Shortcoming
from tiexin.supervision.pattern_queries import asked_of

READ_WRITE = ["GET", "HEAD", "POST"]
FORM = "tiexin/supervision/form.html"


@needs("supervision.see")
@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections within reach, newest first."""
    form = forms.InspectionFilter(request)
    found = queries.listed(form.narrowed(Inspection.objects.for_request(request)))
    if exports.asked(request):
        return exports.listing(request, "督查", INSPECTIONS, found)
    context = {
        "form": form,
        "pager": page_of(found, request),
        "may_manage": may(request, "supervision.manage"),
        "may_answer": may(request, "visits.record"),
        "waiting": queries.checks_at(me(request)).count() + asked_of(me(request)).count(),
    }
    return render(request, "tiexin/supervision/inspections.html", context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def inspection_new(request: HttpRequest) -> HttpResponse:
    """Write down an inspection of a unit at or below one's own."""
    form = forms.InspectionForm(posted(request), request=request, initial={"on": today(request)})
    if form.is_valid():
        data = dict(form.cleaned_data)
        new = NewInspection(org=form.home, **{**data, "inspectors": list(data["inspectors"])})
        if made := attempt(form, partial(actions.open_inspection, new, **who(request))):
            return redirect("inspection", pk=made.pk)
    return form_page(request, FORM, form, title="登记督查", button="保存", back="inspections", draft="inspection-new")


@needs("supervision.manage")
@require_safe
def inspector_pick(request: HttpRequest) -> HttpResponse:
    """Search those who may inspect."""
    return picker.answer(request, forms.inspectors(request), forms.INSPECTOR)


@needs("supervision.see")
@require_safe
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: what was heard, its sheet, what was found, the drawn records under check."""
    rows = Inspection.objects.for_request(request).select_related("org", "unit", "draw")
    found = get_object_or_404(rows, pk=pk)
    checks = queries.shown_checks(found.checks.all())
    if exports.asked(request):
        return exports.listing(request, f"{found.unit}抽查核实", CHECKS, checks)
    lacks = list(queries.shown(found.shortcomings.all()))
    for row in lacks:
        row.late = row.is_late(today(request))  # type: ignore[attr-defined]
    context = {
        "inspection": found,
        "inspectors": found.inspectors.select_related("org").order_by("pk"),
        "lines": queries.sheet_of(found),
        "hash": grouped(found.sheet_hash),
        "shortcomings": lacks,
        "pager": page_of(checks, request),
        "may_manage": managed(request).filter(pk=pk).exists(),
    }
    return render(request, "tiexin/supervision/inspection.html", context)


def managed(request: HttpRequest) -> Any:
    """Inspections that the person may carry on."""
    return Inspection.objects.of_judge(request, "supervision.manage")


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def inspection_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the check sheet."""
    found = get_object_or_404(managed(request).select_related("unit"), pk=pk)
    form = forms.SheetForm(posted(request), inspection=found)
    if form.is_valid():
        fill = partial(actions.fill_sheet, found, form.given, **who(request))
        if attempt(form, fill):
            return redirect("inspection", pk=pk)
    lines = [(line, form[line["key"]], form[f"{line['key']}-note"]) for line in form.lines]
    return form_page(request, "tiexin/supervision/sheet.html", form, inspection=found, lines=lines)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def shortcoming_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what an inspection found."""
    found = get_object_or_404(managed(request).select_related("unit", "org"), pk=pk)
    form = forms.ShortcomingForm(posted(request), inspection=found, day=today(request))
    if form.is_valid():
        data = form.cleaned_data
        new = Shortcoming(inspection=found, unit=data["owner"].org, **data)
        if made := attempt(form, partial(actions.find_shortcoming, new, **who(request))):
            return redirect("shortcoming", pk=made.pk)
    return form_page(request, FORM, form, title="登记督查问题", button="保存", inspection=found, draft=f"found-{pk}")


@needs("supervision.manage")
@require_safe
def shortcoming_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Search those who may own what was found."""
    found = get_object_or_404(managed(request), pk=pk)
    return picker.answer(request, forms.owners(found, today(request)), forms.owner_of(found))


@needs("supervision.see")
@require_safe
def shortcomings(request: HttpRequest) -> HttpResponse:
    """What inspections found, by unit, the most pressing first: what is not closed, unless a state is asked for."""
    form = forms.ShortcomingFilter(request)
    found = queries.shown(form.narrowed(Shortcoming.objects.for_request(request), request))
    if exports.asked(request):
        return exports.listing(request, "督查问题清单", shortcoming_columns(today(request)), found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.late = row.is_late(today(request))
    return render(request, "tiexin/supervision/shortcomings.html", {"form": form, "pager": pager})


@needs("supervision.see")
@require_safe
def shortcoming(request: HttpRequest, pk: int) -> HttpResponse:
    """One shortcoming with everything that was done about it."""
    found = get_object_or_404(queries.shown(Shortcoming.objects.for_request(request)), pk=pk)
    answers = queries.at_or_below(me(request).org_id, found.unit_id) and may(request, "supervision.answer")
    manages = Shortcoming.objects.of_judge(request, "supervision.manage").filter(pk=pk)
    context = {
        "shortcoming": found,
        "late": found.is_late(today(request)),
        "line": next((each["text"] for each in found.inspection.sheet if each["key"] == found.line), ""),
        "steps": queries.newest_steps(found),
        "may_answer": found.state == "open" and answers,
        "may_recheck": found.state == "answered" and found.owner_id != me(request).pk and manages.exists(),
    }
    return render(request, "tiexin/supervision/shortcoming.html", context)


@needs("supervision.answer")
@require_http_methods(READ_WRITE)
def shortcoming_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done: by the unit that puts it right."""
    found = get_object_or_404(queries.shown(Shortcoming.objects.of_judged(request)), pk=pk)
    form = forms.AnswerForm(posted(request))
    if form.is_valid():
        save = partial(actions.answer_shortcoming, found, form.cleaned_data["text"], **who(request))
        if attempt(form, save):
            return redirect("shortcoming", pk=pk)
    return _about(request, found, form, "答复")


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def shortcoming_recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again what was answered."""
    found = get_object_or_404(queries.shown(Shortcoming.objects.of_judge(request)), pk=pk)
    form = forms.RecheckForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        new = Recheck(data["passed"] == "yes", data["text"], data["due"])
        if attempt(form, partial(actions.recheck_shortcoming, found, new, **who(request))):
            return redirect("shortcoming", pk=pk)
    return _about(request, found, form, "复查")


def _about(request: HttpRequest, found: Shortcoming, form: Form, title: str) -> HttpResponse:
    context = {"title": title, "button": "保存", "shortcoming": found, "draft": f"shortcoming-{found.pk}"}
    return form_page(request, FORM, form, **context)
