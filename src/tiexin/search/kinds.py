"""The kinds of things that are found; rooms register theirs when they load, and imports still point down."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from tiexin.core.findable import Findable

Readable = Callable[[HttpRequest, Collection[int]], set[int]]


@dataclass(frozen=True)
class Kind:
    """A kind of findable thing: who may see it, which page shows it, and every row it has.

    `permission` is that of the page `url`. `speaks_down`: it is also seen from everywhere below its unit, as a
    plan is. `anchor` marks the place on a page that shows many. `readable` says of things found which the person reads:
    reach alone is not enough for all.
    """

    name: str
    label: str
    permission: str
    url: str
    icon: str
    hint: str
    rows: Callable[[], Iterable[Findable]]
    speaks_down: bool = False
    anchor: str = ""
    readable: Readable | None = None

    def address(self, page_id: int, thing_id: int) -> str:
        """Return where a thing of this kind is shown."""
        place = f"#{self.anchor}{thing_id}" if self.anchor else ""
        return f"{reverse(self.url, args=[page_id])}{place}"


Follower = Callable[[Collection[int]], Iterable[Findable]]
Lead = Callable[[HttpRequest, str], tuple[str, str] | None]
KINDS: dict[str, Kind] = {}
FOLLOWERS: dict[str, Follower] = {}
LEADS: list[Lead] = []


def register(kind: Kind) -> None:
    """Let things of a kind be found; called by its room at start."""
    KINDS[kind.name] = kind


def follow(thing: str, rows: Follower) -> None:
    """Have the worker index what entries about a thing (`visits.visit`) leave to it, by the things' ids."""
    FOLLOWERS[thing] = rows


def lead(there: Lead) -> None:
    """Let what is typed as a whole number lead to the one thing that has it: what it is called and its address, or None
    where there is none within the person's reach. Asked at every search: it must look nothing up for other words.
    """
    LEADS.append(there)


def there(request: HttpRequest, typed: str) -> tuple[str, str] | None:
    """The one thing whose whole number was typed."""
    return next(filter(None, (each(request, typed) for each in LEADS)), None)
