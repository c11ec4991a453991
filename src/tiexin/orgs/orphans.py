"""What somebody who left, or went to another unit, still holds (离任未交接).

Each room registers what can be held and how it is handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.orgs.models import Officer
from tiexin.orgs.scope import below, nodes
from tiexin.orgs.structure import FormerHome


@dataclass(frozen=True)
class Held:
    """One kind of thing that an officer can hold; `rows` are those open today, each with its `officer`.

    `tell` says one in words; `hand_over` gives it to a successor and leaves an entry. `unit` is the way from a row to
    the unit whose thing it is: who goes to another unit leaves behind what is held of the former one.
    """

    kind: str
    label: str
    rows: Callable[[date], QuerySet[Any]]
    tell: Callable[[Any], str]
    hand_over: Callable[[Any, Officer, Officer | None, date], Any]
    unit: str

    def left_behind(self, day: date, officer: object) -> QuerySet[Any]:
        """Return what an officer in service holds of a former home that still exists."""
        home = FormerHome.objects.filter(officer=OuterRef("officer"), org=OuterRef(self.unit))
        rows = self.rows(day).filter(Exists(home), **{"officer": officer, f"{self.unit}__closed": None})
        return rows.exclude(**{self.unit: F("officer__org")})


@dataclass(frozen=True)
class Orphan:
    """One thing that waits for a successor; `key` names it in a form."""

    held: Held
    row: Any

    @property
    def key(self) -> str:
        """Return kind and number."""
        return f"{self.held.kind}-{self.row.pk}"

    @property
    def unit_id(self) -> int:
        """Return the id of the unit whose thing it is; the rows are read with it."""
        return int(reduce(getattr, f"{self.held.unit}_id".split("__"), self.row))

    def __str__(self) -> str:
        return f"{self.held.label}：{self.held.tell(self.row)}"


HELD: dict[str, Held] = {}


def register(held: Held) -> None:
    """Make a kind known; called once from the owning app's `ready()`."""
    HELD[held.kind] = held


def leavers(request: HttpRequest) -> QuerySet[Officer]:
    """Return who left and still holds something, the latest first; then who holds something of a former home.

    `came_from` names the home before the present one.
    """
    day = request.today  # type: ignore[attr-defined]
    holds = (Q(Exists(held.rows(day).filter(officer=OuterRef("pk")))) for held in HELD.values())
    left = (Q(Exists(_mine(request, held, OuterRef("pk")))) for held in HELD.values())
    gone = Q(pk__in=Officer.objects.for_request(request).values("pk")) & reduce(or_, holds)
    moved = Officer.objects.serving(day).filter(reduce(or_, left))
    found = Officer.objects.filter(gone & Q(until__lte=day) | Q(pk__in=moved.values("pk")))
    before = FormerHome.objects.filter(officer=OuterRef("pk")).order_by("-until").values("org__name")
    found = found.annotate(came_from=Subquery(before[:1]))
    return found.select_related("org").order_by(F("until").desc(nulls_last=True), "pk")


def _mine(request: HttpRequest, held: Held, officer: object) -> QuerySet[Any]:
    """What was left behind at units where the person may hand it over."""
    units = below(nodes(request, request.needs))  # type: ignore[attr-defined]
    return held.left_behind(request.today, officer).filter(**{f"{held.unit}__in": units})  # type: ignore[attr-defined]


def orphans_of(officer: Officer, day: date) -> list[Orphan]:
    """Return what an officer still holds."""
    return [Orphan(held, row) for held in HELD.values() for row in held.rows(day).filter(officer=officer)]


def to_hand_over(officer: Officer, request: HttpRequest) -> list[Orphan]:
    """Return what the person may give to a successor: all of who has left, of others what was left behind."""
    day = request.today  # type: ignore[attr-defined]
    if officer.until is not None and officer.until <= day:
        return orphans_of(officer, day)
    return [Orphan(held, row) for held in HELD.values() for row in _mine(request, held, officer)]
