"""What can be drawn. A room registers its own things from `ready()`: employers here, visits and cases from above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tiexin.draws.rules import Item
from tiexin.orgs.models import Org

Rows = Callable[[Org, date], Iterable[tuple[int, Item]]]


@dataclass(frozen=True)
class Kind:
    """A kind of things: its name on screen, and its rows in a place as of a day with the ids of their own table."""

    name: str
    label: str
    rows: Rows


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind
