"""Reaching whoever asked: who may look at the phone of a matter, and whom one still has to tell by phone.

The phone is there to contact the person and for nothing else: whoever handles the matter, calls back about it or
follows up a crisis looks at it, each look leaves an entry, and no list, export, search or machine ever has it.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

from tiexin.cases import queries, reading
from tiexin.cases.models import Case, CaseQuerySet, CaseStep, Part
from tiexin.core.prepared import Prepared
from tiexin.core.sealed import unseal
from tiexin.orgs.asking import me
from tiexin.orgs.scope import Asked
from tiexin.outbox.models import Message, State

ANSWERED = ("answered_outside", "department_answered", "review_answered", "second_review_answered")
TELLS = ("replied", "refused", *ANSWERED, "extended", "stopped")  # has to be told
WAYS = ("asker", "appointment")  # second part of the source of a text about a step
TOLD = ("phoned", "called_back")  # the person was told, answered themself, or could not be found


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


def untold(found: QuerySet[Case]) -> QuerySet[Case]:
    """Of some matters those whose asker is still to be told by phone.

    They wish it and were not told of the newest word yet, or they were to get a text that could not be delivered. What
    was said while it was being registered was said to the person, or stands on the page before them.
    """
    heard = CaseStep.objects.filter(case=OuterRef("pk"), event__in=(*TELLS, *TOLD), at__gt=OuterRef("at"))
    newest = Subquery(heard.order_by("-pk").values("event")[:1])
    wish = Q(reply_way="call", heard__in=TELLS)
    return found.alias(heard=newest).filter(wish | Q(Asked(_not_arrived()), reply_way="code"))


def _not_arrived() -> QuerySet[CaseStep]:
    """Steps of the matter of which a text should have told whoever asked, and failed."""
    made = {way: Concat(Value("case/"), _said("case_id"), Value(f"/{way}/"), _said("pk")) for way in WAYS}
    source = reduce(or_, (Q(source=OuterRef(way)) for way in WAYS))
    texts = Message.objects.texts().filter(source, officer=None)
    failed = texts.alias(now=Concat("state", Value(""))).filter(now=State.FAILED)  # found by its source, not its state
    return CaseStep.objects.filter(case=OuterRef("pk")).alias(**made).filter(Exists(failed))


def _said(field: str) -> Cast:
    return Cast(field, CharField())


def sources(case: Case) -> list[str]:
    """What texts to whoever asked about the steps of a matter are named after."""
    steps = CaseStep.objects.filter(case=case).values_list("pk", flat=True)
    return [f"case/{case.pk}/{way}/{pk}" for pk in steps for way in WAYS]


def to_tell(found: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    """Of some matters those whose asker the person still has to tell by phone."""
    own = Part.objects.filter(officer=me(request), until=None, role__in=("first", "owner", "helper", "lead"))
    return untold(found.filter(pk__in=own.values("case")).exclude(reading.unnamed(request)))


_untold = Prepared(lambda case: untold(Case.objects.filter(pk=case)).only("pk"))


def beside(request: HttpRequest, found: Case) -> dict[str, Any]:
    """What of it stands on the page of a matter: whether there is a number to look at, and somebody to be told."""
    reaches = may_reach(request, found)
    waits = reaches and bool(_untold(found.pk))
    return {"reaches": reaches and found.phone_sealed is not None, "waits_for_call": waits}
