"""A visit recorded wrongly is mended by its author: the form as it was filled in, one change, saved."""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tiexin.core.skin import attempt
from tiexin.orgs.asking import who
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import needs
from tiexin.visits import queries, recording
from tiexin.visits.actions import NewVisit
from tiexin.visits.actions.mending import mend_visit
from tiexin.visits.forms import MendForm, as_recorded
from tiexin.visits.models import Visit
from tiexin.visits.views import READ_WRITE

REASONS = ("企业选错了", "日期写错了", "人选错了", "漏记了")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def visit_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a visit: the wrong record is voided and the right one written, together or not at all."""
    wrong = get_object_or_404(queries.mendable(request), pk=pk)
    offer = recording.offered(request, wrong)
    if request.method != "POST":
        return _form(request, wrong, offer)
    form = MendForm(request.POST, wrong=wrong, **offer.choices)
    if form.is_valid() and (new := recording.typed(request, form, offer.teams, wrong)):
        save = partial(mend_visit, wrong, _with_more(new, form), form.cleaned_data["reason"], **who(request))
        if mended := attempt(form, save):
            return redirect("visit-saved", pk=mended.pk)
    return recording.page(request, form, "mend", wrong, reasons=REASONS)


def _form(request: HttpRequest, wrong: Visit, offer: recording.Offer) -> HttpResponse:
    """The record as it stands, or with the enterprise that the address names; a voided one is past mending."""
    if wrong.voided is not None:
        messages.error(request, "这条走访已经作废或更正过了，不能再更正")
        return redirect("visit", pk=wrong.pk)
    initial, asked = as_recorded(wrong), request.GET.get("employer", "")
    initial |= {"employer": asked} if NUMBER.fullmatch(asked) else {}
    form = MendForm(initial=initial, wrong=wrong, **offer.choices)
    return recording.page(request, form, "mend", wrong, reasons=REASONS)


def _with_more(new: NewVisit, form: MendForm) -> NewVisit:
    kept = [form.more[int(number)] for number in form.cleaned_data["kept"]]
    return replace(new, problems=[*new.problems, *kept])
