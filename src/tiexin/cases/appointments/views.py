"""Pages of hours: a week of them, one offered, one chosen for a matter, moved, given up, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import queries as cases
from tiexin.cases.actions import appointments as actions
from tiexin.cases.appointments import forms, queries
from tiexin.cases.appointments.rules import week_of
from tiexin.cases.views import FORM, READ_WRITE, about, back
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, today, who
from tiexin.orgs.scope import may, needs


@needs("cases.see")
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """A week of hours within reach; whose they are stands there for those alone who may see the matter."""
    form = forms.WeekFilter(request)
    monday = week_of(form.get("week") or today(request))
    pager = page_of(queries.in_week(request, monday).order_by("begins", "pk"), request, 100)
    taken = {each.case_id for slot in pager.rows for each in slot.taken}
    seen = cases.within(taken, request) if taken else set()
    own = set(queries.own(request).filter(pk__in=[slot.pk for slot in pager.rows]).values_list("pk", flat=True))
    for slot in pager.rows:
        slot.one = slot.taken[0] if slot.taken else None
        slot.shown = slot.one is not None and slot.one.case_id in seen
        slot.mine = slot.pk in own
    context = {"form": form, "pager": pager, "monday": monday, "sunday": monday + timedelta(days=6)}
    context |= {"before": monday - timedelta(days=7), "after": monday + timedelta(days=7)}
    return render(request, "tiexin/cases/appointments.html", {**context, "may_offer": may(request, "cases.handle")})


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def slot_new(request: HttpRequest) -> HttpResponse:
    """Offer an hour of one's own."""
    form = forms.SlotForm(posted(request))
    if form.is_valid():
        made = attempt(form, partial(actions.offer_slot, form.made(home_of(request)), **who(request)))
        if made:
            return redirect(f"{reverse('appointments')}?week={made.day}")
    return _slot_page(request, form, "开放时间", "开放")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def slot_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an hour back."""
    found = get_object_or_404(queries.own(request), pk=pk)
    form = Form(posted(request))
    if form.is_valid():
        done = attempt(form, partial(actions.drop_slot, found, **who(request)))
        if done:
            return redirect("appointments")
    return _slot_page(request, form, f"收回{found.when}", "收回", note="收回以后，别人约不到这个时间；想起来还可以再报")


def _slot_page(request: HttpRequest, form: Form, title: str, button: str, note: str = "") -> HttpResponse:
    here = reverse("appointments")
    way = [("诉求", reverse("cases")), ("预约", here)]
    said = {"title": title, "button": button, "way": way, "back": here, "note": note}
    return form_page(request, "tiexin/cases/rooms_form.html", form, **said)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def case_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an hour for a matter."""
    form = forms.ChooseForm(posted(request), request=request)
    said = {"title": "约时间", "button": "约好", "note": "跟本人说好的时间；约好以后本人凭查询码看得到"}
    return about(request, queries.by_appointment(request), pk, form, actions.book_appointment, **said)


def _agreed(
    request: HttpRequest, pk: int, form: Form, action: Callable[..., Any], title: str, **more: Any
) -> HttpResponse:
    """A form about one appointment, and its action."""
    found = get_object_or_404(queries.agreed(request), pk=pk)
    if form.is_valid() and attempt(form, partial(action, found, **form.cleaned_data, **who(request))):
        return back(request, found.case_id)
    asks = f"{found.slot.when}，{found.slot.place}，{found.slot.counsellor}接待"
    return form_page(request, FORM, form, case=found.case, title=title, button=title, note=asks, **more)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def appointment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another hour."""
    form = forms.ChooseForm(posted(request), request=request)
    return _agreed(request, pk, form, actions.move_appointment, "改期")


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an hour up."""
    return _agreed(
        request, pk, forms.CancelForm(posted(request)), actions.cancel_appointment, "取消预约", back="不取消"
    )


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def appointment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    return _agreed(request, pk, forms.CameForm(posted(request)), actions.close_appointment, "记结果")
