"""Every write of who handles which kind of matter at a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tiexin.cases import queries
from tiexin.cases.owners.models import DefaultOwner
from tiexin.cases.owners.rules import check_kinds
from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org


@transaction.atomic
def name_default_owner(
    org: Org, kinds: Sequence[str], officer: Officer, *, by: Officer, on: date
) -> list[DefaultOwner]:
    """Say who handles matters of these kinds at a unit from today on; whoever did before does no longer.

    Returns the rows that are new: of a kind that the person handles already nothing is written twice.
    Refused, with nothing written: a kind that cannot be given to one person, somebody who handles no matters there,
    a unit that is closed, nothing new at all.
    """
    unit = Org.objects.select_for_update().get(pk=org.pk)  # two who say it at once say it one after the other
    if not unit.is_open(on):
        raise Refused(f"{unit}已经撤销", field="org")
    check_kinds(kinds)
    if all(each.pk != officer.pk for each in queries.handlers(unit, on)):
        raise Refused(f"{officer}没有在{unit}办理诉求的岗位", field="officer")
    before = {row.kind: row for row in DefaultOwner.objects.standing().filter(org=unit, kind__in=kinds)}
    new = [kind for kind in kinds if kind not in before or before[kind].officer_id != officer.pk]
    if not new:
        raise Refused(f"这些事项已经由{officer}承办", field="kinds")
    for kind in new:
        if kind in before:
            _end(before[kind], on)
    made = [DefaultOwner(org=unit, kind=kind, officer=officer, since=on) for kind in new]
    insert(made)
    for row in made:
        record(Act("name_default_owner", row, by, on, unit.pk))
    return made


@transaction.atomic
def end_default_owner(row: DefaultOwner, *, by: Officer, on: date) -> DefaultOwner:
    """Let nobody handle a kind first any more: the catalogue's own words hold again. Refused where it is over."""
    found = DefaultOwner.objects.select_for_update(of=("self",)).select_related("officer").get(pk=row.pk)
    if found.until is not None:
        raise Refused(f"{found.what}已经不由{found.officer}承办了")
    _end(found, on)
    record(Act("end_default_owner", found, by, on, found.org_id))
    return found


def _end(row: DefaultOwner, on: date) -> None:
    row.until = on
    row.save(update_fields=["until"])
