"""A programme (送温暖, 送文化 …): the clauses that a plan groups under one name, at one unit. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tiexin.boards import frames
from tiexin.duties import present
from tiexin.duties.models import Clause, Seen, Slice, Term, Total
from tiexin.duties.present import GaugeView
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below


def members(programme: Clause) -> list[Clause]:
    """The items of a programme that its version has, in the plan's order."""
    wanted = programme.data.get("members", [])
    return list(Clause.objects.filter(version=programme.version_id, item__in=wanted).order_by("order"))


def terms_of(found: Collection[Clause], terms: Collection[Term]) -> list[Term]:
    """The running periods of the duties among a programme's items."""
    own = {clause.pk for clause in found}
    return [term for term in terms if term.duty.clause_id in own]


def own_gauges(node: Org, terms: Collection[Term], today: date) -> list[GaugeView]:
    """The gauges that the unit itself owes."""
    return present.views(frames.owed({"unions": [node.pk]}, terms), today)


def people(node: Org, terms: Collection[Term]) -> int | None:
    """How many different workers the counted clauses reached at and below the unit; None when none counts workers.

    One clause's number is its exact total; of several the keys are counted once however many clauses saw them.
    """
    stored = [term for term in terms if term.pk]
    found = Slice.objects.filter(terms__in=stored, spec__count="worker")
    slices = list(found.distinct().values_list("pk", flat=True))
    if not slices:
        return None
    if len(slices) == 1:
        return Total.objects.filter(slice=slices[0], node=node).values_list("n", flat=True).first() or 0
    seen = Seen.objects.filter(slice__in=slices, org__in=below([node.pk]))
    return seen.values("key").distinct().count()
