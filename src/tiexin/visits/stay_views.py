"""Pages of stays: plan one, see it, give it other days, cancel it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs import picker
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.registry.queries import must_visits
from tiexin.visits import actions, queries
from tiexin.visits import day_queries as days
from tiexin.visits.exports import VISITS
from tiexin.visits.forms import CancelForm, MoveForm, StayForm, host, hosts
from tiexin.visits.models import Stay, Team, Visit
from tiexin.visits.preparing_queries import checklist
from tiexin.visits.writing_rules import kinds

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def stay_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a team's stay in an enterprise."""
    found = get_object_or_404(Team.objects.for_request(request), pk=pk)
    form = StayForm(posted(request), team=found, request=request)
    if form.is_valid():
        stay = Stay(team=found, **form.cleaned_data)
        if attempt(form, partial(actions.plan_stay, stay, **who(request))):
            return redirect("team", pk=pk)
    return form_page(request, "tiexin/visits/stay_new.html", form, team=found)


@needs("teams.manage")
@require_safe
def stay_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the enterprises where a team may stay."""
    found = get_object_or_404(Team.objects.for_request(request), pk=pk)
    return picker.answer(request, hosts(request, found), host(found))


@needs("teams.see")
@require_safe
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """One stay: who, where, when; what was recorded in it, and what was changed of it by whom and why."""
    found = get_object_or_404(Stay.objects.for_request(request).select_related("team__org", "employer"), pk=pk)
    listed_on = found.start if found.start <= today(request) else today(request)
    seen = Visit.objects.for_request(request).filter(pk__in=queries.made_during(found).values("pk"))
    shown = queries.marked_early(seen.select_related("employer", "author", "team", "org")).order_by("-on", "-id")
    if exports.asked(request):
        return exports.listing(request, "蹲点期间的走访", VISITS, shown)
    context = {
        "stay": found,
        **prepared(request, found),
        "promised": days.promised(found, today(request)),
        "days": days.by_day(found, today(request)),
        "may_change": found.cancelled is None and queries.changeable(request).filter(pk=pk).exists(),
        "changes": found.changes.select_related("entry__by").order_by("-pk"),
        "must_visits": queries.met_or_not(must_visits(found.employer_id, listed_on), queries.made_during(found)),
        "pager": page_of(shown, request, size=10),
    }
    return render(request, "tiexin/visits/stay.html", context)


def prepared(request: HttpRequest, stay: Stay) -> dict[str, Any]:
    """What the page says of preparation and papers: to those of the sending side, the host sees none of it."""
    tells = days.tellable(request).filter(pk=stay.pk).exists()
    if not Team.objects.for_request(request).filter(pk=stay.team_id).exists():
        return {"may_tell": tells}
    begins = tells or queries.changeable(request).filter(pk=stay.pk).exists()
    waits = stay.begun is None and stay.cancelled is None
    written = {paper.kind: paper for paper in stay.papers.select_related("author")}
    return {
        "may_tell": tells,
        "may_see_team": True,
        "may_begin": waits and begins,
        "ready": checklist(stay, today(request)) if waits else [],
        "papers": [(kind, written.get(name)) for name, kind in kinds().items()],
        "may_write": stay.cancelled is None and writes(request, stay),
    }


def writes(request: HttpRequest, stay: Stay) -> bool:
    """Whether the person may write the stay's papers: whoever may record visits where its team belongs."""
    return Team.objects.for_request(request, "visits.record").filter(pk=stay.team_id).exists()


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def stay_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a stay other days, with a reason."""
    found = get_object_or_404(queries.changeable(request).select_related("team", "employer"), pk=pk)
    form = MoveForm(posted(request), initial={"start": found.start, "end": found.end})
    if form.is_valid():
        move = partial(actions.move_stay, found, **form.cleaned_data, **who(request))
        if attempt(form, move):
            return redirect("stay", pk=pk)
    return form_page(request, "tiexin/visits/stay_move.html", form, stay=found)


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def stay_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a stay, with a reason."""
    found = get_object_or_404(queries.changeable(request).select_related("team", "employer"), pk=pk)
    form = CancelForm(posted(request))
    if form.is_valid():
        cancel = partial(actions.cancel_stay, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, cancel):
            return redirect("stay", pk=pk)
    return form_page(request, "tiexin/visits/stay_cancel.html", form, stay=found)
