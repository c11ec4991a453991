"""Reads about employers that are not rows of one model."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, F, OrderBy, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest

from tiexin.core.prepared import Prepared
from tiexin.orgs.scope import nodes, standing_below
from tiexin.registry.models import Employer, EmployerTag, MustVisit
from tiexin.registry.vocabulary import MUST_VISIT_LEVELS

ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "name": ("name", "pk"),
    "most": (F("headcount").desc(nulls_last=True), "pk"),
    "new": ("-pk",),
}


def in_force(day: date) -> QuerySet[EmployerTag]:
    """Return the marks that stand on `day`."""
    return EmployerTag.objects.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


def with_marks(employers: QuerySet[Employer], day: date) -> QuerySet[Employer]:
    """Read each employer's unit and, as `marks`, its marks in force, in one more query."""
    marks = Prefetch("tags", in_force(day).order_by("since", "pk"), to_attr="marks")
    return employers.select_related("org").prefetch_related(marks)


def matching(employers: QuerySet[Employer], text: str) -> QuerySet[Employer]:
    """Keep those whose name or credit code contains the words."""
    return employers.filter(Q(name__icontains=text) | Q(credit_code__icontains=text)) if text else employers


def found(employers: QuerySet[Employer], asked: dict[str, str], day: date) -> QuerySet[Employer]:
    """Return the employers that match `q`, `kind` and `tag`, in the order `sort`."""
    rows = matching(employers, asked.get("q", "").strip())
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if tag := asked.get("tag"):
        rows = rows.filter(pk__in=in_force(day).filter(tag=tag).values("employer"))
    return with_marks(rows, day).order_by(*ORDERS[asked.get("sort") or "name"])


def must_visits(employer: Employer | int, day: date) -> QuerySet[MustVisit]:
    """Whom a stay at the employer must meet as of a day: leaders first, then cadres from the enterprise down."""
    rows = MustVisit.objects.on(day).filter(worker__employer=employer).select_related("worker")
    place = Case(*(When(level=level, then=Value(number)) for number, level in enumerate(MUST_VISIT_LEVELS)))
    return rows.order_by("role", place, "pk")


def employer_near(request: HttpRequest, permission: str, pk: int) -> Employer | None:
    """An employer in reach; None when it is beyond it."""
    return next(iter(_near(nodes(request, permission), pk)), None)


_near = Prepared(lambda units, pk: Employer.objects.filter(standing_below("org", units), pk=pk).select_related("org"))
