"""Pages for the field: record a visit on a phone, see it, void it; teams."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, posted
from tiexin.draws.pairing import dealt_to
from tiexin.duties.queries import moved_by
from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry, File
from tiexin.orgs import picker
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import may, needs
from tiexin.registry.models import Employer
from tiexin.visits import actions, becoming, beside, queries, recording
from tiexin.visits import day_queries as days
from tiexin.visits.actions import NewTeam
from tiexin.visits.exports import TEAMS, VISITS
from tiexin.visits.forms import COLLEAGUE, TeamForm, VisitFilter, VisitForm, VoidForm, colleagues, fresh_visit
from tiexin.visits.models import Team, Visit
from tiexin.visits.role_rules import parts_played
from tiexin.visits.task_rules import tasks_served

PICKED = 12
READ_WRITE = ["GET", "HEAD", "POST"]


@needs("visits.see")
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits within reach, newest first; filters live in the address."""
    found, asked = Visit.objects.for_request(request), VisitFilter(request)
    if asked.get("mine"):
        found = found.filter(author=me(request))
    if name := asked.get("q"):
        found = found.filter(employer__name__contains=name)
    marked = queries.marked_early(found.select_related("employer", "team", "author", "org"))
    ordered = marked.order_by("-on", "-id")
    if exports.asked(request):
        return exports.listing(request, "走访", VISITS, ordered)
    pager = page_of(ordered, request)
    context = {"pager": pager, "may_record": may(request, "visits.record"), "q": name}
    return render(request, "tiexin/visits/list.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def visit_new(request: HttpRequest) -> HttpResponse:
    """Record a visit; after saving, say what it set in motion."""
    offer = recording.offered(request)
    if request.method != "POST":
        initial = fresh_visit(request, list(offer.teams.values()))
        return recording.page(request, VisitForm(initial=initial, **offer.choices))
    form = VisitForm(request.POST, **offer.choices)
    if form.is_valid() and (new := recording.typed(request, form, offer.teams)):
        save = partial(actions.record_visit, new, **who(request))
        if visit := attempt(form, save):
            return redirect("visit-saved", pk=visit.pk)
    return recording.page(request, form)


@needs("visits.record")
@require_safe
def visit_pick(request: HttpRequest) -> HttpResponse:
    """Employers within reach whose name holds what was typed."""
    name = VisitFilter(request).get("q")
    found = Employer.objects.for_request(request).filter(name__contains=name) if name else Employer.objects.none()
    context = {"employers": found.select_related("org").order_by("name")[:PICKED], "q": name}
    return render(request, "tiexin/visits/pick.html", context)


@needs("visits.record")
@require_safe
def visit_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the form that depends on the employer: its name and the workers known there."""
    employer = get_object_or_404(Employer.objects.for_request(request), pk=pk)
    asked = request.GET.get("mends", "")
    wrong = queries.mendable(request).filter(pk=asked).first() if NUMBER.fullmatch(asked) else None
    context = recording.people(employer, recording.ticked(wrong, employer) if wrong else [], wrong)
    context["carried"] = recording.carried(wrong, employer)
    return render(request, "tiexin/visits/people.html", context)


@needs("visits.see")
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit as it was written down, with its entry."""
    return render(request, "tiexin/visits/visit.html", _visit_context(request, pk))


@needs("visits.see")
@require_safe
def visit_saved(request: HttpRequest, pk: int) -> HttpResponse:
    """The visit, and above it which gauges it moved: told to its author; others are led to the visit."""
    context = _visit_context(request, pk)
    if context["visit"].author_id != me(request).pk:
        return redirect("visit", pk=pk)
    voiding = queries.voiding(context["visit"])
    moved = moved_by(context["entry"], today(request), voiding)
    if voiding is not None:  # what stands as it stood needs no word
        moved = [view for view in moved if view.delta]
    return render(request, "tiexin/visits/saved.html", {**context, "moved": moved})


def _visit_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = get_object_or_404(
        Visit.objects.for_request(request).select_related("employer", "team", "author", "org", "correction"), pk=pk
    )
    words = {key: [TAGS[tag].get(word, word) for word in getattr(found, key)] for key, tag in _WORDS.items()}
    problems, opinions = list(found.problems.order_by("id")), list(found.opinions.order_by("id"))
    told = [(problem.state, problem.dispute) for problem in problems]
    return {
        "visit": found,
        **words,
        "companions": queries.companions(found),
        "talks": found.talks.select_related("worker").order_by("id"),
        "problems": problems,
        "tasks": tasks_served(found.methods, [problem.state for problem in problems]),
        "played": parts_played(found.methods, told, len(opinions)),
        "opinions": opinions,
        "entry": Entry.objects.get(thing="visits.visit", thing_id=found.pk, verb="record_visit"),
        "photos": queries.photos_of(found) & File.objects.for_request(request, "evidence.see"),
        "early": queries.early(found),
        "may_void": (may_void := found.voided is None and queries.voidable(request).filter(pk=pk).exists()),
        "may_mend": may_void and found.author_id == me(request).pk,
        "chain": queries.chain(request, found),
        "parts": beside.parts(request, found),
        "cases": becoming.of_visit(request, found),
        "may_register": found.voided is None and may(request, "cases.register"),
    }


_WORDS = {"methods": "method", "places": "place"}


@needs("visits.record")
@require_http_methods(READ_WRITE)
def visit_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void a visit, with a reason: by its author, or by the office of its unit."""
    found = get_object_or_404(queries.voidable(request), pk=pk)
    form = VoidForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        save = partial(actions.void_visit, found, reason, **who(request))
        if attempt(form, save):
            return redirect("visit", pk=pk)
    context = {"visit": found, "form": form}
    return render(request, "tiexin/visits/void.html", context, status=422 if form.errors else 200)


@needs("teams.see")
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Teams within reach."""
    found = Team.objects.for_request(request).select_related("org", "place").order_by("org_id", "number", "id")
    if exports.asked(request):
        return exports.listing(request, "工作组", TEAMS, found)
    context = {"pager": page_of(found, request), "may_manage": may(request, "teams.manage")}
    context["may_see_draws"] = may(request, "draws.see")
    return render(request, "tiexin/visits/teams.html", context)


@needs("teams.see")
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: who is in it, where it goes, its stays and visits."""
    found = get_object_or_404(Team.objects.for_request(request).select_related("org", "place"), pk=pk)
    visited = queries.marked_early(found.visits.select_related("employer", "author", "team", "org"))
    visited = visited.order_by("-on", "-id")
    if exports.asked(request):
        return exports.listing(request, f"{found}走访", VISITS, visited)
    context = {
        "team": found,
        "members": found.members.filter(until=None).select_related("officer").order_by("-leads", "id"),
        "assigned": found.assigned.order_by("id"),
        "stays": found.stays.select_related("employer").order_by("-start"),
        "pager": page_of(visited, request, size=10),
        "may_manage": may(request, "teams.manage"),
        "pledged": (pledged := set(found.pledges.values_list("officer", flat=True))),
        "dealt": dealt_to(pk) if may(request, "draws.see") else [],
        "may_pledge": me(request).pk not in pledged and days.joined(request).filter(pk=pk).exists(),
    }
    return render(request, "tiexin/visits/team.html", context)


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def team_new(request: HttpRequest) -> HttpResponse:
    """Form a team of the unit at which one may do so."""
    form = TeamForm(posted(request), request=request, initial={"since": today(request)})
    if form.is_valid():
        data = dict(form.cleaned_data)
        leader, members = data.pop("leader"), data.pop("members")
        new = NewTeam(Team(org=form.home, **data), leader, list(members))
        if made := attempt(form, partial(actions.form_team, new, **who(request))):
            return redirect("team", pk=made.pk)
    return render(request, "tiexin/visits/team_new.html", {"form": form}, status=422 if form.errors else 200)


@needs("teams.manage")
@require_safe
def team_pick(request: HttpRequest) -> HttpResponse:
    """Search the people of the unit, for the form of a new team."""
    return picker.answer(request, colleagues(request, home_of(request)), COLLEAGUE)
