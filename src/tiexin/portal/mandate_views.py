"""An authorisation as the worker who gave it sees it: to whom, for what, until when; taken back in a second step."""

from __future__ import annotations

from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tiexin.cases.actions.asking_person import withdraw_own_mandate
from tiexin.cases.agency.models import Mandate
from tiexin.core.skin import posted
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to
from tiexin.portal import queries
from tiexin.portal.own import own_thing
from tiexin.portal.refusing import attempt
from tiexin.portal.tokens import handle_of
from tiexin.portal.typed import shown
from tiexin.portal.views import READ_WRITE


@open_to("提出这件事的人：自己签的委托书，撤回委托")
@never_cache
@require_http_methods(READ_WRITE)
@own_thing(lambda request, case: queries.mandates(case, today(request)))
def my_mandate(request: HttpRequest, found: Mandate) -> HttpResponse:
    """Read an authorisation of one's own matter with what follows from taking it back, and take it back."""
    form, handle = forms.Form(posted(request)), handle_of(found.case.key)
    if form.is_valid():
        done = attempt(form, partial(withdraw_own_mandate, found, on=today(request)))
        if done:
            return redirect("my-matter", handle)
    said = {"mandate": found, "case": found.case, "handle": handle}
    return shown(request, "tiexin/portal/mandate.html", form, **said)
