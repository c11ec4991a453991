"""Reads about announced visits: which there are, who visited an enterprise lately, whether that is too often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tiexin.orgs.scope import below, nodes
from tiexin.registry.models import Employer
from tiexin.visits import announcement_rules as rules
from tiexin.visits.announcements import Announcement
from tiexin.visits.models import Visit

LAST = 8  # visits that are shown


@dataclass(frozen=True)
class Burden:
    """What an enterprise has to bear: its last visits by whichever unit, those announced, and too many of them.

    `many` is how many there would be in `days` days, where that is more than the data allow; else 0.
    """

    visits: Sequence[Visit]
    announced: Sequence[Announcement]
    many: int
    days: int


def shown(found: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Announcements with everything a line shows, the next day first."""
    return found.select_related("org", "owner", "employer").order_by("day", "pk")


def burden(employer: Employer, day: date, without: Announcement | None = None) -> Burden:
    """What the enterprise would have to bear with one more visit on a day."""
    made = Visit.objects.filter(employer=employer, voided=None)
    last = list(made.select_related("org").order_by("-on", "-pk")[:LAST])
    coming = Announcement.objects.standing().filter(employer=employer).select_related("org").order_by("day", "pk")
    others, days = coming.exclude(pk=without.pk) if without else coming, rules.window(day)
    near = made.filter(on__range=days).order_by().values_list("on", flat=True)
    near = near.union(others.filter(day__range=days).order_by().values_list("day", flat=True), all=True)
    return Burden(last, list(others[:LAST]), rules.too_often(list(near), day), rules.limits()["days"])


def lately(employers: QuerySet[Employer], day: date) -> QuerySet[Employer]:
    """Employers with `lately`: how many visits by whichever unit they had in the days before."""
    near = Visit.objects.filter(employer=OuterRef("pk"), voided=None, on__range=rules.window(day)).order_by()
    counted = Subquery(near.values("employer").annotate(n=Count("pk")).values("n"))
    return employers.annotate(lately=Coalesce(counted, 0))


def answerable(request: HttpRequest) -> QuerySet[Announcement]:
    """Announcements to which the person may say what the enterprise says."""
    return Announcement.objects.for_request(request, "visits.answer").select_related("org", "owner", "employer")


def handled(request: HttpRequest) -> QuerySet[Announcement]:
    """Announcements of units where the person records visits: not of the enterprise's side alone."""
    units = below(nodes(request, "visits.record"))
    return Announcement.objects.filter(org__in=units).select_related("org", "owner", "employer")
