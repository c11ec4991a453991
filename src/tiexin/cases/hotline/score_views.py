"""Pages of sampled calls: what was drawn, one judged line by line, the answerer's own words, results by line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases.actions.hotline_scores import Judged, reply_to_score, score_call
from tiexin.cases.calling_rules import numbers
from tiexin.cases.hotline.line_views import FORM, READ_WRITE, crumbs
from tiexin.cases.hotline.models import Call, CallScore
from tiexin.cases.hotline.rules import SCORES
from tiexin.cases.hotline.sheet import KIND, sheet
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.draws.models import Pick, State
from tiexin.orgs.asking import me, who
from tiexin.orgs.scope import may, needs


class ScoreForm(forms.Form):
    """A word for each line of the sheet, and a note."""

    note = forms.CharField(
        label="评语",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="哪里好，哪里可以更好。",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for line in sheet().lines:
            wrong = {"required": "每一条都要选一个"}
            choices = list(SCORES.items())
            self.fields[line.key] = forms.ChoiceField(
                label=line.text, choices=choices, widget=forms.RadioSelect, error_messages=wrong
            )
        self.order_fields([*sheet().keys, "note"])

    def judged(self) -> Judged:
        """The words as they were chosen."""
        said = self.cleaned_data
        return Judged({key: said[key] for key in sheet().keys}, said["note"])


class ReplyForm(forms.Form):
    reply = forms.CharField(label="您的说明", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def drawn(request: HttpRequest) -> QuerySet[Pick]:
    """Picks that stand, of draws of calls within reach that were carried out."""
    found = Pick.objects.for_request(request).standing().filter(draw__kind=KIND, draw__state=State.DRAWN)
    return found.select_related("item", "draw")


@needs("hotline.lead")
@require_safe
def call_scores(request: HttpRequest) -> HttpResponse:
    """Drawn calls, those still to be judged and those that were; results by line of the sheet."""
    pager = page_of(drawn(request).order_by("-draw", "place"), request)
    beside(pager.rows, me(request).pk)
    context = {"pager": pager, "results": results(scores_of(request)), "sheet": sheet(), "fewest": numbers()["fewest"]}
    return render(request, "tiexin/cases/hotline_scores.html", context)


def scores_of(request: HttpRequest) -> QuerySet[CallScore]:
    """Scores within reach on the sheet as it stands now: lines of another sheet are not added to these."""
    return CallScore.objects.for_request(request).filter(sheet_hash=sheet().hash)


def beside(picks: list[Any], officer: int) -> None:
    """Give each pick its call and its score, if any, and whether the person may judge it."""
    calls = Call.objects.select_related("by", "org").in_bulk([pick.item.thing_id for pick in picks])
    scores = {row.pick_id: row for row in CallScore.objects.filter(pick__in=picks).select_related("by")}
    for pick in picks:
        pick.call, pick.score = calls.get(pick.item.thing_id), scores.get(pick.pk)
        pick.own = pick.call is not None and pick.call.by_id == officer


def results(found: QuerySet[CallScore]) -> list[dict[str, Any]]:
    """For each line of the sheet how often each word was chosen; in percent only where it was met often enough."""
    given: list[Mapping[str, str]] = list(found.values_list("answers", flat=True))
    told = []
    for line in sheet().lines:
        counts = {word: sum(each.get(line.key) == word for each in given) for word in SCORES}
        met = sum(counts.values()) - counts["none"]
        few = 0 < met < int(numbers()["fewest"])
        percent = None if few or not met else counts["yes"] * 1000 // met / 10
        told.append({"line": line, "counts": counts, "met": met, "few": few, "percent": percent})
    return told


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def call_score(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge a drawn call."""
    call = get_object_or_404(Call.objects.for_request(request).select_related("by", "org"), pk=pk)
    pick = drawn(request).filter(item__thing_id=pk).exclude(pk__in=CallScore.objects.values("pick")).first()
    if pick is None:
        messages.error(request, "这个电话没有抽中，或者已经评过")
        return redirect("call-scores")
    form = ScoreForm(posted(request))
    if form.is_valid():
        made = attempt(form, partial(score_call, pick, form.judged(), **who(request)))
        if made:
            return redirect("callscore", pk=made.pk)
    back = reverse("call-scores")
    said = {"title": "评一个通话", "button": "保存", "back": back, "way": crumbs(("通话抽查", back))}
    return form_page(request, FORM, form, call=call, sheet=sheet(), **said)


def seen(request: HttpRequest) -> QuerySet[CallScore]:
    """Scores that the person may read: of their reach for who leads, else of calls that they answered."""
    found = CallScore.objects.for_request(request).select_related("call__by", "call__org", "by")
    if may(request, "hotline.lead"):
        led = CallScore.objects.for_request(request, "hotline.lead").values("pk")
        return found.filter(Q(pk__in=led) | Q(call__by=me(request)))
    return found.filter(call__by=me(request))


@needs("hotline.answer")
@require_safe
def my_scores(request: HttpRequest) -> HttpResponse:
    """Calls of one's own that were judged, the newest first."""
    found = seen(request).filter(call__by=me(request)).order_by("-on", "-pk")
    return render(request, "tiexin/cases/hotline_my_scores.html", {"pager": page_of(found, request)})


@needs("hotline.answer")
@require_http_methods(READ_WRITE)
def callscore(request: HttpRequest, pk: int) -> HttpResponse:
    """One score, line by line; who answered the call may say something about it."""
    found = get_object_or_404(seen(request), pk=pk)
    form = ReplyForm(posted(request))
    ready = form.is_valid()
    saved = attempt(form, partial(reply_to_score, found, **form.cleaned_data, **who(request))) if ready else None
    if saved is not None:
        return redirect("callscore", pk=pk)
    replies = found.call.by_id == me(request).pk and not found.reply
    changed = found.sheet_hash != sheet().hash
    said = {"score": found, "replies": replies, "changed": changed, "may_lead": may(request, "hotline.lead")}
    return form_page(request, "tiexin/cases/hotline_score.html", form, **said)
