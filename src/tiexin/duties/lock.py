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


@contextmanager
def snapshot() -> Iterator[None]:
    """A drainer whose reads all see one moment, so that two ways of counting agree while others go on writing.

    On SQLite `BEGIN IMMEDIATE` is that already. PostgreSQL fixes the moment with a transaction's first
    statement, so the lock is taken before the transaction, for the session.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with drainer():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [DRAIN])
        try:
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [DRAIN])
