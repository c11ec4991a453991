"""The units one step below as tiles, roughly as they lie on a map, by one gauge: a number and a state each."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tiexin.atlas import queries as atlas
from tiexin.atlas.models import Boundary, Outline
from tiexin.boards import queries
from tiexin.boards.queries import Promise
from tiexin.duties import present
from tiexin.duties.models import Term
from tiexin.orgs.models import Kind, Level, Org

GRID = Path(__file__).parent / "data" / "grid.csv"
ALL = "全部任务"
SHADES = 4  # steps from the smallest to the largest number of a gauge that nobody below owes
Said = tuple[str, str, str, str, int | None]  # number, what it is of, state, its word, percent
NOTHING: Said = ("—", "", "measured", "没有任务", None)
PLACED = (Level.CITY, Level.COUNTY)


@dataclass(frozen=True)
class Tile:
    """One unit: what it is called, its number with what stands behind it, its state, and where it lies."""

    unit: Org
    url: str
    number: str
    of: str
    state: str
    label: str
    share: int | None  # whole percent of what is owed, for the bar
    place: tuple[int, int] | None = None  # column and row, from 1; None where nobody drew it

    @property
    def name(self) -> str:
        """A short name; that a territorial union is one goes without saying."""
        name = str(self.unit)
        return (name.removesuffix("总工会") or name) if self.unit.kind == Kind.TERRITORIAL else name

    @property
    def look(self) -> str:
        """The classes of its colour and its place; a strict content policy allows no styles in the page."""
        where = f" tx-at-c{self.place[0]} tx-at-r{self.place[1]}" if self.place else ""
        return f"tx-tile--{self.state}{where}"


@dataclass(frozen=True)
class Schematic:
    """The tiles of a node by the gauge chosen, and the gauges that can be chosen."""

    chosen: str
    title: str
    choices: list[tuple[str, str]]
    tiles: list[Tile]
    shaded: bool  # the colour says how large a number is, for no unit owes one

    @property
    def placed(self) -> list[Tile]:
        """Those that lie on the grid, from the north-west, as they are read."""
        found = [tile for tile in self.tiles if tile.place]
        return sorted(found, key=lambda tile: (tile.place or (0, 0))[::-1])

    @property
    def columns(self) -> int:
        """How many columns the grid takes."""
        return max((tile.place[0] for tile in self.tiles if tile.place), default=0)

    @property
    def others(self) -> list[Tile]:
        """Those without a place, by region code."""
        return [tile for tile in self.tiles if not tile.place]


@dataclass(frozen=True)
class Land:
    """A unit's outline, and where its name stands on the drawing."""

    tile: Tile
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """The outlines of one boundary file that belong to the tiles, on a drawing `WIDE` units wide."""

    boundary: Boundary
    lands: list[Land]
    height: int
    transform: str  # from the plane of all outlines to the drawing
    others: list[Tile]  # without an outline


WIDE = 1000


@cache
def grid() -> Mapping[str, tuple[int, int]]:
    """Region code → column and row within the unit above."""
    lines = [line for line in GRID.read_text().splitlines() if not line.startswith("#")]
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(lines)}


def place_of(unit: Org) -> tuple[int, int] | None:
    """Where a territorial union lies among its neighbours; None where the package knows no place."""
    territorial = unit.kind == Kind.TERRITORIAL and unit.level in PLACED
    return grid().get(unit.region[:6]) if territorial else None


def choices(terms: Iterable[Term], promised: Iterable[Promise]) -> dict[str, Term]:
    """The gauges by which units can be shown: the plan's totals, then what units below owe, by clause item."""
    whole = queries.as_a_whole(terms)
    owed = [each.term for each in promised if each.standing.owed and each.state != "unrecorded" and not each.whole]
    owed.sort(key=lambda term: term.duty.clause.order)
    return {term.duty.clause.item: term for term in (*whole, *owed)}


