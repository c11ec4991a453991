"""Somebody leaves or goes to another unit; what is still held goes to successors."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.orgs.actions.people import leave_office, transfer_officer
from tiexin.orgs.asking import today, who
from tiexin.orgs.exports import LEAVERS
from tiexin.orgs.forms_changes import beside
from tiexin.orgs.forms_organs import SITTER
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.orphans import Orphan, leavers, orphans_of, to_hand_over
from tiexin.orgs.picker import ORG, pick_field
from tiexin.orgs.queries import electable
from tiexin.orgs.scope import needs
from tiexin.orgs.views.people import READ_WRITE

POSTS = (("end", "今天起终止"), ("keep", "保留（兼任或交接期间）"))


class LeaveForm(forms.Form):
    until = forms.DateField(label="离任日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class TransferForm(forms.Form):
    """To which unit within scope, from which day; `here`: whether posts at the present unit have to be decided on."""

    def __init__(self, request: HttpRequest, officer: Officer, here: bool, data: Any = None) -> None:
        super().__init__(data, initial={"since": today(request), "posts": "end"})
        units = Org.objects.for_request(request).open_on(today(request)).exclude(pk=officer.org_id)
        units = beside(units, officer.org, Org.objects.filter(pk=officer.org_id))
        self.fields["org"] = pick_field(units, ORG, "调到哪个单位")
        self.fields["since"] = forms.DateField(label="从哪天起", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
        if here:
            self.fields["posts"] = forms.ChoiceField(label="原单位的岗位", choices=POSTS, widget=forms.RadioSelect)


class HandOverForm(forms.Form):
    """Which thing goes to whom."""

    def __init__(self, request: HttpRequest, orphans: list[Orphan], data: Any = None) -> None:
        super().__init__(data)
        units = {each.unit_id for each in orphans}
        things = [(each.key, str(each)) for each in orphans]
        self.fields["thing"] = forms.ChoiceField(label="交接什么", choices=things, widget=forms.RadioSelect)
        self.fields["officer"] = pick_field(electable(request, units), SITTER, "接手的干部")


@needs("accounts.manage")
@require_http_methods(READ_WRITE)
def officer_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that an officer has left."""
    officer = get_object_or_404(Officer.objects.for_request(request).select_related("org"), pk=pk)
    form = LeaveForm(skin.posted(request), initial={"until": today(request)})
    if form.is_valid():
        gone = skin.attempt(form, lambda: leave_office(officer, form.cleaned_data["until"], **who(request)))
        if gone is not None:
            messages.success(request, f"{officer}已离任，岗位即刻终止；手上未交接的由办公室安排")
            return redirect("accounts")
    return skin.form_page(request, "tiexin/orgs/officer_leave.html", form, **_holds(officer, request))


def _holds(officer: Officer, request: HttpRequest) -> dict[str, Any]:
    """What an officer holds today, shown before anything is changed."""
    posts = officer.posts.filter(until=None).select_related("org").order_by("pk")
    return {"officer": officer, "posts": posts, "held": orphans_of(officer, today(request))}


@needs("accounts.manage")
@require_http_methods(READ_WRITE)
def officer_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an officer work at another unit; both units are in reach of who enters it."""
    serving = Officer.objects.for_request(request).serving(today(request))
    officer = get_object_or_404(serving.select_related("org"), pk=pk)
    held = _holds(officer, request)
    here = [post for post in held["posts"] if post.org_id == officer.org_id]
    form = TransferForm(request, officer, bool(here), skin.posted(request))
    if form.is_valid():
        given, ends = form.cleaned_data, form.cleaned_data.get("posts") == "end"
        move = partial(transfer_officer, officer, given["org"], since=given["since"], end_posts=ends, **who(request))
        if skin.attempt(form, move) is not None:
            messages.success(request, f"{officer}已调到“{given['org']}”；在新单位的岗位由安全管理员授予")
            return redirect("officer", pk=pk)
    return skin.form_page(request, "tiexin/orgs/officer_transfer.html", form, here=here, **held)


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
    reach = Q(pk__in=leavers(request).values("pk")) | Q(pk__in=Officer.objects.for_request(request).values("pk"))
    officer = get_object_or_404(Officer.objects.filter(reach).select_related("org"), pk=pk)
    found = to_hand_over(officer, request)
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
