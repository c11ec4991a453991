"""Clauses whose subjects have periods of their own (stays, own years), laid beside those with common periods.

A frame is a period that is not stored: it stands for every own period of its duty that has begun by the day it
is looked at (`asof`).
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, Sum

from tiexin.duties.models import Duty, PlanVersion, Standing, Term
from tiexin.orgs.models import Org

FIGURES = ("subjects", "owed", "met", "value", "base", "target")


def frames(versions: Iterable[PlanVersion], today: date) -> list[Term]:
    """A frame for each clause of the versions whose subjects have own periods."""
    shared = {version.pk: version for version in versions}  # as they were read: a version's head is long
    own = Duty.objects.filter(clause__version__in=shared, definition__per__in=["stay", "event-year"])
    found = []
    for duty in own.select_related("clause").order_by("clause__version__plan", "clause__order"):
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


def latest(terms: Iterable[Term]) -> Q:
    """As `covered`, but of each subject's own periods only the one begun last."""
    found = list(terms)
    wanted = Q(term__in=[term for term in found if term.pk])
    for term in found:
        if not term.pk:
            begun = Q(start__gt=OuterRef("term__start"), start__lte=term.asof)
            later = Term.objects.filter(begun, duty=term.duty, subject=OuterRef("subject"))
            wanted |= Q(~Exists(later), term__duty=term.duty, term__start__lte=term.asof)
    return wanted


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
