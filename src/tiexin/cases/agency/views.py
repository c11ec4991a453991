"""Pages of petition agency: the list, the decision, the authorisation, steps at other bodies, who speaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import forms as case_forms
from tiexin.cases import queries as cases
from tiexin.cases.actions import agency as actions
from tiexin.cases.actions import steps
from tiexin.cases.actions.papers import NewFile
from tiexin.cases.agency import exports, forms, queries, rules
from tiexin.cases.agency.models import Errand, Mandate, Speaker
from tiexin.cases.agency.norms import norms
from tiexin.cases.models import WITHHELD, Case
from tiexin.cases.reading import look, named, unnamed
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import needs


@needs("cases.see")
@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    """Matters of which it was decided whether they are reasonable, the newest decision first."""
    form = forms.AgencyFilter(request)
    found = form.narrowed(queries.listed(request), request)
    if asked(request):
        rows = [queries.mark(row, today(request)) for row in queries.shown(found)[: exports.MOST + 1]]
        look(request, [row.case for row in rows])
        return listing(request, "信访代理", exports.AGENCY, rows)
    pager = page_of(found.only("pk"), request)
    queries.fill(pager.rows, today(request))
    look(request, [row.case for row in pager.rows])
    return render(request, "tiexin/cases/agency_list.html", {"form": form, "pager": pager})


def _about(
    request: HttpRequest, case: Case, form: Form, act: Callable[[], Callable[..., Any]], **said: Any
) -> HttpResponse:
    """A form about a matter: `act` makes the action of what it says."""
    if form.is_valid() and attempt(form, partial(act(), **who(request))):
        return back(request, case.pk)
    return form_page(request, FORM, form, case=case, **said)


def _case(request: HttpRequest, reach: QuerySet[Case], pk: int) -> Case:
    """A matter of a reach for which there is agency, or absent."""
    found: Case = get_object_or_404(
        cases.shown(reach).exclude(unnamed(request)), pk=pk, sealed=False, kind__in=norms().services
    )
    return found


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide which of the four classes a demand is, with the reason."""
    found = _case(request, cases.handled(request), pk)
    form = forms.JudgeForm(posted(request), initial={"seen": steps.last_step(found)})
    last = queries.judged(found)
    now = f"{last}（{last.by}，{zh_date(last.on)}）" if last else "还没有判定"
    title = "重新判定是否合理" if last else "判定是否合理"
    return _about(
        request,
        found,
        form,
        lambda: partial(actions.judge_case, found, actions.NewJudgement(**form.cleaned_data)),
        title=title,
        button="判定",
        now=now,
    )


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an authorisation, with what is known filled in; it is printed next."""
    found = _case(request, cases.handled(request), pk)
    speakers = list(Speaker.objects.standing().filter(case=found).order_by("pk"))
    form = forms.MandateForm(posted(request), case=found, request=request, speakers=speakers)
    if form.is_valid():
        new = actions.NewMandate(**form.cleaned_data)
        made = attempt(form, partial(actions.draft_mandate, found, new, **who(request)))
        if made:
            return redirect("mandate", pk=made.pk)
    return form_page(request, FORM, form, case=found, title="准备委托书", button="保存，去打印")


@needs("cases.see")
@require_safe
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """An authorisation with everything already entered, to be printed and signed."""
    rows = Mandate.objects.for_request(request).filter(named(request).having())
    found = get_object_or_404(rows.select_related("case__org", "case__employer", "agent__officer", "agent__org"), pk=pk)
    state = found.force.state(today(request))
    context = {
        "mandate": found,
        "case": found.case,
        "state": state,
        "label": rules.STATES[state],
        "sources": norms().sources,
        "may_sign": state == "draft" and cases.handled(request).filter(pk=found.case_id).exists(),
    }
    return render(request, "tiexin/cases/agency_mandate.html", context)


def _mandate(request: HttpRequest, pk: int, reach: QuerySet[Case]) -> Mandate:
    rows = Mandate.objects.filter(case__in=reach.exclude(unnamed(request)).values("pk"), withdrawn=None)
    along = ("case__org", "case__owner", "agent__officer", "agent__org")
    return get_object_or_404(rows.select_related(*along), pk=pk)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def mandate_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the worker signed."""
    found = _mandate(request, pk, cases.handled(request))
    if found.signed is not None:
        raise Http404
    form = forms.SignForm(posted(request), request.FILES or None, case=found.case, request=request)

    def act() -> Callable[..., Any]:
        said = dict(form.cleaned_data)
        upload = said.pop("file")
        new = actions.Signing(**said, file=NewFile(upload.read(), upload.name, told=True) if upload else None)
        return partial(actions.sign_mandate, found, new)

    return _about(request, found.case, form, act, title=f"登记签署：委托{found.agent}", button="登记签署")


