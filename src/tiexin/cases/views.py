"""Pages of matters: the list, a new one, one matter with its way, its next step, who takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.calendars.queries import kept
from tiexin.cases import (
    asking,
    before,
    climbed,
    codes,
    exports,
    forms,
    lines,
    listed,
    more,
    origins,
    queries,
    reaching,
    reading,
    rules,
    twins,
)
from tiexin.cases.actions import cases as actions
from tiexin.cases.actions import steps
from tiexin.cases.actions.asking_person import has_answered
from tiexin.cases.agency.norms import rule_of
from tiexin.cases.appointments import part as appointments
from tiexin.cases.calling_rules import may_answer
from tiexin.cases.carrying import carried, form_of, unsealed
from tiexin.cases.catalogue import here, taker
from tiexin.cases.crisis import part as crisis
from tiexin.cases.delays import part as delays
from tiexin.cases.knowledge import part as knowledge
from tiexin.cases.knowledge.part import beside_new
from tiexin.cases.linking.part import draft
from tiexin.cases.models import Case
from tiexin.cases.rates import part as rates
from tiexin.cases.rules import ENDED
from tiexin.cases.step_form import StepForm
from tiexin.core.days import moment
from tiexin.core.exports import asked, listing
from tiexin.core.named import address
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]
STANDING = {"ordered": "复查意见", "final": "复核意见"}
FORM, SLIP_AGAIN = "tiexin/cases/form.html", "tiexin/cases/slip_again.html"


@needs("cases.see")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Matters within reach: what has not ended, the next term first, unless something else is asked for."""
    form = forms.CaseFilter(request)
    if asked(request):
        found = queries.shown(listed.whole(request, form.cleaned_data))
        return listing(request, form.title, exports.CASES, reading.sighted(request, found))
    pager = page_of(listed.listed(request, form.cleaned_data), request)
    lines.fill(request, pager.rows)
    told = lines.of(pager.rows, moment(today(request)), kept()[1])
    context = {"form": form, "pager": pager, "lines": told, "may_register": may(request, "cases.register")}
    context["may_see_rooms"] = may(request, "rooms.see")
    context["may_answer"] = may(request, "hotline.answer")
    return render(request, "tiexin/cases/cases.html", context)


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_new(request: HttpRequest) -> HttpResponse:
    """Choose a service, then register: what is known from where it comes is filled in."""
    service = here().get(request.GET.get("kind", ""))
    origin = origins.asked(request)
    came = origins.address(origin)
    if service is None:
        context = {"services": here().values(), "came": came, "origin": origin}
        return render(request, "tiexin/cases/services.html", context)
    known = {**(origin[2] if origin else {}), **({"channel": origin[0].channel} if origin else {})}
    form, twin = form_of(request, service, known), None
    if form.is_valid():
        new = replace(new_of(form), origin=origin and (origin[0], origin[1]))
        twin = twins.twin(partial(reading.named, request), new, today(request))
        made = sent_before(request, new) if twin else None
        if not made and not twins.asks_first(form, twin):
            made = attempt(form, partial(actions.register_case, new, **who(request))) or sent_before(request, new)
        if made:
            return HttpResponseRedirect(address("case-slip", made.pk))
    said = {"service": service, "origin": origin, "came": came, "twin": twin, **beside_new(request)}
    said |= {"carried": carried(request), "unsealed": unsealed(request, service)}
    return form_page(request, "tiexin/cases/case_new.html", form, **said)


def sent_before(request: HttpRequest, new: actions.NewCase) -> Case | None:
    """The matter that the same form registered when it was sent the first time."""
    return Case.objects.filter(key=new.case.key, first=me(request)).first()


