"""Expressions as text for the installation's database; texts that differ in an id only are compiled once."""

from functools import lru_cache
from importlib import metadata

import ibis
import ibis.expr.types as ir
import sqlglot
from django.db import connection
from sqlglot import exp
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from tiexin.duties.compile.gauges import gauges
from tiexin.duties.compile.slices import slice_rows
from tiexin.duties.definition import Definition, Do
from tiexin.duties.rules import has_own_terms

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
SPOKEN = {"pyspark": "spark"}  # Ibis' name of an engine → sqlglot's
WORDING = 3  # of our own texts: a rebuild compiles anew what was compiled with another
VERSIONS = f"ibis {metadata.version('ibis-framework')}, sqlglot {metadata.version('sqlglot')}, texts {WORDING}"
ID, HASH = 987_654_321, "f" * 32  # stand for a duty's id and a slice's hash in the texts that are kept
KEPT = 4_000  # texts


def to_sql(expression: ir.Table, dialect: str = "") -> str:
    """Return the expression's SQL text for the installation's database (or a named engine).

    Nested selects become a flat list of CTEs: SQLite's parser gives up at a depth of about twenty.
    """
    dialect = dialect or DIALECTS[connection.vendor]
    parsed = sqlglot.parse_one(str(ibis.to_sql(expression, dialect=dialect)), dialect=SPOKEN.get(dialect, dialect))
    flat = eliminate_subqueries(parsed)
    if dialect in DIALECTS.values():
        _look_through(flat)
    return flat.sql(dialect=SPOKEN.get(dialect, dialect), pretty=True, copy=False)


def _look_through(flat: exp.Expr) -> None:
    """Forbid keeping a plain selection that is named twice (facts in this period and in the one before).

    Both databases would write out the whole table first and then find no index on it.
    """
    for part in flat.find_all(exp.CTE):
        if isinstance(part.this, exp.Select) and not (part.this.args.get("group") or part.this.args.get("distinct")):
            part.set("materialized", False)


def gauges_text(duty_id: int, definition: Definition, *, some: bool) -> str:
    """Return the text of a duty's gauges. Raises `Uncountable` as `gauges` does."""
    return _gauges(shape(definition).model_dump_json(), some, connection.vendor).replace(str(ID), str(duty_id))


def slice_text(hash_: str, do: Do, basis: str, *, some: bool) -> str:
    """Return the text of a slice's keys."""
    return _slice(do.model_dump_json(), basis, some, connection.vendor).replace(HASH, hash_)


def shape(definition: Definition) -> Definition:
    """Return the definition without what is a row or only shown: duties of one shape share one text."""
    told = definition.model_dump(include={"kind", "of", "do", "over", "clock", "until", "stock", "counted", "basis"})
    told["per"] = "stay" if has_own_terms(definition.per) else "campaign"
    told["target"] = definition.target if definition.target in ("increase", "self_set") else "measured"
    return Definition(**told, unit="item")


@lru_cache(KEPT)
def _gauges(definition: str, some: bool, vendor: str) -> str:
    return to_sql(gauges(ID, Definition.model_validate_json(definition), some=some))


@lru_cache(KEPT)
def _slice(do: str, basis: str, some: bool, vendor: str) -> str:
    return to_sql(slice_rows(HASH, Do.model_validate_json(do), basis, some=some))
