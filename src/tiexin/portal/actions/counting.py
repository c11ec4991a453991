"""Counting tries, in a transaction of their own: what is refused afterwards has been counted all the same."""

from datetime import date

from django.db import transaction
from django.db.models import F

from tiexin.core.days import aware, moment, naive
from tiexin.core.sealed import blind_index
from tiexin.portal.models import Tally
from tiexin.portal.rules import limits


def check_pace(kind: str, who: str, *, on: date) -> None:
    """Count one more try of an address or a number; refuse it beyond what the data allow."""
    limits().pace[kind].check(count_try(kind, who, on=on))


@transaction.atomic
def count_try(kind: str, who: str, *, on: date) -> int:
    """Count one more try and return how many there were in this stretch of hours."""
    since = aware(limits().pace[kind].window(naive(moment(on))))
    index = blind_index(f"{kind}|{who}", "portal.tally")
    Tally.objects.bulk_create([Tally(kind=kind, who=index, since=since)], ignore_conflicts=True)
    row = Tally.objects.filter(kind=kind, who=index, since=since)
    row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get()
