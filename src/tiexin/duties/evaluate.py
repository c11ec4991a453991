"""A gauge's value this very moment, straight from facts, for its author's own page.

The same compiled text that the worker runs; `without` shadows the table of facts by a CTE that leaves one
entry out, which gives the value before that entry and so what it moved. Nothing is written.
"""

from collections.abc import Iterable

from django.db import connection

from tiexin.duties import run
from tiexin.duties.models import Duty
from tiexin.duties.run import Row

_SCHEMA = {"sqlite": "main", "postgresql": "public"}


def now(duty: Duty, stale: Iterable[tuple[int, int]], *, without: int | None = None) -> dict[tuple[int, int], Row]:
    """Return the gauges of the (term, subject) pairs from facts, optionally as if one entry were not there."""
    rows: dict[tuple[int, int], Row] = {}
    for part in run.chunks(sorted(set(stale))):
        sql, params = run.bind(duty.sql_some, "term_id, subject", part)
        if without is not None:
            real = f"{_SCHEMA[connection.vendor]}.evidence_fact"
            hidden = f"evidence_fact AS NOT MATERIALIZED (SELECT * FROM {real} WHERE entry_id <> {int(without)})"  # noqa: S608
            sql = sql.replace("WITH stale", f"WITH {hidden}, stale", 1)
        rows |= {(row[0], row[1]): Row(*row) for row in run.fetch(sql, params)}
    return rows
