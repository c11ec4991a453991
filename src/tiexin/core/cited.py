"""Which sentences of plans have a place where they are read: the room that keeps the plans tells."""

from collections.abc import Callable, Iterable

from django.core.cache import cache

KEY = "tiexin.cited"
KEPT = 60  # seconds a process may go on with what it knew
TOLD: list[Callable[[], Iterable[str]]] = []


def told_by(codes: Callable[[], Iterable[str]]) -> None:
    """Have a room above tell the numbers of sentences that are found; called once from its `ready()`."""
    TOLD.append(codes)


def readable() -> frozenset[str]:
    """The numbers of the sentences that a link leads to."""
    found: frozenset[str] | None = cache.get(KEY)
    if found is None:
        found = frozenset(code for codes in TOLD for code in codes())
        cache.set(KEY, found, KEPT)
    return found
