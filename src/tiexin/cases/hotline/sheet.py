"""The sheet by which calls are scored, and calls as what can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.timezone import localdate

from tiexin.cases.hotline.models import Call
from tiexin.cases.hotline.rules import WHAT
from tiexin.core.days import opening
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.employers import NONE, cities_below
from tiexin.draws.rules import Item, canonical, sha256
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below

DATA = Path(__file__).parent.parent / "data" / "call_sheet.yaml"
KIND = "calls"
BY = ("city",)


@dataclass(frozen=True)
class Line:
    """One line of the sheet."""

    key: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """The sheet with where it comes from."""

    name: str
    source: str
    lines: tuple[Line, ...]

    @property
    def keys(self) -> Sequence[str]:
        """The names of its lines."""
        return [line.key for line in self.lines]

    @property
    def plain(self) -> dict[str, Any]:
        """The sheet as a score keeps it."""
        return {"name": self.name, "lines": [asdict(line) for line in self.lines]}

    @property
    def hash(self) -> str:
        """Says which version it is: SHA-256 of name and lines."""
        return sha256(canonical(self.plain))


@cache
def sheet() -> Sheet:
    """The sheet as it stands beside the code."""
    read = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return Sheet(read["name"], read["source"], tuple(Line(**line) for line in read["lines"]))


def rows(place: Org, day: date, since: date | None) -> Iterator[tuple[int, Item]]:
    """Every call that was answered, from a place, since a day; its label names nobody."""
    found = Call.objects.filter(org__in=below([place.pk]), state="ended", answer__isnull=False)
    found = found.filter(at__lt=opening(day + timedelta(days=1)))
    found = found.filter(at__gte=opening(since)) if since else found
    cities = cities_below(place)
    for row in found.select_related("org").order_by("key").iterator(chunk_size=500):
        yield row.pk, _item(row, cities.get(row.org_id, NONE))


def _item(row: Call, city: str) -> Item:
    values = {"city": city, "kind": WHAT.get(row.what, NONE)}
    return Item(str(row.key), f"{zh_date(localdate(row.at))} {row.org}来电", values)
