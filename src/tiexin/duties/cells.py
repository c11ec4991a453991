"""The bounds of every level × rank, so that a subject's target is found by equality."""

from collections.abc import Iterator
from typing import NamedTuple

from tiexin.duties.definition import Cell, Definition
from tiexin.duties.populations import POPULATIONS
from tiexin.orgs.models import Level


class Bounds(NamedTuple):
    """What one level × rank owes; exactly one applies to a subject."""

    level: str
    rank: str
    low: int | None
    high: int | None


def expand(definition: Definition) -> Iterator[Bounds]:
    """Yield the bounds of each level × rank that the duty speaks of; a cell nobody wrote owes nothing.

    Of the written cells that fit, the most specific one applies: level and rank, then level, then rank, then all.
    """
    of, filters = definition.of, POPULATIONS[definition.of.population].filters
    cells = definition.cells or [Cell(low=definition.low, high=definition.high)]
    for level in of.where.get("level", list(Level.values)):
        for rank in of.where.get("rank", list(filters.get("rank", {"": ""}))):
            fitting = [cell for cell in cells if cell.level in ("", level) and cell.rank in ("", rank)]
            if fitting:
                best = max(fitting, key=lambda cell: (bool(cell.level) + bool(cell.rank), bool(cell.level)))
                yield Bounds(level, rank, best.low, best.high)
