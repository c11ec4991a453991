"""Throwing away what has run out: codes, sessions, counts. They are no records and leave no trace."""

from datetime import date, timedelta

from django.db import transaction

from tiexin.core.days import opening
from tiexin.portal.models import PhoneCode, PortalSession, Tally

KEPT = timedelta(days=2)


@transaction.atomic
def sweep(*, on: date) -> int:
    """Delete what ended before yesterday; return how many rows."""
    before = opening(on - KEPT)
    old = [PhoneCode.objects.filter(until__lt=before), PortalSession.objects.filter(until__lt=before)]
    old.append(Tally.objects.filter(since__lt=before))
    return sum(rows.delete()[0] for rows in old)
