"""The years that a public package knows, as rows of our own tables: read once, by the migration that fills them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from chinese_calendar import constants

from tiexin.core.workdays import Calendar, Kind

SOURCE = "chinesecalendar"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
DOCUMENTS = {
    2024: ("国办发明电〔2023〕7号", date(2023, 10, 25)),
    2025: ("国办发明电〔2024〕12号", date(2024, 11, 12)),
    2026: ("国办发明电〔2025〕7号", date(2025, 11, 4)),
}
LAST = 2026  # a later year is published by a person, with its document


def years() -> Iterator[dict[str, Any]]:
    """Yield the published years."""
    off: dict[date, str] = constants.holidays
    for year in sorted({day.year for day in off if day.year <= LAST}):
        number, published = DOCUMENTS.get(year, ("", None))
        notice = f"国务院办公厅关于{year}年部分节假日安排的通知"
        yield {"year": year, "document": f"{notice}（{number}）" if number else notice, "published": published}


def days() -> Iterator[dict[str, Any]]:
    """Yield the days off and the make-up days of those years."""
    tables: tuple[tuple[str, dict[date, str]], ...] = (("off", constants.holidays), ("make-up", constants.workdays))
    for kind, table in tables:
        for day, name in sorted(table.items()):
            if day.year <= LAST:
                yield {"day": day, "kind": kind, "name": NAMES[name], "source": SOURCE}


@cache
def calendar() -> Calendar:
    """The country's calendar of those years, for somebody who has no tables at hand."""
    kinds = {row["day"]: Kind(row["kind"] != "off", row["name"]) for row in days()}
    return Calendar(kinds, frozenset(row["year"] for row in years()))
