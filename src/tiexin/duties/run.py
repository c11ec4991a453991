"""Run a compiled text, restricted to what is stale by a CTE of that name; needs no Ibis."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

CHUNK = 400


class Row(NamedTuple):
    """One gauge as the definition gives it; bounds and values in whole units, `met` 1, 0 or None."""

    term_id: int
    subject: int
    value: int
    base: int | None
    low: int | None
    high: int | None
    met: int | None
    org_id: int


class Key(NamedTuple):
    """One key of a slice at one unit, and its number there."""

    key: str
    n: int
    org_id: int


def chunks(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Cut rows into lists that fit one statement."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part


def bind(sql: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """Return the text with its `stale` relation bound to `rows`, and the parameters."""
    source, params = given(columns, rows)
    how = "NOT MATERIALIZED " if connection.vendor == "sqlite" else ""
    return f"WITH stale({columns}) AS {how}({source}) SELECT * FROM ({sql.replace('%', '%%')}) AS q", params  # noqa: S608


def given(columns: str, rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """A source of these rows for a statement, and its parameters.

    SQLite takes a list of values for a million rows and reads whole indexes to prepare for them. A JSON list it takes
    for a few; and its text is the same for any number of rows, so that the statement is prepared once.
    """
    if connection.vendor == "sqlite":
        picked = ", ".join(f"value ->> {place} AS {column}" for place, column in enumerate(columns.split(", ")))
        return f"SELECT {picked} FROM json_each(%s)", [json.dumps(rows)]  # noqa: S608
    line = f"({', '.join(['%s'] * len(rows[0]))})"
    return f"VALUES {', '.join([line] * len(rows))}", [value for row in rows for value in row]


def gauges(sql: str, stale: Iterable[tuple[int, int]]) -> list[Row]:
    """Return the gauges of the stale (term, subject) pairs that are owed at all."""
    found: list[Row] = []
    for part in chunks(sorted(set(stale))):
        found += [Row(*row) for row in fetch(*bind(sql, "term_id, subject", part))]
    return found


def keys(sql: str, stale: Iterable[tuple[str, int]]) -> list[Key]:
    """Return which of the stale (key, unit) pairs have a live fact behind them, and their number."""
    found: list[Key] = []
    for part in chunks(sorted(set(stale))):
        found += [Key(*row) for row in fetch(*bind(sql, "key, org_id", part))]
    return found


def fetch(sql: str, params: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run a text and return its rows; without parameters a percent sign in it is itself.

    PostgreSQL gives the sum of integers as a decimal; here all numbers are whole.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in cursor.fetchall()]


def look(sql: str, columns: str, stale: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run a text of our own over stale rows, so many at once as fit one statement."""
    return [row for part in chunks(sorted(set(stale))) for row in fetch(*bind(sql, columns, part))]


def drop(table: str, ids: Iterable[int]) -> None:
    """Delete rows by their numbers."""
    for part in chunks(sorted(ids)):
        change(f"DELETE FROM {table} WHERE id IN ({', '.join(['%s'] * len(part))})", part)  # noqa: S608


def put(table: str, columns: tuple[str, ...], keys: int, rows: Iterable[tuple[Any, ...]], *, add: bool = False) -> None:
    """Write rows; where one with the same first `keys` columns stands, its figures become (or grow by) the new ones."""
    names = ", ".join(columns)
    new = "{0} = {1}.{0} + excluded.{0}" if add else "{0} = excluded.{0}"
    sums = ", ".join(new.format(name, table) for name in columns[keys:])
    conflict = f"ON CONFLICT ({', '.join(columns[:keys])}) DO UPDATE SET {sums}"
    for part in chunks(rows):
        source, params = given(names, part)
        where = " WHERE 1" if connection.vendor == "sqlite" else ""
        change(f"INSERT INTO {table} ({names}) {source}{where} {conflict}", params)


def day(value: Any) -> date:
    """A day as it comes out of a text of our own: SQLite keeps days as words."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def change(sql: str, params: Sequence[Any] | None = None) -> None:
    """Run a statement that returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def tidy() -> None:
    """Move what was written from SQLite's log into the database; nobody waits for it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        change("PRAGMA wal_checkpoint(PASSIVE)")


def know_sizes() -> None:
    """Let SQLite look how many rows there are: its plans depend on it, and nothing else tells it. Takes a moment."""
    if connection.vendor == "sqlite":
        change("PRAGMA analysis_limit = 1000")
        change("ANALYZE")
