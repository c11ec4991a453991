"""Pages of deeds: the list of units, a promise, one deed with its trail, done, confirmed, given up."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.visits import deed_forms as forms
from tiexin.visits import deed_rules as rules
from tiexin.visits.actions import deeds as actions
from tiexin.visits.deeds import Deed
from tiexin.visits.exports import deed_columns

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("visits.see")
@require_safe
def deeds(request: HttpRequest) -> HttpResponse:
    """Deeds within reach by unit, the most pressing first."""
    form = forms.DeedFilter(request)
    found = form.narrowed(Deed.objects.for_request(request), request).select_related("org", "owner")
    found = found.order_by("org_id", "due", "pk")
    if exports.asked(request):
        return exports.listing(request, "实事清单", deed_columns(today(request)), found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.late = row.is_late(today(request))
    context = {"form": form, "pager": pager, "may_promise": may(request, "visits.record")}
    return render(request, "tiexin/visits/deeds.html", context)


@needs("visits.see")
@require_safe
def deed(request: HttpRequest, pk: int) -> HttpResponse:
    """One deed with everything that was done about it."""
    found = get_object_or_404(Deed.objects.for_request(request).select_related("org", "owner"), pk=pk)
    may_handle = Deed.objects.for_request(request, "visits.record").filter(pk=pk).exists()
    context = {
        "deed": found,
        "late": found.is_late(today(request)),
        "steps": found.steps.select_related("entry__by").order_by("pk"),
        "may_handle": may_handle and found.state in rules.UNDER_WAY,
    }
    return render(request, "tiexin/visits/deed.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def deed_new(request: HttpRequest) -> HttpResponse:
    """Promise a deed of the unit at which one may do so; whoever writes it down owns it."""
    form = forms.PromiseForm(posted(request), initial={"promised": today(request)})
    if form.is_valid():
        new = Deed(org=home_of(request), owner=me(request), **form.cleaned_data)
        if made := attempt(form, partial(actions.promise_deed, new, **who(request))):
            return redirect("deed", pk=made.pk)
    return form_page(request, "tiexin/visits/deed_form.html", form, title="承诺一件实事", button="承诺")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def deed_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a deed is done."""
    form = forms.FinishForm(posted(request), initial={"day": today(request)})
    return _page(request, pk, form, lambda found, data: partial(actions.finish_deed, found, **data), "办成了")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def deed_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who of those it serves confirms it."""
    form = forms.ConfirmForm(posted(request), initial={"day": today(request)})
    return _page(
        request,
        pk,
        form,
        lambda found, data: partial(actions.confirm_deed, found, actions.Confirmation(**data)),
        "职工确认",
    )


@needs("visits.record")
@require_http_methods(READ_WRITE)
def deed_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a deed up, with a reason."""
    form = forms.GiveUpForm(posted(request))
    return _page(request, pk, form, lambda found, data: partial(actions.give_up_deed, found, **data), "不再办")


def _page(
    request: HttpRequest, pk: int, form: Form, action: Callable[[Deed, dict[str, Any]], Any], title: str
) -> HttpResponse:
    """A form about one deed in reach, and its action."""
    found = get_object_or_404(Deed.objects.for_request(request).select_related("org", "owner"), pk=pk)
    if form.is_valid() and attempt(form, partial(action(found, form.cleaned_data), **who(request))):
        return redirect("deed", pk=pk)
    return form_page(request, "tiexin/visits/deed_form.html", form, deed=found, title=title, button="保存")
