"""Pages of a crisis: numbers to call first, then a matter with what is there; what was done; following up."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tiexin.cases import origins, queries
from tiexin.cases.actions import cases as registering
from tiexin.cases.actions import crisis as actions
from tiexin.cases.catalogue import catalogue
from tiexin.cases.crisis import forms
from tiexin.cases.crisis.rules import KIND, title_of
from tiexin.cases.models import Case
from tiexin.cases.views import READ_WRITE, about, sent_before
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, who
from tiexin.orgs.scope import needs


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_crisis(request: HttpRequest) -> HttpResponse:
    """Call first; then register at once with what is there. Whoever leads is told while this is being saved."""
    service, origin = catalogue()[KIND], origins.asked(request)
    known = {**(origin[2] if origin else {}), **({"channel": origin[0].channel} if origin else {})}
    shown = {name: value for name, value in known.items() if name in ("place", "name", "phone", "channel")}
    form = forms.CrisisForm(posted(request), service=service, known=shown)
    if form.is_valid():
        new = _new(request, form, origin)
        made = attempt(form, partial(registering.register_case, new, **who(request))) or sent_before(request, new)
        if made:
            return redirect("case", pk=made.pk)
    return form_page(request, "tiexin/cases/crisis.html", form, service=service, origin=origin)


def _new(request: HttpRequest, form: forms.CrisisForm, origin: Any) -> registering.NewCase:
    said = form.cleaned_data
    home, service = home_of(request), catalogue()[KIND]
    plain = {name: said[name] for name in ("key", "asker", "name", "place", "channel")}
    case = Case(org=home, first_org=home, kind=KIND, people=said["people"] or 1, **plain)
    case.title = title_of(service, said["kind"])
    details = {name: said[name] for name in ("kind", "danger", "called") if said[name]}
    unit = queries.unit_for(service, home)
    offer = unit if unit is not None and unit.pk != home.pk else None
    phone, place = said["phone"].replace(" ", ""), origin and (origin[0], origin[1])
    return registering.NewCase(case, phone, said["text"], details, "", offer, place)


def in_crisis(request: HttpRequest) -> QuerySet[Case]:
    """Crises that the person takes part in, or leads."""
    return queries.taking_part(request).filter(kind=KIND)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def crisis_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    form = forms.DeedForm(posted(request), service=catalogue()[KIND])
    said = {"title": "记处置", "button": "保存", "asks": "做了什么、谁在场；报告了上面的，也记在这里"}
    return about(request, in_crisis(request), pk, form, actions.note_deed, **said)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def crisis_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how they are now."""
    form = forms.FollowForm(posted(request))
    said = {"title": "跟进", "button": "保存", "asks": "跟本人或者身边的人联系过以后，写现在怎么样"}
    return about(request, in_crisis(request), pk, form, actions.follow_up, **said)
