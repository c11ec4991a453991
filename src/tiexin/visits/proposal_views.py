"""Pages of proposals: the list, a new one, one with its problems and trail, answer, effect, end, who goes on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs import picker
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.visits import problem_queries as problems
from tiexin.visits import proposal_forms as forms
from tiexin.visits import proposal_queries as queries
from tiexin.visits import proposal_rules as rules
from tiexin.visits.actions import proposals as actions
from tiexin.visits.exports import problem_columns, proposal_columns
from tiexin.visits.proposals import Proposal

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("visits.see")
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals within reach by unit, the most pressing first."""
    form = forms.ProposalFilter(request)
    found = queries.shown(form.narrowed(Proposal.objects.for_request(request), request))
    if exports.asked(request):
        return exports.listing(request, "政策建议", proposal_columns(today(request)), found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.late = row.is_late(today(request))
    context = {"form": form, "pager": pager, "may_send": may(request, "visits.record")}
    return render(request, "tiexin/visits/proposals.html", context)


@needs("visits.see")
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what is asked of whom, its problems, what came of it, and every step."""
    found = get_object_or_404(queries.shown(Proposal.objects.for_request(request)), pk=pk)
    joined = queries.joined(request, found)
    if exports.asked(request):
        return exports.listing(request, "建议汇总的问题", problem_columns(today(request)), joined)
    may_handle = Proposal.objects.for_request(request, "visits.record").filter(pk=pk).exists()
    context = {
        "proposal": found,
        "late": found.is_late(today(request)),
        "steps": found.steps.select_related("entry__by", "owner").order_by("pk"),
        "pager": page_of(joined, request, size=10),
        "may_handle": may_handle,
        "under_way": found.state in rules.UNDER_WAY,
        "may_end": may_handle and found.state == "effect" and queries.to_end(request, found).exists(),
    }
    return render(request, "tiexin/visits/proposal.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Send a proposal of the unit at which one may do so; `?problem=` names one that it joins."""
    asked = request.GET.get("problem", "")
    initial = {"sent": today(request), "problems": [asked] if picker.NUMBER.fullmatch(asked) else []}
    form = forms.SendForm(posted(request), request=request, initial=initial)
    if form.is_valid():
        data = dict(form.cleaned_data)
        chosen = list(data.pop("problems"))
        new = Proposal(org=home_of(request), owner=me(request), **data)
        if made := attempt(form, partial(actions.send_proposal, new, chosen, **who(request))):
            return redirect("proposal", pk=made.pk)
    more = {"title": "提一个政策建议", "button": "提出", "bodies": rules.data()["bodies"]}
    return form_page(request, "tiexin/visits/proposal_form.html", form, **more)


@needs("visits.record")
@require_safe
def proposal_problem_pick(request: HttpRequest) -> HttpResponse:
    """Search the problems that a proposal may join."""
    return picker.answer(request, queries.may_join(request), forms.PROBLEM)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the proposal join more problems."""
    form = forms.TakeInForm(posted(request), request=request)
    return _page(request, pk, form, lambda found, data: partial(actions.take_in_problems, found, **data), "列入问题")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the body answered."""
    form = forms.AnswerForm(posted(request), initial={"day": today(request)})

    def save(found: Proposal, data: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.answer_proposal, found, actions.Answer(**data))

    return _page(request, pk, form, save, "记下答复")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what changed."""
    form = forms.EffectForm(posted(request), initial={"day": today(request)})

    def save(found: Proposal, data: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.record_effect, found, actions.Effect(**data))

    return _page(request, pk, form, save, "已经见效")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the proposal without an effect, with a reason."""
    form = forms.CloseForm(posted(request))
    return _page(request, pk, form, lambda found, data: partial(actions.close_proposal, found, **data), "结束建议")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the proposal another owner of the unit, or another day."""
    found = get_object_or_404(Proposal.objects.for_request(request).select_related("org", "owner"), pk=pk)
    initial = {"officer": found.owner_id, "due": found.due}
    form = forms.PassForm(posted(request), proposal=found, request=request, initial=initial)

    def save(found: Proposal, data: dict[str, Any]) -> Callable[..., Any]:
        return partial(actions.pass_on_proposal, found, actions.Passing(**data))

    return _page(request, pk, form, save, "改负责人或期限")


@needs("visits.record")
@require_safe
def proposal_owner_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Search the people of the unit who may own the proposal."""
    found = get_object_or_404(Proposal.objects.for_request(request), pk=pk)
    return picker.answer(request, queries.owners(request, found), forms.owner(found))


@needs("visits.record")
@require_http_methods(READ_WRITE)
def proposal_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End problems by what has changed, in one step; those who raised them are to be told."""
    found = get_object_or_404(Proposal.objects.for_request(request).select_related("org", "owner"), pk=pk)
    waiting = {problem.pk: problem for problem in queries.to_end(request, found)}
    initial = {"problems": list(waiting), "text": found.result[: rules.TEXT]}
    form = forms.EndForm(posted(request), waiting=list(waiting.values()), initial=initial)
    if form.is_valid():
        chosen = [waiting[each] for each in form.cleaned_data["problems"]]
        save = partial(actions.end_problems, found, chosen, form.cleaned_data["text"], **who(request))
        if ended := attempt(form, save):
            people = problems.untold(ended)
            messages.success(request, f"办结{len(ended)}个问题，还有{people}人要告知")
            return redirect("proposal", pk=pk)
    more = {"title": "办结问题", "button": "办结", "proposal": found}
    return form_page(request, "tiexin/visits/proposal_form.html", form, **more)


def _page(
    request: HttpRequest, pk: int, form: Form, action: Callable[[Proposal, dict[str, Any]], Any], title: str
) -> HttpResponse:
    """A form about one proposal in reach, and its action."""
    found = get_object_or_404(Proposal.objects.for_request(request).select_related("org", "owner"), pk=pk)
    if form.is_valid():
        data = {name: list(value) if name == "problems" else value for name, value in form.cleaned_data.items()}
        if attempt(form, partial(action(found, data), **who(request))):
            return redirect("proposal", pk=pk)
    more = {"title": title, "button": "保存", "proposal": found}
    return form_page(request, "tiexin/visits/proposal_form.html", form, **more)
