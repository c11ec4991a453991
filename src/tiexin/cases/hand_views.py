"""Pages of who holds a matter and of its clocks: offered, taken, returned, assigned, in charge; stopped, lengthened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import forms, queries, taking
from tiexin.cases.actions import classing, offering, steps, taking_part, timing
from tiexin.cases.actions.linking import lead_together
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.views import FORM, READ_WRITE, about, back
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import needs


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the matter to another unit or officer."""
    found = get_object_or_404(queries.shown(queries.handled(request)), pk=pk)
    initial = {"seen": steps.last_step(found)}
    form = forms.OfferForm(posted(request), request=request, case=found, initial=initial)
    if form.is_valid():
        new = offering.NewOffer(**form.cleaned_data)
        if attempt(form, partial(offering.offer_case, found, new, **who(request))):
            return back(request, pk)
    return form_page(request, FORM, form, case=found, title="转办", button="转办")


@needs("cases.handle")
@require_http_methods(["POST"])
def case_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a matter that was offered."""
    return pressed(request, queries.offered_to(request), pk, offering.take_offer, "收下")


@needs("cases.handle")
@require_http_methods(["POST"])
def case_drop_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer back."""
    return pressed(request, queries.handled(request), pk, offering.drop_offer, "收回转办")


def pressed(request: HttpRequest, reach: Any, pk: int, action: Callable[..., Any], title: str) -> HttpResponse:
    """Do what one button without a form says; a refusal shows above an empty one."""
    found = get_object_or_404(queries.shown(reach), pk=pk)
    form = Form(request.POST)
    form.is_valid()
    if attempt(form, partial(action, found, **who(request))):
        return back(request, pk)
    return form_page(request, FORM, form, case=found, title=title, button=title)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a matter that was offered, with the reason."""
    form = forms.ReasonForm(posted(request))
    reach = queries.offered_to(request)
    return about(request, reach, pk, form, offering.return_offer, title="退回", button="退回")


@needs("cases.handle")
@require_http_methods(["POST"])
def case_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a matter from the queue."""
    claim = partial(claim_own, me(request))
    return pressed(request, queries.claimable(request), pk, claim, "认领")


def claim_own(officer: Officer, case: Case, **asked: Any) -> Case:
    """Own a matter from the queue, by one's own choice."""
    return offering.assign_case(case, officer, "", **asked)


