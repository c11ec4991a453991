"""What units and officers are found by."""

from collections.abc import Iterator

from tiexin.core.findable import Findable
from tiexin.orgs.models import Level, Officer, Org

LEVELS = list(Level)


def of_org(org: Org) -> Findable:
    """A unit is found by its name and short name; the higher stands first."""
    level = Level(org.level)
    note = f"{level.label}，{org.closed.year}年撤销" if org.closed else str(level.label)
    return Findable(
        kind="org",
        thing_id=org.pk,
        org_id=org.pk,
        title=org.name,
        body=org.short_name,
        note=note,
        sound="unit",
        weight=-LEVELS.index(level),
    )


def of_officer(officer: Officer) -> Findable:
    """An officer is found by name."""
    return Findable(
        kind="officer",
        thing_id=officer.pk,
        org_id=officer.org_id,
        title=officer.name,
        note=officer.title,
        sound="person",
    )


def orgs() -> Iterator[Findable]:
    """Every unit."""
    return map(of_org, Org.objects.order_by("pk").iterator())


def officers() -> Iterator[Findable]:
    """Every officer."""
    return map(of_officer, Officer.objects.order_by("pk").iterator())
