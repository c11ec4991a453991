"""One thing that waits for somebody, and a heap of one kind: what the page and the calendar show alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

MOST = 20  # of one kind that the page shows


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