@needs("cases.see")
@require_http_methods(READ_WRITE)
def mandate_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the worker withdraws: whoever takes part may, at any time."""
    found = _mandate(request, pk, cases.taking_part(request))
    form = case_forms.ReasonForm(posted(request))
    title = f"撤回委托：{found.agent}" if found.signed else f"委托书作废：{found.agent}"
    return _about(
        request,
        found.case,
        form,
        lambda: partial(actions.withdraw_mandate, found, form.cleaned_data["reason"]),
        title=title,
        button="撤回" if found.signed else "作废",
    )


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_errand(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a step at another body."""
    found = _case(request, queries.carried_by(request), pk)
    form = forms.ErrandForm(posted(request), case=found, request=request)
    return _about(
        request,
        found,
        form,
        lambda: partial(actions.send_outside, found, actions.NewErrand(**form.cleaned_data)),
        title="到其他机关代办",
        button="记下",
    )


def _read(request: HttpRequest, errand: Errand) -> str:
    """What was taken to another body, as far as the person reads it."""
    look(request, [errand.case])
    return errand.case.as_read(errand.text) or WITHHELD


def _waiting(request: HttpRequest, pk: int) -> Errand:
    """A step without its answer, of a matter that the person carries, or absent."""
    rows = Errand.objects.waiting().filter(case__in=queries.carried_by(request).values("pk"))
    return get_object_or_404(rows.select_related("case__org", "case__owner", "clock"), pk=pk)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def errand_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what another body answered."""
    found = _waiting(request, pk)
    form = forms.AnswerForm(posted(request), initial={"day": today(request)})
    return _about(
        request,
        found.case,
        form,
        lambda: partial(actions.answer_errand, found, **form.cleaned_data),
        title=f"{found.body}的答复",
        button="记下",
        now=f"{zh_date(found.sent)}送去：{_read(request, found)}",
    )


@needs("cases.see")
@require_http_methods(READ_WRITE)
def errand_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that another body lengthens its term; absent where its law gives no extension."""
    found = _waiting(request, pk)
    if found.extension is None:
        raise Http404
    form = forms.LongerForm(posted(request), extension=found.extension, request=request)
    return _about(
        request,
        found.case,
        form,
        lambda: partial(actions.extend_errand, found, actions.Longer(**form.cleaned_data)),
        title=f"{found.body}通知延长",
        button="记下",
        now=f"{zh_date(found.sent)}送去：{_read(request, found)}",
    )


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a representative, or another in the place of `?for=`."""
    found = _case(request, cases.handled(request), pk)
    former, wanted = None, request.GET.get("for", "")
    if wanted:
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0
        former = get_object_or_404(Speaker.objects.standing().filter(case=found), pk=number)
    form = forms.SpeakerForm(posted(request), case=found, request=request, former=former)
    return _about(
        request,
        found,
        form,
        lambda: partial(actions.name_speaker, found, actions.NewSpeaker(former=former, **form.cleaned_data)),
        title=f"换下{former}" if former else "推举代表",
        button="保存",
    )


@needs("cases.handle")
@require_safe
def case_speaker_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for a representative."""
    found = _case(request, cases.handled(request), pk)
    return answer(request, forms.speakable(found, request), forms.pickable(found))


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def speaker_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody speak no longer."""
    rows = Speaker.objects.standing().filter(case__in=cases.handled(request).exclude(unnamed(request)).values("pk"))
    found = get_object_or_404(rows.select_related("case__org", "case__owner"), pk=pk)
    form = case_forms.ReasonForm(posted(request))
    return _about(
        request,
        found.case,
        form,
        lambda: partial(actions.end_speaker, found, form.cleaned_data["reason"]),
        title=f"{found}不再担任代表",
        button="保存",
    )