def schematic(
    rows: Collection[dict[str, Any]], offered: Mapping[str, Term], asked: Mapping[str, str], minimum: int, today: date
) -> Schematic:
    """Lay out the rungs of a ladder as tiles, by the gauge that the address asks for (`?map=`), else by all."""
    term = offered.get(asked.get("map", ""))
    units = sorted((row["unit"] for row in rows), key=lambda unit: (unit.region, unit.pk))
    shaded = term is not None and bool(queries.as_a_whole([term]))
    if term is None:
        shown = {row["unit"].pk: _rung(row, "项") for row in rows}
    elif shaded:
        shown = _amounts(rows, term)
    else:
        found = queries.duty_rungs(units, term, minimum, today)
        shown = {row["unit"].pk: _rung(row, "") for row in found}
    tiles = [_tile(unit, shown.get(unit.pk, NOTHING), asked) for unit in units]
    listed = [("", ALL), *((item, each.duty.clause.title) for item, each in offered.items())]
    chosen = term.duty.clause.item if term else ""
    return Schematic(chosen, dict(listed)[chosen], listed, tiles, shaded)


def _rung(row: dict[str, Any], unit: str) -> Said:
    """Number, what it is of, state and its word, as a rung of the ladder has them; few are not ranked by colour."""
    if not row["owed"]:
        return NOTHING
    percent = row["percent"]
    of = f"/ {row['owed']:,} {unit}".strip() + ("" if percent is None else f"（{percent}%）")
    state = ("few", "基数小，不排名") if row["unranked"] else (row["state"], row["state_label"])
    return f"{row['met']:,}", of, *state, percent


def _amounts(rows: Collection[dict[str, Any]], term: Term) -> dict[int, Said]:
    """The exact totals, the darker the larger: the plan promises the whole, so no unit has met or missed it."""
    totals = {row["unit"].pk: row["totals"].get(term.slice_id, 0) for row in rows}
    most = max(totals.values(), default=0)
    word = present.unit_of(term.duty)
    return {
        unit: (f"{n:,}", word, f"n{-(-SHADES * n // most) if most else 0}", "含下级", None)
        for unit, n in totals.items()
    }


def _tile(unit: Org, said: Said, asked: Mapping[str, str]) -> Tile:
    kept = {name: asked[name] for name in ("plan", "map", "wall", "view") if asked.get(name)}
    url = reverse("board", args=[unit.pk]) + (f"?{urlencode(kept)}" if kept else "")
    return Tile(unit, url, *said, place_of(unit))


# ── a map, where a boundary file with its 审图号 is loaded ─────────────────────────────────────────────────


def regions(tiles: Iterable[Tile]) -> dict[str, Tile]:
    """The division codes, six digits, whose outlines would be those of the tiles."""
    levels = (Level.PROVINCE, *PLACED)
    return {
        tile.unit.region[:6]: tile
        for tile in tiles
        if tile.unit.region and tile.unit.kind == Kind.TERRITORIAL and tile.unit.level in levels
    }


def drawing(tiles: Collection[Tile]) -> Drawing | None:
    """The tiles as a map; None without outlines for any of them."""
    wanted = regions(tiles)
    found = atlas.outlines(wanted) if wanted else []
    if not found:
        return None
    left, top = min(each.left for each in found), min(each.top for each in found)
    scale = WIDE / max(1, max(each.right for each in found) - left)
    height = round((max(each.bottom for each in found) - top) * scale)
    lands = [_land(wanted[each.region], each, (left, top, scale)) for each in found]
    drawn = {land.tile.unit.pk for land in lands}
    transform = f"scale({scale:.6f}) translate({-left} {-top})"
    others = [tile for tile in tiles if tile.unit.pk not in drawn]
    return Drawing(found[0].boundary, lands, height, transform, others)


def _land(tile: Tile, outline: Outline, frame: tuple[int, int, float]) -> Land:
    left, top, scale = frame
    return Land(tile, outline.path, round((outline.name_x - left) * scale), round((outline.name_y - top) * scale))
