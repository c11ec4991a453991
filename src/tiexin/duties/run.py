"""Run a compiled text, restricted to what is stale by a CTE of that name; needs no Ibis."""

from collections.abc import Iterable, Iterator, Sequence
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
    line = f"({', '.join(['%s'] * len(rows[0]))})"
    values = ", ".join([line] * len(rows))
    text = f"WITH stale({columns}) AS (VALUES {values}) SELECT * FROM ({sql.replace('%', '%%')}) AS q"  # noqa: S608
    return text, [value for row in rows for value in row]


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


def change(sql: str, params: Sequence[Any] | None = None) -> None:
    """Run a statement that returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
