"""Tables as Ibis sees them. Worker only: nothing that serves pages imports this module.

Schemas are read from the Django models, so a renamed column fails when a duty is compiled, not in production.
"""

from typing import Any

import ibis
from django.db import models

_TYPES: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.AutoField, "int64"),
    (models.ForeignKey, "int64"),
    (models.IntegerField, "int64"),
    (models.DateField, "date"),
    (models.CharField, "string"),
    (models.BooleanField, "boolean"),
)


def table(model: type[models.Model]) -> ibis.Table:
    """Return a model's table with the columns an expression may use (ids, integers, days, short texts, yes or no)."""
    schema = {}
    for field in model._meta.concrete_fields:
        kind = next((name for cls, name in _TYPES if isinstance(field, cls)), None)
        if kind and not isinstance(field, models.DateTimeField) and field.column:
            schema[field.column] = kind
    return ibis.table(schema, name=model._meta.db_table)


def stale_gauges() -> ibis.Table:
    """Return the relation of gauges to look at; bound by a CTE of that name when the SQL is run."""
    return ibis.table({"term_id": "int64", "subject": "int64"}, name="stale")


def stale_keys() -> ibis.Table:
    """Return the relation of slice keys to look at; bound by a CTE of that name when the SQL is run."""
    return ibis.table({"key": "string", "org_id": "int64"}, name="stale")


def unions() -> ibis.Table:
    """Population: every union, by its own level and kind."""
    from tiexin.orgs.models import Org

    org = table(Org)
    return org.select(
        subject=org.id,
        org=org.id,
        level=org.level,
        kind=org.kind,
        rank=ibis.literal(""),
        since=org.opened,
        until=org.closed,
    )


def members() -> ibis.Table:
    """Population: every member of a union, by its level and kind; somebody entered twice is one member."""
    from tiexin.orgs.models import Org
    from tiexin.registry.people import Membership
    from tiexin.registry.persons import SamePerson

    member, org, same = table(Membership), table(Org), table(SamePerson)
    member = member.filter(~member.doubled)
    joined = member.join(org.select(home=org.id, level=org.level, kind=org.kind), member.org_id == org.id)
    same = same.select(merged="worker_id", counts_as="person_id")
    joined = joined.left_join(same, joined.worker_id == same.merged)
    return joined.select(
        subject=ibis.coalesce(joined.counts_as, joined.worker_id),
        org=joined.org_id,
        level=joined.level,
        kind=joined.kind,
        rank=ibis.literal(""),
        since=joined.since,
        until=joined.until,
    )


def officers() -> ibis.Table:
    """Population: every officer, by the level and kind of the home unit and by rank."""
    from tiexin.orgs.models import Officer, Org

    person, org = table(Officer), table(Org)
    joined = person.join(org.select(home=org.id, level=org.level, kind=org.kind), person.org_id == org.id)
    return joined.select(
        subject=joined.id,
        org=joined.org_id,
        level=joined.level,
        kind=joined.kind,
        rank=joined["rank"],
        since=joined.since,
        until=joined.until,
    )
