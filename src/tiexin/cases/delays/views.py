"""Pages of asking for a stop or an extension, and of deciding on it."""

from __future__ import annotations

from functools import partial

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from tiexin.cases import queries
from tiexin.cases.actions import delays as actions
from tiexin.cases.delays.models import WAYS
from tiexin.cases.delays.part import decidable
from tiexin.cases.forms import ExtendForm, StopForm, text_field
from tiexin.cases.hand_views import clock_asked
from tiexin.cases.models import WITHHELD
from tiexin.cases.reading import look
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs

FORMS = {"stop": ("stops", StopForm), "extend": ("extend", ExtendForm)}


class DecideForm(forms.Form):
    """Whether a leader agrees, and why not."""

    agrees = forms.TypedChoiceField(
        label="同意吗",
        choices=[("yes", "同意"), ("no", "不同意")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = text_field("为什么不同意", 200, rows=2, required=False)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def clock_ask(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Ask for a stop or an extension, with the reason; it runs on until a leader agrees."""
    clock = clock_asked(request, pk, "cases.handle")
    rule = clock.case.service.clock(clock.rule)
    if rule is None or not getattr(rule, FORMS[way][0]):
        raise Http404
    form = FORMS[way][1](posted(request), clock=clock)
    if form.is_valid():
        new = actions.NewDelay(clock, way, **form.cleaned_data)
        if attempt(form, partial(actions.ask_delay, clock.case, new, **who(request))):
            return back(request, clock.case_id)
    title, asks = f"请求{WAYS[way]}“{clock.label}”", "理由；同意以后职工看得到，同意以前期限照常计算"
    return form_page(request, FORM, form, case=clock.case, title=title, button="请领导批", asks=asks)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def delay_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what was asked, or refuse it with a reason."""
    delay = get_object_or_404(decidable(request), pk=pk)
    case, form = delay.clock.case, DecideForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        act = partial(actions.answer_delay, delay, data["agrees"], data["text"], **who(request))
        if attempt(form, act):
            return back(request, case.pk)
    look(request, [case])
    words = case.as_read(queries.words_of(case, delay.step_id)) or WITHHELD
    now = f"{delay.by}请求把“{delay.clock.label}”{delay.what}：{words}"
    return form_page(request, FORM, form, case=case, title="批停计、延长", button="保存", now=now)
