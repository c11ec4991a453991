"""What goes along when a unit is merged or split: rows of the rooms above, which register how they move."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tiexin.orgs.models import Org


@dataclass(frozen=True)
class Follower:
    """One kind of rows that belong to a unit: `of` gives those of a unit, `move` hands some over to another.

    `fields` and `note` say how the rows are searched and told apart in a form.
    """

    kind: str
    label: str
    of: Callable[[Org], QuerySet[Any]]
    move: Callable[[Collection[int], Org], None]
    fields: tuple[str, ...] = ("name",)
    note: Callable[[Any], str] = lambda row: ""


FOLLOWERS: dict[str, Follower] = {}


def register(follower: Follower) -> None:
    """Let rows follow their unit; called once from the owning app's `ready()`."""
    FOLLOWERS[follower.kind] = follower
