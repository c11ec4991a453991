"""Pages of problems: the list that leaders take along, one problem's path, its next step, who was told."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs import picker
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import may, needs
from tiexin.visits import becoming
from tiexin.visits import problem_forms as forms
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits import proposal_queries as proposals
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.joining import Joining, join_problem, separate_problem
from tiexin.visits.exports import problem_columns
from tiexin.visits.models import Problem, Visit

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("visits.see")
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Problems within reach by unit, the most pressing first: those not solved, unless a state is asked for."""
    form = forms.ProblemFilter(request)
    found = queries.shown(form.narrowed(Problem.objects.for_request(request), request))
    if exports.asked(request):
        return exports.listing(request, form.title, problem_columns(today(request)), found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.late = row.is_late(today(request))
    return render(request, "tiexin/visits/problems.html", {"form": form, "pager": pager})


@needs("visits.see")
@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: who raised it, its whole path, and the ways on for those who may take them."""
    found = get_object_or_404(queries.shown(Problem.objects.for_request(request)), pk=pk)
    may_handle = found.state != "withdrawn" and queries.handled(request).filter(pk=pk).exists()
    context = {
        "problem": found,
        "late": found.is_late(today(request)),
        "steps": queries.path(found),
        "voices": found.voices.select_related("worker", "told_by", "heard__visit__employer").order_by("pk"),
        "moves": rules.moves_from(found.state) if may_handle else [],
        "may_handle": may_handle,
        "may_see_visit": Visit.objects.for_request(request).filter(pk=found.visit_id).exists(),
        "unsolved": found.state in rules.UNSOLVED,
        "to_tell": found.state not in rules.NOTHING_TO_TELL,
        "joined": found.joined.select_related("visit__employer").order_by("pk"),
        "replies": found.replies.order_by("pk"),
        "may_reply": found.state not in ("joined", "withdrawn")
        and Problem.objects.for_request(request, "visits.answer").filter(pk=pk).exists(),
        "may_see_proposal": proposals.within_reach(request, found.proposal_id),
        "into": queries.within_reach(request, found.into_id),
        "alike": queries.alike_here(request, found) if may_handle and found.state in rules.UNSOLVED else [],
        "carried": becoming.of_problem(request, found),
        "may_register": may_handle and found.state in rules.UNSOLVED and may(request, "cases.register"),
    }
    return render(request, "tiexin/visits/problem.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the next step; `?to=` names the one whose button was pressed."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    initial = {"seen": queries.last_step(found), "move": request.GET.get("to", ""), "dispute": found.dispute}
    if initial["move"] == "solve":
        initial["text"] = becoming.answer_for(request, found)[: rules.TEXT]
    form = forms.StepForm(posted(request), problem=found, request=request, initial=initial)
    if form.is_valid():
        step = actions.Step(**form.cleaned_data)
        if attempt(form, partial(actions.move_problem, found, step, **who(request))):
            return redirect("problem", pk=pk)
    asks = {move.name: move.asks for move in rules.moves_from(found.state)}
    return _page(request, "problem_step", form, found, asks=asks.get(str(form["move"].value())))


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the problem to another officer within reach; somebody above takes it so, too."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    initial = {"seen": queries.last_step(found)}
    form = forms.HandoverForm(posted(request), problem=found, request=request, initial=initial)
    if form.is_valid():
        new = actions.Handover(**form.cleaned_data)
        if moved := attempt(form, partial(actions.hand_over_problem, found, new, **who(request))):
            messages.success(request, f"已移交给{moved.owner}")
            return _back(request, pk)
    return _page(request, "problem_hand_over", form, found)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the problem, or to the list when it went out of reach with its new owner."""
    there = Problem.objects.for_request(request, "visits.see").filter(pk=pk).exists()
    return redirect("problem", pk=pk) if there else redirect("problems")


@needs("visits.record")
@require_safe
def problem_taker(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the officers who may take the problem."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    return picker.answer(request, queries.takers(request, found), forms.taker(found))


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Note which of those who raised the problem were told its result, and how."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    waiting = list(found.voices.filter(told_on=None).select_related("worker").order_by("pk"))
    initial = {"day": today(request), "voices": [voice.pk for voice in waiting if len(waiting) == 1]}
    form = forms.TellForm(posted(request), waiting=waiting, initial=initial)
    if form.is_valid():
        new = actions.Telling(**form.cleaned_data)
        if attempt(form, partial(actions.tell_workers, found, new, **who(request))):
            return redirect("problem", pk=pk)
    return _page(request, "problem_tell", form, found, waiting=waiting)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_voices(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which of those met in the visit raised the problem."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    named = found.voices.exclude(worker=None).values_list("worker", flat=True)
    form = forms.VoicesForm(posted(request), problem=found, initial={"workers": list(named)})
    if form.is_valid():
        save = partial(actions.name_voices, found, form.cleaned_data["workers"], **who(request))
        if attempt(form, save) is not None:
            return redirect("problem", pk=pk)
    return _page(request, "problem_voices", form, found)


def _page(request: HttpRequest, template: str, form: Any, found: Problem, **context: Any) -> HttpResponse:
    return form_page(request, f"tiexin/visits/{template}.html", form, problem=found, **context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join the problem to another within reach that is the same matter; `?into=` names one that looks the same."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    asked = request.GET.get("into", "")
    initial = {"seen": queries.last_step(found), "into": asked if picker.NUMBER.fullmatch(asked) else None}
    form = forms.JoinForm(posted(request), problem=found, request=request, initial=initial)
    if form.is_valid():
        new = Joining(**form.cleaned_data)
        if attempt(form, partial(join_problem, found, new, **who(request))):
            messages.success(request, "已并入，反映的人在这里一起告知")
            return redirect("problem", pk=new.into.pk)
    return _page(request, "problem_join", form, found)


@needs("visits.record")
@require_safe
def problem_twin(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the problems to which this one may be joined."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    return picker.answer(request, queries.joinable(request, found), forms.twin(found))


@needs("visits.record")
@require_http_methods(READ_WRITE)
def problem_separate(request: HttpRequest, pk: int) -> HttpResponse:
    """Part the problem from the one to which it was joined."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    form = forms.SeparateForm(posted(request))
    if form.is_valid():
        save = partial(separate_problem, found, form.cleaned_data["text"], **who(request))
        if attempt(form, save):
            return redirect("problem", pk=pk)
    return _page(request, "problem_separate", form, found)
