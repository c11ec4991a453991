"""Reads of what is left out of rates, of call-backs that were drawn, and of differences by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseClock, Part
from tiexin.cases.rates.models import Exclusion, Recheck
from tiexin.cases.rates.rules import Compared
from tiexin.cases.reading import unnamed
from tiexin.core.days import opening
from tiexin.draws.models import Pick, State
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Org, Under
from tiexin.orgs.scope import below, nodes, reaching

KIND = "call_backs"


def summed(request: HttpRequest, since: date, until: date) -> tuple[dict[str, int], dict[str, int]]:
    """What the rates are made of: terms of contact that ended in those days, and call-backs that ended then; once
    without what was left out by decision, once with it.

    What was closed without a call-back until its term had passed is an answer that nobody heard; a matter that was
    withdrawn after its term had passed without contact was not contacted in time.
    """
    last = opening(min(until, today(request)) + timedelta(days=1))
    clocks = CaseClock.objects.filter(due__gt=opening(since), due__lte=last)
    lapsed_first = Q(ended=None) | Q(ended__gt=F("due"))  # counts as lapsed
    heard = {"found": Q(reached=True), "silent": Q(reached=False), "solving": Q(solved="yes")}
    heard |= {name: Q(answer=name) for name in TAGS["answer"]}
    parts = (
        (CallBack.objects.filter(ends=True, on__gte=since, on__lte=until), heard),
        (clocks.filter(lapsed_first, rule="contact"), {"ended_terms": Q(), "in_time": Q(met__lte=F("due"))}),
        (clocks.filter(rule="call_back", met=None, ended=None, case__state="closed"), {"unasked": Q()}),
    )
    inside = Exists(Case.objects.for_request(request).filter(pk=OuterRef("case")))
    out = Exists(Exclusion.objects.granted().filter(case=OuterRef("case")))
    sums = [Counter[str](), Counter[str]()]
    for rows, counted in parts:
        asked = {f"in_{name}": Count("pk", filter=each & Q(out=False)) for name, each in counted.items()}
        asked |= {f"all_{name}": Count("pk", filter=each) for name, each in counted.items()}
        found = rows.filter(inside).annotate(out=out).aggregate(**asked)  # asked row by row: few lie in a span of days
        for kept, way in zip(sums, ("in_", "all_"), strict=True):
            kept.update({name: found[way + name] for name in counted})
    for kept in sums:
        kept["silent"] += kept.pop("unasked")
    return dict(sums[0]), dict(sums[1])


def published(request: HttpRequest) -> QuerySet[Exclusion]:
    """Every decision, of every unit: whoever reads matters at all reads these; names of units follow below.

    Whoever a matter is about, and their unit, do not learn from here that there is one.
    """
    officer = me(request)
    found = Exclusion.objects.decided().exclude(Q(case__about=officer) | Q(case__about_org=officer.org_id))
    return found.select_related("case", "org", "decided_org").order_by("-decided_on", "-pk")


def known_units(request: HttpRequest, units: set[int]) -> set[int]:
    """Of some units those whose names the person may read: at, below and above where they read matters."""
    held = nodes(request, "cases.see")
    above = Under.objects.filter(org__in=held).values("ancestor")
    reached = Org.objects.filter(reaching("pk", held) | Q(pk__in=above), pk__in=units)
    return set(reached.values_list("pk", flat=True))


def to_decide(request: HttpRequest) -> QuerySet[Exclusion]:
    """What waits for the person's decision: asked by a unit strictly below one where they lead, not by themselves."""
    held, officer = nodes(request, "cases.lead"), me(request)
    mine = Part.objects.filter(officer=officer, case=OuterRef("case"))
    found = Exclusion.objects.for_request(request, "cases.lead").filter(state="asked")
    found = found.exclude(org__in=held).exclude(case__org__in=held)
    return found.exclude(Exists(mine)).exclude(asked_by=officer).exclude(case__about=officer)


def to_recheck(request: HttpRequest) -> QuerySet[CallBack]:
    """Call-backs that a unit above drew, not asked again yet, that the person stands apart from."""
    officer, held = me(request), nodes(request, "cases.call_back")
    found = CallBack.objects.filter(Exists(drawn(held)), reached=True, ends=True, case__sealed=False)
    mine = Part.objects.filter(officer=officer, case=OuterRef("case"))
    reach = Case.objects.for_request(request, "cases.call_back")
    found = found.filter(reach.exclude(unnamed(request)).having()).exclude(Exists(mine)).exclude(by=officer)
    ended = Recheck.objects.ended().filter(call_back=OuterRef("pk"))
    return found.exclude(case__org=officer.org_id).exclude(Exists(ended))


def drawn(held: list[int] | None = None) -> QuerySet[Pick]:
    """What was drawn of call-backs, seen from one; by units other than the one that is checked."""
    picks = Pick.objects.standing().filter(draw__kind=KIND, draw__state=State.DRAWN, item__thing_id=OuterRef("pk"))
    picks = picks.exclude(draw__org=OuterRef("case__org"))
    return picks if held is None else picks.filter(draw__org__in=below(held))


def compared(request: HttpRequest, since: date, until: date) -> QuerySet[Recheck, Any]:
    """By unit, in the order of places and never by how many: asked again, reached, differing."""
    found = Recheck.objects.for_request(request).ended().filter(on__gte=since, on__lte=until, case__sealed=False)
    rows = found.values("case__org", name=F("case__org__name")).annotate(
        asked=Count("pk"),
        reached_too=Count("pk", filter=Q(reached=True)),
        differing=Count("pk", filter=Q(differs=True)),
    )
    return rows.order_by("case__org__region", "case__org")


def as_compared(row: Mapping[str, Any]) -> Compared:
    """A row of the above."""
    return Compared(row["name"], row["asked"], row["reached_too"], row["differing"])
