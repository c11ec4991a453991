"""A gauge's value this very moment, straight from facts, for its author's own page.

The same compiled text that the worker runs; `without` shadows the table of facts by a CTE that leaves one
entry out, which gives the value before that entry and so what it moved; `unvoided` lets the facts live again that
an entry voided, for a correction does both. Nothing is written.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from tiexin.duties import run
from tiexin.duties.models import Duty
from tiexin.duties.run import Row
from tiexin.evidence.models import Fact

_SCHEMA = {"sqlite": "main", "postgresql": "public"}


def now(
    duty: Duty, stale: Iterable[tuple[int, int]], *, without: int | None = None, unvoided: int | None = None
) -> dict[tuple[int, int], Row]:
    """Return the gauges of the (term, subject) pairs from facts, optionally as if one entry were not there.

    `unvoided`, with it, is an entry that voids: its facts count as before it.
    """
    rows: dict[tuple[int, int], Row] = {}
    for part in run.chunks(sorted(set(stale))):
        text = bound(duty, part, without=without, unvoided=unvoided)
        rows |= {(row[0], row[1]): Row(*row) for row in run.fetch(*text)}
    return rows


def bound(
    duty: Duty, stale: list[tuple[int, int]], *, without: int | None, unvoided: int | None = None
) -> tuple[str, list[Any]]:
    """Return the duty's text for some pairs with its parameters; an entry is left out by a CTE named as the table."""
    sql, params = run.bind(duty.sql_some, "term_id, subject", stale)
    if without is not None:
        real = f"{_SCHEMA[connection.vendor]}.evidence_fact"
        columns = "*" if unvoided is None else _columns(unvoided)
        hidden = f"SELECT {columns} FROM {real} WHERE entry_id <> {int(without)}"  # noqa: S608
        sql = sql.replace("WITH stale", f"WITH evidence_fact AS NOT MATERIALIZED ({hidden}), stale", 1)
    return sql, params


def _columns(unvoided: int) -> str:
    """The columns of a fact, with the mark of this voiding taken off."""
    names = [field.column for field in Fact._meta.concrete_fields]
    mark = f"NULLIF(voided_by_id, {int(unvoided)}) AS voided_by_id"
    return ", ".join(mark if name == "voided_by_id" else f'"{name}"' for name in names)
