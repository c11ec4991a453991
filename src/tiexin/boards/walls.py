"""The board on a wall: as much of it as is read from afar, the most urgent first, and what was left out in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tiexin.boards.maps import Schematic, Tile

UNITS = 9
CLAUSES = 11
TILES = 24  # where no unit has a place on the grid


def wall(context: Mapping[str, Any]) -> dict[str, Any]:
    """Cut a board's context to what fits a screen of 16 : 9 without scrolling."""
    ranked = [row for row in context["ladder"] if not row["unranked"]]
    promised = context["promises"]
    tiles, rest = _tiles(context["map"])
    drawing = context["drawing"]
    return {
        **context,
        "rungs": ranked[:UNITS],
        "more_units": max(0, len(ranked) - UNITS),
        "few_units": len(context["ladder"]) - len(ranked),
        "clauses": promised[:CLAUSES],
        "more_clauses": max(0, len(promised) - CLAUSES),
        "tiles": tiles,
        "rest": states(drawing.others if drawing else rest),
    }


def _tiles(schematic: Schematic) -> tuple[list[Tile], list[Tile]]:
    if schematic.placed:
        return schematic.placed, schematic.others
    return schematic.tiles[:TILES], schematic.tiles[TILES:]


def states(tiles: list[Tile]) -> list[tuple[str, str, int]]:
    """How many of the tiles are in which state: state, its word, number; the most frequent first."""
    counted = Counter((tile.state, tile.label) for tile in tiles)
    return [(state, label, n) for (state, label), n in counted.most_common()]
