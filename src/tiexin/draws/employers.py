"""Employers as what can be drawn: by type, city, focus, and whether they are distressed."""

from collections.abc import Iterator
from datetime import date

from tiexin.draws.rules import Item
from tiexin.orgs.models import Level, Org, Tree, Under
from tiexin.orgs.scope import below
from tiexin.registry.models import Employer, EmployerTag
from tiexin.registry.queries import with_marks
from tiexin.registry.vocabulary import EMPLOYER_TAGS

NONE = "无"


def rows(place: Org, day: date, since: date | None = None) -> Iterator[tuple[int, Item]]:
    """Every employer at or below the place, with its marks in force on the day; employers have no day of their own."""
    found = with_marks(Employer.objects.filter(org__in=below([place.pk])), day).order_by("credit_code")
    cities = cities_below(place)
    for row in found.iterator(chunk_size=500):
        marks: list[EmployerTag] = row.marks  # type: ignore[attr-defined]
        yield row.pk, _item(row, {mark.tag for mark in marks}, cities.get(row.org_id, NONE))


def _item(row: Employer, marks: set[str], city: str) -> Item:
    focus = "、".join(label for tag, label in EMPLOYER_TAGS.items() if tag in marks) or NONE
    distressed = "是" if "distressed" in marks else "否"
    values = {"kind": row.get_kind_display(), "city": city, "focus": focus, "distressed": distressed}
    return Item(row.credit_code, row.name, values)


def cities_below(place: Org) -> dict[int, str]:
    """The city above each unit below the place, by unit."""
    links = Under.objects.filter(tree=Tree.TERRITORY, ancestor__level=Level.CITY, org__in=below([place.pk]))
    return {link.org_id: str(link.ancestor) for link in links.select_related("ancestor")}
