"""Reads for records that are seldom so: one statement for each rule, as far back as the data say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone

from tiexin.evidence.models import Fact
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import below
from tiexin.supervision import patterns
from tiexin.supervision.models import Oddity
from tiexin.supervision.patterns import Hit, Written
from tiexin.visits.models import Visit


def found_in(unit: Org, day: date) -> list[Hit]:
    """What the rules find among the records of a unit and those below it."""
    limits = patterns.limits()
    since = day - timedelta(days=limits.look_back)
    return [
        *patterns.copied(_texts(unit, since), limits.copied),
        *patterns.hasty(_written(unit, since), limits.hasty),
        *patterns.crowded(_busy(unit, since, limits.crowded["visits"]), limits.crowded),
    ]


def _standing(unit: Org, since: date) -> QuerySet[Visit]:
    return Visit.objects.filter(org__in=below([unit.pk]), on__gte=since, voided=None)


def _texts(unit: Org, since: date) -> Iterator[Written]:
    """Records with words long enough to be compared."""
    rows = _standing(unit, since).annotate(long=Length("said"))
    rows = rows.filter(long__gte=patterns.limits().copied["shortest"]).order_by("pk")
    for pk, author, on, said in rows.values_list("pk", "author", "on", "said").iterator():
        yield Written(pk, author, on, text=said)


def _written(unit: Org, since: date) -> Iterator[Written]:
    """When records were written down, with how many talks; those entered for another day's clock are left out."""
    facts = Fact.objects.live().filter(measure="talk", entry__thing="visits.visit", entry__on__gte=since)
    facts = facts.filter(by_org__in=below([unit.pk])).order_by()
    rows = facts.values("entry__thing_id", "officer", "on", "entry__at", "entry__on").annotate(n=Sum("qty"))
    for row in rows.iterator():
        if timezone.localdate(row["entry__at"]) == row["entry__on"]:
            yield Written(row["entry__thing_id"], row["officer"], row["on"], row["entry__at"], row["n"])


def _busy(unit: Org, since: date, most: int) -> Iterator[Written]:
    """Records of the days on which somebody has more than there is room for."""
    others = Visit.objects.filter(author=OuterRef("author"), on=OuterRef("on"), voided=None).order_by()
    full = others.values("author").annotate(n=Count("pk")).filter(n__gt=most)
    rows = _standing(unit, since).filter(Exists(full)).order_by("pk")
    for pk, author, on in rows.values_list("pk", "author", "on").iterator():
        yield Written(pk, author, on)


def shown(oddities: QuerySet[Any], day: date) -> QuerySet[Oddity]:
    """Those that inspectors may read: the author spoke, or had the time to."""
    ripe = oddities.filter(Q(state="explained") | Q(due__lt=day))
    return ripe.select_related("author__org", "org").order_by("-on", "-pk")


def asked_of(author: Officer) -> QuerySet[Oddity]:
    """What waits for somebody's own word."""
    return Oddity.objects.filter(author=author, state="asked").order_by(F("due"), "pk")


def visits_of(oddity: Oddity) -> QuerySet[Visit]:
    """The records that it speaks of, voided ones too."""
    return Visit.objects.filter(pk__in=oddity.visits).select_related("employer").order_by("on", "pk")
