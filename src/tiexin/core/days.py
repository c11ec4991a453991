"""The one place that reads the wall clock; everything else gets `today` as a parameter."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, with time zone."""
    return timezone.now()


def local_today() -> date:
    """Return the local calendar day of the installation."""
    return timezone.localdate()


def moment(day: date) -> datetime:
    """Return the present time of day on a day, with time zone: a demo lives on a day of its own."""
    return timezone.make_aware(datetime.combine(day, timezone.localtime().time()))


def naive(at: datetime) -> datetime:
    """Return a moment as local clocks show it, the way terms are counted.

    In the zone of the installation, as nothing sets another one: asking which is set costs more than the rest.
    """
    return timezone.localtime(at, timezone.get_default_timezone()).replace(tzinfo=None)


def aware(at: datetime) -> datetime:
    """Return a local moment with its time zone, the way it is kept."""
    return timezone.make_aware(at)


def opening(day: date) -> datetime:
    """Return the first moment of a local day."""
    return aware(datetime.combine(day, time.min))
