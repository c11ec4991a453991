"""Teams as what can be drawn: those at work in a place on a day, by the city where they go and their kind."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from tiexin.draws.rules import Item
from tiexin.orgs.models import Level, Org, Tree, Under
from tiexin.orgs.scope import below
from tiexin.visits.models import Team

BY = ("kind", "city")
NONE = "无"


def rows(place: Org, day: date, since: date | None) -> Iterator[tuple[int, Item]]:
    """Every team at work that a unit at or below the place sends out; its number says which team it is for ever."""
    at_work = Q(until=None) | Q(until__gt=day)
    found = Team.objects.filter(at_work, org__in=below([place.pk]), since__lte=day).select_related("org", "place")
    teams = sorted(found, key=lambda team: number(team.pk))
    cities = _cities({team.place_id or team.org_id for team in teams})
    for team in teams:
        city = cities.get(team.place_id or team.org_id, NONE)
        values = {"kind": team.get_kind_display(), "city": city, "focus": NONE, "distressed": "否"}
        yield team.pk, Item(number(team.pk), f"{team}（{team.org}）", values)


def number(pk: int) -> str:
    """A team's public number."""
    return f"GZZ{pk:08}"


def _cities(units: set[int]) -> dict[int, str]:
    """The city at or above each unit."""
    links = Under.objects.filter(tree=Tree.TERRITORY, ancestor__level=Level.CITY, org__in=units)
    return {link.org_id: str(link.ancestor) for link in links.select_related("ancestor")}
