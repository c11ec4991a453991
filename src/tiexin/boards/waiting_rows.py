"""One thing that waits for somebody, and a heap of one kind: what the page and the calendar show alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

MOST = 20  # of one kind that the page shows
A_contra = TypeVar("A_contra", contravariant=True)  # who asks
R_co = TypeVar("R_co", covariant=True)  # a row as it is shown


@dataclass(frozen=True)
class Kind(Generic[A_contra, R_co]):
    """One kind of what waits: how it is found, the most pressing first, and shown on a day.

    `due` names the column by which it stands, empty where it has no day.
    """

    title: str
    find: Callable[[A_contra], QuerySet[Any]]
    row: Callable[[Any, date], R_co]
    due: str = "due"


@dataclass(frozen=True)
class Matter:
    """One thing that waits: what, where to go on with it, what else is known, until when, whether that has passed.

    `due` is a moment where it ends at an hour. `plain` says what it is without names and content, for a calendar that
    leaves the house; without it the label does.
    """

    label: str
    url: str
    note: str
    due: date | datetime | None = None
    late: bool = False
    plain: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Heap:
    """What waits of one kind: the most pressing first, and whether there is more than is shown."""

    title: str
    matters: Sequence[Matter]
    more: bool

    @property
    def count(self) -> str:
        """How many there are, as far as they are read."""
        return f"{len(self.matters)}件以上" if self.more else f"{len(self.matters)}件"
