"""Workers as what can be drawn: everybody in a place, met or not, by kind of employer and city, without a name."""

from collections.abc import Iterator
from datetime import date

from tiexin.draws.employers import NONE, cities_below
from tiexin.draws.rules import Item
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below
from tiexin.registry.models import Worker
from tiexin.registry.vocabulary import EMPLOYER_KINDS

BY = ("kind", "city")
NOT_ASKED = ("leader", "local_cadre")  # who leads the enterprise speaks for it; who works for the union judges itself


def rows(place: Org, day: date, since: date | None = None) -> Iterator[tuple[int, Item]]:
    """Every worker whom a unit at or below the place looks after, each person once; workers have no day of their own.

    The file of a draw is public, and whom the unit judged can recognise need not answer freely: so there stands a
    random number and nothing by which anybody knows somebody.
    """
    found = Worker.objects.persons().filter(org__in=below([place.pk])).exclude(role__in=NOT_ASKED)
    cities = cities_below(place)
    wanted = found.order_by("key").values_list("pk", "key", "org", "employer__kind")
    for pk, key, org, kind in wanted.iterator(chunk_size=500):
        values = {"kind": EMPLOYER_KINDS.get(kind, NONE), "city": cities.get(org, NONE)}
        yield pk, Item(str(key), f"职工 {str(key)[:8]}", values)
