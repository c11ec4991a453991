"""Reads about teams: which sizes plans want, and who of a team is elsewhere in some days."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from tiexin.duties.models import Clause, State
from tiexin.orgs.models import Officer, Org, Under
from tiexin.visits.models import Stay, Team, TeamMember
from tiexin.visits.team_rules import Elsewhere, Size


def sizes_of(org: Org, kind: str) -> list[Size]:
    """The sizes that plans in force at the unit demand of its teams of a kind."""
    above = Under.objects.filter(org=org.pk).values("ancestor")
    found = Clause.objects.filter(kind="team_size", strength="must", version__state=State.LIVE)
    rows = found.filter(version__plan__issuer__in=above, data__low__isnull=False).order_by("version", "order")
    filters = {"kind": kind, "level": org.level}
    return [
        Size(row.data["low"], row.data["high"], row.quote, row.code)
        for row in rows
        if _speaks_of(row.data["of"], filters)
    ]


def _speaks_of(of: dict[str, dict[str, list[str]]], team: dict[str, str]) -> bool:
    return all(team.get(column, "") in values for column, values in of["where"].items())


def team_staying(teams: Sequence[Team], employer: int, day: date) -> int | None:
    """Which of the teams stays at the employer on the day."""
    there = Stay.objects.standing().filter(team__in=teams, employer=employer, start__lte=day, end__gte=day)
    return there.order_by("pk").values_list("team", flat=True).first()


def members_of(team: Team, day: date) -> list[int]:
    """Who is in the team on the day or later, locked until the end of the transaction."""
    rows = TeamMember.objects.filter(Q(until=None) | Q(until__gt=day), team=team)
    people = Officer.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("officer")).order_by("pk")
    return [officer.pk for officer in people]


def elsewhere(team: Team, start: date, end: date, officers: list[int]) -> Elsewhere | None:
    """The first of the officers who stays with another team between the days."""
    others = Stay.objects.standing().filter(start__lte=end, end__gte=start).exclude(team=team)
    there = Q(team__members__until=None) | Q(team__members__until__gt=start)
    found = others.filter(there, team__members__officer__in=officers).order_by("start", "pk")
    row = found.values_list("team__members__officer__name", "team__name", "start", "end").first()
    return Elsewhere(*row) if row else None
