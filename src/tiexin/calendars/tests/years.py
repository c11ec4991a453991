"""Make years unknown again, for tests of what a missing calendar does."""

from tiexin.calendars.models import CalendarYear, DayKind


def unpublish(*years):
    """Act as if these years (the last ones) had not been published yet; return what was known of them."""
    kept = list(DayKind.objects.filter(day__year__in=years)), list(CalendarYear.objects.filter(year__in=years))
    DayKind.objects.filter(day__year__in=years).delete()
    CalendarYear.objects.filter(year__in=years).delete()
    return kept
