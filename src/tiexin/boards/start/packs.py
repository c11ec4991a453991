"""The plans one can begin with: those that ship, or one's own file; who may issue them, and in which years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tiexin.calendars import queries as calendars
from tiexin.orgs import regions
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Level
from tiexin.plans.loader import PACKS, Loaded
from tiexin.plans.pack import Pack
from tiexin.plans.reading import Found, read_bytes, shipped
from tiexin.plans.readings import candidates

OWN, LATER = "own", "later"
ENDS = (0, 1)  # of the window in which a plan begins its first day counts, of the one in which it ends its last


@dataclass(frozen=True)
class Offer:
    """A plan that ships, as it is shown to choose from; `fits` says whether this unit may issue it."""

    name: str
    title: str
    issuer: str
    items: int
    counted: int
    year: str
    fits: bool


def offers(unit: NewOrg) -> list[Offer]:
    """Return what ships, in the order of names, those the unit may issue first."""
    found = [offer(name, unit) for name in shipped()]
    return sorted(found, key=lambda each: not each.fits)


def offer(name: str, unit: NewOrg) -> Offer:
    """Tell of one that ships, to this unit."""
    pack, items, duties = _shipping(name)
    return Offer(name, pack.title, "、".join(pack.issuers), items, duties, pack.year, fits(pack, unit))


@cache
def _shipping(name: str) -> tuple[Pack, int, int]:
    """A plan, its items and its duties: what ships changes with the product alone, and each of five pages asks."""
    loaded = read_bytes(raw_of(name), None).loaded
    assert loaded.pack is not None  # noqa: S101 - what ships is without errors, a test holds it
    return loaded.pack, len(loaded.items), len(loaded.duties)


def raw_of(name: str) -> bytes:
    """Return the file of a plan that ships."""
    return (PACKS / f"{name}.yaml").read_bytes()


def look(raw: bytes, year: int | None = None) -> Found:
    """Load and lint; never raises for anything that the file contains."""
    return read_bytes(raw, year, calendar=calendars.here())


def fits(pack: Pack, unit: NewOrg) -> bool:
    """Tell whether the plan is this unit's to issue: by its name, or as the province of its jurisdiction.

    The same as `plans.queries.issuer_of` will find once the unit is there.
    """
    of_region = unit.level == Level.PROVINCE and unit.region[:2] == pack.jurisdiction[:2]
    return unit.name in pack.issuers or of_region


def misfit(pack: Pack, unit: NewOrg) -> str:
    """Say why the plan is not the unit's to issue."""
    place = regions.way(f"{pack.jurisdiction:0<6}")
    return (
        f"这份方案由{'、'.join(pack.issuers)}印发，地区是{place}，“{unit.name}”不能替它发布。"
        "若是本单位自己的方案，请在文件的 issuers 一行写本单位全称"
    )


def years(loaded: Loaded) -> Sequence[int]:
    """Return the years in which the plan may run: one, unless its document leaves digits open."""
    return candidates(loaded.pack.year) if loaded.pack else []


def spans(loaded: Loaded) -> dict[int, str]:
    """Return for each year that is possible the plan's days in it, in short; empty where a year lacks such a day."""
    read, pack = loaded.draft.readings, loaded.pack
    ends = [read.window(text) for text in (pack.period.from_, pack.period.to)] if pack else []
    told: dict[int, str] = {}
    for year in years(loaded):
        days = [end.on(year) for end in ends if end]
        known = len(days) == len(ENDS) and all(days)
        told[year] = (
            "至".join(f"{d[at].month}月{d[at].day}日" for d, at in zip(days, ENDS, strict=True) if d) if known else ""
        )
    return told


def span(found: Found) -> tuple[date, date] | None:
    """Return the first and the last day of the plan in the year it was read for; None when there is none."""
    loaded = found.loaded
    if loaded.pack is None:
        return None
    first, last = loaded.draft.days(loaded.pack.period.from_), loaded.draft.days(loaded.pack.period.to)
    return (first[0], last[1]) if first and last else None
