"""Reads for the field officer's pages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.core.prepared import Prepared
from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, Dispatch, Duty, State, Term
from tiexin.evidence.models import Entry, File
from tiexin.orgs.asking import me
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import below, nodes
from tiexin.registry.models import Employer, MustVisit, Worker
from tiexin.registry.persons import entries_of, persons_of
from tiexin.registry.worker_queries import Met, met_on
from tiexin.visits.models import Stay, Talk, Team, TeamMember, Visit

COUNTED_BACK = timedelta(days=400)  # no stay is entered later than this
VISITING = ["visit", "走访企业"]  # how a plan's milestone may name the time of visits
KNOWN_SHOWN = 40  # workers offered by name
MET = ("name", "role", "employer")  # what saving a visit needs to know of whom it met
BIGGEST = 2**63 - 1  # the largest id a database can hold


@dataclass(frozen=True)
class MyTeam:
    """One of the officer's teams that day and who else is in it."""

    team: Team
    colleagues: Sequence[Officer]


def teams_of(officer: Officer, day: date) -> list[MyTeam]:
    """The teams the officer belongs to on `day`, with colleagues, in one query.

    The days are compared here: a team has a handful of members, and the conditions would cost more than the rows.
    """
    members = {row.pk: row for row in _members(officer.pk) if row.holds_on(day) and row.team.is_at_work(day)}
    rows = sorted(members.values(), key=lambda row: (row.team_id, not row.leads, row.pk))
    mine = {row.team_id: row.team for row in rows if row.officer_id == officer.pk}
    return [
        MyTeam(team, [row.officer for row in rows if row.team_id == pk and row.officer_id != officer.pk])
        for pk, team in mine.items()
    ]


_members = Prepared(
    lambda officer: TeamMember.objects.filter(team__members__officer_id=officer).select_related("team__org", "officer")
)


def employer_with_tags(request: HttpRequest, pk: int, day: date) -> tuple[Employer, list[str]] | None:
    """An employer in scope and its marks in force on `day`, in one query; None when out of reach."""
    if not 0 < pk <= BIGGEST:
        return None
    rows: list[Any] = _employer(nodes(request, request.needs), pk)  # type: ignore[attr-defined]  # one for each mark
    if not rows:
        return None
    tags = {
        row.tag for row in rows if row.tag and row.tag_since <= day and not (row.tag_until and row.tag_until <= day)
    }
    return rows[0], sorted(tags)


_employer = Prepared(
    lambda units, pk: Employer.objects.within(units).filter(pk=pk).select_related("org").annotate_tags()
)
_workers = Prepared(lambda employer, ids: Worker.objects.at(employer).filter(id__in=ids).annotate_groups().only(*MET))


def known_workers(employer: Employer, ids: Sequence[int], day: date, wrong: Visit | None = None) -> Met:
    """The named workers of the employer, with their groups of the day, in one query.

    Refused when one of them does not work there, or is an entry that was merged into another. Whom a wrong record
    met there may stand in its correction, wherever they work today.
    """
    wanted = {pk for pk in ids if 0 < pk <= BIGGEST}
    rows: list[Any] = _workers(employer.pk, sorted(wanted)) if wanted else []  # one for each group
    if wrong is not None and wrong.employer_id == employer.pk and (left := wanted - {row.pk for row in rows}):
        rows += Worker.objects.filter(pk__in=left & met_then(wrong)).annotate_groups()
    met = met_on(sorted(rows, key=lambda row: row.pk), day)
    if len(met.workers) != len(set(ids)):
        raise Refused("选中的职工不属于这家企业", field="people")
    return met


def offered_workers(employer: Employer, ticked: Collection[int]) -> list[Worker]:
    """The first workers of the employer by name, and those that are ticked already wherever they stand."""
    shown = list(Worker.objects.at(employer).order_by("name", "pk")[:KNOWN_SHOWN])
    missing = {pk for pk in ticked if pk <= BIGGEST} - {worker.pk for worker in shown}
    there = Worker.objects.at(employer) | Worker.objects.filter(talks__visit__employer=employer)
    return [*shown, *there.filter(pk__in=missing).distinct().order_by("name", "pk")] if missing else shown


def met_then(wrong: Visit) -> set[int]:
    """Whom a record met, each as whom they count today."""
    met = set(wrong.talks.values_list("worker", flat=True))
    persons = persons_of(met)
    return {persons.get(pk, pk) for pk in met}


def companions(visit: Visit) -> QuerySet[Officer]:
    """Who went along with the author."""
    return Officer.objects.filter(pk__in=visit.companions).exclude(pk=visit.author_id)


def stays_today(team_ids: Sequence[int], day: date) -> QuerySet[Stay]:
    """Stays of the teams that cover `day`."""
    found = Stay.objects.standing().filter(team__in=team_ids, start__lte=day, end__gte=day)
    return found.select_related("employer", "team")


def changeable(request: HttpRequest) -> QuerySet[Stay]:
    """Stays of the teams that the person may send out; the host of a stay only reads it."""
    return Stay.objects.filter(team__in=Team.objects.for_request(request, "teams.manage"))


def made_during(stay: Stay) -> QuerySet[Visit]:
    """What the team recorded at the enterprise in the days of its stay, without what was voided."""
    days = {"on__gte": stay.start, "on__lte": stay.end}
    return Visit.objects.filter(team=stay.team_id, employer=stay.employer_id, voided=None, **days)


def is_told(stay: Stay) -> bool:
    """Whether the numbers of this stay were told already: its period, or one of a member's, is closed."""
    members = TeamMember.objects.filter(team=stay.team_id).values("officer")
    whose = Q(duty__population="teams", subject=stay.team_id) | Q(duty__population="officers", subject__in=members)
    closed = Term.objects.filter(whose, closed__isnull=False, start=stay.start, end=stay.end)
    return closed.filter(duty__definition__per="stay").exists()


