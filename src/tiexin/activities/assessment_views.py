"""Pages of assessments: what a person is asked about or by whom; the list of a unit says nothing of what was said."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.activities import assessment_forms as forms
from tiexin.activities import exports
from tiexin.activities.actions import assessments as actions
from tiexin.activities.assessments import Assessment
from tiexin.activities.example_forms import persons
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("activities.judge")
@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """Sheets within reach by day: about whom and how far, never what was said."""
    form = forms.AssessmentFilter(request)
    wanted = {"officer__name__contains": form.get("q"), "state": form.get("state")}
    found = Assessment.objects.for_request(request).select_related("org", "officer__org")
    found = found.filter(**{name: value for name, value in wanted.items() if value}).order_by("-on", "-pk")
    if asked(request):
        return listing(request, "下派干部考核", exports.ASSESSMENTS, found)
    return render(request, "tiexin/activities/assessments.html", {"form": form, "pager": page_of(found, request)})


@needs("activities.see")
@require_safe
def my_assessments(request: HttpRequest) -> HttpResponse:
    """The person's own: sheets about them, and those they are asked to fill in."""
    found = Assessment.objects.all().about(me(request)).select_related("org", "officer").order_by("-on", "-pk")
    if asked(request):
        return listing(request, "我的考核", exports.ASSESSMENTS, found)
    context = {"pager": page_of(found, request), "judges": may(request, "activities.judge")}
    return render(request, "tiexin/activities/my_assessments.html", context)


@needs("activities.see")
@require_safe
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet: for the cadre, those who fill it in, and whoever assesses in that unit."""
    judged = Assessment.objects.for_request(request, "activities.judge")
    own = Assessment.objects.all().about(me(request))
    rows = Assessment.objects.filter(Q(pk__in=judged.values("pk")) | Q(pk__in=own.values("pk")))
    found = get_object_or_404(rows.select_related("org", "officer__org", "author", "decided_by"), pk=pk)
    parts = list(found.parts.select_related("assessor").order_by("pk"))
    mine, is_cadre = me(request).pk, found.officer_id == me(request).pk
    todo = any(part.assessor_id == mine and part.given is None for part in parts)
    involved = {found.author_id, found.officer_id, *(part.assessor_id for part in parts)}
    context = {
        "assessment": found,
        "parts": parts,
        "fills": found.state == "asked" and todo,
        "speaks": is_cadre and found.state != "withdrawn",
        "appeals": is_cadre and found.state == "given",
        "decides": found.state == "appealed" and mine not in involved and judged.filter(pk=pk).exists(),
    }
    return render(request, "tiexin/activities/assessment.html", context)


@needs("activities.judge")
@require_http_methods(READ_WRITE)
def assessment_new(request: HttpRequest) -> HttpResponse:
    """Open a sheet about a dispatched cadre."""
    form = forms.AskForm(posted(request), request=request)
    if form.is_valid():
        said = form.cleaned_data
        new = Assessment(org=form.home, author=me(request), officer=said["officer"], basis=said["basis"])
        if made := attempt(form, partial(actions.ask_assessment, new, list(said["assessors"]), **who(request))):
            return redirect("assessment", pk=made.pk)
    return form_page(request, "tiexin/activities/assessment_form.html", form, title="发起考核", button="发起")


@needs("activities.judge")
@require_safe
def assessment_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a cadre."""
    return answer(request, persons(request), forms.CADRE)


@needs("activities.see")
@require_http_methods(READ_WRITE)
def assessment_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in one's own part."""
    form = forms.WordsForm(posted(request))
    rows = Assessment.objects.filter(parts__assessor=me(request))

    def act(found: Assessment, said: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.give_words, found, said, said["note"])

    return _page(request, pk, (rows, form, "评价"), act)


@needs("activities.see")
@require_http_methods(READ_WRITE)
def assessment_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The cadre's own word."""
    asked_for = (Assessment.objects.filter(officer=me(request)), forms.TextForm(posted(request)), "本人的话")
    return _page(request, pk, asked_for, lambda found, said: partial(actions.say_word, found, said["text"]))


@needs("activities.see")
@require_http_methods(READ_WRITE)
def assessment_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The cadre's appeal."""
    form, rows = forms.TextForm(posted(request)), Assessment.objects.filter(officer=me(request))

    def act(found: Assessment, said: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.appeal_assessment, found, said["text"])

    return _page(request, pk, (rows, form, "申诉"), act)


@needs("activities.judge")
@require_http_methods(READ_WRITE)
def assessment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an appeal."""
    form, rows = forms.DecisionForm(posted(request)), Assessment.objects.for_request(request)

    def act(found: Assessment, said: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.decide_appeal, found, said["outcome"], said["text"])

    return _page(request, pk, (rows, form, "答复申诉"), act)


def _page(
    request: HttpRequest,
    pk: int,
    asked_for: tuple[QuerySet[Assessment], Form, str],
    action: Callable[[Assessment, dict[str, Any]], Callable[..., Any]],
) -> HttpResponse:
    """A form about one sheet of these rows, and its action."""
    rows, form, title = asked_for
    found = get_object_or_404(rows.select_related("officer", "org"), pk=pk)
    if form.is_valid() and attempt(form, partial(action(found, form.cleaned_data), **who(request))):
        return redirect("assessment", pk=pk)
    context = {"assessment": found, "title": title, "button": "保存"}
    return form_page(request, "tiexin/activities/assessment_form.html", form, **context)
