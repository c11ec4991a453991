"""What a phone takes along, and what the server knows beside a record that has come."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest

from tiexin.orgs.asking import me
from tiexin.registry.models import Employer, Worker
from tiexin.visits import queries
from tiexin.visits.models import Stay, Talk, Team, Visit

AHEAD = timedelta(days=14)  # how far the next visits are looked for
BEHIND = timedelta(days=30)  # an enterprise visited lately is likely to be visited again
TO_VISIT = 20  # enterprises to visit of the officer's teams
LATELY = 20
PEOPLE = 60  # known by name at one enterprise
LAST_VISITS, LAST_TALKS = 5, 3
SAID = 300  # characters of a former talk


def next_employers(request: HttpRequest, teams: Sequence[Team], day: date, also: Sequence[int] = ()) -> list[Employer]:
    """The enterprises of the next visits, the surest first: stays, to visit, visited lately, asked for; in reach."""
    stays = coming_stays([team.pk for team in teams], day)
    lately = Visit.objects.filter(author=me(request), on__gte=day - BEHIND, voided=None).order_by("-on", "-pk")
    wanted = [
        *(stay.employer_id for stay in stays),
        *(employer.pk for employer in queries.to_visit(teams, TO_VISIT)),
        *lately.values_list("employer", flat=True)[:LATELY],
        *also,
    ]
    places = {pk: place for place, pk in reversed(list(enumerate(wanted)))}
    found = Employer.objects.for_request(request).filter(pk__in=places).select_related("org")
    return sorted(found, key=lambda employer: places[employer.pk])


def coming_stays(team_ids: Sequence[int], day: date) -> QuerySet[Stay]:
    """Stays of the teams that have not ended and begin soon."""
    found = Stay.objects.standing().filter(team__in=team_ids, end__gte=day, start__lte=day + AHEAD)
    return found.select_related("employer", "team").order_by("start", "pk")


def people_of(employers: Collection[int]) -> dict[int, list[Worker]]:
    """The first persons of each enterprise by name, in one query."""
    rows = Worker.objects.persons().filter(employer__in=employers)
    return _by_employer(employers, _first(rows, PEOPLE, "name", "pk"))


def last_visits(request: HttpRequest, employers: Collection[int]) -> dict[int, list[Visit]]:
    """The newest visits of each enterprise that the person may read, with whom was met and what was heard."""
    rows = Visit.objects.for_request(request, "visits.see").filter(employer__in=employers, voided=None)
    newest = _first(rows, LAST_VISITS, "-on", "-pk").select_related("author")
    return _by_employer(employers, newest.prefetch_related(talks(), "problems"))


def talks_with(request: HttpRequest, workers: Collection[int]) -> dict[int, list[Talk]]:
    """The newest talks with each worker, of visits that the person may read."""
    visits = Visit.objects.for_request(request, "visits.see").filter(voided=None)
    rows = Talk.objects.filter(worker__in=workers, visit__in=visits)
    place = Window(RowNumber(), partition_by=F("worker"), order_by=["-visit__on", "-pk"])
    newest = rows.annotate(place=place).filter(place__lte=LAST_TALKS).select_related("visit__author")
    found: dict[int, list[Talk]] = {pk: [] for pk in workers}
    for row in newest.order_by("worker", "-visit__on", "-pk"):
        found[row.worker_id].append(row)
    return found


def _first(rows: QuerySet[Any], count: int, *order: str) -> QuerySet[Any]:
    """The first rows of each enterprise in an order."""
    place = Window(RowNumber(), partition_by=F("employer"), order_by=order)
    found: QuerySet[Any] = rows.annotate(place=place).filter(place__lte=count).order_by("employer", *order)
    return found


def _by_employer(employers: Collection[int], rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {pk: [] for pk in employers}
    for row in rows:
        found[row.employer_id].append(row)
    return found


def talks() -> Prefetch[Any]:
    """Whom a visit met."""
    return Prefetch("talks", Talk.objects.select_related("worker").order_by("pk"))


def beside(request: HttpRequest, visit: Visit) -> list[dict[str, Any]]:
    """Records of others of the same enterprise and day that met one of the same people, as the author is told."""
    met = visit.talks.values("worker")
    others = Visit.objects.for_request(request, "visits.see").filter(employer=visit.employer_id, on=visit.on)
    same = others.filter(voided=None, talks__worker__in=met).exclude(author=visit.author_id).distinct()
    rows = same.select_related("author").prefetch_related(talks()).order_by("pk")
    known = set(met.values_list("worker", flat=True))
    return [_beside(row, known) for row in rows]


def _beside(visit: Visit, known: set[int]) -> dict[str, Any]:
    names = [talk.worker.name for talk in visit.talks.all() if talk.worker_id in known]
    return {"id": visit.pk, "author": visit.author.name, "said": visit.said[:SAID], "people": names}


def of_name(employer: Employer, names: Iterable[str]) -> list[Worker]:
    """Who of the enterprise has one of these names: whom a visit would take for the person met."""
    return list(Worker.objects.persons().filter(employer=employer, name__in=list(names)).order_by("name", "pk"))
