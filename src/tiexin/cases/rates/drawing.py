"""Call-backs as what can be drawn: by city and unit, since a day; sealed matters never lie in the urn."""

from collections.abc import Iterator
from datetime import date

from tiexin.cases.calling import CallBack
from tiexin.draws.employers import NONE, cities_below
from tiexin.draws.rules import Item
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below

BY = ("city", "unit")


def rows(place: Org, day: date, since: date | None) -> Iterator[tuple[int, Item]]:
    """Every call-back that reached somebody, of units at or below the place, from `since` to the day."""
    found = CallBack.objects.filter(case__org__in=below([place.pk]), case__sealed=False, ends=True, reached=True)
    found = found.filter(on__lte=day, **({"on__gte": since} if since else {}))
    cities = cities_below(place)
    for row in found.select_related("case__org").order_by("case_id", "round").iterator(chunk_size=500):
        yield row.pk, _item(row, cities.get(row.case.org_id, NONE))


def _item(row: CallBack, city: str) -> Item:
    """The number and the kind alone: a title may say what somebody suffers from."""
    case = row.case
    values = {"kind": case.what, "city": city, "unit": str(case.org)}
    return Item(f"{case.number}-{row.round}", f"{case.number} {case.what} 第{row.round}次办理", values)
