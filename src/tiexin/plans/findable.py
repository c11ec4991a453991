"""What the sentences of plans in force are found by."""

from collections.abc import Iterator

from tiexin.core.findable import Findable
from tiexin.duties.models import Clause, PlanVersion, State

KIND = "clause"


def of_clause(clause: Clause, version: PlanVersion) -> Findable:
    """A clause is found by its title, its sentence and its number, and shown in its place on the plan's page."""
    return Findable(
        kind=KIND,
        thing_id=clause.pk,
        org_id=version.plan.issuer_id,
        page_id=version.plan_id,
        title=clause.title,
        body=clause.quote,
        note=f"{clause.code}，{version.plan.title}",
        codes=(clause.code,),
        weight=-clause.order,
    )


def of_version(version: PlanVersion) -> list[Findable]:
    """Every clause of a version."""
    return [of_clause(clause, version) for clause in version.clauses.order_by("pk")]


def clauses() -> Iterator[Findable]:
    """Every clause of the versions in force."""
    for version in PlanVersion.objects.filter(state=State.LIVE).select_related("plan").order_by("pk"):
        yield from of_version(version)
