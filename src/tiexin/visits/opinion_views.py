"""Pages of opinions: the register, one with its trail, noted afterwards, ended, told; what a stay or a team heard."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.visits import opinion_forms as forms
from tiexin.visits import opinion_queries as queries
from tiexin.visits import opinion_rules as rules
from tiexin.visits.actions import opinions as actions
from tiexin.visits.exports import OPINIONS
from tiexin.visits.models import Stay, Team
from tiexin.visits.opinions import Opinion

READ_WRITE = ["GET", "HEAD", "POST"]
REGISTER = "意见建议登记表"


@needs("visits.see")
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """Opinions within reach: those without an end first, then the newest."""
    form = forms.OpinionFilter(request)
    found = queries.shown(form.narrowed(Opinion.objects.for_request(request)))
    if exports.asked(request):
        return exports.listing(request, REGISTER, OPINIONS, found)
    return render(request, "tiexin/visits/opinions.html", {"form": form, "pager": page_of(found, request)})


@needs("visits.see")
@require_safe
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One opinion: who gave it where, how it ended, and every step."""
    found = get_object_or_404(queries.shown(Opinion.objects.for_request(request)).select_related("told_by"), pk=pk)
    may_handle = queries.handled(request).filter(pk=pk).exists()
    context = {
        "opinion": found,
        "steps": found.steps.select_related("entry__by").order_by("pk"),
        "ends": rules.ends_from(found.state) if may_handle else [],
        "may_tell": may_handle and found.untold,
    }
    return render(request, "tiexin/visits/opinion.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def opinion_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an opinion of a visit that was recorded already."""
    visit = get_object_or_404(queries.hearable(request), pk=pk)
    form = forms.HearForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        new = actions.Heard(data["opinion"], data["opinion_from"], data["opinion_answer"])
        if made := attempt(form, partial(actions.add_opinion, visit, new, **who(request))):
            return redirect("opinion", pk=made.pk)
    return form_page(request, "tiexin/visits/opinion_form.html", form, visit=visit, title="加一条意见")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def opinion_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """End an opinion; `?to=` names the end whose button was pressed."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    form = forms.SettleForm(posted(request), opinion=found, initial={"end": request.GET.get("to", "")})
    if form.is_valid():
        save = partial(actions.settle_opinion, found, actions.Settling(**form.cleaned_data), **who(request))
        if attempt(form, save):
            return redirect("opinion", pk=pk)
    asks = rules.ENDS.get(str(form["end"].value()))
    more = {"opinion": found, "title": "了结意见建议", "asks": asks.asks if asks else ""}
    return form_page(request, "tiexin/visits/opinion_form.html", form, **more)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def opinion_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that whoever gave the opinion was told what came of it."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    form = forms.TellForm(posted(request), initial={"day": today(request)})
    if form.is_valid():
        save = partial(actions.tell_giver, found, **form.cleaned_data, **who(request))
        if attempt(form, save):
            return redirect("opinion", pk=pk)
    return form_page(request, "tiexin/visits/opinion_form.html", form, opinion=found, title="告知提意见的人")


@needs("visits.see")
@require_safe
def stay_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """What a team heard in a stay, by whom."""
    found = get_object_or_404(Stay.objects.for_request(request).select_related("team", "employer"), pk=pk)
    return _summary(request, queries.during(found), {"stay": found, "team": found.team, "whose": found.employer})


@needs("visits.see")
@require_safe
def team_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """What a team heard anywhere, by whom."""
    found = get_object_or_404(Team.objects.for_request(request), pk=pk)
    return _summary(request, queries.of_team(found), {"team": found, "whose": found})


def _summary(request: HttpRequest, heard: QuerySet[Opinion], context: dict[str, Any]) -> HttpResponse:
    reached = Opinion.objects.for_request(request).filter(pk__in=heard.values("pk"))
    found = queries.shown(reached)
    if exports.asked(request):
        return exports.listing(request, REGISTER, OPINIONS, found)
    context |= {"sources": queries.summary(reached), "pager": page_of(found, request)}
    return render(request, "tiexin/visits/opinion_summary.html", context)
