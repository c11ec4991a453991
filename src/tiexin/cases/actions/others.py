"""Terms of other bodies that passed without an answer, or wait for a delivery: whoever carries the matter hears of it,
each time once.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from tiexin.cases.actions.hearers import Hearers
from tiexin.cases.actions.silence import BACK, MEANING, UNDONE
from tiexin.cases.actions.telling import url_of
from tiexin.cases.clocks import day_of
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.rules import delivery
from tiexin.cases.models import CaseClock, Part
from tiexin.core.days import naive, opening
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_officers
from tiexin.outbox.rules import News

BATCH = 200


def remind_of_others(day: date) -> int:
    """Tell owners and agents of open matters which body's term has passed; return how many messages were written.

    Where silence has a meaning, a step says so to all (`say_what_lapsed`). The same last day is told once.
    """
    late = CaseClock.objects.filter(holder="other", met=None, ended=None, case__closed=None, case__org__practice=False)
    late = late.filter(due__lte=opening(day), due__gt=opening(day - BACK)).order_by("pk")
    told, after = 0, 0
    while rows := list(late.filter(pk__gt=after).select_related("case__owner", "case__org")[:BATCH]):
        told, after = told + _remind(rows, day), rows[-1].pk
    return told


@transaction.atomic
def remind_of_deliveries(day: date) -> int:
    """Tell owners of open matters of letters issued some days ago of which nobody wrote down that they arrived: their
    term does not run yet. Of each letter once; return how many messages were written.
    """
    since = day - timedelta(days=delivery().remind)
    rows = CaseLetter.objects.undelivered().filter(on__lte=since, on__gt=since - BACK, case__closed=None)
    found = list(rows.filter(org__practice=False).select_related("case__owner", "case__org").order_by("pk"))
    hearers, told = Hearers([letter.case for letter in found], day), 0
    for letter in found:
        case = letter.case
        whom = hearers.fit(case, [case.owner or hearers.backstop(case.org)])
        words = f"{letter.label}发出{(day - letter.on).days}天了，还没有记下送达：对方的期限从送达起算，请记下"
        news = News("reminder", words, f"case/{case.pk}/undelivered/{letter.pk}", url=url_of(case))
        told += tell_officers(whom, news, on=day) if whom else 0
    return told


@transaction.atomic
def _remind(rows: list[CaseClock], day: date) -> int:
    rows = [clock for clock in rows if (clock.case.kind, clock.rule) not in MEANING]
    hearers, agents = Hearers([clock.case for clock in rows], day), _agents([clock.case_id for clock in rows])
    told = 0
    for clock in rows:
        case, last = clock.case, day_of(naive(clock.due)) if clock.due else None
        those = [case.owner or hearers.backstop(case.org), *agents[case.pk]]
        whom = {each.pk: each for each in hearers.fit(case, those)}
        words = f"{case.what}：“{clock.label}”到期{UNDONE[clock.holder]}，请催一催"
        news = News("reminder", words, f"case/{case.pk}/other/{clock.pk}/{last}", url=url_of(case))
        told += tell_officers(list(whom.values()), news, on=day) if whom else 0
    return told


def _agents(cases: list[int]) -> dict[int, list[Officer]]:
    """Who carries each matter for whoever asked, so far."""
    found: dict[int, list[Officer]] = defaultdict(list)
    for part in Part.objects.filter(case__in=cases, role="agent", until=None).select_related("officer").order_by("pk"):
        found[part.case_id].append(part.officer)
    return found
