"""Pages of announced visits: those to come, a new one, what the enterprise says to it; its answers to problems."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.scope import needs
from tiexin.registry.models import Employer
from tiexin.visits import announcement_forms as forms
from tiexin.visits import announcement_queries as queries
from tiexin.visits import announcement_rules as rules
from tiexin.visits import problem_queries as problems
from tiexin.visits.actions import announcements as actions
from tiexin.visits.announcements import Announcement
from tiexin.visits.exports import ANNOUNCEMENTS
from tiexin.visits.models import Problem

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("visits.see")
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Announced visits within reach, the next day first: those still to be made, unless a state is asked for."""
    form = forms.AnnouncementFilter(request)
    found = queries.shown(form.narrowed(Announcement.objects.for_request(request), request))
    if exports.asked(request):
        return exports.listing(request, "走访预告", ANNOUNCEMENTS, found)
    return render(request, "tiexin/visits/announcements.html", {"form": form, "pager": page_of(found, request)})


@needs("visits.record")
@require_http_methods(READ_WRITE)
def announcement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a visit to an enterprise; its last visits from all levels stand beside the form, with a warning."""
    employer = get_object_or_404(Employer.objects.for_request(request).select_related("org"), pk=pk)
    form = forms.AnnounceForm(posted(request), initial={"day": today(request)})
    if form.is_valid():
        new = Announcement(org=home_of(request), owner=me(request), employer=employer, **form.cleaned_data)
        if made := attempt(form, partial(actions.announce_visit, new, **who(request))):
            return redirect("announcement", pk=made.pk)
    burden = queries.burden(employer, today(request))
    return form_page(request, "tiexin/visits/announcement_new.html", form, employer=employer, burden=burden)


@needs("visits.see")
@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One announced visit: what the enterprise said to it, and what that enterprise has to bear besides."""
    found = get_object_or_404(queries.shown(Announcement.objects.for_request(request)), pk=pk)
    standing = found.state in rules.STANDING
    context = {
        "announcement": found,
        "steps": found.steps.select_related("entry__by").order_by("pk"),
        "burden": queries.burden(found.employer, found.day, found) if standing else None,
        "may_handle": standing and queries.handled(request).filter(pk=pk).exists(),
        "may_answer": standing and queries.answerable(request).filter(pk=pk).exists(),
    }
    return render(request, "tiexin/visits/announcement.html", context)


@needs("visits.answer")
@require_http_methods(READ_WRITE)
def announcement_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the enterprise says: in one's own name from its union, else in that of whoever said it."""
    found = get_object_or_404(queries.answerable(request), pk=pk)
    name = "" if queries.handled(request).filter(pk=pk).exists() else me(request).name
    form = forms.SaidForm(posted(request), name=name, initial=forms.SaidForm.first(found))
    if form.is_valid():
        said = actions.Said(**{"said_by": name, **form.cleaned_data})
        if attempt(form, partial(actions.answer_announcement, found, said, **who(request))):
            return redirect("announcement", pk=pk)
    more = {"announcement": found, "title": "企业确认或改日子"}
    return form_page(request, "tiexin/visits/announcement_form.html", form, **more)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def announcement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an announced visit, with a reason."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    form = forms.CancelForm(posted(request))
    if form.is_valid():
        save = partial(actions.cancel_announcement, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, save):
            return redirect("announcement", pk=pk)
    return form_page(request, "tiexin/visits/announcement_form.html", form, announcement=found, title="取消预告")


@needs("visits.answer")
@require_http_methods(READ_WRITE)
def problem_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the enterprise answers to a problem found there."""
    reach = Problem.objects.for_request(request).select_related("visit__employer", "org", "owner")
    found = get_object_or_404(reach, pk=pk)
    name = "" if problems.handled(request).filter(pk=pk).exists() else me(request).name
    form = forms.ReplyForm(posted(request), name=name, initial={"day": today(request)})
    if form.is_valid():
        reply = actions.Reply(**{"said_by": name, **form.cleaned_data})
        if attempt(form, partial(actions.reply_to_problem, found, reply, **who(request))):
            return redirect("problem", pk=pk)
    return form_page(request, "tiexin/visits/problem_reply.html", form, problem=found)
