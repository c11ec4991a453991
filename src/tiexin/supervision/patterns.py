"""Records that are seldom so: copied words, very many in minutes, more visits than a day has room for. Pure.

Seldom is not false: whoever wrote them is asked first. No rule looks at where anybody was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import yaml

from tiexin.core.refusal import Refused
from tiexin.draws.rules import sha256
from tiexin.supervision.sheets import DATA

KINDS = {"copied": "文字一字不差", "hasty": "几分钟里登记了很多", "crowded": "一天走访了很多家"}
STATES = {"asked": "请登记人看一看", "explained": "登记人已说明"}
FIRST = "少见的记录：先请登记人自己看一看"
NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Limits:
    """The numbers of the rules, see `data/patterns.yaml`."""

    look_back: int
    reply: int
    copied: Mapping[str, int]
    hasty: Mapping[str, int]
    crowded: Mapping[str, int]


@cache
def limits() -> Limits:
    """The numbers as the file has them."""
    read = yaml.safe_load((DATA / "patterns.yaml").read_text(encoding="utf-8"))
    return Limits(**{name: value for name, value in read.items() if name != "source"})


@dataclass(frozen=True)
class Written:
    """A record as its author wrote it: of which day, when it was written down, with how many people, in what words."""

    visit: int
    author: int
    on: date
    at: datetime | None = None
    talks: int = 0
    text: str = ""


@dataclass(frozen=True)
class Hit:
    """Records of one author that are seldom so; `key` is the same whenever the same is found again."""

    kind: str
    author: int
    visits: tuple[int, ...]
    key: str
    told: str


def normalised(text: str) -> str:
    """Words without blanks and punctuation, as one compares them."""
    return NOISE.sub("", text).lower()


def copied(rows: Iterable[Written], limit: Mapping[str, int]) -> list[Hit]:
    """The same words in so many records of one author whose visits lie within so many days."""
    groups: dict[tuple[int, str], list[Written]] = defaultdict(list)
    for row in rows:
        words = normalised(row.text)
        if len(words) >= limit["shortest"]:
            groups[(row.author, words)].append(row)
    window = timedelta(days=limit["days"])
    found = ((author, words, _densest(rows, window, limit["records"])) for (author, words), rows in groups.items())
    return [
        _hit("copied", author, same, words, f"{len(same)}条走访的文字一字不差") for author, words, same in found if same
    ]


def _densest(rows: Sequence[Written], window: timedelta, need: int) -> list[Written]:
    """The largest run of rows by day that fits into the window, if it is large enough."""
    ordered = sorted(rows, key=lambda row: (row.on, row.visit))
    best: list[Written] = []
    first = 0
    for last, row in enumerate(ordered):
        while row.on - ordered[first].on >= window:
            first += 1
        if last - first + 1 > len(best):
            best = ordered[first : last + 1]
    return best if len(best) >= need else []


def hasty(rows: Iterable[Written], limit: Mapping[str, int]) -> list[Hit]:
    """Very many talks of one author that were written down within minutes, in several records."""
    by_author: dict[int, list[Written]] = defaultdict(list)
    for row in rows:
        if row.at is not None:
            by_author[row.author].append(row)
    return [hit for author, mine in by_author.items() for hit in _bursts(author, mine, limit)]


def _bursts(author: int, rows: list[Written], limit: Mapping[str, int]) -> Iterator[Hit]:
    """Runs that do not overlap: each begins where the one before has ended."""
    ordered = sorted(rows, key=lambda row: (row.at, row.visit))
    span, first = timedelta(minutes=limit["minutes"]), 0
    while first < len(ordered):
        start = ordered[first].at
        run = [row for row in ordered[first:] if start and row.at and row.at - start <= span]
        talks = sum(row.talks for row in run)
        if talks >= limit["talks"] and len(run) >= limit["records"]:
            told = f"{limit['minutes']}分钟里登记了{len(run)}条走访、{talks}人次"
            yield _hit("hasty", author, run, str(run[0].visit), told)
            first += len(run)
        else:
            first += 1


def crowded(rows: Iterable[Written], limit: Mapping[str, int]) -> list[Hit]:
    """More visits of one author on one day than there is room for."""
    days: dict[tuple[int, date], list[Written]] = defaultdict(list)
    for row in rows:
        days[(row.author, row.on)].append(row)
    return [
        _hit("crowded", author, mine, str(day), f"一天走访了{len(mine)}家")
        for (author, day), mine in days.items()
        if len(mine) > limit["visits"]
    ]


def _hit(kind: str, author: int, rows: Sequence[Written], mark: str, told: str) -> Hit:
    visits = tuple(sorted(row.visit for row in rows))
    return Hit(kind, author, visits, sha256(f"{kind}|{author}|{mark}".encode()), told)


def check_reply(state: str, author: int, by: int) -> None:
    """Refuse a word from anybody but the author, and a second one."""
    if author != by:
        raise Refused("只由登记的人说明", clause=FIRST)
    if state != "asked":
        raise Refused("已经说明过了", clause=FIRST)


def is_open(state: str, due: date | None, today: date) -> bool:
    """Whether those who inspect may read it: the author spoke, or had the time to."""
    return state == "explained" or (due is not None and due < today)
