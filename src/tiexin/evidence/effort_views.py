"""The page of what recording costs, unit by unit and month by month, beside what the plan's estimate takes."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiexin.core import exports
from tiexin.core.days import opening
from tiexin.core.exports import Column
from tiexin.core.filters import ALL, FilterForm, words
from tiexin.core.pages import page_of
from tiexin.evidence.effort import FORMS, Effort, Form, month_of
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs
from tiexin.outbox.queries import month_total

COLUMNS = (
    Column("月份", lambda row: f"{row.month:%Y-%m}"),
    Column("单位", lambda row: row.org.name),
    Column("表单", lambda row: told(row).label),
    Column("件数", lambda row: row.records),
    Column("每件秒数", lambda row: each(row.seconds, row)),
    Column("估计秒数", lambda row: told(row).seconds),
    Column("每件打字的格子", lambda row: each(row.typed, row)),
    Column("估计格子", lambda row: told(row).fields),
    Column("每件点选", lambda row: each(row.taps, row)),
)


class BurdenFilter(FilterForm):
    unit = words("单位")
    month = forms.DateField(label="月份", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    form = forms.ChoiceField(label="表单", choices=lambda: [ALL, *_labels()], required=False)


def _labels() -> list[tuple[str, str]]:
    return [(form.page, form.label) for form in FORMS.values()]


def told(row: Effort) -> Form:
    """The form that a row is about."""
    return FORMS[row.form]


def each(total: int, row: Effort) -> float:
    """A sum per record, with one decimal."""
    return round(total / row.records, 1)


@needs("boards.see")
@require_safe
def burden(request: HttpRequest) -> HttpResponse:
    """What recording costs in the units within reach, the newest month first."""
    form = BurdenFilter(request)
    found = Effort.objects.for_request(request).filter(form__in=FORMS, records__gt=0).select_related("org")
    wanted: dict[str, Any] = {"org__name__contains": form.get("unit"), "form": form.get("form")}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if month := form.get("month"):
        found = found.filter(month=month_of(month))
    found = found.order_by("-month", "form", "org_id")
    if exports.asked(request):
        return exports.listing(request, "登记负担", COLUMNS, found)
    pager = page_of(found, request)
    for row in pager.rows:
        row.told, row.each = told(row), {name: each(getattr(row, name), row) for name in ("seconds", "typed", "taps")}
        row.over = row.each["typed"] > row.told.fields or row.each["seconds"] > row.told.seconds
    news = month_total(Org.objects.for_request(request).values("pk"), opening(month_of(today(request))))
    return render(request, "tiexin/evidence/burden.html", {"form": form, "pager": pager, "news": news})
