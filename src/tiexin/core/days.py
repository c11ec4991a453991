"""The one place that reads the wall clock; everything else gets `today` as a parameter."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, with time zone."""
    return timezone.now()


def local_today() -> date:
    """Return the local calendar day of the installation."""
    return timezone.localdate()
