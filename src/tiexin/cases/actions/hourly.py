"""Terms of hours: reminded when they end, by the minute, and then level by level within hours."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tiexin.cases import ladder
from tiexin.cases.actions.hearers import Hearers, Leaders
from tiexin.cases.actions.telling import leaders_by_unit, url_of
from tiexin.cases.models import Case, CaseClock
from tiexin.core.days import naive
from tiexin.outbox.actions import tell_officers
from tiexin.outbox.rules import News

BATCH = 200  # clocks told of in one transaction


def climb_hours(now: datetime) -> int:
    """Remind of every term of hours that has ended, by its ladder; return how many messages were written.

    Run again and again it tells nobody twice: the same rung speaks once for the same end. What ended longer ago than
    the ladder reaches has spoken, or was met by the time somebody looked.
    """
    told, after = 0, 0
    running = CaseClock.objects.filter(met=None, ended=None, holder="unit", unit__in=ladder.HOURS)
    running = running.filter(Q(case__closed=None) | Q(rule="call_back", case__state="closed"))
    ended = running.filter(due__lte=now, due__gt=now - ladder.longest(), case__org__practice=False)
    while True:
        batch = list(ended.filter(pk__gt=after).select_related("case__org", "case__owner").order_by("pk")[:BATCH])
        if not batch:
            return told
        told, after = told + _climb(batch, now), batch[-1].pk


@transaction.atomic
def _climb(batch: list[CaseClock], now: datetime) -> int:
    day = naive(now).date()
    cases = {clock.case_id: clock.case for clock in batch}
    leaders, hearers = leaders_by_unit({case.org_id for case in cases.values()}, day), Hearers(cases.values(), day)
    return sum(_remind(clock, leaders, hearers, now) for clock in batch)


def _remind(clock: CaseClock, leaders: Leaders, hearers: Hearers, now: datetime) -> int:
    case: Case = clock.case
    told, end = 0, naive(clock.due) if clock.due else naive(now)
    for rung in ladder.reached_by_hour(end, naive(now)):
        if rung.up is not None:
            those = leaders.get((case.org_id, rung.up), [])
        else:
            those = hearers.to_ask(case, leaders) if clock.rule == "call_back" else hearers.first(case, True)
        whom = hearers.fit(case, those)
        words = f"一件{case.what}的“{clock.label}”到时间了，还没有做"
        source = f"case/{case.pk}/{clock.rule}/{end:%Y%m%dT%H%M}/{rung.name}"
        news = News("reminder", words, source, url=url_of(case), sms=True)
        told += tell_officers(whom, news, on=naive(now).date()) if whom else 0
    return told
