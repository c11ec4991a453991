"""Pages of scores: the list, a look before it is published, one score with its arithmetic, the appeal."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.supervision import score_forms as forms
from tiexin.supervision import score_queries as queries
from tiexin.supervision import score_rules
from tiexin.supervision.actions import scores as actions
from tiexin.supervision.exports import LINES, SCORES
from tiexin.supervision.models import Appeal, Score
from tiexin.supervision.queries import at_or_below
from tiexin.supervision.scoring import Result
from tiexin.supervision.views import FORM, READ_WRITE


@needs("supervision.see")
@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """Scores within reach, the newest first and in the order of units: nobody is ranked."""
    form = forms.ScoreFilter(request)
    found = queries.listed(form.narrowed(Score.objects.for_request(request)))
    if exports.asked(request):
        return exports.listing(request, "考核得分", SCORES, found)
    context = {"form": form, "pager": page_of(found, request), "may_manage": may(request, "supervision.manage")}
    return render(request, "tiexin/supervision/scores.html", context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def score_new(request: HttpRequest) -> HttpResponse:
    """Look at a score first, publish it with a second button."""
    form = forms.ScoreForm(posted(request), request=request)
    found: Result | None = None
    if form.is_valid():
        new = actions.NewScore(form.home, **form.cleaned_data)
        publish = partial(actions.publish_score, new, **who(request))
        if "publish" in request.POST and (made := attempt(form, publish)):
            return redirect("score", pk=made.pk)
        found = attempt(form, partial(_looked_at, new, request))
    return form_page(request, "tiexin/supervision/score_new.html", form, found=found)


def _looked_at(new: actions.NewScore, request: HttpRequest) -> Result:
    score_rules.permit_of(new.sheet.data)
    found = queries.worked_out(new.sheet, new.unit, today(request))
    if found.result is None:
        raise Refused("没有一项可以评，不公布得分", clause=score_rules.BASIS, field="unit")
    return found


@needs("supervision.see")
@require_safe
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """One score with its whole arithmetic, and what became of the appeal."""
    rows = queries.listed(Score.objects.for_request(request)).select_related("by", "corrects")
    found = get_object_or_404(rows, pk=pk)
    if exports.asked(request):
        return exports.listing(request, f"{found}考核得分", LINES, found.lines)
    appeal, correction = Appeal.objects.filter(score=found).first(), Score.objects.filter(corrects=found).first()
    open_ = appeal is None and correction is None and found.appeal_by is not None and today(request) <= found.appeal_by
    own = may(request, "supervision.answer") and at_or_below(me(request).org_id, found.unit_id)
    context = {
        "score": found,
        "pager": page_of(found.lines, request, size=50),
        "appeal": appeal,
        "correction": correction,
        "may_appeal": open_ and own,
        "may_decide": _may_decide(request, found, appeal),
    }
    return render(request, "tiexin/supervision/score.html", context)


def _may_decide(request: HttpRequest, score: Score, appeal: Appeal | None) -> bool:
    if appeal is None or appeal.state != "open" or score.by_id == me(request).pk:
        return False
    return Score.objects.of_judge(request, "supervision.manage").filter(pk=score.pk).exists()


@needs("supervision.answer")
@require_http_methods(READ_WRITE)
def score_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a score: by the unit that was judged."""
    rows = Score.objects.of_judged(request).select_related("unit", "sheet")
    found, form = get_object_or_404(rows, pk=pk), forms.AppealForm(posted(request))
    if form.is_valid():
        save = partial(actions.appeal_score, found, form.cleaned_data["text"], **who(request))
        if attempt(form, save):
            return redirect("score", pk=pk)
    return form_page(request, FORM, form, title="申诉", button="提出申诉", score=found, draft=f"appeal-{pk}")


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def appeal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on an appeal: by somebody who did not publish the score."""
    rows = Appeal.objects.of_judge(request).select_related("score__unit", "score__sheet")
    found = get_object_or_404(rows, pk=pk)
    form = forms.DecisionForm(posted(request), score=found.score)
    if form.is_valid():
        data = form.cleaned_data
        new = actions.Decision(data["upheld"] == "yes", data["reason"], data["left"])
        if attempt(form, partial(actions.decide_appeal, found, new, **who(request))):
            return redirect("score", pk=found.score_id)
    context = {"title": "决定申诉", "button": "保存", "score": found.score, "appeal": found}
    return form_page(request, FORM, form, draft=f"decide-appeal-{pk}", **context)
