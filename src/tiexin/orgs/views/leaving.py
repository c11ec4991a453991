"""Somebody leaves; what is still held goes to successors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.asking import today, who
from tiexin.orgs.exports import LEAVERS
from tiexin.orgs.forms_organs import SITTER
from tiexin.orgs.models import Officer
from tiexin.orgs.orphans import Orphan, leavers, orphans_of
from tiexin.orgs.picker import pick_field
from tiexin.orgs.queries import electable
from tiexin.orgs.scope import needs
from tiexin.orgs.views.people import READ_WRITE


class LeaveForm(forms.Form):
    until = forms.DateField(label="离任日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class HandOverForm(forms.Form):
    """Which thing goes to whom."""

    def __init__(self, request: HttpRequest, orphans: list[Orphan], data: Any = None) -> None:
        super().__init__(data)
        things = [(each.key, str(each)) for each in orphans]
        self.fields["thing"] = forms.ChoiceField(label="交接什么", choices=things, widget=forms.RadioSelect)
        self.fields["officer"] = pick_field(electable(request), SITTER, "接手的干部")


@needs("accounts.manage")
@require_http_methods(READ_WRITE)
def officer_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that an officer has left."""
    officer = get_object_or_404(Officer.objects.for_request(request).select_related("org"), pk=pk)
    form = LeaveForm(skin.posted(request))
    if form.is_valid():
        gone = skin.attempt(form, lambda: leave_office(officer, form.cleaned_data["until"], **who(request)))
        if gone is not None:
            messages.success(request, f"{officer}已离任，岗位即刻终止；手上未交接的由办公室安排")
            return redirect("accounts")
    return skin.form_page(request, "tiexin/orgs/officer_leave.html", form, officer=officer)


@needs("organs.manage")
@require_safe
def orphans(request: HttpRequest) -> HttpResponse:
    """Who has left and still holds something."""
    found = leavers(request)
    if exports.asked(request):
        return exports.listing(request, "离任未交接", LEAVERS, found)
    return render(request, "tiexin/orgs/orphans.html", {"pager": page_of(found, request)})


@needs("organs.manage")
@require_http_methods(READ_WRITE)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What one who left still holds, and the form that gives it to a successor."""
    officer = get_object_or_404(Officer.objects.for_request(request).select_related("org"), pk=pk)
    found = orphans_of(officer, today(request)) if officer.until and officer.until <= today(request) else []
    form = HandOverForm(request, found, skin.posted(request))
    if form.is_valid():
        thing = next(each for each in found if each.key == form.cleaned_data["thing"])
        successor, said = form.cleaned_data["officer"], who(request)
        done = skin.attempt(form, lambda: thing.held.hand_over(thing.row, successor, said["by"], said["on"]))
        if done is not None:
            messages.success(request, f"{thing}已交给{successor}")
            return redirect("handover", pk=officer.pk)
    context = {"officer": officer, "found": found}
    return skin.form_page(request, "tiexin/orgs/handover.html", form, **context)
