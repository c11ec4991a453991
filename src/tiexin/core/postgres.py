"""Which statements PostgreSQL keeps parsed and planned: those that say so, each about a few rows by their key.

Every other one is planned for the values it comes with, for the plan for a county is none for a province. What is kept
is kept from its first call on: the server still plans five calls for their values before it trusts a plan for any.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import _queries

from tiexin.core.kept import KEPT

# the driver turns a longer text, or one with more values, into the server's words anew at every call; that of a
# matter's page has 11,800 letters and 60 values
_queries.MAX_CACHED_STATEMENT_LENGTH = 16_384
_queries.MAX_CACHED_STATEMENT_PARAMS = 200


class Cursor(base.ServerBindingCursor):
    """The driver's cursor, which keeps what carries the mark."""

    def execute(self, query: Any, params: Any = None, *, prepare: bool | None = None, **more: Any) -> Any:
        """Run a statement, kept if it carries the mark and not otherwise."""
        kept = isinstance(query, str) and query.endswith(KEPT)
        return super().execute(query, params, prepare=kept if prepare is None else prepare, **more)  # type: ignore[misc]  # made by a mixin there
