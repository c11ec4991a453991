"""工作日历: a year to look at, a year to publish, a day to change, a term to count."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.calendars import actions, grid, queries, rules
from tiexin.calendars.forms import CountForm, DayForm, PublishForm, YearFilter, first_values
from tiexin.calendars.models import COUNTRY
from tiexin.calendars.places import name_of
from tiexin.calendars.rules import NewDay
from tiexin.core import skin
from tiexin.orgs.asking import today, who
from tiexin.orgs.queries import home
from tiexin.orgs.scope import needs, nodes

READ_WRITE = ["GET", "HEAD", "POST"]
NOT_YOURS = "日历全系统共用，只有最高一级单位的系统管理员才能公布和更改"


@needs("calendar.see")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of a place as twelve months, with the document it comes from."""
    known, day = queries.years(), today(request)
    last = max(known, default=day.year)
    offered = sorted({*known, last + 1 if known else last}, reverse=True)
    form = YearFilter(request, offered, day.year if day.year in known else last, queries.place())
    year, place = form.chosen, form.get("place")
    said = queries.days_of(place, year)
    context = {
        "form": form,
        "year": year,
        "place": place,
        "where": name_of(place),
        "country": queries.year_of("", year),
        "own": queries.year_of(place, year) if place else None,
        "months": grid.months(year, said, day) if year in known else None,
        "runs": list(grid.runs(said.values())),
        "missing": queries.missing(day),
        "next": max(known, default=day.year - 1) + 1,
        "keeps": _keeps(request),
    }
    return render(request, "tiexin/calendars/calendar.html", context)


@needs("calendar.see")
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Count a term and show why it ends when it does."""
    asked = request.GET if "start" in request.GET else None
    form = CountForm(asked, initial=first_values(today(request), queries.place()))
    due = form.due(queries.calendar_of(form.cleaned_data["place"])) if form.is_valid() else None
    return render(
        request, "tiexin/calendars/count.html", {"form": form, "due": due, "missing": queries.missing(today(request))}
    )


@needs("calendar.manage")
@require_http_methods(READ_WRITE)
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a year: paste its days, look at what will be, publish."""
    known = queries.years()
    first = {"year": max(known) + 1 if known else today(request).year, "jurisdiction": request.GET.get("place", "")}
    form = PublishForm(skin.posted(request), initial=first)
    shown: dict[str, Any] = {}
    if form.is_valid() and _allowed(request, form) and skin.attempt(form, partial(_fits, **form.cleaned_data)):
        given = form.cleaned_data
        if request.POST.get("step") == "publish":
            made = skin.attempt(form, lambda: actions.publish_year(**given, **who(request)))
            if made is not None:
                messages.success(request, f"已公布{name_of(made.jurisdiction)}{made.year}年的日历，期限随后重新计算")
                return redirect(_url(made.jurisdiction, made.year))
        else:
            shown = _preview(form, today(request))
    return skin.form_page(request, "tiexin/calendars/publish.html", form, **shown)


def _fits(jurisdiction: str, year: int, document: str, days: list[NewDay]) -> bool:
    """Refuse what publishing would refuse, before the button is offered."""
    known = queries.years()
    rules.check_year(year, days, document, known, queries.years(jurisdiction) if jurisdiction else known)
    return True


def _preview(form: PublishForm, day: date) -> dict[str, Any]:
    """What will be when the form is published."""
    given = form.cleaned_data
    new = {each.day: each for each in given["days"]}
    kept = queries.days_of(COUNTRY, given["year"]) if given["jurisdiction"] else {}  # the place's own are replaced
    said = {**kept, **new}
    return {
        "months": grid.months(given["year"], said, day),
        "runs": list(grid.runs(new.values())),
        "year": given["year"],
    }


@needs("calendar.manage")
@require_http_methods(READ_WRITE)
def change(request: HttpRequest) -> HttpResponse:
    """Say of one day what it is."""
    form = DayForm(
        skin.posted(request), initial={"day": request.GET.get("day"), "jurisdiction": request.GET.get("place", "")}
    )
    if form.is_valid() and _allowed(request, form):
        given = form.cleaned_data
        row = skin.attempt(
            form, lambda: actions.change_day(given["jurisdiction"], given["new"], given["source"], **who(request))
        )
        if row is not None:
            messages.success(
                request,
                f"{row.day.year}年{row.day.month}月{row.day.day}日已改为{row.get_kind_display()}，期限随后重新计算",
            )
            return redirect(_url(row.jurisdiction, row.day.year))
    return skin.form_page(request, "tiexin/calendars/change.html", form)


def _keeps(request: HttpRequest) -> bool:
    """Tell whether the person keeps the calendar: a system administrator of the highest unit that has one."""
    top = home()
    return top is not None and top.pk in nodes(request, "calendar.manage")


def _allowed(request: HttpRequest, form: forms.Form) -> bool:
    if _keeps(request):
        return True
    form.add_error(None, NOT_YOURS)
    return False


def _url(place: str, year: int) -> str:
    return f"{reverse('calendar')}?year={year}&place={place}"