def new_of(form: forms.CaseForm) -> actions.NewCase:
    """The matter that a form says, with the unit to which it goes next."""
    said = dict(form.cleaned_data)
    text, phone, elsewhere = said.pop("text"), said.pop("phone").replace(" ", ""), said.pop("elsewhere", "")
    details = forms.details_of(form.service.fields, said, asking.ASK)
    text = asking.with_papers(form.service, text, said)
    said = {name: value for name, value in said.items() if not name.startswith(asking.ASK)}
    said["people"] = said["people"] or 1
    if said.get("worker") and not said.get("employer"):  # known already, and whom a name is to be hidden from
        said["employer"] = said["worker"].employer
    case = Case(org=form.home, first_org=form.home, kind=form.service.name, **said)
    place = case.employer.org if case.employer else form.where()
    unit = queries.unit_for(taker(form.service, elsewhere), place, hidden=bool(case.hide_name and case.employer))
    offer = unit if unit is not None and unit.pk != form.home.pk else None
    return actions.NewCase(case, phone, text, details, elsewhere, offer)


@needs("cases.see")
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: what was asked, who holds it, each clock with its arithmetic, each step, the lawful next ones."""
    found, others = before.seen(request, pk)
    if found is None:
        raise Http404
    roles, held = queries.roles_in(request, found), queries.rights(request, found)
    clocks, now = queries.clocks_of(found), moment(today(request))
    queries.tell_terms(clocks, now)
    for clock in clocks:
        clock.said = rule_of(found.service, clock.rule, found.cls)  # type: ignore[attr-defined]
        clock.asked, clock.reminded = None, []  # type: ignore[attr-defined]
    delays.mark(clocks if held.has_delays else [])
    climbed.mark(found, clocks if roles or held.takes_part else [], now)
    offer = queries.offer_of(found) if held.has_offers else None
    context = {
        "case": found,
        "service": found.service,
        "late": found.is_late(now),
        "steps": reading.path_as_read(found, queries.path(found)),
        "clocks": clocks,
        "moves": [] if offer else _moves(found, roles),
        "roles": roles,
        "decides": "leader" in roles and found.owner_id != me(request).pk,
        "ended": found.state in rules.ENDED,
        "offer": offer,
        "may_take": offer and queries.may_take(request, pk),
        "may_call_back": queries.may_call_back(request, found),
        "may_claim": found.owner_id is None and queries.may_claim(request, pk),
        "may_recuse": held.may_recuse,
        "takes_part": held.takes_part,
        "parts": queries.helpers_of(found) if held.has_helpers else [],
        "details": _details(found),
        **more.beside(request, found, roles),
    }
    context |= crisis.beside(request, found, held.takes_part)
    context |= appointments.beside(request, found, held.takes_part)
    context |= rates.beside(request, found, roles)
    context |= knowledge.beside(request, found)
    context |= {**reaching.beside(request, found), "alike": others.open, "before": others}
    return render(request, "tiexin/cases/case.html", context)


def _moves(found: Case, roles: set[str]) -> list[rules.Move]:
    return rules.moves_from(found.state, roles, reviewed=found.service.reviewed, review=found.review)


def _details(found: Case) -> list[tuple[str, str]]:
    """Answers to the service's own questions, and the outcome, in words; of one to be carried out who said so."""
    fields = (*found.service.fields, *found.service.outcomes)
    given = {**found.details, **found.outcome}
    by = {each.name: f"（{STANDING[found.review]}）" for each in found.service.outcomes if _ordered(found)}
    said = [(f"{each.label}{by.get(each.name, '')}", each, given[each.name]) for each in fields if each.name in given]
    return [(label, found.as_read(_said(each, value))) for label, each, value in said] if found.reads else []


def _ordered(found: Case) -> bool:
    """Whether its outcome is what a review found, and not yet what came of it."""
    return found.state in ("handling", "second_reviewing") and found.review in STANDING


def _said(field: Any, value: Any) -> str:
    if field.type == "money":
        return f"{value / 100:,.2f}元"
    return str({"choice": field.choices.get(value, value), "yes": "是"}.get(field.type, value))


