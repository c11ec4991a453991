"""The page behind a slip: one question, three buttons, one tap; without a log-in, without scripts."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.actions.surveys import answer_survey
from tiexin.supervision.survey_forms import TapForm
from tiexin.supervision.survey_links import ask_of, check_pace
from tiexin.supervision.surveys import SurveyAsk
from tiexin.supervision.views import READ_WRITE

OVER = "tiexin/supervision/answer_over.html"


@open_to("拿到调查条子的职工和单位：点一下就答完，不用登录")
@never_cache
@require_http_methods(READ_WRITE)
def survey_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take one tap. Looking at the page answers nothing; whoever comes again hears that it has been answered."""
    found = ask_of(token)
    if found is None or request.method == "POST":
        try:
            check_pace(request)
        except Refused as refusal:
            return render(request, OVER, {"why": "pace", "told": str(refusal)}, status=429)
    if found is None:
        return render(request, OVER, {"why": "unknown"}, status=404)
    return _answer(request, found)


def _answer(request: HttpRequest, ask: SurveyAsk) -> HttpResponse:
    survey = ask.survey
    if ask.state == "answered":
        return render(request, "tiexin/supervision/answered.html", {"survey": survey})
    if not survey.runs(today(request)):
        why = "early" if survey.state == "open" and today(request) < survey.since else "over"
        return render(request, OVER, {"why": why, "survey": survey}, status=410)
    form = TapForm(posted(request))
    if form.is_valid():
        save = partial(answer_survey, ask, form.cleaned_data["answer"], on=today(request))
        if attempt(form, save):
            return render(request, "tiexin/supervision/answered.html", {"survey": survey, "thanks": True})
    context = {"survey": survey, "ask": ask, "answers": rules.ANSWERS}
    return form_page(request, "tiexin/supervision/answer.html", form, **context)
