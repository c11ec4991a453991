"""What a process reads anew every few seconds, and at once where it changed it itself.

For what nearly every request asks and hardly anybody changes. The value itself is kept, for all threads of the process:
nobody changes it in place.
"""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T")
ALL: list[Any] = []
MANY = 10_000  # things of which one kind of news is kept


class Briefly(Generic[T]):
    """A read without arguments, run at most once in so many seconds."""

    def __init__(self, read: Callable[[], T], seconds: float) -> None:
        self.read, self.seconds = read, seconds
        self.value: T
        self.until = 0.0
        ALL.append(self)

    def __call__(self) -> T:
        """What was read last, or reads it anew."""
        if monotonic() >= self.until:
            self.value = self.read()
            self.until = monotonic() + self.seconds
        return self.value

    def forget(self) -> None:
        """Let the next call read it anew."""
        self.until = 0.0


class Lately:
    """Of which of many things something was so within so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until: dict[Hashable, float] = {}
        ALL.append(self)

    def __contains__(self, thing: Hashable) -> bool:
        return monotonic() < self.until.get(thing, 0.0)

    def note(self, thing: Hashable) -> None:
        """It is so now."""
        if len(self.until) >= MANY:
            self.until = {}
        self.until[thing] = monotonic() + self.seconds

    def forget(self) -> None:
        """Let it be looked at anew."""
        self.until = {}


def forget_all() -> None:
    """Let everything be read anew."""
    for each in ALL:
        each.forget()
