"""Terms that ran out in silence where silence means something: written down, told, each once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from tiexin.cases.actions import steps, telling
from tiexin.cases.actions.steps import Happened
from tiexin.cases.catalogue import catalogue
from tiexin.cases.clocks import day_of
from tiexin.cases.models import Case, CaseClock
from tiexin.core.days import moment, naive, opening
from tiexin.core.journal import Act
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry

UNDONE = {"unit": "没有办", "other": "没有收到答复", "asker": "没有提出"}  # by who is held by the term
BACK = timedelta(days=60)  # how far back one looks; what lapsed was said within days, nobody walks all years every day
MEANING = [(service.name, clock.name) for service in catalogue().values() for clock in service.clocks if clock.silence]


def say_what_lapsed(day: date) -> int:
    """Write a step for every term that ran out with nothing done, where that means something; returns how many.

    Each says which term, what its silence means, what whoever asked may do now, by which law. Doing so again, or after
    a kill, writes nothing twice: a term with another last day is another occasion.
    """
    means = Q()
    for kind, rule in MEANING:
        means |= Q(case__kind=kind, rule=rule)
    found = CaseClock.objects.filter(means, met=None, ended=None, case__org__practice=False)
    found = found.filter(due__lte=opening(day), due__gt=opening(day - BACK)).order_by("pk")
    rows = {_source(clock): clock for clock in found.only("pk", "due", "case")}
    said = set(Entry.objects.filter(source__in=list(rows)).values_list("source", flat=True))
    return sum(_say(clock, day) for source, clock in rows.items() if source not in said)


def _source(clock: CaseClock) -> str:
    return f"lapsed:{clock.pk}:{day_of(naive(clock.due)) if clock.due else ''}"


@transaction.atomic
def _say(clock: CaseClock, day: date) -> bool:
    case = steps.locked(Case(pk=clock.case_id))
    found = CaseClock.objects.select_for_update().filter(pk=clock.pk, met=None, ended=None, due=clock.due).first()
    rule = case.service.clock(found.rule) if found else None
    if found is None or rule is None or Entry.objects.filter(source=_source(found)).exists():
        return False
    last = day_of(naive(found.due)) if found.due else None
    then = f"职工{rule.then}。" if rule.then else ""
    words = f"到{zh_date(last)}为止{UNDONE[rule.holder]}。{rule.silence}。{then}依据：{rule.source}"
    entry = record(Act("lapse_clock", case, None, day, case.org_id, source=_source(found)))
    made = steps.step(case, Happened("lapsed", f"“{found.label}”到期"[:40], words, told=True), entry, moment(day))
    telling.tell_heard(case, f"“{found.label}”到期{UNDONE[rule.holder]}", made.pk, day)
    return True
