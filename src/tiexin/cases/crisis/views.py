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
from tiexin.cases.catalogue import Service, here
from tiexin.cases.crisis import forms
from tiexin.cases.crisis.rules import KIND, title_of
from tiexin.cases.models import Case
from tiexin.cases.views import READ_WRITE, about, sent_before
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, who
from tiexin.orgs.scope import may, needs
from tiexin.registry.models import Worker

SHOWN = ("place", "name", "phone", "channel", "asker", "area")


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_crisis(request: HttpRequest) -> HttpResponse:
    """Call first; then register at once with what is there. Whoever leads is told while this is being saved."""
    service, origin = here()[KIND], origins.asked(request)
    form = forms.CrisisForm(posted(request), request=request, service=service, known=_known(request, origin))
    if form.is_valid():
        new = _new(request, form, origin)
        made = attempt(form, partial(registering.register_case, new, **who(request))) or sent_before(request, new)
        if made:
            return redirect("case", pk=made.pk)
    return form_page(
        request, "tiexin/cases/crisis.html", form, service=service, origin=origin, **_kept(request, service)
    )


def _kept(request: HttpRequest, service: Service) -> dict[str, Any]:
    """Numbers that nobody has tried yet, for whoever leads here and may have them confirmed."""
    return {"unconfirmed": service.unconfirmed} if may(request, "cases.lead") else {}


def _worker(request: HttpRequest, origin: Any) -> Worker | None:
    """Whom the number of a call belongs to, when it belongs to exactly one within reach."""
    pk = origin and origin[2].get("worker")
    return Worker.objects.for_request(request, "registry.see").filter(pk=pk).first() if pk else None


def _known(request: HttpRequest, origin: Any) -> dict[str, Any]:
    """What a call or another place tells already: nothing of it is asked again."""
    if not origin:
        return {}
    known = {**origin[2], "channel": origin[0].channel}
    worker = _worker(request, origin)
    if worker is not None:
        known |= {"name": worker.name, "asker": "self"}
    return {name: value for name, value in known.items() if name in SHOWN}


def _new(request: HttpRequest, form: forms.CrisisForm, origin: Any) -> registering.NewCase:
    said = form.cleaned_data
    home, service = home_of(request), here()[KIND]
    plain = {name: said[name] for name in ("key", "asker", "name", "place", "channel")}
    case = Case(org=home, first_org=home, kind=KIND, people=said["people"] or 1, **plain)
    case.title = title_of(service, said["kind"])
    worker = _worker(request, origin)
    case.worker = worker if worker is not None and said["asker"] == "self" and said["name"] == worker.name else None
    details = {name: said[name] for name in ("kind", "danger", "called") if said[name]}
    unit = queries.unit_for(service, form.where())
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
