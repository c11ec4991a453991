"""Pages of reports: what waits for one's unit, one report with its chain, sent, passed on, ended."""

from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import forms as case_forms
from tiexin.cases import queries as case_queries
from tiexin.cases.actions import reporting as actions
from tiexin.cases.reading import look
from tiexin.cases.reporting import exports, forms, queries
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.rules import numbers
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.days import naive
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import needs

OWN_FORM = "tiexin/cases/reporting_form.html"


@needs("cases.see")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports to and from units in reach, the newest first."""
    form = forms.ReportFilter(request)
    found = queries.shown(form.narrowed(Report.objects.for_request(request), request)).order_by("-at", "-pk")
    if asked(request):
        return listing(request, "向上报告", exports.REPORTS, found)
    pager = page_of(found, request)
    look(request, [row.case for row in pager.rows])
    return render(request, "tiexin/cases/reporting_list.html", {"form": form, "pager": pager})


@needs("cases.see")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: its words, the chain of who knew when, what may be done with it."""
    reach = Report.objects.for_request(request)
    found = get_object_or_404(queries.shown(reach), pk=pk)
    rows = list(queries.shown(reach.filter(case=found.case_id)).order_by("pk"))
    queries.tell(request, [found, *rows])
    context = {
        "report": found,
        "chain": queries.chain(rows, found.case),
        "source": numbers().source,
        "may_answer": queries.answerable(request).filter(pk=pk).exists(),
        "may_pass": queries.units_above(found.case, found.org).exists(),
        "sees_case": bool(case_queries.within([found.case_id], request)),
    }
    return render(request, "tiexin/cases/reporting_report.html", context)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a matter to a unit above."""
    found = get_object_or_404(case_queries.shown(case_queries.handled(request)), pk=pk)
    initial: dict[str, Any] = {"happened": naive(found.at), "known": naive(found.at), "known_by": str(me(request).name)}
    form = forms.ReportForm(posted(request), case=found, initial=initial)
    if form.is_valid():
        new = actions.NewReport(**form.cleaned_data)
        if attempt(form, partial(actions.report_case, found, new, **who(request))):
            return back(request, pk)
    return form_page(request, FORM, form, case=found, title="向上报告", button="报告")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_coordinate(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who was there to coordinate, and when."""
    found = get_object_or_404(case_queries.shown(case_queries.handled(request)), pk=pk)
    form = forms.CoordinateForm(posted(request), initial={"at": naive(forms.first_time(request))})
    if form.is_valid():
        act = partial(actions.coordinate_case, found, **form.cleaned_data, **who(request))
        if attempt(form, act):
            return back(request, pk)
    return form_page(request, FORM, form, case=found, title="到场协调", button="记下")


def _about(request: HttpRequest, found: Report, form: Form, action: Any, **said: Any) -> HttpResponse:
    if form.is_valid() and attempt(form, partial(action, found, **form.cleaned_data, **who(request))):
        return redirect("report", pk=found.pk)
    return form_page(request, OWN_FORM, form, report=found, today=today(request), **said)


def _asked(request: HttpRequest, pk: int) -> Report:
    found: Report = get_object_or_404(queries.shown(queries.answerable(request)), pk=pk)
    return found


@needs("cases.handle")
@require_http_methods(["POST"])
def report_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note of a report."""
    return _about(request, _asked(request, pk), Form(request.POST), actions.take_note, title="知悉", button="知悉")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def report_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a report on to a unit further up."""
    found = _asked(request, pk)
    form = forms.PassForm(posted(request), report=found)
    return _about(request, found, form, actions.pass_report, title="报给再上一级", button="报告")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def report_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a report."""
    form = case_forms.ReasonForm(posted(request))
    return _about(request, _asked(request, pk), form, actions.end_report, title="了结报告", button="了结")