@needs("cases.lead")
@require_http_methods(READ_WRITE)
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who owns the matter from now on."""
    return _person(request, pk, offering.assign_case, "指派", "指派给谁")


@needs("cases.lead")
@require_http_methods(READ_WRITE)
def case_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a leader in charge."""
    return _person(request, pk, lead_together, "领导包案", "哪位领导包案")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_helper(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to help."""
    return _person(request, pk, taking_part.add_helper, "请人协办", "请谁协办")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_helper_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody help no longer."""

    def made(found: Case) -> Form:
        return forms.HelperForm(posted(request), case=found)

    reach = queries.handled(request)
    return about(request, reach, pk, made, taking_part.drop_helper, title="不再协办", button="不再协办")


def _person(request: HttpRequest, pk: int, action: Callable[..., Any], title: str, label: str) -> HttpResponse:
    """A form that names somebody for a matter, with the reason."""

    def made(found: Case) -> Form:
        first = queries.proposed(found.service, found.org, today(request)) if title == "指派" else None
        return forms.PersonForm(posted(request), request=request, case=found, label=label, first=first)

    def act(found: Case, officer: Officer, reason: str, **asked: Any) -> Any:
        return action(found, officer, reason, **asked)

    reach = queries.assignable(request) if title == "指派" else queries.handled(request)
    return about(request, reach, pk, made, act, title=title, button=title)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Step back for a conflict of interest."""
    form = forms.ReasonForm(posted(request))
    reach = queries.named_in(request)
    return about(request, reach, pk, form, offering.withdraw_from_case, title="回避", button="回避，请换人")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_classify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how difficult the matter is."""
    reach = queries.handled(request)

    def made(found: Case) -> Form:
        return forms.ClassForm(posted(request), case=found)

    def act(found: Case, **said: Any) -> Case:
        return classing.classify_case(found, leads="leader" in queries.roles_in(request, found), **said)

    return about(request, reach, pk, made, act, title="定难易", button="保存")


def clock_asked(request: HttpRequest, pk: int, permission: str) -> CaseClock:
    """A running clock of a matter that the person handles, or absent."""
    rows = CaseClock.objects.filter(queries.ruled(request).having(), met=None, ended=None)
    found = get_object_or_404(rows.select_related("case__org", "case__owner"), pk=pk)
    who = "leader" if permission == "cases.lead" else "owner"
    if not queries.roles_in(request, found.case) & {"leader", who}:
        raise Http404
    return found


def agrees(request: HttpRequest, pk: int) -> str:
    """Whose word it takes to lengthen a clock: a leader's, unless its rule says that the handler's is enough."""
    found = CaseClock.objects.filter(pk=pk).select_related("case").first()
    rule = found.case.service.clock(found.rule) if found else None
    return "cases.lead" if rule is None or rule.extend is None or rule.extend.approval else "cases.handle"


def rule_of(clock: CaseClock, way: str) -> object:
    """What the catalogue says of stopping or lengthening a clock; nothing when it allows neither."""
    rule = clock.case.service.clock(clock.rule)
    return rule and getattr(rule, way)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def clock_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a clock stand still, for a reason of its rule; a leader agrees."""
    clock = clock_asked(request, pk, "cases.lead")
    if not rule_of(clock, "stops"):
        raise Http404
    form = forms.StopForm(posted(request), clock=clock)
    title = f"停计“{clock.label}”"
    if form.is_valid():
        new = timing.Pause(clock, **form.cleaned_data)
        if attempt(form, partial(timing.stop_clock, clock.case, new, **who(request))):
            return back(request, clock.case_id)
    return form_page(request, FORM, form, case=clock.case, title=title, button="停计")


@needs("cases.handle")
@require_http_methods(["POST"])
def clock_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a clock go on."""
    clock = clock_asked(request, pk, "cases.handle")
    act = partial(_resume, clock)
    return pressed(request, queries.ruled(request), clock.case_id, act, "恢复计算")


def _resume(clock: CaseClock, case: Case, **asked: Any) -> CaseClock:
    return timing.resume_clock(case, clock, **asked)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def clock_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Lengthen a clock; a leader agrees where its rule asks it."""
    clock = clock_asked(request, pk, agrees(request, pk))
    if not rule_of(clock, "extend"):
        raise Http404
    form = forms.ExtendForm(posted(request), clock=clock)
    title = f"延长“{clock.label}”"
    if form.is_valid():
        new = timing.Longer(clock, **form.cleaned_data)
        if attempt(form, partial(timing.extend_clock, clock.case, new, **who(request))):
            return back(request, clock.case_id)
    return form_page(request, FORM, form, case=clock.case, title=title, button="延长")


@needs("cases.handle")
@require_safe
def case_unit_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for a unit."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    rows = taking.offered(forms.units(request), found, me(request), today(request))
    return answer(request, rows, forms.picked("case-unit-pick", found))


@needs("cases.handle")
@require_safe
def case_officer_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for an officer."""
    found = get_object_or_404(queries.ruled(request), pk=pk)
    rows = forms.officers(request).exclude(queries.near(found))
    if request.GET.get("name") == "officer":  # to take it or to help: its owner does already, and may yet be a witness
        rows = rows.exclude(pk=found.owner_id or 0)
    return answer(request, rows, forms.picked("case-officer-pick", found))


@needs("cases.lead")
@require_safe
def case_leader_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for a leader."""
    found = get_object_or_404(queries.ruled(request), pk=pk)
    rows = forms.officers(request).filter(rank=Rank.LEADER)
    return answer(request, rows, forms.picked("case-leader-pick", found))
