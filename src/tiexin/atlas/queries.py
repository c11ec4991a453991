"""Which outlines there are for which places."""

from collections.abc import Collection

from django.db.models import Count, QuerySet

from tiexin.atlas.models import Boundary, Outline
from tiexin.orgs.models import Kind, Level, Org

SHOWN = 20


def regions() -> set[str]:
    """The division codes, six digits, of the provinces, cities and counties that have a territorial union."""
    units = Org.objects.filter(kind=Kind.TERRITORIAL, level__in=[Level.PROVINCE, Level.CITY, Level.COUNTY], closed=None)
    return {code[:6] for code in units.exclude(region="").values_list("region", flat=True)}


def loaded() -> QuerySet[Boundary]:
    """The boundary files that are shown, the newest first, with how many places each has."""
    return Boundary.objects.filter(withdrawn=None).annotate(places=Count("outlines")).order_by("-pk")


def offered(codes: Collection[str]) -> bool:
    """Tell whether there are outlines for any of the places."""
    return bool(codes) and Outline.objects.filter(region__in=codes, boundary__withdrawn=None).exists()


def outlines(codes: Collection[str]) -> list[Outline]:
    """The outlines of the places, all of one file, so that its approval covers the map: the newest that has any."""
    found = Outline.objects.filter(region__in=codes, boundary__withdrawn=None)
    rows = list(found.select_related("boundary").order_by("-boundary", "region"))
    return [row for row in rows if row.boundary_id == rows[0].boundary_id]
