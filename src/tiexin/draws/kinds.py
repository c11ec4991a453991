"""What can be drawn. A room registers its own things from `ready()`: employers here, visits and cases from above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tiexin.draws.rules import Item
from tiexin.orgs.models import Org

Rows = Callable[[Org, date, date | None], Iterable[tuple[int, Item]]]


@dataclass(frozen=True)
class Kind:
    """A kind of things: its name on screen, and its rows in a place as of a day with the ids of their own table.

    `rows` is told the place, the day, and for kinds that happen on a day (`dated`) the first one; `by` are the strata
    that its rows carry, `counter` is the word behind a number of them.
    """

    name: str
    label: str
    rows: Rows
    by: tuple[str, ...] = ("kind", "city", "focus")
    counter: str = "家"
    dated: bool = False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind
