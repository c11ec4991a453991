"""Pages of call-backs: asking one person, and the three rates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import calling_rules as rules
from tiexin.cases import queries
from tiexin.cases.actions.calling import Heard, call_back_case, look_at_phone
from tiexin.cases.forms import text_field
from tiexin.cases.models import Case
from tiexin.cases.rates import rules as rates
from tiexin.cases.rates.breaking import BY, Tally
from tiexin.cases.rates.queries import summed
from tiexin.cases.reading import let_read
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.filters import FilterForm, day
from tiexin.core.skin import attempt, form_page, posted
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import may, needs

SPAN = timedelta(days=90)


class HeardForm(forms.Form):
    """What came of one attempt."""

    reached = forms.TypedChoiceField(
        label="找到本人了吗",
        choices=[("yes", "找到了"), ("no", "没有找到")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    solved = forms.ChoiceField(
        label="解决了吗", choices=list(rules.SOLVED.items()), widget=forms.RadioSelect, required=False
    )
    answer = forms.ChoiceField(
        label="满意吗", choices=list(TAGS["answer"].items()), widget=forms.RadioSelect, required=False
    )
    text = text_field("本人还说了什么", rows=3, required=False)

    def __init__(self, *said: Any, **more: Any) -> None:
        super().__init__(*said, **more)
        for name in ("solved", "answer"):
            self.fields[name].when = "找到本人的必填"  # type: ignore[attr-defined]


class RatesFilter(FilterForm):
    """From which day to which; without one the last ninety days."""

    since = day("从哪天")
    until = day("到哪天")

    def span(self, now: date) -> tuple[date, date]:
        """The days asked for, in their order."""
        until = self.get("until") or now
        since = self.get("since") or until - SPAN
        return min(since, until), max(since, until)


def looking(request: HttpRequest) -> bool:
    """Whether the key was pressed that shows the number, and nothing is to be saved yet."""
    return request.method == "POST" and "look" in request.POST


def ringing(request: HttpRequest, found: Case) -> dict[str, Any]:
    """Whom to ask and what about, the number once they asked for it; that they looked stays in the trail."""
    if not found.sealed:
        let_read(request, [found])
    whom = found.who if found.named else ""
    shows = looking(request) and found.phone_sealed is not None
    return {"rings": True, "whom": whom, "phone": look_at_phone(found, **who(request)) if shows else ""}


@needs("cases.call_back")
@require_http_methods(READ_WRITE)
def case_call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whoever brought a matter whether it was solved."""
    found = get_object_or_404(queries.shown(queries.to_call_back(request)), pk=pk)
    form = HeardForm(None if looking(request) else posted(request))
    if form.is_valid():
        save = partial(call_back_case, found, Heard(**form.cleaned_data), **who(request))
        if attempt(form, save):
            return back(request, pk)
    asks = f"由承办、协办以外的人问；{rules.attempts()}"
    said = {"title": "回访", "button": "保存", "note": asks}
    return form_page(request, FORM, form, case=found, **said, **ringing(request, found))


@needs("cases.see")
@require_safe
def case_rates(request: HttpRequest) -> HttpResponse:
    """The three rates of the reach in a span of days, each with what it is over, and those who did not answer."""
    form = RatesFilter(request)
    since, until = form.span(today(request))
    sums, whole = summed(request, since, until)
    told = rates.told(sums, whole)
    context: dict[str, Any] = {"form": form, "since": since, "until": until, "rates": told, "sums": sums}
    tally = Tally(request, (since, until))
    context["cells"] = tally.cells()
    context["tables"] = [(label, tally.rows(by)) for by, label in BY.items()]
    context["may_recheck"] = may(request, "cases.call_back")
    return render(request, "tiexin/cases/rates.html", {**context, "numbers": rules.numbers()})
