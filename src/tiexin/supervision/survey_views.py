"""Pages of surveys for officers: the list, results, who is asked, slips to hand out, ending and taking back."""

from functools import partial
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs import picker
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.supervision import survey_forms as forms
from tiexin.supervision import survey_queries as queries
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.exports import ASKS, SURVEYS
from tiexin.supervision.survey_links import token_of
from tiexin.supervision.surveys import Survey, SurveyAsk
from tiexin.supervision.views import READ_WRITE

FORM = "tiexin/supervision/survey_form.html"
SLIPS = 24  # on a page to be printed


def handled(request: HttpRequest, pk: int) -> Survey:
    """A survey that the person carries on; nobody of the unit judged finds it, wherever their posts reach."""
    rows = Survey.objects.of_judge(request).select_related("org", "unit", "draw")
    found: Survey = get_object_or_404(rows, pk=pk)
    if queries.is_judged(me(request), found.unit_id, today(request)):
        raise Http404
    return found


@needs("supervision.see")
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """Surveys within reach; those about one's own unit once they have ended."""
    form = forms.SurveyFilter(request)
    found = queries.listed(form.narrowed(Survey.objects.for_request(request)))
    if exports.asked(request):
        return exports.listing(request, "成效调查", SURVEYS, found)
    context = {"form": form, "pager": page_of(found, request), "may_manage": may(request, "supervision.manage")}
    return render(request, "tiexin/supervision/surveys.html", context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def survey_new(request: HttpRequest) -> HttpResponse:
    """Open a survey of a unit below one's own."""
    form = forms.SurveyForm(posted(request), request=request, initial={"since": today(request)})
    if form.is_valid():
        new = actions.NewSurvey(form.home, **form.cleaned_data)
        if made := attempt(form, partial(actions.open_survey, new, **who(request))):
            return redirect("survey", pk=made.pk)
    return form_page(request, FORM, form, title="发起成效调查", button="发起调查", draft="survey-new")


@needs("supervision.see")
@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: how many were asked and answered; after its end how many gave each answer."""
    rows = Survey.objects.for_request(request).select_related("org", "unit", "draw", "by")
    found = get_object_or_404(rows, pk=pk)
    manages = Survey.objects.of_judge(request, "supervision.manage").filter(pk=pk).exists()
    context = {
        "survey": found,
        "figures": queries.figures(found),
        "runs": found.runs(today(request)),
        "may_manage": manages and not queries.is_judged(me(request), found.unit_id, today(request)),
    }
    return render(request, "tiexin/supervision/survey.html", context)


@needs("supervision.manage")
@require_safe
def survey_asks(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked and whether they answered; never what."""
    found = handled(request, pk)
    form = forms.AskFilter(request)
    asks = form.narrowed(queries.shown_asks(found))
    if exports.asked(request):
        return exports.listing(request, f"{found}名单", ASKS, asks)
    context = {"survey": found, "form": form, "pager": page_of(asks, request), "runs": found.runs(today(request))}
    return render(request, "tiexin/supervision/survey_asks.html", context)


@needs("supervision.manage")
@require_safe
def survey_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to hand out: a link and its code for everybody who has not answered; prints on A4."""
    found = handled(request, pk)
    rows = queries.shown_asks(found).exclude(state="answered")
    rows = rows if found.state == "open" else rows.none()
    pager = page_of(rows, request, size=SLIPS)
    slips = [_slip(request, ask) for ask in pager.rows]
    return render(request, "tiexin/supervision/survey_slips.html", {"survey": found, "pager": pager, "slips": slips})


def _slip(request: HttpRequest, ask: SurveyAsk) -> dict[str, Any]:
    path = reverse("survey-answer", args=[token_of(ask.key)])
    link = request.build_absolute_uri(path)
    code = mark_safe(segno.make(link, error="m").svg_inline(scale=3, border=2))  # noqa: S308 - our own
    return {"ask": ask, "path": path, "link": link, "code": code}


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def survey_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down with one tap what somebody said by phone, or that nobody could be found."""
    rows = SurveyAsk.objects.of_judge(request).select_related("survey__org", "survey__unit", "worker__employer")
    found = get_object_or_404(rows, pk=pk)
    if queries.is_judged(me(request), found.survey.unit_id, today(request)):
        raise Http404
    form = forms.NoteForm(posted(request))
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        note = partial(actions.note_answer, found, answer)
        act = partial(actions.miss_ask, found) if answer == "unreached" else note
        if attempt(form, partial(act, **who(request))):
            return redirect("survey-asks", pk=found.survey_id)
    context = {"ask": found, "survey": found.survey, "answers": rules.ANSWERS}
    return form_page(request, "tiexin/supervision/survey_ask.html", form, **context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def survey_body_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a body that is asked whether it recognises the work."""
    found = handled(request, pk)
    form = forms.BodyForm(posted(request), survey=found)
    if form.is_valid():
        new = actions.NewBody(**form.cleaned_data)
        if attempt(form, partial(actions.ask_body, found, new, **who(request))):
            return redirect("survey-asks", pk=pk)
    return form_page(request, FORM, form, survey=found, title="加一个要问的单位", button="保存", draft=f"body-{pk}")


@needs("supervision.manage")
@require_safe
def survey_body_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the enterprises of the unit judged."""
    found = handled(request, pk)
    return picker.answer(request, forms.employers(found), forms.employer_of(found))


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a survey before its last day, and count it."""
    found, form = handled(request, pk), forms.CloseForm(posted(request))
    if form.is_valid():
        end = partial(actions.close_survey, found, **who(request))
        if attempt(form, end):
            messages.success(request, "调查已结束")
            return redirect("survey", pk=pk)
    context = {"survey": found, "title": "结束调查", "button": "结束并计数", "ends": True, "draft": f"end-{pk}"}
    return form_page(request, FORM, form, **context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def survey_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a survey back: its links open no more, nothing of it counts."""
    found, form = handled(request, pk), forms.WithdrawForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, partial(actions.withdraw_survey, found, reason, **who(request))):
            return redirect("survey", pk=pk)
    return form_page(request, FORM, form, survey=found, title="撤回调查", button="撤回", draft=f"withdraw-{pk}")
