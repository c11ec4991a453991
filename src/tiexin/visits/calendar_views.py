"""The calendar of stays: who is where in which weeks, batch by batch, as bars and as a list."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiexin.core import exports
from tiexin.core.filters import FilterForm, words
from tiexin.core.pages import page_of
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import today
from tiexin.orgs.scope import may, needs
from tiexin.visits.exports import stay_columns
from tiexin.visits.models import Stay

WEEKS = 8
WHOLE = timedelta(weeks=WEEKS)
EARLIEST, LATEST = date(1950, 1, 2), date(2199, 12, 30)  # what somebody may ask for: far from the ends of the calendar


class CalendarFilter(FilterForm):
    unit = words("单位")
    batch = forms.IntegerField(label="第几批", min_value=1, max_value=99, required=False)
    start = forms.DateField(label="从哪天起", required=False, widget=forms.DateInput(attrs={"type": "date"}))


@dataclass(frozen=True)
class Bar:
    """A stay on the scale of the page: where it begins and how long it is, in percent; `state` colours it."""

    stay: Stay
    left: float
    width: float
    state: str


@needs("teams.see")
@require_safe
def stays(request: HttpRequest) -> HttpResponse:
    """Stays within reach that touch the eight weeks from a Monday on, in the order of their days."""
    form = CalendarFilter(request)
    first = monday(form.get("start") or today(request) - timedelta(days=14))
    found = Stay.objects.for_request(request).standing().filter(start__lt=first + WHOLE, end__gte=first)
    if unit := form.get("unit"):
        found = found.filter(team__org__name__contains=unit)
    if batch := form.get("batch"):
        found = found.filter(batch=batch)
    found = found.select_related("team__org", "employer").order_by("start", "team_id", "pk")
    if exports.asked(request):
        return exports.listing(request, "蹲点日历", stay_columns(today(request)), found)
    pager = page_of(found, request)
    context: dict[str, Any] = {
        "form": form,
        "pager": pager,
        "bars": [bar(stay, first, today(request)) for stay in pager.rows],
        "weeks": [(first + timedelta(weeks=n), n * 100 / WEEKS) for n in range(WEEKS)],
        "today_at": at if 0 <= (at := place(today(request), first)) <= 100 else None,
        "before_said": (first - WHOLE).isoformat(),
        "after_said": (first + WHOLE).isoformat(),
        "may_import": may(request, "teams.manage"),
        "said": f"{zh_date(first)}起{WEEKS}周",
    }
    return render(request, "tiexin/visits/stays.html", context)


def monday(day: date) -> date:
    """The Monday of a day's week, within what may be asked for."""
    day = min(max(day, EARLIEST), LATEST)
    return day - timedelta(days=day.weekday())


def place(day: date, first: date) -> float:
    """Where a day stands on a scale of eight weeks, in percent."""
    return (day - first).days * 100 / WHOLE.days


def bar(stay: Stay, first: date, day: date) -> Bar:
    """The part of a stay that the page shows."""
    left = max(place(stay.start, first), 0.0)
    right = min(place(stay.end + timedelta(days=1), first), 100.0)
    return Bar(stay, left, right - left, stay.stands(day))
