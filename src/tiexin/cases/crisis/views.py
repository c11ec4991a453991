"""Pages of a crisis: numbers to call first, then a matter with what is there; what was done; following up."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tiexin.cases import origins, queries
from tiexin.cases.actions import cases as registering
from tiexin.cases.actions import crisis as actions
from tiexin.cases.carrying import carried, unsealed
from tiexin.cases.catalogue import Service, here
from tiexin.cases.crisis import forms
from tiexin.cases.crisis.known import Known, known_from
from tiexin.cases.crisis.rules import KIND, title_of
from tiexin.cases.models import Case
from tiexin.cases.views import READ_WRITE, about, sent_before
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, who
from tiexin.orgs.scope import may, needs


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_crisis(request: HttpRequest) -> HttpResponse:
    """Call first; then register at once with what is there. Whoever leads is told while this is being saved."""
    service, origin = here()[KIND], origins.asked(request)
    known = known_from(request, service, origin)
    sent = None if carried(request) else posted(request)
    form = forms.CrisisForm(sent, request=request, service=service, known=known.initial)
    if form.is_valid():
        new = replace(_new(request, form, known), origin=origin and (origin[0], origin[1]))
        made = attempt(form, partial(registering.register_case, new, **who(request))) or sent_before(request, new)
        if made:
            return redirect("case", pk=made.pk)
    said = {"service": service, "origin": origin, "known": known, **_kept(request, service)}
    said |= {"carried": carried(request), "unsealed": unsealed(request, service)}
    return form_page(request, "tiexin/cases/crisis.html", form, **said)


def _kept(request: HttpRequest, service: Service) -> dict[str, Any]:
    """Numbers that nobody has tried yet, for whoever leads here and may have them confirmed."""
    return {"unconfirmed": service.unconfirmed} if may(request, "cases.lead") else {}


def _new(request: HttpRequest, form: forms.CrisisForm, known: Known) -> registering.NewCase:
    said = form.cleaned_data
    home, service = home_of(request), here()[KIND]
    plain = {name: said[name] for name in ("key", "asker", "name", "place", "channel")}
    case = Case(org=home, first_org=home, kind=KIND, people=said["people"] or 1, **plain)
    case.title = title_of(service, said["kind"])
    case.worker, case.employer = known.of(said["asker"], said["name"])
    details = {name: said[name] for name in ("kind", "danger", "called") if said[name]}
    unit = queries.unit_for(service, form.where())
    offer = unit if unit is not None and unit.pk != home.pk else None
    return registering.NewCase(case, said["phone"].replace(" ", ""), said["text"], details, "", offer)


def in_crisis(request: HttpRequest) -> QuerySet[Case]:
    """Crises that the person takes part in, or leads."""
    return queries.taking_part(request).filter(kind=KIND)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def crisis_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    form = forms.DeedForm(posted(request), service=here()[KIND])
    said = {"title": "记处置", "button": "保存", "asks": "做了什么、谁在场；报告了上面的，也记在这里"}
    return about(request, in_crisis(request), pk, form, actions.note_deed, **said)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def crisis_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how they are now."""
    form = forms.FollowForm(posted(request))
    said = {"title": "跟进", "button": "保存", "asks": "跟本人或者身边的人联系过以后，写现在怎么样"}
    return about(request, in_crisis(request), pk, form, actions.follow_up, **said)
