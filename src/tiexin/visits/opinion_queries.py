"""Reads about opinions: open ones first, who may go on with one, what a stay or a team heard of whom."""

from dataclasses import dataclass, field

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import HttpRequest

from tiexin.orgs.asking import me
from tiexin.orgs.scope import below, nodes
from tiexin.visits import opinion_rules as rules
from tiexin.visits.models import Stay, Team, Visit
from tiexin.visits.opinions import Opinion

FIRST = Case(*[When(state=state, then=place) for place, state in enumerate(rules.WAITING)], default=Value(9))


def shown(found: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Opinions with everything a line shows; those without an end first, then the newest."""
    return found.select_related("org", "worker", "visit__employer", "problem").order_by(FIRST, "-visit__on", "-pk")


def handled(request: HttpRequest) -> QuerySet[Opinion]:
    """Opinions that the person may go on with: one's own, and those of units where one records visits."""
    mine = Q(owner=me(request)) | Q(org__in=below(nodes(request, "visits.record")))
    return Opinion.objects.filter(mine).select_related("org", "worker", "visit__employer")


def during(stay: Stay) -> QuerySet[Opinion]:
    """What the team heard at the enterprise in the days of its stay."""
    days = {"visit__on__gte": stay.start, "visit__on__lte": stay.end}
    return Opinion.objects.standing().filter(visit__team=stay.team_id, visit__employer=stay.employer_id, **days)


def of_team(team: Team) -> QuerySet[Opinion]:
    """What a team heard anywhere."""
    return Opinion.objects.standing().filter(visit__team=team.pk)


@dataclass
class Source:
    """How many opinions people of one kind gave, by how they ended."""

    label: str
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.ends.values())

    @property
    def said(self) -> list[tuple[str, int]]:
        """How they ended, in the order of the states, in words."""
        return [(label, self.ends[state]) for state, label in rules.STATES.items() if state in self.ends]


def summary(found: QuerySet[Opinion]) -> list[Source]:
    """The four sources of C253 with their numbers, also those of whom nothing was heard: material for C104."""
    sources = {name: Source(label) for name, label in rules.SOURCES.items()}
    rows = found.order_by().values_list("source", "state").annotate(count=Count("pk"))
    for source, state, count in rows:
        sources[source].ends[state] = count
    return list(sources.values())


def hearable(request: HttpRequest) -> QuerySet[Visit]:
    """Visits of which the person may note an opinion afterwards."""
    return Visit.objects.for_request(request, "visits.record").select_related("employer", "author")
