"""Teams as a population that can owe. Worker only (imports Ibis)."""

import ibis.expr.types as ir

from tiexin.duties.relations import table
from tiexin.orgs.models import Org
from tiexin.visits.models import Team


def teams() -> ir.Table:
    """Population: every team, by its kind and the level of the union that sends it."""
    import ibis

    team, org = table(Team), table(Org)
    joined = team.join(org.select(home=org.id, level=org.level), team.org_id == org.id)
    return joined.select(
        subject=joined.id,
        org=joined.org_id,
        level=joined.level,
        kind=joined.kind,
        rank=ibis.literal(""),
        since=joined.since,
        until=joined.until,
    )
