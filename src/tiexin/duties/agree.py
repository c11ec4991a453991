"""Making many stored rows what they should be, without holding anybody up.

What should stand is first written beside, into a table of this connection alone; then only the rows that differ are
written, on SQLite few at a time, because whoever saves a page waits for the one writer. Killed anywhere, it is run
again. Call it under `lock.alone`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from django.db import connection, transaction

from tiexin.duties import run

HOLD = 0.02  # seconds that SQLite's writer is held at a time
FIRST = 500  # rows of the first step
MANY = 1000  # rows after which PostgreSQL looks anew how large a table is


class Kind(NamedTuple):
    """A table of counted rows: what names a row, and what it says."""

    table: str
    keys: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def names(self) -> str:
        """All columns."""
        return ", ".join(self.keys + self.figures)


SEEN = Kind("duties_seen", ("slice_id", "key", "org_id"), ("n",))
TOTAL = Kind("duties_total", ("slice_id", "node_id"), ("n",))
GAUGE = Kind("duties_gauge", ("term_id", "subject"), ("value", "base", "low", "high", "met", "org_id"))
STANDING = Kind("duties_standing", ("term_id", "node_id"), ("subjects", "owed", "met", "value", "base", "target"))


def agree(kind: Kind, mine: str, source: str) -> None:
    """Make the stored rows that fit `mine` (a condition on `t`) the rows of `source`, writing only what differs.

    A row that stays keeps its id: pages and messages link to it.
    """
    with beside("fresh", f"SELECT {kind.names} FROM {kind.table} WHERE 1 = 0"):  # noqa: S608 - of the same types
        run.change(f"INSERT INTO fresh ({kind.names}) SELECT {kind.names} FROM ({source}) AS q")  # noqa: S608
        if connection.vendor == "postgresql":
            run.change("ANALYZE fresh")
        if run.fetch(f"SELECT 1 FROM {kind.table} t WHERE {mine} LIMIT 1"):  # noqa: S608
            _mend(kind, mine)
        else:
            _write(kind, "fresh")
            _tell(kind)


def _mend(kind: Kind, mine: str) -> None:
    index = "temp.fresh_keys" if connection.vendor == "sqlite" else "fresh_keys"
    run.change(f"CREATE INDEX {index} ON fresh ({', '.join(kind.keys)})")
    same = " AND ".join(f"f.{name} = t.{name}" for name in kind.keys)
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM f.{name}" for name in kind.figures)
    gone = f"SELECT t.id FROM {kind.table} t WHERE {mine} AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {same})"  # noqa: S608
    new = f"SELECT f.* FROM fresh f LEFT JOIN {kind.table} t ON {same} WHERE t.id IS NULL OR {differs}"  # noqa: S608
    with beside("gone", gone), beside("new", new):
        _over(f"DELETE FROM {kind.table} WHERE id IN (SELECT id FROM gone WHERE {{part}})", "gone")  # noqa: S608
        _write(kind, "new")


def _tell(kind: Kind) -> None:
    """Let PostgreSQL know at once that a table has many new rows.

    What is counted next reads them; it would take them for one row, and compare each with each.
    """
    if connection.vendor == "postgresql" and run.fetch("SELECT COUNT(*) FROM fresh")[0][0] > MANY:
        run.change(f"ANALYZE {kind.table}")


def _write(kind: Kind, source: str) -> None:
    figures = ", ".join(f"{name} = excluded.{name}" for name in kind.figures)
    _over(
        f"INSERT INTO {kind.table} ({kind.names}) SELECT {kind.names} FROM {source} WHERE {{part}} "  # noqa: S608
        f"ON CONFLICT ({', '.join(kind.keys)}) DO UPDATE SET {figures}",
        source,
    )


@contextmanager
def beside(name: str, source: str) -> Iterator[None]:
    """A table of this connection alone with the rows of a query, until the end."""
    place = "temp" if connection.vendor == "sqlite" else "pg_temp"  # never the common table of that name
    run.change(f"DROP TABLE IF EXISTS {place}.{name}")
    run.change(f"CREATE TEMP TABLE {name} AS SELECT * FROM ({source}) AS q")  # noqa: S608
    try:
        yield
    finally:
        run.change(f"DROP TABLE IF EXISTS {place}.{name}")


@contextmanager
def whole() -> Iterator[None]:
    """All that is written within stands at once, where that holds nobody up: on PostgreSQL."""
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        yield


def at_once() -> bool:
    """Whether all rows are written by one statement: PostgreSQL holds nobody up, and a transaction is one anyway."""
    return connection.vendor == "postgresql" or connection.in_atomic_block


def step(statement: str, source: str, rest: Callable[[float], None] = time.sleep) -> None:
    """Run a statement over all rows of a table beside, in short transactions; between them it rests as long as each."""
    ((last,),) = run.fetch(f"SELECT COALESCE(MAX(rowid), 0) FROM {source}")  # noqa: S608
    done, size = 0, FIRST
    while done < last:
        began = time.monotonic()
        with transaction.atomic():
            run.change(statement.format(part=f"rowid > {done} AND rowid <= {done + size}"))
        done, held = done + size, time.monotonic() - began
        size = max(50, min(2 * size, int(size * HOLD / max(held, 1e-4))))
        rest(held)


def _over(statement: str, source: str) -> None:
    if at_once():
        run.change(statement.format(part="1 = 1"))
    else:
        step(statement, source)
