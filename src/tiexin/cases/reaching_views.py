"""Pages of contacting whoever asked: the phone, opened once for each button pressed, and having told them by phone."""

from __future__ import annotations

from functools import partial

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tiexin.cases import queries, reaching
from tiexin.cases.actions import reaching as actions
from tiexin.cases.hand_views import pressed
from tiexin.cases.models import Case
from tiexin.cases.reading import look
from tiexin.cases.views import FORM
from tiexin.core.skin import attempt, form_page
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs


@needs("cases.see")
@require_http_methods(["POST"])
@never_cache
def case_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the phone, once; whoever may not contact the person finds no such page."""
    found = get_object_or_404(queries.shown(Case.objects.exclude(about=request.officer)), pk=pk)  # type: ignore[attr-defined]
    look(request, [found])
    if not reaching.may_reach(request, found):
        raise Http404
    form = Form(request.POST)
    form.is_valid()
    phone = attempt(form, partial(actions.look_at_phone, found, **who(request)))
    if not phone:
        return form_page(request, FORM, form, case=found, title="看电话", button="看电话")
    context = {"case": found, "phone": phone, **reaching.beside(request, found)}
    context["takes_part"] = queries.takes_part(request, found)
    context["may_call_back"] = queries.may_call_back(request, found)
    return render(request, "tiexin/cases/phone.html", context)


@needs("cases.see")
@require_http_methods(["POST"])
def case_phoned(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the person was told by phone."""
    return pressed(request, reaching.reachable(request), pk, actions.tell_by_phone, "已电话告诉")
