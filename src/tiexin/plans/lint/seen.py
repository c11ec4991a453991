"""A draft as the rules look at it: what many rules need is worked out once, sizes are known where somebody said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from tiexin.core.documents.source import Keys
from tiexin.duties.definition import Definition, Of
from tiexin.plans.clause import Who
from tiexin.plans.draft import Draft, Placed, walk
from tiexin.plans.duty import Duty, define, define_who
from tiexin.plans.items import Teams

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Where = tuple[tuple[str, tuple[str, ...]], ...]
Owers = tuple[str, Where, tuple[Where, ...]]
# How many members a population has today; None when nobody knows. Dimensions (`employer`, `worker`) are asked by name.
Sizes = Callable[[Of], int | None]


def unknown(_: Of) -> int | None:
    """The sizes of somebody who cannot look into the registers."""
    return None


class Stated(NamedTuple):
    """A duty with its translation."""

    path: Keys
    duty: Duty
    definition: Definition


@dataclass
class Seen(Draft):
    """A draft with a memory. Rules get one; `sizes` tells how many there really are."""

    sizes: Sizes = unknown
    known: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def clauses(self) -> list[Placed]:
        """Every clause of every part, found once."""
        return super().clauses

    @cached_property
    def duties(self) -> list[tuple[Keys, Duty]]:
        """The duties with their paths, found once."""
        return super().duties

    @cached_property
    def by_key(self) -> Mapping[Any, list[tuple[Keys, Any]]]:
        """Every raw value by the last step of its path."""
        found: dict[Any, list[tuple[Keys, Any]]] = {}
        for path, value in walk(self.source.value):
            found.setdefault(path[-1] if path else None, []).append((path, value))
        return found


def seen(draft: Draft, sizes: Sizes = unknown) -> Seen:
    """Return the draft as rules look at it; what was worked out for its errors serves for its warnings too."""
    if isinstance(draft, Seen):
        return draft
    kept = vars(draft).get("_seen")
    if kept is None or kept.year != draft.year or kept.document is not draft.document:
        kept = Seen(**{part.name: getattr(draft, part.name) for part in fields(Draft)})
        vars(draft)["_seen"] = kept
    kept.sizes = sizes
    return kept


def once(make: Callable[[Seen], T]) -> Callable[[Seen], T]:
    """Let a function of a draft answer from memory after the first time."""

    def kept(draft: Seen) -> T:
        known = (make, draft.sizes)  # other sizes, other sums
        if known not in draft.known:
            draft.known[known] = make(draft)
        answer: T = draft.known[known]
        return answer

    kept.__doc__, kept.__name__ = make.__doc__, make.__name__
    return kept


def raw(draft: Draft, *keys: str) -> Iterator[tuple[Keys, Any]]:
    """Every raw value that stands under one of these keys."""
    found = seen(draft).by_key
    return (member for name in keys for member in found.get(name, ()))


@once
def stated(draft: Seen) -> list[Stated]:
    """The duties with their translations."""
    return [Stated(path, duty, define(duty, draft.words, draft.readings)) for path, duty in draft.duties]


def parts(draft: Draft, name: str, model: type[M]) -> list[tuple[Keys, M]]:
    """The members of a list with their paths."""
    return [(path, part) for path, part in draft.parts.get(name, []) if isinstance(part, model)]


@once
def said_sizes(draft: Seen) -> Mapping[Owers, int]:
    """How many owers there are by the parameters and the rosters of teams."""
    sizes = {owers(draft, roster.of): len(roster.groups) for _, roster in parts(draft, "teams", Teams)}
    for parameter in draft.head.parameters.values() if draft.head else ():
        if parameter.of:
            sizes[owers(draft, parameter.of)] = parameter.value
    return sizes


def size(draft: Seen, of: Of) -> int | None:
    """Return how many members `of` has: as the pack says, else the sum of its parts, else as counted today."""
    said = said_sizes(draft)
    if (whole := said.get(key(of))) is not None:
        return whole
    members = [said.get(key(of.model_copy(update={"where": where}))) for where in _single(of.where)]
    if len(members) > 1 and None not in members:
        return sum(member for member in members if member is not None)
    return draft.sizes(of)


def _single(where: Mapping[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """Split filters with several values into filters with one value each."""
    for values in product(*where.values()):
        yield {column: [value] for column, value in zip(where, values, strict=True)}


def owers(draft: Draft, who: Who) -> Owers:
    """Return the key of a population as written."""
    return key(define_who(who, draft.words))


def key(of: Of) -> Owers:
    """Return a population with its filters as a key; the order of filters and values does not matter."""
    return of.population, _where(of.where), tuple(sorted(_where(but) for but in of.unless))


def _where(filters: Mapping[str, list[str]]) -> Where:
    return tuple(sorted((column, tuple(sorted(values))) for column, values in filters.items()))
