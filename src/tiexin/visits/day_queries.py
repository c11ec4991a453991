"""Reads of a stay's days: what was told of them, what the stay must come to, the log that they make."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.duties import present
from tiexin.duties.models import Gauge, Term
from tiexin.duties.present import GaugeView
from tiexin.duties.queries import with_sentences
from tiexin.evidence.models import File
from tiexin.orgs.asking import me
from tiexin.visits import queries, role_rules
from tiexin.visits.models import Stay, StayDay, Team, TeamMember, Visit

MOST = 62  # days of a stay that a page shows


@dataclass
class Day:
    """One day of a stay: what officers told of it, the visits recorded on it, who has told nothing yet."""

    on: date
    told: list[StayDay] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def tellable(request: HttpRequest) -> QuerySet[Stay]:
    """Stays of teams in which the person is or was: whose days he or she may tell."""
    mine = TeamMember.objects.filter(officer=me(request)).values("team")
    return Stay.objects.for_request(request).filter(team__in=mine, cancelled=None).select_related("team", "employer")


def joined(request: HttpRequest) -> QuerySet[Team]:
    """Teams in which the person is or was."""
    return Team.objects.for_request(request).filter(members__officer=me(request)).distinct()


def members(stay: Stay) -> list[TeamMember]:
    """Who is of the team on some day of the stay, the leader first."""
    found = stay.team.members.filter(since__lte=stay.end).exclude(until__lte=stay.start)
    return list(found.select_related("officer").order_by("-leads", "pk"))


def days_of(stay: Stay, today: date) -> list[date]:
    """The days of a stay that have begun, the first ones of a very long one."""
    last = min(stay.end, today, stay.start + timedelta(days=MOST - 1))
    return [stay.start + timedelta(days=n) for n in range((last - stay.start).days + 1)]


def told(stay: Stay) -> QuerySet[StayDay]:
    """What was told of a stay's days and stands."""
    return stay.days.filter(replaced=None).select_related("officer").order_by("on", "pk")


def papers(request: HttpRequest, stay: Stay) -> set[int]:
    """The photos of receipts that the person may open."""
    mine = File.objects.for_request(request, "evidence.see")
    return set(mine.filter(pk__in=told(stay).values("paper")).values_list("pk", flat=True))


def by_day(stay: Stay, today: date, visits: Sequence[Visit] = ()) -> list[Day]:
    """Every day of the stay that has begun, in order."""
    rows: dict[date, list[StayDay]] = defaultdict(list)
    for row in told(stay):
        rows[row.on].append(row)
    recorded: dict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        recorded[visit.on].append(visit)
    team = members(stay)
    return [
        Day(on, rows[on], recorded[on], _silent(team, on, {row.officer_id for row in rows[on]}))
        for on in days_of(stay, today)
    ]


def _silent(team: Sequence[TeamMember], on: date, heard: set[int]) -> list[str]:
    return [each.officer.name for each in team if each.holds_on(on) and each.officer_id not in heard]


def promised(stay: Stay, today: date) -> list[GaugeView]:
    """What plans in force ask of this stay, from its team and each of its members: the stay's checklist."""
    officers = [each.officer_id for each in members(stay)]
    whose = Q(duty__population="teams", subject=stay.team_id) | Q(duty__population="officers", subject__in=officers)
    terms = Term.objects.filter(whose, start=stay.start, end=stay.end, duty__definition__per="stay")
    gauges = Gauge.objects.live().filter(term__in=terms.values("pk"), subject__in=[stay.team_id, *officers])
    return present.views(with_sentences(gauges), today)


def played(visits: Sequence[Visit]) -> list[tuple[str, int]]:
    """How often the team played each of the three parts of C097–C099 on these visits."""
    standing = [visit for visit in visits if visit.voided is None]
    return role_rules.summed(
        role_rules.parts_played(
            visit.methods,
            [(problem.state, problem.dispute) for problem in visit.problems.all()],
            len(visit.opinions.all()),
        )
        for visit in standing
    )


def log_visits(request: HttpRequest, stay: Stay) -> list[Visit]:
    """The visits of the stay that the person may read, with whom was met and what was heard, in order."""
    seen = Visit.objects.for_request(request).filter(pk__in=queries.made_during(stay).values("pk"))
    found = seen.select_related("author", "employer").prefetch_related("talks__worker", "problems", "opinions")
    return list(found.order_by("on", "pk"))
