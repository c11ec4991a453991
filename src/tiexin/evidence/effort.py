"""What recording costs: seconds, fields typed and taps per kind of form, summed by unit and month. Nobody's name.

The browser counts, the middleware takes the numbers of what was saved, and one row per unit, month and form grows. The
plan's estimate (docs/burden.md) stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse

from tiexin.evidence.measures import MEASURES
from tiexin.orgs.models import Org
from tiexin.orgs.scope import ScopedQuerySet

FIELD = "_effort"
SAID = re.compile(r"(\d{1,6})\.(\d{1,4})\.(\d{1,4})")
LONGEST = 4 * 3600  # seconds: a page left open over lunch tells nothing, it is counted as this much at most


@dataclass(frozen=True)
class Form:
    """A form whose cost is measured: its page, its name on screen, the measure whose estimate it is held against."""

    page: str
    label: str
    measure: str

    @property
    def fields(self) -> int:
        """How many fields the plan's estimate takes."""
        return MEASURES[self.measure].fields

    @property
    def seconds(self) -> int:
        """How many seconds the plan's estimate takes."""
        return round(MEASURES[self.measure].minutes * 60)


FORMS: dict[str, Form] = {}


def register(*forms: Form) -> None:
    """Let these forms be measured."""
    FORMS.update({form.page: form for form in forms})


@dataclass(frozen=True)
class Spent:
    """What one saved form cost."""

    seconds: int
    typed: int
    taps: int


def read(said: str) -> Spent | None:
    """The three numbers that a browser sends; None for anything else, and for what no person could have done."""
    match = SAID.fullmatch(said)
    if match is None:
        return None
    seconds, typed, taps = map(int, match.groups())
    return Spent(min(seconds, LONGEST), typed, taps)


class EffortQuerySet(ScopedQuerySet["Effort"]):
    scope_fields = ("org",)


class Effort(models.Model):
    """Sums of a unit, a month (its first day) and a form. No person and no record can be told from it."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    month = models.DateField("月份")
    form = models.CharField("表单", max_length=40)
    records = models.PositiveIntegerField("件数", default=0)
    seconds = models.PositiveBigIntegerField("秒", default=0)
    typed = models.PositiveIntegerField("打字的格子", default=0)
    taps = models.PositiveIntegerField("点选", default=0)

    objects = EffortQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "month", "form"], name="effort_once")]
        indexes: ClassVar = [models.Index(fields=["-month", "form", "org"], name="effort_by_month")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.month} {self.form}"


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


class EffortMiddleware:
    """Adds up what a saved form cost, for the unit of whoever saved it; what is practised is not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then count what the answer says was saved."""
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302:
            self._count(request)
        return response

    def _count(self, request: Any) -> None:
        from tiexin.evidence.actions import add_effort

        officer, match = getattr(request, "officer", None), request.resolver_match
        if officer is None or match is None or match.url_name not in FORMS or getattr(request, "practising", False):
            return
        if spent := read(request.POST.get(FIELD, "")):
            add_effort(officer.org, match.url_name, spent, on=request.today)