@needs("cases.see")
@require_http_methods(READ_WRITE)
@never_cache
def case_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip for whoever asked: its code, what happens next and by when; to be printed.

    Whoever registered it has it at once, on that day; opened again it says so in the way of the matter.
    """
    found = get_object_or_404(reading.sighted(request, queries.shown(Case.objects.for_request(request))), pk=pk)
    if not queries.takes_part(request, found):
        raise Http404
    if not queries.just_registered(request, found):
        form = Form(posted(request))
        if not form.is_valid() or not attempt(form, partial(actions.open_slip, found, **who(request))):
            return form_page(request, SLIP_AGAIN, form, case=found)
    clocks = [clock for clock in queries.clocks_of(found) if clock.holder == "unit" and clock.runs]
    queries.tell_terms(clocks, moment(today(request)))
    last = queries.path(found)[-1] if found.state == "elsewhere" else queries.stayed(found)
    code = codes.code_of(found.key)
    link = f"{request.build_absolute_uri(reverse('my-follow'))}#{code}"  # what stands behind # reaches no log
    context = {"case": found, "code": code, "picture": codes.picture_of(link), "clocks": clocks}
    context |= {"service": found.service, **codes.where(request)}
    context |= {"ended": found.state in ENDED, "may_answer": may_answer(found.state, has_answered(found))}
    return render(request, "tiexin/cases/slip.html", {**context, "said": last})


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the next step; `?to=` names the one whose button was pressed."""
    found = get_object_or_404(queries.shown(queries.ruled(request)), pk=pk)
    roles = queries.roles_in(request, found)
    moves = _moves(found, roles)
    if roles == {"leader"} and not moves:
        raise Http404
    to = request.GET.get("to", "")
    initial = {"seen": steps.last_step(found), "move": to, **draft(request, found, to)}
    form = StepForm(posted(request), case=found, moves=moves, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        outcome = forms.details_of(found.service.outcomes, data, asking.ASK)
        more = {name: data.get(name, "") for name in ("woman", "others", "result")}
        new = actions.Step(data["move"], data["text"], data["seen"], outcome, **more)
        if attempt(form, partial(actions.move_case, found, new, **who(request))):
            return redirect("case", pk=pk)
    asks = {move.name: move.asks for move in moves}.get(chosen := str(form["move"].value()))
    if chosen == "close" and queries.unsolved(found):
        asks = "本人说没有解决：先想想能不能再次办理；还是要办结的，把理由写清楚，本人看得到"
    return form_page(request, FORM, form, case=found, title="办理诉求", button="保存", asks=asks)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was said with the asker."""
    form = forms.NoteForm(posted(request))
    return about(request, queries.taking_part(request), pk, form, actions.note_contact, title="联系职工", button="保存")


def about(
    request: HttpRequest,
    reach: QuerySet[Case],
    pk: int,
    form: Form | Callable[[Case], Form],
    action: Callable[..., Any],
    **context: Any,
) -> HttpResponse:
    """A form about one matter of a reach, and its action, called with what the form says."""
    found = get_object_or_404(queries.shown(reach), pk=pk)
    shown = form if isinstance(form, Form) else form(found)
    if shown.is_valid() and attempt(shown, partial(action, found, **shown.cleaned_data, **who(request))):
        return back(request, pk)
    return form_page(request, FORM, shown, case=found, **context)


def back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the matter, or to the list when it went out of reach."""
    if reading.overseen(request).filter(pk=pk).exists():
        return redirect("case", pk=pk)
    messages.success(request, "已保存，这件诉求现在不在您的范围")
    return redirect("cases")


@needs("cases.register")
@require_safe
def case_worker_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a worker."""
    return answer(request, forms.workers(request), forms.WORKER)


@needs("cases.register")
@require_safe
def case_about_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for whom a matter is about."""
    return answer(request, forms.officers(request), forms.ACCUSED)


@needs("cases.register")
@require_safe
def case_employer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for an enterprise."""
    return answer(request, forms.employers(request), forms.EMPLOYER)
