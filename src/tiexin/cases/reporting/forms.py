"""Input about reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases.forms import text_field
from tiexin.cases.models import Case
from tiexin.cases.reporting import rules
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.queries import answerable, units_above
from tiexin.core.days import opening
from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org

STATES = {"waiting": "等我知悉的", "open": "还没有了结的", "ended": "已了结的"}


class ReportFilter(FilterForm):
    state = choice("哪些", STATES)
    unit = words("哪个单位报的")

    def narrowed(self, found: QuerySet[Report], request: HttpRequest) -> QuerySet[Report]:
        """The reports that every filter lets through."""
        state = self.get("state")
        if state == "waiting":
            found = found.filter(received=None, pk__in=answerable(request).values("pk"))
        elif state:
            found = found.filter(answer="") if state == "open" else found.exclude(answer="")
        return found.filter(from_org__name__contains=self.get("unit")) if self.get("unit") else found


def time_field(label: str, **more: Any) -> forms.DateTimeField:
    """A day and a time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **more)


def unit_field(rows: QuerySet[Org], label: str) -> forms.ModelChoiceField[Org]:
    """One of the few units above, the nearest first: who is in a hurry passes over nobody."""
    return forms.ModelChoiceField(label=label, queryset=rows.reverse(), empty_label=None)


class ReportForm(forms.Form):
    """To which unit above; when it happened, when it was known, by whom; what is reported."""

    happened = time_field("事情什么时候发生的")
    known = time_field("工会什么时候第一次知道的")
    known_by = forms.CharField(label="谁第一个知道的", max_length=rules.WHO)
    text = text_field("报告的话", rules.TEXT, help_text="在哪里、多少人、为什么事、有没有人受伤、已经做了什么。")

    def __init__(self, data: Any = None, *, case: Case, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["org"] = unit_field(units_above(case, case.org), "报给哪个上级工会")
        self.order_fields(["org"])


class PassForm(forms.Form):
    """To which unit further up, in which words."""

    text = text_field("报告的话", rules.TEXT)

    def __init__(self, data: Any = None, *, report: Report) -> None:
        super().__init__(data, initial={"text": report.words})
        self.fields["org"] = unit_field(units_above(report.case, report.org), "报给哪个上级工会")
        self.order_fields(["org"])


class CoordinateForm(forms.Form):
    """When somebody of the union was there, and what they did."""

    at = time_field("什么时候到场")
    text = text_field("怎么协调的")


def first_time(request: HttpRequest) -> datetime:
    """The morning of today, where a time is asked for."""
    return opening(today(request))
