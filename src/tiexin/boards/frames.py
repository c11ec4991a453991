"""Clauses whose subjects have periods of their own (stays, own years), laid beside those with common periods.

A frame is a period that is not stored: it stands for every own period of its duty that has begun by the day it
is looked at (`asof`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from operator import itemgetter

from django.db.models import Q, Sum

from tiexin.duties import run
from tiexin.duties.models import Duty, Gauge, PlanVersion, Standing, Term
from tiexin.duties.queries import TEXTS
from tiexin.orgs.models import Org

FIGURES = ("subjects", "owed", "met", "value", "base", "target")
COLUMNS = ("id", *run.Row._fields)
OWN = (
    "SELECT t.id, t.duty_id, t.subject, t.start FROM stale CROSS JOIN duties_term t "
    "WHERE t.duty_id = stale.duty AND t.subject = stale.subject"
)
OWED = (
    f"SELECT {', '.join(f'g.{name}' for name in COLUMNS)} FROM stale CROSS JOIN duties_gauge g "  # noqa: S608
    "WHERE g.term_id = stale.term AND g.subject = stale.subject"
)


def frames(versions: Iterable[PlanVersion], today: date) -> list[Term]:
    """A frame for each clause of the versions whose subjects have own periods."""
    shared = {version.pk: version for version in versions}  # as they were read: a version's head is long
    own = Duty.objects.filter(clause__version__in=shared, definition__per__in=["stay", "event-year"])
    found = []
    for duty in own.select_related("clause").defer(*TEXTS).order_by("clause__version__plan", "clause__order"):
        duty.clause.version = version = shared[duty.clause.version_id]
        days = {"start": version.start, "end": version.end, "due": version.end}
        found.append(Term(duty=duty, label="各自的周期", asof=today, **days))
    return found


def covered(terms: Iterable[Term]) -> Q:
    """The condition that rows belong to one of the periods, or to an own period within one of the frames."""
    found = list(terms)
    wanted = Q(term__in=[term for term in found if term.pk])
    for term in found:
        if not term.pk:
            wanted |= Q(term__duty=term.duty, term__start__lte=term.asof)
    return wanted


def owed(subjects: Mapping[str, Collection[int]], terms: Collection[Term]) -> list[Gauge]:
    """The gauges of some subjects of each population, in these periods.

    Of the own periods within a frame it is the one begun last. Duties are those that came with the periods.
    """
    shared = {term.pk: term for term in terms if term.pk}
    framed = {term.duty_id: term for term in terms if not term.pk}
    own = {(frame.duty_id, of) for frame in framed.values() for of in subjects.get(frame.duty.population, ())}
    begun = [(pk, *key, run.day(start)) for pk, *key, start in run.look(OWN, "duty, subject", own)]
    latest = {
        (duty, subject): term
        for term, duty, subject, start in sorted(begun, key=itemgetter(3))
        if start <= framed[duty].asof
    }
    known = shared | Term.objects.in_bulk(latest.values())
    pairs = {(term, subject) for (_, subject), term in latest.items()}
    pairs |= {(term.pk, of) for term in shared.values() for of in subjects.get(term.duty.population, ())}
    found = [Gauge(**dict(zip(COLUMNS, row, strict=True))) for row in run.look(OWED, "term, subject", pairs)]
    for gauge in found:
        gauge.term = known[gauge.term_id]
        gauge.term.duty = framed[gauge.term.duty_id].duty if gauge.term_id not in shared else gauge.term.duty
    return found


def standings(nodes: Collection[Org], terms: Collection[Term]) -> dict[tuple[int, int], Standing]:
    """(node, duty) → where it stands; the own periods of a frame are added up."""
    stored = Standing.objects.filter(node__in=nodes, term__in=[term for term in terms if term.pk])
    duty_of = {term.pk: term.duty_id for term in terms}
    found = {(row.node_id, duty_of[row.term_id]): row for row in stored}
    framed = [term for term in terms if not term.pk]
    if framed:
        rows = Standing.objects.filter(covered(framed), node__in=nodes).values_list("node", "term__duty")
        for node, duty, *sums in rows.annotate(*(Sum(name) for name in FIGURES)):
            found[node, duty] = Standing(node_id=node, **dict(zip(FIGURES, sums, strict=True)))
    return found
