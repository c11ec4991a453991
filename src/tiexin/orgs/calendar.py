"""Which day this installation lives in: the wall clock's, or the demo's own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tiexin.core.briefly import Briefly
from tiexin.core.days import local_today
from tiexin.orgs.models import Installation

KEPT = 5  # seconds a process may go on with what it knew
ALONG: dict[str, Callable[[], Any]] = {}


def along(name: str, expression: Callable[[], Any]) -> None:
    """Have a room above read something with the row, in the same statement; called once from its `ready()`."""
    ALONG[name] = expression


def _row() -> Installation:
    more = {name: expression() for name, expression in ALONG.items()}
    return Installation.objects.filter(id=1).annotate(**more).first() or Installation()


_known = Briefly(_row, KEPT)


def installation() -> Installation:
    """The one row about this installation with what belongs to it, read at most every few seconds by each process."""
    return _known()


def today() -> date:
    """The installation's day."""
    return day_of(installation())


def day_of(installation: Installation) -> date:
    """The day of an installation that was read before."""
    return installation.clock or local_today()


def forget() -> None:
    """Make this process read the row anew."""
    _known.forget()
