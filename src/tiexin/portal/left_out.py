"""What the rates leave out, for everybody: counted by unit and reason, without a person, a matter or an account."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiexin.cases.models import Case
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.rates.rules import reasons
from tiexin.orgs.scope import open_to


@dataclass(frozen=True)
class Line:
    """How many matters of one unit were left out for one reason, and how many it was refused."""

    unit: str
    reason: str
    granted: int
    refused: int


def lines() -> list[Line]:
    """By unit in the order of places, then by reason; of what is sealed or about somebody only the whole is told."""
    rows = Exclusion.objects.decided().filter(case__sealed=False, case__about=None, case__about_org=None)
    rows = rows.filter(org__practice=False).order_by("org__region", "org", "reason", "state")
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows.values("reason", "state", unit=F("org__name")).annotate(count=Count("pk")):
        sums.setdefault((row["unit"], row["reason"]), {})[row["state"]] = row["count"]
    known = reasons()
    return [
        Line(unit, known[why].label if why in known else "以前的理由", said.get("granted", 0), said.get("refused", 0))
        for (unit, why), said in sums.items()
    ]


def of_case(case: Case) -> Exclusion | None:
    """The decision that leaves a matter out, for whoever brought it."""
    return case.exclusions.filter(state="granted").select_related("decided_org").first()


@open_to("所有人：哪些诉求不计入三个率，按单位和理由数")
@require_safe
def my_left_out(request: HttpRequest) -> HttpResponse:
    """The public sheet."""
    total = Exclusion.objects.granted().filter(org__practice=False).count()
    found = lines()
    context = {"lines": found, "total": total, "apart": total - sum(line.granted for line in found)}
    return render(request, "tiexin/portal/left_out.html", context | {"reasons": reasons().values()})
