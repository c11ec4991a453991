"""One drainer at a time: whoever folds, builds, rebuilds or verifies holds this lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

DRAIN = 8_204_601  # any constant; advisory locks are named by numbers


@contextmanager
def drainer() -> Iterator[None]:
    """A transaction that no other drainer shares: SQLite's `BEGIN IMMEDIATE`, PostgreSQL's advisory lock."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DRAIN])
        yield
