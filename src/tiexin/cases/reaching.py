"""Reaching whoever asked: who may look at the phone of a matter, and whom one still has to tell by phone.

The phone is there to contact the person and for nothing else: whoever handles the matter, calls back about it or
follows up a crisis looks at it, each look leaves an entry, and no list, export, search or machine ever has it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.cases import queries, reading
from tiexin.cases.crisis.rules import KIND
from tiexin.cases.models import Case, CaseQuerySet, CaseStep, Part
from tiexin.core.sealed import unseal
from tiexin.orgs.asking import me

TELLS = ("replied", "refused", "review_answered", "second_review_answered", "extended", "stopped")  # has to be told
TOLD = ("phoned", "called_back")  # the person was told, answered themself, or could not be found


def phone_of(case: Case) -> str:
    """The number that was left to contact the person, opened; nothing where none was."""
    return unseal(bytes(case.phone_sealed), f"case.phone:{case.key}") if case.phone_sealed else ""


def reachable(request: HttpRequest) -> CaseQuerySet:
    """Matters whose asker the person contacts: those they take part in by name, and crises that they follow up.

    Whoever leads in a reach without taking part, who only reads along, and who stepped back, has no call to make; a
    number tells who asked, so that whoever is not to know the name does not see it either.
    """
    officer = me(request)
    part = Part.objects.filter(officer=officer, until=None, case=OuterRef("pk")).exclude(role__in=("reader", "recused"))
    named = Q(owner=officer) | Q(lead=officer) | Q(Exists(part)) | Q(kind=KIND)
    return queries.taking_part(request).filter(named).exclude(reading.unnamed(request))


def may_reach(request: HttpRequest, case: Case) -> bool:
    """Whether the person may look at the phone of a matter."""
    if reachable(request).filter(pk=case.pk).exists():
        return True
    return queries.may_call_back(request, case)


def untold(found: QuerySet[Case]) -> QuerySet[Case]:
    """Of some matters those whose asker wishes to be told by phone, and has not been told of the newest word yet.

    What was said while it was being registered was said to the person, or stands on the page before them.
    """
    heard = CaseStep.objects.filter(case=OuterRef("pk"), event__in=(*TELLS, *TOLD), at__gt=OuterRef("at"))
    newest = Subquery(heard.order_by("-pk").values("event")[:1])
    return found.filter(reply_way="call").alias(heard=newest).filter(heard__in=TELLS)


def to_tell(found: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    """Of some matters those whose asker the person still has to tell by phone."""
    own = Part.objects.filter(officer=me(request), until=None, role__in=("first", "owner", "helper", "lead"))
    return untold(found.filter(pk__in=own.values("case")).exclude(reading.unnamed(request)))


def beside(request: HttpRequest, found: Case) -> dict[str, Any]:
    """What of it stands on the page of a matter: whether there is a number to look at, and somebody to be told."""
    reaches = may_reach(request, found)
    waits = reaches and untold(Case.objects.filter(pk=found.pk)).exists()
    return {"reaches": reaches and found.phone_sealed is not None, "waits_for_call": waits}
