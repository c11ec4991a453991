"""Which sentences of plans have a place where they are read: the room that keeps the plans tells."""

from collections.abc import Callable, Iterable

from tiexin.core.briefly import Briefly

KEPT = 60  # seconds a process may go on with what it knew
TOLD: list[Callable[[], Iterable[str]]] = []


def told_by(codes: Callable[[], Iterable[str]]) -> None:
    """Have a room above tell the numbers of sentences that are found; called once from its `ready()`."""
    TOLD.append(codes)


def _read() -> frozenset[str]:
    return frozenset(code for codes in TOLD for code in codes())


_known = Briefly(_read, KEPT)


def readable() -> frozenset[str]:
    """The numbers of the sentences that a link leads to."""
    return _known()


def forget() -> None:
    """Let this process read them anew."""
    _known.forget()
