"""Pages of matters that belong together: linked, parted."""

from functools import partial

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from tiexin.cases import before, queries, reading
from tiexin.cases import forms as case_forms
from tiexin.cases.actions import linking as actions
from tiexin.cases.linking import forms
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.linking.queries import ended_before, handled_together, suggested
from tiexin.cases.linking.rules import KINDS
from tiexin.cases.models import Case
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs

LINK_FORM = "tiexin/cases/linking_form.html"


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a matter with another that one handles, too, or with what the same person brought and has ended."""
    found = get_object_or_404(queries.shown(handled_together(request)), pk=pk)
    kind = request.GET.get("kind", "")
    initial = {"number": request.GET.get("with", ""), "kind": kind if kind in KINDS else "group", "place": "follow"}
    form = forms.LinkForm(posted(request), request=request, initial=initial)
    if form.is_valid() and form.other is not None:
        said = form.cleaned_data
        pair = (found, form.other) if said["place"] == "head" else (form.other, found)
        new = actions.NewLink(*pair, said["kind"], said["reason"])
        if attempt(form, partial(actions.link_cases, new, **who(request))):
            return back(request, pk)
    others = before.of(request, found) if reading.named(request).filter(pk=pk).exists() else before.Before([], [])
    said_more = {"title": "并案", "button": "并案", "suggested": suggested(request, found, others.open)}
    said_more["earlier"] = ended_before(found, others.ended)
    return form_page(request, LINK_FORM, form, case=found, **said_more)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Part two matters, with the reason."""
    mine, reach = queries.handled(request), Case.objects.for_request(request, "cases.see")
    rows = CaseLink.objects.standing().filter(reach.having(), reach.having("head"))
    rows = rows.filter(Q(mine.having()) | Q(mine.having("head")))
    found = get_object_or_404(rows.select_related("case__org", "case__owner", "head"), pk=pk)
    form = case_forms.ReasonForm(posted(request))
    if form.is_valid():
        act = partial(actions.unlink_case, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, act):
            return back(request, found.case_id)
    return form_page(request, FORM, form, case=found.case, title="解除并案", button="解除")
