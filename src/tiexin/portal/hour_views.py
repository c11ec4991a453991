"""The hour at which whoever asked comes, on their own pages: free ones to choose from, moved, given up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.appointments.queries import open_to_asker
from tiexin.cases.codes import HOTLINE
from tiexin.cases.models import Case
from tiexin.core.skin import posted
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to
from tiexin.portal import queries
from tiexin.portal.actions.coming import give_up_hour, move_hour, take_hour
from tiexin.portal.actions.counting import check_pace
from tiexin.portal.forms import HourForm
from tiexin.portal.own import own
from tiexin.portal.refusing import attempt
from tiexin.portal.rules import limits
from tiexin.portal.tokens import handle_of
from tiexin.portal.typed import shown
from tiexin.portal.views import READ_WRITE


@open_to("提出这件事的人：选什么时候来")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_hour(request: HttpRequest, case: Case) -> HttpResponse:
    """Choose among the free hours of the unit that is responsible."""
    found = queries.hours(case, today(request))
    return _choose(request, case, take_hour) if found and found.may_take else _back(case)


@open_to("提出这件事的人：换一个时间来")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_hour_move(request: HttpRequest, case: Case) -> HttpResponse:
    """Choose another hour."""
    found = queries.hours(case, today(request))
    return _choose(request, case, move_hour, found.agreed) if found and found.may_move else _back(case)


@open_to("提出这件事的人：约好了又来不了")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_hour_cancel(request: HttpRequest, case: Case) -> HttpResponse:
    """Give the hour up in a second step that says what follows."""
    found = queries.hours(case, today(request))
    if found is None or not found.may_cancel:
        return _back(case)
    form = forms.Form(posted(request))
    done = attempt(form, partial(_paced, request, case, give_up_hour)) if form.is_valid() else None
    if done is not None:
        return _back(case)
    said = {"case": case, "handle": handle_of(case.key), "hours": found}
    return shown(request, "tiexin/portal/hour_cancel.html", form, **said)


def _choose(
    request: HttpRequest, case: Case, action: Callable[..., Appointment], agreed: Appointment | None = None
) -> HttpResponse:
    """The free hours and what comes of choosing one; who wishes to be received by a woman sees those first."""
    if agreed is not None and request.POST.get("slot") == str(agreed.slot_id):
        return _back(case)  # pressed twice: it is done
    woman = request.GET.get("woman", "1" if case.wants_woman else "") == "1"
    found = open_to_asker(case, today(request), limits().hours.days)
    free = list((found.filter(woman=True) if woman else found)[: limits().hours.shown])
    form = HourForm(posted(request), free=free)
    if form.is_valid():
        made = attempt(form, partial(_paced, request, case, action, form.cleaned_data["slot"]))
        if made is not None:
            return _back(case)
    said = {"case": case, "handle": handle_of(case.key), "free": free, "agreed": agreed, "woman": woman}
    said["days"] = limits().hours.days
    more = len(free) == limits().hours.shown
    return shown(request, "tiexin/portal/hours.html", form, more=more, hotline=HOTLINE, **said)


def _paced(request: HttpRequest, case: Case, action: Callable[..., Any], *said: Slot) -> Appointment:
    check_pace("hour", str(case.key), on=today(request))
    made: Appointment = action(case, *said, on=today(request))
    return made


def _back(case: Case) -> HttpResponse:
    return redirect("my-matter", handle_of(case.key))
