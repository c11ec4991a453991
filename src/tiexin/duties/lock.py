"""One drainer at a time: whoever folds, builds, rebuilds or verifies holds this lock.

SQLite has one writer, and everybody who saves a page waits for it: so the lock is a file of its own, and what takes
long is computed under it without being SQLite's writer. On PostgreSQL it is an advisory lock.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.db import connection, transaction

DRAIN = 8_204_601  # any constant; advisory locks are named by numbers


class _Door:
    """The file's lock, taken once for all that one thread does within."""

    def __init__(self) -> None:
        self.mine = threading.RLock()
        self.depth = 0
        self.file: IO[str] | None = None

    def enter(self) -> None:
        """Wait for the other threads, then for the other processes."""
        self.mine.acquire()
        self.depth += 1
        if self.depth == 1 and not connection.is_in_memory_db():  # type: ignore[attr-defined] # SQLite's own
            try:
                self.file = open(f"{connection.settings_dict['NAME']}.drain", "a")  # noqa: SIM115 - closed in `leave`
                fcntl.flock(self.file, fcntl.LOCK_EX)
            except OSError:
                self.leave()
                raise

    def leave(self) -> None:
        """Let the next one in; a process that is killed lets go by itself."""
        self.depth -= 1
        if not self.depth and self.file is not None:
            self.file.close()
            self.file = None
        self.mine.release()


_door = _Door()


@contextmanager
def alone() -> Iterator[None]:
    """No other drainer until the end; nobody who saves a page waits for this. Taken before any transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [DRAIN])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [DRAIN])
        return
    _door.enter()
    try:
        yield
    finally:
        _door.leave()


@contextmanager
def drainer() -> Iterator[None]:
    """A transaction that no other drainer shares; on PostgreSQL the lock ends with the outermost transaction."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DRAIN])
            yield
        return
    with alone(), transaction.atomic():
        yield


class Hold:
    """How long others had to wait for the transactions of a piece of work: on SQLite nobody else writes meanwhile."""

    def __init__(self) -> None:
        self.longest = 0.0  # seconds

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction, measured from where it holds the lock until it is committed."""
        began = 0.0
        try:
            with transaction.atomic():
                began = time.monotonic()
                yield
        finally:
            self.longest = max(self.longest, time.monotonic() - began if began else 0.0)


@contextmanager
def snapshot() -> Iterator[None]:
    """Reads that all see one moment, without a drainer, so that two ways of counting agree while others go on writing.

    PostgreSQL fixes the moment with a transaction's first statement, so the lock is taken before. SQLite's readers
    see one moment, too, and hold nobody up: a transaction that is not begun as a writer's.
    """
    if connection.in_atomic_block:
        with drainer():
            yield
    elif connection.vendor == "postgresql":
        with alone(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        with alone(), connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
