"""Server-side pages of a list: at most two queries and never a count of a whole table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.http import HttpRequest, QueryDict

COUNTED = 1000
BESIDE = 1


@dataclass(frozen=True)
class Step:
    """One place in the row of page numbers; `number` is None where numbers are left out."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True)
class Pager:
    """One page of rows and everything that `parts/pager.html` shows."""

    rows: list[Any]
    number: int
    total: int
    capped: bool
    first: int
    last: int
    previous_url: str
    next_url: str
    steps: list[Step]

    @property
    def total_text(self) -> str:
        """Say how many rows there are, or that there are more than were counted."""
        return f"{self.total:,}+" if self.capped else f"{self.total:,}"

    @property
    def several(self) -> bool:
        """Tell whether there is any other page to go to."""
        return bool(self.previous_url or self.next_url)


def page_of(found: QuerySet[Any] | Sequence[Any], request: HttpRequest, size: int = 25) -> Pager:
    """Return the page that the URL asks for; a page that does not exist is the first page."""
    number = _asked(request)
    if (number - 1) * size >= COUNTED:
        rows = _cut(found, number, size)
        if rows:
            return _pager(request, rows, number, size, COUNTED + 1)
        number, found = 1, list(found[: COUNTED + 1])
    total = _count(found)
    if (number - 1) * size >= total:
        number = 1
    rows = _cut(found, number, size) if total else []
    return _pager(request, rows, number, size, total)


def changed_query(request: HttpRequest, **changes: object) -> str:
    """Return this request's query string with some values changed; None and "" take one away."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if isinstance(value, list | tuple):
            query.setlist(name, [str(each) for each in value])
        elif value is not None and value != "":
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _asked(request: HttpRequest) -> int:
    """Read the page number; anything that is not a usable number means 1."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def _count(found: QuerySet[Any] | Sequence[Any]) -> int:
    """Count no further than one row past the limit, in no order, and without working out what each row shows beside:
    in the order of the list PostgreSQL would sort all rows of a province before it counts a thousand of them.
    """
    if hasattr(found, "count_to"):
        return int(found.count_to(COUNTED + 1))
    if not isinstance(found, QuerySet):
        return len(found[: COUNTED + 1])
    plain = found.values("pk") if found._iterable_class is ModelIterable else found
    return plain.order_by()[: COUNTED + 1].count()


def _cut(found: QuerySet[Any] | Sequence[Any], number: int, size: int) -> list[Any]:
    """Take one page and one row more, which tells whether a next page exists."""
    start = (number - 1) * size
    return list(found[start : start + size + 1])


def _pager(request: HttpRequest, rows: list[Any], number: int, size: int, total: int) -> Pager:
    start = (number - 1) * size
    shown = rows[:size]
    capped = total > COUNTED
    return Pager(
        rows=shown,
        number=number,
        total=min(total, COUNTED),
        capped=capped,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        previous_url=_url(request, number - 1) if number > 1 else "",
        next_url=_url(request, number + 1) if len(rows) > size else "",
        steps=_steps(request, number, -(-min(total, COUNTED) // size), capped),
    )


def _url(request: HttpRequest, number: int) -> str:
    return changed_query(request, page=number if number > 1 else None)


def _steps(request: HttpRequest, number: int, last: int, capped: bool) -> list[Step]:
    """Return the first, the last and the numbers near this one, with gaps between."""
    if not last:
        return []
    near = set(range(number - BESIDE, number + BESIDE + 1))
    wanted = sorted(each for each in near | {1, last} if 1 <= each <= max(last, number))
    gap = Step(None, "", False)
    steps: list[Step] = []
    for before, each in zip([0, *wanted], wanted, strict=False):
        if each - before > 1:
            steps.append(gap)
        steps.append(Step(each, _url(request, each), each == number))
    return [*steps, gap] if capped else steps
