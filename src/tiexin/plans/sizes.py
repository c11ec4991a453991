"""How many members a population has today, for the lint, and the burden of a stored version.

Plain counts of the registers, cheap enough for a web request: the exact populations are compiled in the worker only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import DatabaseError
from django.db.models import Q, QuerySet

from tiexin.duties.definition import Definition, Of
from tiexin.duties.models import Duty, PlanVersion
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org, OrgQuerySet
from tiexin.plans.burden import LIMIT, LIMIT_PARAMETER, Estimate, Task, estimate
from tiexin.plans.clause import Who
from tiexin.plans.duty import define_who
from tiexin.plans.lint.seen import Owers, Sizes, key, unknown
from tiexin.plans.pack import Pack
from tiexin.plans.queries import issuer_of
from tiexin.plans.words import standard
from tiexin.registry.models import Employer, Worker
from tiexin.visits.models import Team

Rows = QuerySet[Any]


def registers(issuer: Org | None, day: date) -> Sizes:
    """Return a function that counts under the issuer (everywhere without one), each population once.

    None for a population that no register here holds, for an empty one, and while there are no tables yet.
    """
    known: dict[Owers, int | None] = {}

    def count(of: Of) -> int | None:
        if key(of) not in known:
            known[key(of)] = _count(of, issuer, day)
        return known[key(of)]

    return count


def _count(of: Of, issuer: Org | None, day: date) -> int | None:
    register = _REGISTERS.get(of.population)
    asked = {column for filters in (of.where, *of.unless) for column in filters}
    if register is None or asked - register.columns.keys():
        return None
    try:
        orgs = Org.objects.under(issuer) if issuer else Org.objects.filter(practice=False)
        rows = register.rows(orgs, day).filter(_all(of.where, register.columns))
        for excuse in of.unless:
            rows = rows.exclude(_all(excuse, register.columns))
        return rows.count() or None
    except DatabaseError:  # a first check before `migrate`
        return None


def _all(filters: Mapping[str, list[str]], columns: Mapping[str, str]) -> Q:
    return Q(**{f"{columns[column]}__in": values for column, values in filters.items()})


class Register(NamedTuple):
    """Where a population is listed: its rows under some units on a day, and filter column → field."""

    rows: Callable[[OrgQuerySet, date], Rows]
    columns: Mapping[str, str] = {}


def _serving(orgs: OrgQuerySet, day: date) -> Rows:
    return Officer.objects.serving(day).filter(org__in=orgs)


def _running(orgs: OrgQuerySet, day: date) -> Rows:
    return Team.objects.filter(Q(until__isnull=True) | Q(until__gte=day), org__in=orgs)


_REGISTERS = {
    "unions": Register(lambda orgs, day: orgs.open_on(day), {"level": "level", "kind": "kind"}),
    "officers": Register(_serving, {"level": "org__level", "kind": "org__kind", "rank": "rank"}),
    "teams": Register(_running, {"level": "org__level", "kind": "kind"}),
    "employer": Register(lambda orgs, day: Employer.objects.filter(org__in=orgs)),
    "worker": Register(lambda orgs, day: Worker.objects.filter(employer__org__in=orgs)),
}


def for_pack(pack: Pack) -> Sizes:
    """Return the counts under the union that issues a pack; nobody knows anything before `migrate`."""
    try:
        return registers(issuer_of(pack), calendar.today())
    except DatabaseError:
        return unknown


def with_parameters(version: PlanVersion, day: date) -> Sizes:
    """Return the counts for a stored version: the numbers that its pack states go before the registers."""
    said: dict[Owers, int] = {}
    for parameter in version.head.get("parameters", {}).values():
        if (of := parameter.get("of")) and not of.get("unless"):
            said[key(define_who(Who.model_construct(**of), standard()))] = parameter["value"]
    counted = registers(version.plan.issuer, day)
    return lambda of: said.get(key(of), counted(of))


def burden_of(version: PlanVersion, day: date) -> Estimate:
    """What a stored version costs those who carry it out."""
    duties = Duty.objects.filter(clause__version=version).select_related("clause").order_by("clause__order")
    period = (version.start, version.end)
    tasks = [Task(duty.clause.item, Definition.model_validate(duty.definition), period) for duty in duties]
    stated = version.head.get("parameters", {}).get(LIMIT_PARAMETER)
    labels = standard().populations["unions"].filters
    return estimate(tasks, with_parameters(version, day), labels, stated["value"] if stated else LIMIT)