def recent(officer: Officer) -> QuerySet[Visit]:
    """The officer's own visits, newest first."""
    return Visit.objects.filter(author=officer).select_related("employer", "team").order_by("-on", "-id")


def to_visit(teams: Sequence[Team], count: int = 5) -> list[Employer]:
    """Enterprises in trouble where the teams are sent that they have not visited yet."""
    places = [team.place_id for team in teams if team.place_id]
    if not places:
        return []
    seen = Visit.objects.filter(team__in=teams, voided=None).values("employer")
    employers = Employer.objects.within(places).filter(tags__tag="distressed", tags__until=None)
    return list(employers.exclude(pk__in=seen).select_related("org").order_by("name")[:count])


def marked_early(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Add `early`: the visit was made before its unit had started a plan in force that asks it to start."""
    return visits.annotate(early=Exists(_before_start(OuterRef("org"), OuterRef("on"))))


def _before_start(org: Any, on: Any) -> QuerySet[Dispatch]:
    """Plans in force that run on a day and were sent to the unit, which had not started any version of them by then."""
    asks = Duty.objects.filter(measure="unit_started", clause__version=OuterRef("version"))
    day = OuterRef(on) if isinstance(on, OuterRef) else on
    begun = Dispatch.objects.filter(org=OuterRef("org"), version__plan=OuterRef("version__plan"), started__lte=day)
    sent = Dispatch.objects.filter(org=org, version__state=State.LIVE, version__start__lte=on, version__end__gte=on)
    return sent.filter(Exists(asks)).exclude(Exists(begun))


@dataclass(frozen=True)
class Early:
    """A visit before its unit's start: the plan, the day of the start if there is one, the sentence that allows it."""

    dispatch: Dispatch
    sentence: Clause | None


def early(visit: Visit) -> Early | None:
    """Why a visit is marked as before its unit's start; None when it is not."""
    found = _before_start(visit.org_id, visit.on).select_related("version__plan").order_by("pk").first()
    if found is None:
        return None
    stones = Clause.objects.filter(version=found.version, kind="milestone", data__event__in=VISITING)
    return Early(found, stones.order_by("order").first())


def photos_of(visit: Visit) -> QuerySet[File]:
    """The photos of a visit, in the order in which they came."""
    taken = {"entry__thing": "visits.visit", "entry__thing_id": visit.pk, "entry__verb": "add_photo"}
    return File.objects.filter(**taken).order_by("pk")


def voidable(request: HttpRequest) -> QuerySet[Visit]:
    """Visits the person may void: one's own, and those of units where one holds that right."""
    own = Q(author=me(request))
    of_unit = Q(org__in=below(nodes(request, "visits.void")))
    reached = Visit.objects.for_request(request, "visits.record")
    return reached.filter(own | of_unit).select_related("employer")


def mendable(request: HttpRequest) -> QuerySet[Visit]:
    """The person's own visits that they may void: whoever else finds a mistake voids, and the author writes anew."""
    return voidable(request).filter(author=me(request)).select_related("team__org")


def chain(request: HttpRequest, visit: Visit) -> list[Visit]:
    """Every record of the same visit that the person may read, the first one first; none where it was never mended."""
    if visit.corrects_id is None and not hasattr(visit, "correction"):
        return []
    ids = [row.pk for row in Visit.objects.raw(_CHAIN, [visit.pk])]
    return list(Visit.objects.for_request(request).filter(pk__in=ids).select_related("employer").order_by("pk"))


_CHAIN = """
    WITH RECURSIVE chain (id, corrects_id) AS (
        SELECT id, corrects_id FROM visits_visit WHERE id = %s
        UNION
        SELECT v.id, v.corrects_id FROM visits_visit v JOIN chain c ON v.id = c.corrects_id OR v.corrects_id = c.id
    )
    SELECT id FROM chain
"""


def voiding(visit: Visit) -> Entry | None:
    """The entry that voided what this visit was written instead of, if it corrects anything."""
    if visit.corrects_id is None:
        return None
    return Entry.objects.get(verb="void", thing="visits.visit", thing_id=visit.corrects_id)


@dataclass(frozen=True)
class Listed:
    """Somebody on the must-visit list, and when they were met, if ever."""

    row: MustVisit
    met: date | None


def met_or_not(listed: Iterable[MustVisit], visits: QuerySet[Visit]) -> list[Listed]:
    """Beside each on the list the last day on which one of the visits met them; who is missing first."""
    rows = list(listed)
    same = entries_of(row.worker_id for row in rows)
    ids = {row.worker_id for row in rows}.union(*same.values())
    talks = Talk.objects.filter(worker__in=ids, visit__in=visits.filter(voided=None))
    days = dict(talks.values_list("worker").annotate(last=Max("visit__on")))

    def met(worker: int) -> date | None:
        return max((days[each] for each in same.get(worker, {worker}) if each in days), default=None)

    return sorted((Listed(row, met(row.worker_id)) for row in rows), key=lambda each: each.met is not None)


def uncounted_stays(day: date) -> QuerySet[Stay]:
    """Stays that have begun and whose must-visit list of the first day was not counted yet."""
    counted = Entry.objects.filter(
        thing="visits.stay", thing_id=OuterRef("pk"), verb="count_must_visits", voided_by=None
    )
    begun = Stay.objects.standing().filter(start__lte=day, start__gte=day - COUNTED_BACK)
    return begun.exclude(Exists(counted)).select_related("team__org", "employer__org").order_by("pk")
