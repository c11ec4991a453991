"""What somebody who left still holds (离任未交接): each room registers what can be held and how it is handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.orgs.models import Officer


@dataclass(frozen=True)
class Held:
    """One kind of thing that an officer can hold; `rows` are those open today, each with its `officer`.

    `tell` says one in words; `hand_over` gives it to a successor and leaves an entry.
    """

    kind: str
    label: str
    rows: Callable[[date], QuerySet[Any]]
    tell: Callable[[Any], str]
    hand_over: Callable[[Any, Officer, Officer | None, date], Any]


@dataclass(frozen=True)
class Orphan:
    """One thing that waits for a successor; `key` names it in a form."""

    held: Held
    row: Any

    @property
    def key(self) -> str:
        """Return kind and number."""
        return f"{self.held.kind}-{self.row.pk}"

    def __str__(self) -> str:
        return f"{self.held.label}：{self.held.tell(self.row)}"


HELD: dict[str, Held] = {}


def register(held: Held) -> None:
    """Make a kind known; called once from the owning app's `ready()`."""
    HELD[held.kind] = held


def leavers(request: HttpRequest) -> QuerySet[Officer]:
    """Return the officers in scope who have left and still hold something, the latest first."""
    day = request.today  # type: ignore[attr-defined]
    holds = (Q(Exists(held.rows(day).filter(officer=OuterRef("pk")))) for held in HELD.values())
    gone = Officer.objects.for_request(request).filter(reduce(or_, holds), until__lte=day)
    return gone.select_related("org").order_by("-until", "pk")


def orphans_of(officer: Officer, day: date) -> list[Orphan]:
    """Return what an officer still holds."""
    return [Orphan(held, row) for held in HELD.values() for row in held.rows(day).filter(officer=officer)]
