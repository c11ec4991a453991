"""Every write of the index: rows of things that are found, and their words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from tiexin.core.actions import insert
from tiexin.core.findable import Findable
from tiexin.search import index, sounds
from tiexin.search.kinds import FOLLOWERS, KINDS
from tiexin.search.models import SearchRow
from tiexin.search.words import MOST_TEXT, plain

T = TypeVar("T")
PART = 500  # things in one transaction of a rebuild
SAME = ("page_id", "org_id", "also_id", "weight", "title", "note", "body", "text", "sounds")
SQLITE = "INSERT INTO search_words (rowid, kind, chars, sounds) VALUES "
POSTGRES = "INSERT INTO search_words (row_id, words) VALUES "


def row_of(thing: Findable) -> SearchRow:
    """Return the (unsaved) row by which a thing is found."""
    title, body = _kept(thing.title), _kept(thing.body)
    tokens = sounds.tokens(plain(title), thing.sound)
    tokens += ["".join(c for c in plain(code) if c.isalnum()) for code in thing.codes]
    return SearchRow(
        kind=thing.kind,
        thing_id=thing.thing_id,
        page_id=thing.page_id or thing.thing_id,
        org_id=thing.org_id,
        also_id=None if thing.also_id == thing.org_id else thing.also_id,
        weight=thing.weight,
        title=title[:200],
        note=_kept(thing.note)[:200],
        body=body,
        text=plain(f"{title}\n{body}".strip())[:MOST_TEXT],
        sounds="".join(f" {token}" for token in tokens if token),
    )


def _kept(text: str) -> str:
    return text.replace("\0", "").strip()


@transaction.atomic(savepoint=False)
def put_new(things: Sequence[Findable]) -> None:
    """Let things be found that were not known before: two statements."""
    _write([row_of(thing) for thing in things])


@transaction.atomic(savepoint=False)
def put(things: Iterable[Findable]) -> int:
    """Let things be found as they are now; return how many rows differed from what was stored."""
    fresh, old = _changed(things)
    _erase(old)
    _write(fresh)
    return len(fresh)


def _changed(things: Iterable[Findable]) -> tuple[list[SearchRow], list[int]]:
    """The rows that differ from what is stored, and the ids of those that they take the place of."""
    rows = [row_of(thing) for thing in things]
    stored = _stored(rows)
    fresh = [row for row in rows if _differs(row, stored.get((row.kind, row.thing_id)))]
    return fresh, [stored[key].pk for row in fresh if (key := (row.kind, row.thing_id)) in stored]


def _stored(rows: Sequence[SearchRow]) -> dict[tuple[str, int], SearchRow]:
    found: dict[tuple[str, int], SearchRow] = {}
    for kind in {row.kind for row in rows}:
        ids = [row.thing_id for row in rows if row.kind == kind]
        for part in _parts(ids):
            there = SearchRow.objects.filter(kind=kind, thing_id__in=part)
            found.update({(row.kind, row.thing_id): row for row in there})
    return found


def _differs(row: SearchRow, stored: SearchRow | None) -> bool:
    return stored is None or any(getattr(row, name) != getattr(stored, name) for name in SAME)


@transaction.atomic(savepoint=False)
def drop(kind: str, thing_ids: Collection[int]) -> None:
    """Let things of a kind be found no more."""
    for part in _parts(thing_ids):
        _erase(list(SearchRow.objects.filter(kind=kind, thing_id__in=part).values_list("pk", flat=True)))


def follow(things: Collection[tuple[str, int]], writing: Callable[[], AbstractContextManager[object]]) -> None:
    """Index what entries about these (thing, id) left to the worker: the text of visits, who was met there.

    Nobody else writes these rows, so the words are made before the `writing` transaction, which others wait for.
    """
    for thing, rows in FOLLOWERS.items():
        ids = sorted(pk for name, pk in things if name == thing)
        fresh, old = _changed(rows(ids)) if ids else ([], [])
        if fresh:
            with writing():
                _erase(old)
                _write(fresh)


def rebuild() -> int:
    """Empty the index and fill it again, kind by kind, in small transactions; return the number of rows.

    Killed on the way, it is run again. Until it ends, what is not yet there is not found.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        SearchRow.objects.all().delete()
        empty = "INSERT INTO search_words (search_words) VALUES ('delete-all')"
        cursor.execute(empty if connection.vendor == "sqlite" else "DELETE FROM search_words")
    with in_bulk():
        return sum(put(part) for kind in KINDS.values() for part in _parts(kind.rows()))


@contextmanager
def in_bulk() -> Iterator[None]:
    """Leave PostgreSQL's index away while very many words are written: making it at the end takes a tenth."""
    index.run(connection, index.WITHOUT)
    yield
    index.run(connection, index.WITH)


def _erase(ids: Sequence[int]) -> None:
    """Take rows away. What FTS5 holds of them points to ids that never come again; a rebuild sweeps it."""
    for part in _parts(ids):
        SearchRow.objects.filter(pk__in=part).delete()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM search_words WHERE row_id = ANY(%s)", [list(part)])


def _write(rows: Sequence[SearchRow]) -> None:
    if rows:
        put_words(insert(rows))


def put_words(rows: Sequence[SearchRow]) -> None:
    """Write the words of rows that are stored and have none yet."""
    lite = connection.vendor == "sqlite"
    words = [(index.sqlite_row if lite else index.postgres_row)(row) for row in rows]
    head, line = (SQLITE, "(%s, %s, %s, %s)") if lite else (POSTGRES, "(%s, array_to_tsvector(%s::text[]))")
    tail = "" if lite else " ON CONFLICT (row_id) DO UPDATE SET words = excluded.words"  # of a row that is no more
    with connection.cursor() as cursor:
        for part in _parts(words, 200):
            cursor.execute(head + ", ".join([line] * len(part)) + tail, [value for each in part for value in each])


def _parts(things: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    left = iter(things)
    while part := list(islice(left, size)):
        yield part
