"""Records of visits as what can be drawn: by city, kind of employer, method and unit, since a day."""

from collections.abc import Iterator
from datetime import date

from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.employers import NONE, cities_below
from tiexin.draws.rules import Item
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below
from tiexin.visits.models import Visit

BY = ("kind", "city", "method", "unit")


def rows(place: Org, day: date, since: date | None) -> Iterator[tuple[int, Item]]:
    """Every visit recorded by a unit at or below the place, made from `since` to the day and not voided."""
    found = Visit.objects.filter(org__in=below([place.pk]), on__lte=day, voided=None)
    found = found.filter(on__gte=since) if since else found
    cities = cities_below(place)
    for row in found.select_related("employer", "org").order_by("key").iterator(chunk_size=500):
        yield row.pk, _item(row, cities.get(row.org_id, NONE))


def _item(row: Visit, city: str) -> Item:
    methods = "、".join(word for name, word in TAGS["method"].items() if name in row.methods) or NONE
    values = {"kind": row.employer.get_kind_display(), "city": city, "method": methods, "unit": str(row.org)}
    return Item(str(row.key), f"{row.employer.name[:100]} {zh_date(row.on)}", values)
