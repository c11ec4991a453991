"""Pages of who came: ticked from the roster, taken back, the code on the wall, signing on one's own phone."""

from collections.abc import Callable
from functools import partial

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.activities import forms, queries, rules, signing
from tiexin.activities.actions import people as actions
from tiexin.activities.actions.people import Came
from tiexin.activities.models import Attendance
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import needs, open_to

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("activities.record")
@require_http_methods(READ_WRITE)
def activity_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who came, all at once; searching on keeps who is ticked."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    form = forms.PeopleForm(posted(request), queries.roster(request, found))
    if form.is_valid():
        rows = list(form.cleaned_data["people"])
        came = Came(officers=rows) if rules.takes_officers(found.kind) else Came(workers=rows)
        if made := attempt(form, partial(actions.tick_people, found, came, **who(request))):
            messages.success(request, f"记下了 {len(made)} 人")
            return redirect("activity", pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    chosen = [int(each) for each in given.getlist("people")[: rules.TICKED] if NUMBER.fullmatch(each)]
    text = given.get("q", "")[:60]
    people, more = queries.offered(request, found, text, chosen)
    context = {"activity": found, "people": people, "more": more, "q": text, "shown": queries.SHOWN}
    return form_page(request, "tiexin/activities/people.html", form, **context)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def attendance_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that somebody was there."""
    rows = Attendance.objects.filter(activity__in=queries.handled(request))
    found = get_object_or_404(rows.select_related("activity__org", "officer", "worker"), pk=pk)
    form = forms.DropForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, partial(actions.drop_person, found, reason, **who(request))):
            return redirect("activity", pk=found.activity_id)
    context = {"activity": found.activity, "whom": found.officer or found.worker, "title": "更正点名"}
    return form_page(request, "tiexin/activities/form.html", form, **context, button="没有来")


@needs("activities.record")
@require_safe
def activity_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to show in the room: it opens on the day itself."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    there = found.employer_id is not None
    opened = not found.voided and rules.may_sign(found.kind, found.on, today(request), at_employer=there)
    path = reverse("sign", args=[signing.token_of(found)]) if opened else ""
    link = request.build_absolute_uri(path) if path else ""
    code = mark_safe(segno.make(link, error="m").svg_inline(scale=8, border=2)) if link else ""  # noqa: S308 - our own
    return render(request, "tiexin/activities/code.html", {"activity": found, "path": path, "link": link, "code": code})


@needs("activities.record")
@require_http_methods(READ_WRITE)
def activity_signings(request: HttpRequest, pk: int) -> HttpResponse:
    """The names that were signed and wait: accept them, or put them away."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    waiting = list(found.signings.filter(settled=None).order_by("pk")[: rules.TICKED])
    form = forms.SigningsForm(posted(request), [each.pk for each in waiting])
    if form.is_valid():
        accepts, ids = form.cleaned_data["accept"] == "yes", form.cleaned_data["signings"]
        act: Callable[..., object] = actions.confirm_signings if accepts else actions.refuse_signings
        if attempt(form, partial(act, found, ids, **who(request))) is not None:
            return redirect("activity", pk=pk)
    known = queries.roster_names(found, [each.name for each in waiting])
    for each in waiting:
        each.known = known.get(each.name, 0)  # type: ignore[attr-defined]
    return form_page(request, "tiexin/activities/signings.html", form, activity=found, waiting=waiting)


@open_to("在会场扫码签到的职工：写自己的姓名，当天有效")
@never_cache
@require_http_methods(READ_WRITE)
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Sign with one's name; the answer is the same for everybody, whoever stands on a roster."""
    found = signing.activity_of(token, today(request))
    if found is None:
        return render(request, "tiexin/activities/sign_over.html", status=410)
    form = forms.SignForm(posted(request))

    def act() -> bool:
        signing.check_pace(request, found)
        actions.sign_in(found, form.cleaned_data["name"], on=today(request))
        return True

    if form.is_valid() and attempt(form, act):
        return render(request, "tiexin/activities/signed.html", {"activity": found})
    return form_page(request, "tiexin/activities/sign.html", form, activity=found)
