"""A port for the trail: rooms below `evidence` leave their entries through it.

`orgs` and `registry` stand under `evidence` and may not import it, yet every write leaves an Entry. `evidence`
registers its `record` here when it loads; there is one implementation and no signal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Act:
    """Who did what to which thing, on which local day, for which unit.

    `source` names the origin of the record (a form's token, an import row); the same source is refused twice.
    """

    verb: str
    thing: Model
    by: Any
    on: date
    org_id: int
    source: str = ""
    voids: Any = None


@dataclass(frozen=True)
class Claim:
    """What an act of a room below proves: one of a measure at a unit, on the day, with tags."""

    measure: str
    on: date
    org: Any
    tags: tuple[tuple[str, str], ...] = ()


Writer = Callable[[Act, Sequence[Claim]], Any]
_writers: list[Writer] = []


def register(writer: Writer) -> None:
    """Take the writer of entries; called once by `evidence` at start."""
    _writers[:] = [writer]


def write(act: Act, claims: Sequence[Claim] = ()) -> Any:
    """Leave an entry, with the facts that it claims, in the caller's transaction and return it."""
    return _writers[0](act, claims)
