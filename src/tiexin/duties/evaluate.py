"""A gauge's value this very moment, straight from facts, for its author's own page.

The same compiled text that the worker runs; `without` shadows the table of facts by a CTE that leaves one
entry out, which gives the value before that entry and so what it moved. Nothing is written.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from tiexin.duties import run
from tiexin.duties.models import Duty
from tiexin.duties.run import Row

_SCHEMA = {"sqlite": "main", "postgresql": "public"}


def now(duty: Duty, stale: Iterable[tuple[int, int]], *, without: int | None = None) -> dict[tuple[int, int], Row]:
    """Return the gauges of the (term, subject) pairs from facts, optionally as if one entry were not there."""
    rows: dict[tuple[int, int], Row] = {}
    for part in run.chunks(sorted(set(stale))):
        rows |= {(row[0], row[1]): Row(*row) for row in run.fetch(*bound(duty, part, without=without))}
    return rows


def bound(duty: Duty, stale: list[tuple[int, int]], *, without: int | None) -> tuple[str, list[Any]]:
    """Return the duty's text for some pairs with its parameters; an entry is left out by a CTE named as the table."""
    sql, params = run.bind(duty.sql_some, "term_id, subject", stale)
    if without is not None:
        real = f"{_SCHEMA[connection.vendor]}.evidence_fact"
        hidden = f"SELECT * FROM {real} WHERE entry_id <> {int(without)}"  # noqa: S608
        sql = sql.replace("WITH stale", f"WITH evidence_fact AS NOT MATERIALIZED ({hidden}), stale", 1)
    return sql, params
