"""What the real actions built once is put back for later tests, row by row, as it was stored.

The cast costs a tenth of a second and nearly every test begins with it. Once in each process it is built in
earnest and every row it left in any table of the product is remembered, in the database's own values and with its
id. Later those rows are inserted again, and the caller gets a copy of what was returned. Where a table holds rows
already, the ids may be taken: then it is built in earnest again. The moments are those of the first time: what asks
how old a row is reckons from the row.
"""

import pickle
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from functools import partial, wraps
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import AutoField

from tiexin.orgs import calendar
from tiexin.orgs.tests.standing import GROUND
from tiexin.search.actions import put_words
from tiexin.search.models import SearchRow

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Kept:
    """What a builder returned, the rows of the tables it wrote to, and whose words are found (no model has them)."""

    built: bytes
    rows: Rows
    found: list[SearchRow]


KEPT: dict[tuple[Any, ...], Kept] = {}
# Tables that migrations write to: they are never empty, and what a builder changed of them is replaced.
GIVEN = ("orgs_installation", "calendars_calendaryear", "calendars_daykind")


def once(build: Callable[..., Any], *written: str) -> Callable[..., Any]:
    """Build in earnest once for the same arguments, then put the same rows back; `once` goes around the function.

    `written` are the tables that it writes to; without any, every table of the product is looked at.
    """

    @wraps(build)
    def again(*args: Any) -> Any:
        kept = None if written else KEPT.get((build, *args))
        if kept and GROUND.stand(kept, partial(insert, kept)):
            return copied(kept)
        looked_at = [name for name in written or tables() if name not in GIVEN]
        if stored(looked_at):
            return build(*args)
        if kept := KEPT.get((build, *args)):
            return put_back(kept)
        given = stored(GIVEN)
        built = build(*args)
        changed = {name: rows for name, rows in stored(GIVEN).items() if rows != given.get(name)}
        found = list(SearchRow.objects.all()) if SearchRow._meta.db_table in looked_at else []
        KEPT[build, *args] = Kept(pickle.dumps(built), stored(looked_at) | changed, found)
        return built

    return again


def fixture(build: Callable[[], Any]) -> Any:
    """A pytest fixture that `once` goes around: what a file's tests begin with beyond the cast is put back, too.

    Only rows are remembered. What a builder does besides (a file, a cache, the time of day) is not done again.
    """
    again = once(build)

    @pytest.fixture(name=build.__name__)
    def stands(db: None) -> Iterator[Any]:
        cache.clear()
        yield again()
        calendar.forget()

    return stands


def tables() -> list[str]:
    """Every table of the product."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model.__module__.startswith("tiexin.")]


def stored(names: Sequence[str]) -> Rows:
    """The rows of those tables that hold any."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names))
        found = [name for (name,) in cursor.fetchall()]
        return {name: cursor.execute(f"SELECT * FROM {name}").fetchall() for name in found}


def numbered(names: Collection[str]) -> list[tuple[str, str]]:
    """Those tables that number their rows, with the column."""
    metas = [model._meta for model in apps.get_models(include_auto_created=True)]
    return [(meta.db_table, str(meta.pk.column)) for meta in metas if meta.db_table in names and auto(meta)]


def auto(meta: Any) -> bool:
    """Whether the database gives the rows their ids."""
    return isinstance(meta.pk, AutoField)


def beyond(numbered: tuple[str, str]) -> str:
    """Let PostgreSQL go on after the rows that are there: where tables were made anew it would begin with 1."""
    table, column = numbered
    sequence = f"pg_get_serial_sequence('{table}', '{column}')"
    return f"setval({sequence}, GREATEST((SELECT MAX({column}) FROM {table}), nextval({sequence})))"


def put_back(kept: Kept) -> Any:
    """Insert the rows again and return a copy of what was built."""
    insert(kept)
    return copied(kept)


def copied(kept: Kept) -> Any:
    """A copy of what was built; no process goes on with what it knew before."""
    calendar.forget()
    return pickle.loads(kept.built)


def sent(value: Any) -> Any:
    """A value as a database takes it: SQLite gives times of day that it would not take back."""
    return str(value) if isinstance(value, time) else value


def insert(kept: Kept) -> None:
    """Insert the rows again, and the words by which they are found."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name, rows in kept.rows.items():
            if name in GIVEN:
                cursor.execute(f"DELETE FROM {name}")
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(map(sent, row)) for row in rows])
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {', '.join(map(beyond, numbered(kept.rows)))}")
    put_words(kept.found)
