"""The few things of 待办 that press most, and how many wait in all, in a handful of statements: for the home page.

One statement says of every kind how many wait and when the first is due; only the kinds of the first few are read.
One more says the same of what waits beside matters, of those kinds on which the person may act.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery, Value
from django.http import HttpRequest

from tiexin.boards import waiting, waiting_beside, waiting_cases
from tiexin.boards.waiting_rows import MOST, Kind, Matter
from tiexin.calendars.queries import kept
from tiexin.cases.clocks import left_words
from tiexin.cases.mine import Asker
from tiexin.core.days import moment, naive, opening
from tiexin.core.prepared import Prepared
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import enterprises, posts_of
from tiexin.orgs.standing import Standing

FEW = 5
NEVER = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One thing with the kind it is of and what is left of its term in words."""

    matter: Matter
    title: str
    left: str


@dataclass(frozen=True)
class Pressing:
    """The first few: matters of workers first, what is urgent before the rest, by the moment they are due.

    `many` is how many wait in all, counted no further than the page of all shows of each kind; `more`: there are more.
    """

    rows: Sequence[Row]
    many: int
    more: bool


class Many(Subquery):
    """How many rows a query has that was cut to so many."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0


def of(request: HttpRequest) -> Pressing:
    """What presses most for whoever asks."""
    asker = Asker(me(request), today(request))
    asker._posts, asker._enterprises = posts_of(request), enterprises(request)  # type: ignore[attr-defined]
    many, firsts = _known(asker)
    rows = _read(waiting_cases.waiting(asker, _first(waiting_cases.KINDS, firsts, FEW)), asker)
    beside = _beside(asker)
    if len(rows) < FEW:
        some = [kind for kind, count in zip(waiting_beside.KINDS, beside, strict=True) if count]
        rows += _read(waiting_beside.waiting(asker, some[: FEW - len(rows)]), asker)
    if len(rows) < FEW:
        rows += _read(waiting.others(asker, _first(waiting.KINDS, firsts, FEW - len(rows))), asker)
    texts = list(waiting.texts(asker))
    rows += [Row(each, waiting.TEXTS, "") for each in texts]
    many += beside
    total = sum(min(each, MOST) for each in many) + len(texts)
    return Pressing(rows[:FEW], total, any(each > MOST for each in many))


def _known(asker: Asker) -> tuple[list[int], dict[str, datetime]]:
    """How many wait of each kind, and by its title when the first of a kind is due of which something waits."""
    said: Any = _sums(Standing(asker.request))[0]
    kinds = [*waiting_cases.KINDS, *waiting.KINDS]
    many = [getattr(said, f"many_{place}") for place in range(len(kinds))]
    dues = [getattr(said, f"due_{place}") for place in range(len(kinds))]
    return many, {kind.title: _at(due) for kind, some, due in zip(kinds, many, dues, strict=True) if some}


def _sum(person: Any) -> QuerySet[Officer]:
    person.request = person  # as those ask who have no page before them
    said: dict[str, Any] = {}
    kinds: list[Kind[Any, Any]] = [*waiting_cases.KINDS, *waiting.KINDS]
    for place, kind in enumerate(kinds):
        found = kind.find(person)
        said[f"many_{place}"] = Many(found.order_by().values("pk")[: MOST + 1], output_field=IntegerField())
        said[f"due_{place}"] = Subquery(found.values(kind.due)[:1]) if kind.due else Value(None, IntegerField())
    return Officer.objects.filter(pk=person.officer.pk).only("pk").annotate(**said)


_sums = Prepared(_sum, planned=True)


def _beside(asker: Asker) -> list[int]:
    """How many wait of each kind beside matters: none of those on which the person may not act."""
    kinds = enumerate(waiting_beside.KINDS)
    found = {place: kind.find(asker).order_by() for place, kind in kinds}
    ring = [kind.title for kind in waiting_beside.KINDS].index(waiting_beside.RING)  # a row there is a number
    said = {
        f"many_{place}": Many(
            rows.values("phone_index" if place == ring else "pk")[: MOST + 1], output_field=IntegerField()
        )
        for place, rows in found.items()
        if not rows.query.is_empty()
    }
    counts: Any = Officer.objects.filter(pk=asker.officer.pk).values(**said)[0] if said else {}
    return [int(counts.get(f"many_{place}") or 0) for place in found]


def _first(kinds: Iterable[Kind[Any, Any]], firsts: dict[str, datetime], most: int) -> list[Kind[Any, Any]]:
    """The kinds in which the first few stand: those whose own first is due first."""
    some = [kind for kind in kinds if kind.title in firsts]
    return sorted(some, key=lambda kind: firsts[kind.title])[:most]


def _read(heaps: Iterable[tuple[str, list[Matter]]], asker: Asker) -> list[Row]:
    """The first few of some kinds; what waits in two ways for the person stands there once and says both."""
    now, calendar = naive(moment(asker.today)), kept()[1]
    found = [(matter, title) for title, matters in heaps for matter in matters]
    found.sort(key=lambda each: (not each[0].urgent, _at(each[0].due)))
    once: dict[str, list[tuple[Matter, str]]] = {}
    for matter, title in found:
        once.setdefault(matter.url, []).append((matter, title))
    first = [(ways[0][0], "、".join(dict.fromkeys(title for _, title in ways))) for ways in list(once.values())[:FEW]]
    left = [left_words(naive(_at(each.due)), now, calendar) if each.due else "" for each, _ in first]
    return [Row(matter, title, words) for (matter, title), words in zip(first, left, strict=True)]


def _at(due: date | datetime | None) -> datetime:
    """The moment at which something is due: a day ends with its night."""
    if due is None:
        return NEVER
    return due if isinstance(due, datetime) else opening(due + DAY)
