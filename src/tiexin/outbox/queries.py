"""Reads about messages: how many are unread, what is to be sent, how many a unit was told in a month."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncMonth
from django.http import HttpRequest

from tiexin.core.days import naive, opening
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import may
from tiexin.outbox import rules
from tiexin.outbox.gateways import ways
from tiexin.outbox.kinds import LIFE
from tiexin.outbox.models import IS_OUT, UNREAD, Channel, Message, Preference, State

MANY = 99  # failed texts that are counted
SHOWN = 99  # unread messages that are counted; more are “99+”
CARRIED = {Channel.SMS: (Channel.APP, Channel.SMS), Channel.WORK: (Channel.WORK,)}  # what each lane looks after
COUNTS = {"messages": Count("pk", filter=Q(channel=Channel.APP)), "texts": Count("pk", filter=IS_OUT)}


def unread_of_account(to: str) -> Coalesce:
    """How many messages the officer of an account, which `to` leads to, has not opened: no statement of its own."""
    rows = Message.objects.filter(**UNREAD, officer=OuterRef(f"{to}officer__pk")).order_by()
    counted = rows.annotate(n=Func(F("id"), function="COUNT")).values("n")
    return Coalesce(Subquery(counted), 0)


def preference_of(officer: Officer) -> Preference:
    """How a person wants to be reached; unsaved, with the usual hours, for whoever never said."""
    usual = rules.usual()
    found = Preference.objects.filter(officer=officer).first()
    return found or Preference(officer=officer, quiet_from=usual.begins, quiet_until=usual.ends)


def texting(officers: Iterable[Officer], *, life: bool = False) -> dict[int, Preference]:
    """Those of the people who chose a way that is open here, by their id; nobody who practises is sent anything.

    Where a life is at stake also those who chose none, and left a number.
    """
    real = [officer.pk for officer in officers if officer.practises_for_id is None]
    reached = Q(way__in=ways()) | Q(phone__isnull=False) if life else Q(way__in=ways())
    return {row.officer_id: row for row in Preference.objects.filter(reached, officer__in=real)}


def still_chosen(message: Message) -> bool:
    """Tell whether the officer for whom a text is still wants to be told the way that it takes; of a life at stake
    nobody is asked."""
    return message.kind == LIFE or Preference.objects.filter(officer=message.officer_id, way=message.channel).exists()


def anything_due(now: datetime, channel: Channel) -> bool:
    """Tell whether anything of a lane waits whose moment has come, or was lost."""
    return Message.objects.filter(_due(now), channel__in=CARRIED[channel]).exists()


def _due(now: datetime) -> Q:
    lost = Q(state=State.SENDING, taken__lte=now - rules.limits().lost_after)
    return Q(state=State.WAITING, due__lte=now) | lost


def ready(now: datetime, channel: str) -> QuerySet[Message]:
    """Texts to be sent one way now, the urgent first: their moment has come, or they were lost with a worker."""
    return Message.objects.filter(_due(now), channel=channel).order_by("-urgent", "due", "pk")


def unsent(request: HttpRequest) -> int:
    """How many texts failed within somebody's reach that they may still send again; counted to one beyond `MANY`."""
    if not may(request, "messages.resend"):
        return 0
    since = opening(request.today - timedelta(days=rules.limits().again_within))  # type: ignore[attr-defined]
    found = Message.objects.for_request(request, "messages.resend").texts().filter(state=State.FAILED)
    return found.filter(told__gte=since).exclude(kind__in=rules.PASSING)[: MANY + 1].count()


def quiet_hours(messages: Collection[Message]) -> dict[int, rules.Quiet]:
    """The quiet hours of those of the readers who have said some, by the officer's id."""
    officers = {message.officer_id for message in messages if message.officer_id}
    return {row.officer_id: row.quiet for row in Preference.objects.filter(officer__in=officers)}


def sent_today(messages: Collection[Message], now: datetime) -> dict[str, int]:
    """How many texts that were not urgent each of the readers was sent since midnight, whichever way."""
    rows = Message.objects.texts().filter(reader__in={message.reader for message in messages}, urgent=False)
    since = opening(naive(now).date())
    rows = rows.filter(taken__gte=since, state__in=(State.SENDING, State.SENT))
    return dict(rows.values_list("reader").annotate(n=Count("pk")).order_by())


def to_digest(now: datetime) -> dict[int, int]:
    """Who is told outside and has unread messages, of which some came since the last digest; with how many."""
    day = naive(now).date()
    rows = Message.objects.unread().filter(officer__preference__way__in=ways(), officer__practises_for=None)
    rows = rows.filter(Q(officer__until=None) | Q(officer__until__gt=day))
    last = F("officer__preference__digested")
    fresh = Count("pk", filter=Q(officer__preference__digested=None) | Q(due__gt=last))
    counted = rows.values("officer").annotate(unread=Count("pk"), fresh=fresh).filter(fresh__gt=0)
    return dict(counted.values_list("officer", "unread").order_by())


def per_month(org_ids: QuerySet[Any, Any]) -> list[dict[str, Any]]:
    """How many messages and texts the people of each unit were told in each month, the newest month first."""
    gone = Message.objects.filter(org__in=org_ids, state__in=(State.SENT, State.READ))
    rows = gone.annotate(month=TruncMonth("due")).values("org", "month").annotate(**COUNTS)
    return [dict(row) for row in rows.order_by("-month", "org")]


def month_total(org_ids: QuerySet[Any, Any], since: datetime) -> dict[str, int]:
    """How many messages and texts the units were told since a moment."""
    gone = Message.objects.filter(org__in=org_ids, due__gte=since, state__in=(State.SENT, State.READ))
    return gone.aggregate(**COUNTS)


def calendar_of(officer: Officer) -> UUID | None:
    """The key of the link to somebody's calendar; none while there is no link."""
    return Preference.objects.filter(officer=officer).values_list("calendar", flat=True).first()
