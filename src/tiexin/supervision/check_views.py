"""Pages of spot checks: one record under check, what its people said, the author's reply, the conclusion."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import needs
from tiexin.supervision import check_rules, forms, queries
from tiexin.supervision.actions import checks as actions
from tiexin.supervision.exports import MINE
from tiexin.supervision.models import Ask, RecordCheck
from tiexin.supervision.pattern_queries import asked_of
from tiexin.supervision.views import FORM, READ_WRITE

MOST = 50  # of one's own records that are seldom so, at once
CHECK = ("visit__employer", "visit__author", "visit__org", "inspection__org", "inspection__unit")


@needs("supervision.see")
@require_safe
def recordcheck(request: HttpRequest, pk: int) -> HttpResponse:
    """A drawn record under check: who is asked and what they said, the author's reply, what came of it.

    Who was asked and what each of them said stays with those who inspect: nobody inspected learns their names,
    nor does anybody who was at the visit, wherever their posts reach.
    """
    found = get_object_or_404(RecordCheck.objects.for_request(request).select_related(*CHECK), pk=pk)
    apart = queries.stands_apart(me(request), found)
    judges = apart and RecordCheck.objects.of_judge(request, "supervision.see").filter(pk=pk).exists()
    fair = apart and RecordCheck.objects.of_judge(request, "supervision.manage").filter(pk=pk).exists()
    asks = list(found.asks.select_related("worker", "by").order_by("place"))
    ripe = found.state == "replied" or queries.is_overdue(found, today(request))
    context = {
        "check": found,
        "asks": asks,
        "answered": sum(bool(each.came) for each in asks),
        "judges": judges,
        "may_ask": fair,
        "may_decide": fair and found.state in check_rules.DECIDABLE and ripe,
        "may_reply": found.state == "to_author" and found.visit.author_id == me(request).pk,
        "overdue": queries.is_overdue(found, today(request)),
    }
    return render(request, "tiexin/supervision/recordcheck.html", context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody said; nothing is found by those who must not learn who was asked."""
    rows = Ask.objects.of_judge(request).select_related("worker", *(f"check_of__{name}" for name in CHECK))
    found, form = get_object_or_404(rows, pk=pk), forms.AskForm(posted(request), initial={"on": today(request)})
    if not queries.stands_apart(me(request), found.check_of):
        raise Http404
    if form.is_valid():
        new = actions.Answer(**form.cleaned_data)
        if attempt(form, partial(actions.answer_ask, found, new, **who(request))):
            return redirect("recordcheck", pk=found.check_of_id)
    context = {"title": "记下职工的回答", "button": "保存", "check": found.check_of, "worker": found.worker}
    return form_page(request, FORM, form, draft=f"ask-{pk}", **context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def check_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it was: only the author of the record."""
    rows = RecordCheck.objects.filter(visit__author=me(request)).select_related(*CHECK)
    found, form = get_object_or_404(rows, pk=pk), forms.ReplyForm(posted(request))
    if form.is_valid():
        save = partial(actions.reply_to_check, found, form.cleaned_data["text"], **who(request))
        if attempt(form, save):
            return redirect("asked-of-me")
    context = {"title": "说明当时的情况", "button": "保存", "check": found, "own": True}
    return form_page(request, FORM, form, draft=f"reply-{pk}", **context)


@needs("supervision.manage")
@require_http_methods(READ_WRITE)
def check_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude on a disproved record."""
    rows = RecordCheck.objects.of_judge(request).select_related(*CHECK)
    found, form = get_object_or_404(rows, pk=pk), forms.DecideForm(posted(request))
    if form.is_valid():
        upheld, reason = form.cleaned_data["upheld"] == "yes", form.cleaned_data["reason"]
        if attempt(form, partial(actions.decide_check, found, upheld, reason, **who(request))):
            return redirect("recordcheck", pk=pk)
    return form_page(request, FORM, form, title="下结论", button="保存", check=found, draft=f"decide-{pk}")


@needs("visits.record")
@require_safe
def asked_of_me(request: HttpRequest) -> HttpResponse:
    """What waits for one's own word: records that somebody said nobody came for."""
    found = queries.checks_at(me(request))
    if exports.asked(request):
        return exports.listing(request, "请您看一看", MINE, found)
    odd = asked_of(me(request))[:MOST]
    return render(request, "tiexin/supervision/mine.html", {"pager": page_of(found, request), "oddities": odd})
