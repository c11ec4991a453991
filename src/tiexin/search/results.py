"""The results as pages and the API show them: a few of each kind, or one kind page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from tiexin.core.pages import COUNTED, Pager, page_of
from tiexin.search import queries
from tiexin.search.kinds import Kind
from tiexin.search.marking import Span, excerpt, marked
from tiexin.search.models import SearchRow
from tiexin.search.words import asked

FIRST = 5  # of each kind


@dataclass(frozen=True)
class Result:
    """One thing found: where it is shown, and which characters were found."""

    row: SearchRow
    url: str
    title: list[Span]
    excerpt: list[Span]


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` when there is more than these."""

    kind: Kind
    results: list[Result]
    more: bool
    pager: Pager | None = None


def search(request: HttpRequest, typed: str, name: str = "") -> list[Group]:
    """Return the groups with anything in them: every kind in scope, or one kind with its pages."""
    words = asked(typed)
    kinds = queries.visible(request)
    one = [kind for kind in kinds if kind.name == name]
    if one:
        return _paged(request, one[0], words)
    found = queries.find(request, kinds, words, FIRST + 1)
    for kind in kinds:
        found[kind.name] = queries.readable(request, kind, found.get(kind.name, []))
    rows = queries.rows_of([pk for ids in found.values() for pk in ids[:FIRST]])
    groups = [(kind, found.get(kind.name, [])) for kind in kinds]
    return [Group(kind, _results(kind, ids[:FIRST], rows, words), len(ids) > FIRST) for kind, ids in groups if ids]


def _paged(request: HttpRequest, kind: Kind, words: Sequence[str]) -> list[Group]:
    ids = queries.readable(request, kind, queries.find(request, [kind], words, COUNTED + 1).get(kind.name, []))
    if not ids:
        return []
    pager = page_of(ids, request)
    results = _results(kind, pager.rows, queries.rows_of(pager.rows), words)
    return [Group(kind, results, bool(pager.next_url), pager)]


def _results(kind: Kind, ids: Sequence[int], rows: dict[int, SearchRow], words: Sequence[str]) -> list[Result]:
    """Dress the rows; one that was replaced meanwhile is left out."""
    return [
        Result(row, kind.address(row.page_id, row.thing_id), marked(row.title, words), excerpt(row.body, words))
        for pk in ids
        if (row := rows.get(pk))
    ]
