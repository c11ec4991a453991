"""Pages of activities: the list, a new one, one activity, held, voided; the calendar and the corps of lectures."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.activities import actions, exports, forms, queries, rules
from tiexin.activities.actions import NewActivity
from tiexin.activities.models import Activity
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.models import Officer
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MOST = 300  # lectures of a month on one page


@needs("activities.see")
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Activities within reach, the newest first."""
    form = forms.ActivityFilter(request)
    found = form.narrowed(Activity.objects.for_request(request)).select_related("org", "employer")
    found = found.prefetch_related("givers").order_by("-on", "-pk")
    if asked(request):
        return listing(request, "活动", exports.ACTIVITIES, found)
    context = {"form": form, "pager": page_of(found, request), "may_record": may(request, "activities.record")}
    return render(request, "tiexin/activities/activities.html", context)


@needs("activities.see")
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity: what it was, which tasks it served, who came."""
    rows = Activity.objects.for_request(request).select_related("org", "employer", "author", "organ")
    found = get_object_or_404(rows, pk=pk)
    handles = queries.handled(request).filter(pk=pk).exists() and not found.voided
    there = found.attendances.filter(dropped=None).select_related("officer__org", "worker").order_by("pk")
    context = {
        "activity": found,
        "there": there[: rules.TICKED],
        "count": there.count(),
        "waiting": found.signings.filter(settled=None).count(),
        "handles": handles,
        "due": found.is_due(today(request)),
        "ticks": handles and found.state == "held" and (found.employer_id or rules.takes_officers(found.kind)),
        "signs": handles and found.employer_id and not rules.takes_officers(found.kind) and found.on >= today(request),
    }
    return render(request, "tiexin/activities/activity.html", context)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def activity_new(request: HttpRequest) -> HttpResponse:
    """Write an activity down, or plan one for a day to come."""
    form = forms.ActivityForm(posted(request), request=request)
    if form.is_valid():
        said = {**form.cleaned_data, "audience": form.cleaned_data["audience"] or 0}
        givers = list(said.pop("givers"))
        new = NewActivity(Activity(org=form.home, author=me(request), **said), givers)
        if made := attempt(form, partial(actions.record_activity, new, **who(request))):
            return redirect("activity", pk=made.pk)
    return form_page(request, "tiexin/activities/form.html", form, title="登记活动", button="保存")


@needs("activities.record")
@require_safe
def activity_giver_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for who speaks."""
    return answer(request, forms.speakers(request), forms.GIVER)


@needs("activities.record")
@require_safe
def activity_employer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for the enterprise."""
    return answer(request, forms.employers(request), forms.PLACE)


@needs("activities.record")
@require_http_methods(READ_WRITE)
def activity_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned activity was held."""
    form = forms.HoldForm(posted(request))
    return about(request, pk, form, lambda found, data: partial(actions.hold_activity, found, **data), "已办")


@needs("activities.record")
@require_http_methods(READ_WRITE)
def activity_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void an activity, with a reason."""
    form = forms.VoidForm(posted(request))
    return about(request, pk, form, lambda found, data: partial(actions.void_activity, found, **data), "作废")


def about(
    request: HttpRequest, pk: int, form: Form, action: Callable[[Activity, dict[str, Any]], Any], title: str
) -> HttpResponse:
    """A form about one activity that the person handles, and its action."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    if form.is_valid() and attempt(form, partial(action(found, form.cleaned_data), **who(request))):
        return redirect("activity", pk=pk)
    return form_page(request, "tiexin/activities/form.html", form, activity=found, title=title, button=title)


@needs("activities.see")
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """Officers within reach by unit and name, and when each was last trained."""
    form = forms.TrainingFilter(request)
    serving = Officer.objects.for_request(request).serving(today(request)).select_related("org")
    found = form.narrowed(queries.with_training(serving)).order_by("org_id", "name", "pk")
    if asked(request):
        return listing(request, "培训情况", exports.TRAINING, found)
    context = {"form": form, "pager": page_of(found, request)}
    return render(request, "tiexin/activities/training.html", context)


@needs("activities.see")
@require_safe
def lecture_calendar(request: HttpRequest) -> HttpResponse:
    """A month of lectures and tour stops: a grid at a desk, a list on a phone."""
    form = forms.MonthFilter(request)
    first = month_asked(request.GET.get("month", ""), today(request))
    after = (first + timedelta(days=32)).replace(day=1)
    found = queries.lectures(request, first, after).filter(org__name__contains=form.get("unit"))
    rows = list(found[: MOST + 1])
    handles = set(queries.handled(request).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        row.due = row.is_due(today(request)) and row.pk in handles  # type: ignore[attr-defined]
    context = {
        "form": form,
        "first": first,
        "weekdays": "一二三四五六日",
        "days": queries.month_of(rows[:MOST], first, today(request)),
        "cut": len(rows) > MOST,
        "count": len(rows[:MOST]),
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": after.strftime("%Y-%m"),
        "may_record": may(request, "activities.record"),
    }
    return render(request, "tiexin/activities/calendar.html", context)


def month_asked(text: str, now: date) -> date:
    """The first day of the month in the address, or of this month."""
    read = MONTH.fullmatch(text) if text.isascii() else None
    return date(int(read[1]), int(read[2]), 1) if read else now.replace(day=1)


@needs("activities.see")
@require_safe
def lecture_corps(request: HttpRequest) -> HttpResponse:
    """Lecture corps within reach: who belongs to each since when, how many stops it held, when the next one is."""
    found = queries.corps(request)
    if asked(request):
        return listing(request, "宣讲团", exports.CORPS, found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.roster = [(seat, held) for seat in row.seats.all() for held in seat.everybody]
    return render(request, "tiexin/activities/corps.html", {"pager": pager})
