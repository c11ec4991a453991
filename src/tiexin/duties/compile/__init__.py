"""From a duty's definition to one SQL text, by Ibis. Worker only.

Everything that varies from day to day (periods, targets, what is stale) is a row, so the text is constant:
compiled once at publish, kept with the duty, and the same expression compiles for DuckDB and Spark.
"""

from tiexin.duties.compile.gauges import Uncountable, gauges
from tiexin.duties.compile.slices import slice_rows
from tiexin.duties.compile.texts import VERSIONS, gauges_text, slice_text, to_sql

__all__ = ["VERSIONS", "Uncountable", "gauges", "gauges_text", "slice_rows", "slice_text", "to_sql"]
