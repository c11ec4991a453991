"""What can be imported. A room registers its own kinds from `ready()`: registers here, teams and stays from above.

Employers and workers come by ten thousands: their rows are staged and made true all at once. Of every other kind each
row is an action of its own, the same that a form would take, so that a workbook can do nothing that a form could not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.http import HttpRequest

from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import below, may
from tiexin.registry import columns
from tiexin.registry.columns import SHEET, Field

if TYPE_CHECKING:
    from tiexin.registry.models import ImportRun


class Book(Protocol):
    """Knows what the rows of one run mean."""

    def is_new(self, values: dict[str, Any]) -> bool:
        """Tell whether a row has to be written; raise Refused for one that cannot be."""

    def write(self, values: dict[str, Any], *, by: Officer | None, on: date) -> None:
        """Do what the row says; raise Refused when the action does."""


@dataclass(frozen=True)
class Kind:
    """A kind of rows: its word, the permission to enter one by hand, and the list where they are found afterwards."""

    name: str
    label: str
    permission: str
    listed: str
    book: Callable[[ImportRun, date], Book] | None = None

    @property
    def at_once(self) -> bool:
        """Whether all rows become true together, or none."""
        return self.book is None


KINDS: dict[str, Kind] = {}


def register(kind: Kind, fields: Mapping[str, Field]) -> None:
    """Make a kind and its columns known."""
    KINDS[kind.name] = kind
    columns.FIELDS[kind.name] = dict(fields)


def offered(request: HttpRequest) -> list[Kind]:
    """The kinds that the person may enter somewhere."""
    return [kind for kind in KINDS.values() if may(request, kind.permission)]


class Reach:
    """The units at and below the one of a run, found by their names."""

    def __init__(self, run: ImportRun, day: date) -> None:
        self.run, self.day = run, day
        self.ids = below([run.org_id])

    @cached_property
    def units(self) -> dict[str, set[int]]:
        """Name → the units that bear it, in full or short; read once, when the first row names one."""
        found: dict[str, set[int]] = {}
        rows = Org.objects.filter(pk__in=self.ids).open_on(self.day).values_list("pk", "name", "short_name")
        for pk, *names in rows:
            for name in names:
                found.setdefault(name, set()).add(pk)
        return found

    def unit(self, said: str, label: str) -> int:
        """The unit of that name, or the run's own where nothing is said; refused when none or several bear it."""
        if not said:
            return self.run.org_id
        found = self.units.get(said, set())
        if len(found) != 1:
            why = "有几个同名的" if found else "范围内没有"
            raise Refused(f"“{label}”{why}“{said[:40]}”", clause=SHEET)
        return next(iter(found))
