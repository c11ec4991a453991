"""Very many rows at once: written inside the database, without its indexes and checks, which are put back after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

COUNTED = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) "


def execute(text: str) -> None:
    """Run a statement as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(text)


def rows(table: str, count: int, values: dict[str, str], source: str = "n") -> None:
    """Write `count` rows numbered `n.i`, each column from an expression; `source` may join tables to the numbers."""
    if count <= 0:
        return
    numbers = COUNTED.format(count=count)
    if connection.vendor == "postgresql":
        numbers = f"WITH n(i) AS (SELECT generate_series(0::bigint, {count - 1})) "
    columns = ", ".join(f'"{name}"' for name in values)
    execute(f"{numbers}INSERT INTO {table} ({columns}) SELECT {', '.join(values.values())} FROM {source}")


def day(first: str, plus: str) -> str:
    """An expression for the day so many days after the first."""
    if connection.vendor == "postgresql":
        return f"DATE '{first}' + CAST({plus} AS integer)"
    return f"date('{first}', '+' || ({plus}) || ' days')"


def text(head: str, number: str) -> str:
    """An expression for a word with a number behind it."""
    return f"'{head}' || ({number})"


def key(number: str) -> str:
    """An expression for a row's unguessable key, here its number."""
    if connection.vendor == "postgresql":
        return f"CAST(lpad(to_hex({number}), 32, '0') AS uuid)"
    return f"printf('%032x', {number})"


def words(text: str) -> str:
    """An expression for a list of words, as JSON."""
    return f"CAST('{text}' AS jsonb)" if connection.vendor == "postgresql" else f"'{text}'"


@contextmanager
def unwatched(*tables: str) -> Iterator[None]:
    """Without foreign keys' checks and without the tables' plain indexes, which are made anew at the end.

    PostgreSQL cleans up at once what it would clean up by itself a minute later, beside what is measured then.
    """
    if _postgres() and connection.in_atomic_block:  # what is still to be checked keeps an index from being made
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET CONSTRAINTS ALL DEFERRED")
    dropped = [(name, made) for table in tables for name, made in _indexes(table)]
    execute("SET session_replication_role = replica" if _postgres() else "PRAGMA foreign_keys = OFF")
    for name, _ in dropped:
        execute(f'DROP INDEX "{name}"')
    yield
    for _, made in dropped:
        execute(made)
    for table in tables:
        _count_on(table)
    execute("SET session_replication_role = DEFAULT" if _postgres() else "PRAGMA foreign_keys = ON")
    execute("VACUUM (ANALYZE)" if _postgres() and not connection.in_atomic_block else "ANALYZE")


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _indexes(table: str) -> list[tuple[str, str]]:
    """Name and statement of each index that no constraint stands on."""
    query = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)"
        if _postgres()
        else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return [(name, made) for name, made in cursor.fetchall()]


def _count_on(table: str) -> None:
    """Let the next row's id come after those written."""
    if _postgres():
        execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
