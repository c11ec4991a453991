"""Pages of lines: the list, a new one, one line with who joined it and its seats; the rota by week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, F, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.cases.actions import hotline_lines as actions
from tiexin.cases.hotline import desk
from tiexin.cases.hotline import line_forms as forms
from tiexin.cases.hotline.desk_views import pressed
from tiexin.cases.hotline.models import Line, Seat, Shift
from tiexin.core.days import now
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, today, who
from tiexin.orgs.models import Officer
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]
FORM = "tiexin/cases/hotline_form.html"
DAYS = "一二三四五六日"
MENDS = 20  # of what was put right on a line, the newest


def crumbs(*way: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """The way to a page below the desk."""
    return (("接听", reverse("hotline")), *way)


@needs("hotline.lead")
@require_safe
def hotline_lines(request: HttpRequest) -> HttpResponse:
    """Lines within reach."""
    found = Line.objects.for_request(request).select_related("org")
    unions = Count("joined", filter=Q(joined__until=None), distinct=True)
    places = Count("seats", filter=Q(seats__closed=None), distinct=True)
    found = found.annotate(unions=unions, places=places).order_by(F("closed").desc(nulls_first=True), "number", "pk")
    return render(request, "tiexin/cases/hotline_lines.html", {"pager": page_of(found, request)})


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def line_new(request: HttpRequest) -> HttpResponse:
    """Open a line of one's own union."""
    form = forms.LineForm(posted(request))
    if form.is_valid():
        made = attempt(form, partial(actions.open_line, home_of(request), **form.cleaned_data, **who(request)))
        if made:
            return redirect("line", pk=made.pk)
    way = crumbs(("热线", reverse("hotline-lines")))
    return form_page(request, FORM, form, title="开通热线", button="开通", way=way, back=reverse("hotline-lines"))


@needs("hotline.lead")
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: which county unions joined, which have not, its seats and who sits there."""
    found = get_object_or_404(Line.objects.for_request(request).select_related("org"), pk=pk)
    joined = list(found.joined.filter(until=None).select_related("org").order_by("since", "org__region", "pk"))
    counties = list(forms.county_unions(request))
    there = {each.org_id for each in joined}
    seats = Seat.objects.filter(line=found, closed=None).select_related("org", "officer").order_by("number", "pk")
    context = {
        "line": found,
        "joined": joined,
        "seats": seats,
        "total": len(counties),
        "covered": sum(each.pk in there for each in counties),
        "missing": [each for each in counties if each.pk not in there],
        "mends": found.mends.select_related("by").order_by("-pk")[:MENDS],
    }
    return render(request, "tiexin/cases/hotline_line.html", context)


def about(
    request: HttpRequest, found: Line, form: Form, action: Callable[[], Callable[..., Any]], **said: Any
) -> HttpResponse:
    """A form about a line and its action, made when the form holds."""
    here = reverse("line", args=[found.pk])
    if form.is_valid() and attempt(form, partial(action(), **who(request))):
        return redirect(here)
    way = crumbs(("热线", reverse("hotline-lines")), (str(found), here))
    return form_page(request, FORM, form, way=way, back=here, **said)


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def line_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let county unions join a line."""
    found = get_object_or_404(Line.objects.for_request(request).select_related("org"), pk=pk)
    form = forms.JoinForm(posted(request), request=request, line=found)
    action = lambda: partial(actions.join_unions, found, form.cleaned_data["orgs"])  # noqa: E731 - read when valid
    return about(request, found, form, action, title="接入单位", button="接入")


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def line_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a seat to a line."""
    found = get_object_or_404(Line.objects.for_request(request).select_related("org"), pk=pk)
    form = forms.NewSeatForm(posted(request), request=request, line=found)
    action = lambda: partial(actions.open_seat, found, **form.cleaned_data)  # noqa: E731 - read when valid
    return about(request, found, form, action, title="增加座席", button="增加")


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def line_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a line right: free a seat, correct a number, close what is wrong."""
    found = get_object_or_404(Line.objects.for_request(request).select_related("org"), pk=pk)
    form = forms.MendForm(posted(request), line=found)
    return about(request, found, form, form.action, title="更正和停用", button="改")


@needs("hotline.answer")
@require_safe
def hotline_rota(request: HttpRequest) -> HttpResponse:
    """The rota of a week: a row for each person, a column for each day; who is on now."""
    form = forms.WeekFilter(request)
    first = form.first(today(request))
    days = [first + timedelta(days=number) for number in range(7)]
    found = Shift.objects.for_request(request).filter(on__gte=first, on__lte=days[-1], dropped=None)
    rows = found.select_related("officer__org").order_by("officer__name", "officer", "on", "start", "pk")
    context = {
        "form": form,
        "days": [(day, DAYS[day.weekday()]) for day in days],
        "people": by_officer(rows, days),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "on_now": desk.on_now(request, now()),
        "may_lead": may(request, "hotline.lead"),
    }
    return render(request, "tiexin/cases/hotline_rota.html", context)


def by_officer(
    rows: Any, days: Sequence[date]
) -> Sequence[tuple[Officer, Sequence[tuple[date, str, Sequence[Shift]]]]]:
    """The shifts as a grid: for each person each day of the week with its shifts."""
    grid: dict[Officer, dict[date, list[Shift]]] = {}
    for shift in rows:
        grid.setdefault(shift.officer, {}).setdefault(shift.on, []).append(shift)
    return [
        (officer, [(day, DAYS[day.weekday()], held.get(day, [])) for day in days]) for officer, held in grid.items()
    ]


@needs("hotline.lead")
@require_http_methods(READ_WRITE)
def shift_new(request: HttpRequest) -> HttpResponse:
    """Put somebody on the rota."""
    form = forms.ShiftForm(posted(request), request=request)
    if form.is_valid():
        made = attempt(form, partial(actions.plan_shifts, form.hours(), **who(request)))
        if made:
            return redirect(f"{reverse('hotline-rota')}?week={made[0].on}")
    way = crumbs(("排班", reverse("hotline-rota")))
    return form_page(request, FORM, form, title="排一个班", button="排上", way=way, back=reverse("hotline-rota"))


@needs("hotline.lead")
@require_safe
def shift_officer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for somebody who answers calls."""
    return answer(request, forms.staff(request), forms.STAFF)


@needs("hotline.lead")
@require_POST
def shift_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift off the rota."""
    found = get_object_or_404(Shift.objects.for_request(request), pk=pk)
    pressed(request, partial(actions.drop_shift, found))
    return redirect(f"{reverse('hotline-rota')}?week={found.on}")
