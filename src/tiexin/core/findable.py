"""A port for search: what a thing is found by, and where rooms below `search` announce theirs.

`orgs` stands under `search` and may not import it, yet its units and people must be found. `search` registers its
writer here when it loads: one implementation, no signal. Rooms above `search` call `search.actions.put` directly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Findable:
    """One thing that can be found. Never put an ID number or a phone number into any of these.

    `title` and `body` are searched and shown, `note` is only shown, `codes` are searched from their beginning.
    `sound` says how the title is read aloud: "person", "unit", "brief" (initials only) or "" (not at all).
    `org_id` and `also_id` are the units whose scope reaches it; `page_id` names the page when it is another thing's.
    `weight` says what stands first among things of its kind: the greatest does.
    """

    kind: str
    thing_id: int
    org_id: int
    title: str
    body: str = ""
    note: str = ""
    codes: tuple[str, ...] = ()
    sound: str = ""
    also_id: int | None = None
    page_id: int | None = None
    weight: int = 0


_writers: list[Callable[[Sequence[Findable]], object]] = []


def register(writer: Callable[[Sequence[Findable]], object]) -> None:
    """Take the writer of findable things; called once by `search` at start."""
    _writers[:] = [writer]


def announce(*things: Findable) -> None:
    """Let things be found as they are from now on, in the caller's transaction."""
    _writers[0](things)
