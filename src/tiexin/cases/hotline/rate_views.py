"""The four rates of the hotline: whole, by day beside plan and standard, by county with who has not joined."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiexin.cases.calling_rules import numbers
from tiexin.cases.hotline import exports, queries
from tiexin.cases.hotline.call_forms import SpanFilter
from tiexin.cases.hotline.models import Call, LineJoin
from tiexin.cases.hotline.norms import norms
from tiexin.cases.hotline.rules import NOTHING
from tiexin.core.exports import asked, listing
from tiexin.orgs.asking import today
from tiexin.orgs.models import Kind, Level, Org
from tiexin.orgs.scope import needs


@needs("hotline.lead")
@require_safe
def hotline_rates(request: HttpRequest) -> HttpResponse:
    """Four promises as four rates of the reach in a span of days; without a rate where there were too few."""
    form = SpanFilter(request)
    since, until = form.span(today(request))
    found = queries.during(Call.objects.for_request(request), since, until)
    days = queries.by_day(found)
    if asked(request):
        return listing(request, "热线接通率", exports.DAYS, days)
    sums: dict[str, Any] = {"form": form, "since": since, "until": until, "rates": queries.rates(found), "days": days}
    sums |= {"norms": norms(), "fewest": numbers()["fewest"], "counties": counties(request, found)}
    sums |= {"unmarked": queries.unmarked(found).count(), "nothing": found.filter(what=NOTHING).count()}
    return render(request, "tiexin/cases/hotline_rates.html", {**sums, "coverage": coverage(request)})


def counties(request: HttpRequest, found: Any) -> list[tuple[Org, list[queries.Rate]]]:
    """The rates of each unit from whose county calls came, in the order of regions."""
    by_org = dict(queries.by_org(found))
    return [(org, by_org[org.pk]) for org in Org.objects.filter(pk__in=list(by_org)).in_order()]


def coverage(request: HttpRequest) -> dict[str, Any]:
    """How many county unions of the reach have joined a line, over all of them, and the names of the others (C145)."""
    owing = Org.objects.for_request(request).open_on(today(request)).filter(level=Level.COUNTY, kind=Kind.TERRITORIAL)
    joined = LineJoin.objects.filter(since__lte=today(request), until=None, line__closed=None).values("org")
    missing = list(owing.exclude(pk__in=joined).in_order())
    total = owing.count()
    return {"joined": total - len(missing), "total": total, "missing": missing}
