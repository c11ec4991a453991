"""One number of the table, and the few sums that make it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Figure:
    """A measured figure; `hard` says that a run over the target fails (counts do, timings never)."""

    name: str
    value: float
    unit: str = "ms"
    floor: float | None = None
    ratio: float | None = None
    target: str = ""
    short: bool = False
    hard: bool = False

    def as_row(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def middle(times: Sequence[float]) -> float:
    """Return the median."""
    return median(times)


def high(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(times, n=20, method="inclusive")[-1]


def statements(call: Callable[[], Any]) -> list[str]:
    """Run something in this process and return its SQL, without the control of transactions."""
    with CaptureQueriesContext(connection) as seen:
        call()
    return [each["sql"] for each in seen.captured_queries if not each["sql"].lstrip().upper().startswith(CONTROL)]


def at_most(name: str, value: float, limit: float, unit: str = "ms") -> Figure:
    """Return a figure that should not exceed a limit; a count of statements is hard."""
    return Figure(name, value, unit, target=f"≤ {limit:g}", short=value > limit, hard=unit == "SQL")
