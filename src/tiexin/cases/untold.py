"""Matters whose asker is still to be told by phone: they wish to be called, or a text could not be delivered."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from tiexin.cases.models import Case, CaseStep
from tiexin.orgs.scope import Asked
from tiexin.outbox.models import Message, State

ANSWERED = ("answered_outside", "department_answered", "review_answered", "second_review_answered")
TELLS = ("replied", "refused", *ANSWERED, "extended", "stopped")  # has to be told
WAYS = ("asker", "appointment")  # second part of the source of a text about a step
TEXTED = {  # where a text about a step is, as whoever handles the matter reads it
    State.WAITING: "短信待发",
    State.SENDING: "短信正在发",
    State.SENT: "短信已发出",
    State.FAILED: "短信没有发成",
    State.DROPPED: "短信不再发",
}
TOLD = ("phoned", "called_back")  # the person was told, answered themself, or could not be found


def untold(found: QuerySet[Case]) -> QuerySet[Case]:
    """Of some matters those whose asker is still to be told by phone.

    They wish it and were not told of the newest word yet, or they were to get a text that could not be delivered. What
    was said while it was being registered was said to the person, or stands on the page before them.
    """
    heard = CaseStep.objects.filter(case=OuterRef("pk"), event__in=(*TELLS, *TOLD), at__gt=OuterRef("at"))
    newest = Subquery(heard.order_by("-pk").values("event")[:1])
    wish = Q(reply_way="call", heard__in=TELLS)
    return found.alias(heard=newest).filter(wish | Q(Asked(_not_arrived()), reply_way="code"))


def texted() -> Subquery:
    """What became of the text that told whoever asked of a step; null where none was written."""
    source = reduce(or_, (Q(source=_source(way, OuterRef("case_id"), OuterRef("pk"))) for way in WAYS))
    return Subquery(Message.objects.texts().filter(source, officer=None).order_by("-pk").values("state")[:1])


def _source(way: str, case: Any, step: Any) -> Concat:
    said = (Cast(case, CharField()), Value(f"/{way}/"), Cast(step, CharField()))
    return Concat(Value("case/"), *said)


def _not_arrived() -> QuerySet[CaseStep]:
    """Steps of the matter of which a text should have told whoever asked, and failed."""
    made = {way: _source(way, "case_id", "pk") for way in WAYS}
    source = reduce(or_, (Q(source=OuterRef(way)) for way in WAYS))
    texts = Message.objects.texts().filter(source, officer=None)
    failed = texts.alias(now=Concat("state", Value(""))).filter(now=State.FAILED)  # found by its source, not its state
    return CaseStep.objects.filter(case=OuterRef("pk")).alias(**made).filter(Exists(failed))
