"""Pages of guidance: the list of who guides and who is guided, one piece of advice, its answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.activities import exports
from tiexin.activities import guidance_forms as forms
from tiexin.activities.actions import guidance as actions
from tiexin.activities.forms import VoidForm
from tiexin.activities.guidance import Guidance
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs, nodes, reaching

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("activities.see")
@require_safe
def guidances(request: HttpRequest) -> HttpResponse:
    """Guidance given or received within reach, the newest first."""
    form = forms.GuidanceFilter(request)
    found = form.narrowed(Guidance.objects.for_request(request), request).select_related("org", "to", "author")
    found = found.order_by("-on", "-pk")
    if asked(request):
        return listing(request, "工作指导", exports.GUIDANCE, found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.due = row.is_due(today(request))
    context = {"form": form, "pager": pager, "may_record": may(request, "activities.record")}
    return render(request, "tiexin/activities/guidances.html", context)


@needs("activities.see")
@require_safe
def guidance(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of advice and what came of it."""
    rows = Guidance.objects.for_request(request).select_related("org", "to", "author", "answered_by")
    found = get_object_or_404(rows, pk=pk)
    open_still = found.state != "taken" and not found.voided
    context = {
        "guidance": found,
        "due": found.is_due(today(request)),
        "answers": open_still and answered(request).filter(pk=pk).exists(),
        "voids": not found.voided and given(request).filter(pk=pk).exists(),
    }
    return render(request, "tiexin/activities/guidance.html", context)


def answered(request: HttpRequest) -> QuerySet[Guidance]:
    """Guidance that the person may answer: of either side."""
    return Guidance.objects.for_request(request, "activities.record").select_related("org", "to")


def given(request: HttpRequest) -> QuerySet[Guidance]:
    """Guidance given by the units at which the person may record."""
    return answered(request).filter(reaching("org", nodes(request, "activities.record")))


@needs("activities.record")
@require_http_methods(READ_WRITE)
def guidance_new(request: HttpRequest) -> HttpResponse:
    """Write guidance down."""
    form = forms.GuidanceForm(posted(request), request=request)
    if form.is_valid():
        new = Guidance(org=form.home, author=me(request), **form.cleaned_data)
        if made := attempt(form, partial(actions.give_guidance, new, **who(request))):
            return redirect("guidance", pk=made.pk)
    return form_page(request, "tiexin/activities/guidance_form.html", form, title="登记指导", button="保存")


@needs("activities.record")
@require_safe
def guidance_unit_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a union below."""
    return answer(request, forms.guided(request), forms.UNIT)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def guidance_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was taken up."""
    form = forms.AnswerForm(posted(request))
    asked_for = (answered(request), form, "采纳了没有")
    return _page(request, pk, asked_for, lambda found, said: partial(_answer, found, said))


def _answer(found: Guidance, said: dict[str, Any], **by: Any) -> Guidance:
    return actions.answer_guidance(found, actions.Answer(**said), **by)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def guidance_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void guidance, with a reason."""
    form = VoidForm(posted(request))
    asked_for = (given(request), form, "作废")
    return _page(request, pk, asked_for, lambda found, said: partial(actions.void_guidance, found, **said))


def _page(
    request: HttpRequest,
    pk: int,
    asked_for: tuple[QuerySet[Guidance], Form, str],
    action: Callable[[Guidance, dict[str, Any]], Callable[..., Any]],
) -> HttpResponse:
    """A form about one piece of guidance of these rows, and its action."""
    rows, form, title = asked_for
    found = get_object_or_404(rows, pk=pk)
    if form.is_valid() and attempt(form, partial(action(found, form.cleaned_data), **who(request))):
        return redirect("guidance", pk=pk)
    return form_page(request, "tiexin/activities/guidance_form.html", form, guidance=found, title=title, button="保存")
