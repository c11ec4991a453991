"""Pages of what the rates leave out, and of call-backs that were asked again."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import queries as cases
from tiexin.cases.actions import rates as actions
from tiexin.cases.actions.calling import Heard
from tiexin.cases.calling_rules import numbers
from tiexin.cases.calling_views import HeardForm, RatesFilter, looking, ringing
from tiexin.cases.forms import text_field
from tiexin.cases.rates import exports, queries, rules
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.reading import let_read
from tiexin.cases.views import FORM, READ_WRITE, about
from tiexin.core.exports import asked, listing
from tiexin.core.filters import FilterForm, choice, day
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import may, needs

PUBLIC = {"granted": "不计入", "refused": "不同意，照常计入"}


class LedgerFilter(FilterForm):
    """What is shown of the decisions: all, or narrowed by outcome, reason and day."""

    state = choice("决定", PUBLIC)
    reason = choice("理由", {name: each.label for name, each in rules.reasons().items()})
    since = day("从哪天")
    until = day("到哪天")

    def narrowed(self, found: QuerySet[Exclusion]) -> QuerySet[Exclusion]:
        """Those that every filter lets through."""
        names = {"state": "state", "reason": "reason", "since": "decided_on__gte", "until": "decided_on__lte"}
        return found.filter(**{field: self.get(name) for name, field in names.items() if self.get(name)})


class AskForm(forms.Form):
    """Why a matter should not count."""

    reason = forms.ChoiceField(
        label="理由", choices=[(each.name, each.label) for each in rules.reasons().values()], widget=forms.RadioSelect
    )
    why = text_field("具体情况", rules.WORDS, 3, help_text="写清事实和依据，不写职工的姓名、电话。")


class DecideForm(forms.Form):
    """Whether the unit above agrees, and why."""

    granted = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "同意不计入"), ("no", "不同意，照常计入")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = text_field("决定的理由", rules.WORDS, 3)


@needs("cases.see")
@require_safe
def exclusions(request: HttpRequest) -> HttpResponse:
    """Every decision about what counts, of every unit, without names of people; and what waits for one's own."""
    form = LedgerFilter(request)
    found = form.narrowed(queries.published(request))
    if asked(request):
        return listing(request, "不计入三个率的诉求", exports.LEDGER, _named(request, list(found[: exports.TAKEN])))
    pager = page_of(found, request)
    _named(request, pager.rows)
    context: dict[str, Any] = {"form": form, "pager": pager}
    if may(request, "cases.lead"):
        context["waiting"] = queries.to_decide(request).select_related("case", "org").order_by("pk")[:25]
    return render(request, "tiexin/cases/rates_exclusions.html", context)


def _named(request: HttpRequest, rows: list[Exclusion]) -> list[Exclusion]:
    """Say which unit asked and which decided: by name where one may read it, else by its level."""
    known = queries.known_units(request, {unit for row in rows for unit in (row.org_id, row.decided_org_id) if unit})
    for row in rows:
        for name, unit in (("asker", row.org), ("decider", row.decided_org)):
            said = "" if unit is None else str(unit) if unit.pk in known else f"另一个{unit.get_level_display()}工会"
            setattr(row, name, said)
    return rows


@needs("cases.lead")
@require_http_methods(READ_WRITE)
def exclusion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what a unit below asked."""
    found = get_object_or_404(queries.to_decide(request).select_related("case__org", "org", "asked_by"), pk=pk)
    form = DecideForm(posted(request))
    if form.is_valid():
        done = attempt(form, partial(actions.decide_exclusion, found, **form.cleaned_data, **who(request)))
        if done:
            return redirect("exclusions")
    return form_page(request, "tiexin/cases/rates_decide.html", form, exclusion=found)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the unit above to leave a matter out of the rates."""
    said = {"title": "申请不计入三个率", "button": "报上一级决定", "note": "上一级决定以前，照常计入"}
    return about(request, cases.handled(request), pk, AskForm(posted(request)), actions.ask_exclusion, **said)


@needs("cases.call_back")
@require_safe
def rechecks(request: HttpRequest) -> HttpResponse:
    """Call-backs that were drawn and wait to be asked again by somebody apart from them."""
    found = queries.to_recheck(request).select_related("case__org").order_by("on", "pk")
    pager = page_of(found, request)
    let_read(request, [row.case for row in pager.rows])
    return render(request, "tiexin/cases/rates_rechecks.html", {"pager": pager, "numbers": numbers()})


@needs("cases.call_back")
@require_http_methods(READ_WRITE)
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one again; what was heard the first time is not shown, so that it does not lead."""
    found = get_object_or_404(queries.to_recheck(request).select_related("case__org", "case__owner"), pk=pk)
    form = HeardForm(None if looking(request) else posted(request))
    if form.is_valid():
        done = attempt(form, partial(actions.recheck_call_back, found, Heard(**form.cleaned_data), **who(request)))
        if done:
            return redirect("rechecks")
    asks = "同样的两个问题，照本人说的记；第一次怎么回答的，这里不显示"
    said = {"title": "抽查再问", "button": "保存", "note": asks}
    return form_page(request, FORM, form, case=found.case, **said, **ringing(request, found.case))


@needs("cases.see")
@require_safe
def recheck_units(request: HttpRequest) -> HttpResponse:
    """By unit: how many were asked again and how many said something else; in the order of places."""
    form = RatesFilter(request)
    since, until = form.span(today(request))
    found = queries.compared(request, since, until)
    if asked(request):
        rows = [queries.as_compared(row) for row in found[: exports.TAKEN]]
        return listing(request, "回访抽查", exports.COMPARED, rows)
    pager = page_of(found, request)
    context = {"form": form, "pager": pager, "since": since, "until": until, "numbers": numbers()}
    return render(request, "tiexin/cases/rates_units.html", {**context, "rows": map(queries.as_compared, pager.rows)})
