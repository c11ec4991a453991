"""Reaching whoever asked: who may look at the phone of a matter, and whom one still has to tell by phone.

The phone is there to contact the person and for nothing else: whoever handles the matter, calls back about it or
follows up a crisis looks at it, each look leaves an entry, and no list, export, search or machine ever has it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases import queries, reading
from tiexin.cases.models import Case, CaseQuerySet, CaseStep, Part
from tiexin.cases.untold import WAYS, untold
from tiexin.core.sealed import unseal
from tiexin.orgs.asking import me


def phone_of(case: Case) -> str:
    """The number that was left to contact the person, opened; nothing where none was."""
    return unseal(bytes(case.phone_sealed), f"case.phone:{case.key}") if case.phone_sealed else ""


def reachable(request: HttpRequest) -> CaseQuerySet:
    """Matters whose asker the person contacts: those they take part in by name, and crises that they follow up.

    Whoever leads in a reach without taking part, who only reads along, and who stepped back, has no call to make; a
    number tells who asked, so that whoever is not to know the name does not see it either.
    """
    return queries.taking_part(request).filter(queries.by_name(request)).exclude(reading.unnamed(request))


def may_reach(request: HttpRequest, case: Case) -> bool:
    """Whether the person may look at the phone of a matter that was looked at: the rule of `reachable` for one."""
    rights = queries.rights(request, case)
    if not case.unnamed and rights.takes_part and rights.by_name:
        return True
    return queries.may_call_back(request, case)


def sources(case: Case) -> list[str]:
    """What texts to whoever asked about the steps of a matter are named after."""
    steps = CaseStep.objects.filter(case=case).values_list("pk", flat=True)
    return [f"case/{case.pk}/{way}/{pk}" for pk in steps for way in WAYS]


def to_tell(found: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    """Of some matters those whose asker the person still has to tell by phone."""
    own = Part.objects.filter(officer=me(request), until=None, role__in=("first", "owner", "helper", "lead"))
    return untold(found.filter(pk__in=own.values("case")).exclude(reading.unnamed(request)))


def beside(request: HttpRequest, found: Case) -> dict[str, Any]:
    """What of it stands on the page of a matter: whether there is a number to look at, and somebody to be told."""
    reaches = may_reach(request, found)
    waits = reaches and queries.rights(request, found).untold
    return {"reaches": reaches and found.phone_sealed is not None, "waits_for_call": waits}
