"""What tests begin with stands between them: one transaction around all tests, and in it the rows put back last.

Nearly every test begins with the same cast. Its rows are inserted once, outside the savepoint that each test is
undone to, and stand there for the next test that begins with them. Whoever asks the database anything else first
finds it bare, as ever: the first statement takes away what stands.

    BEGIN · bare · [the rows of one cast] · the test's own savepoint

Tests that commit, and module fixtures that opened a transaction of their own before, go their way without this.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from pytest import MonkeyPatch

BARE = "tiexin_bare"


class Ground:
    """The transaction around all tests, and what stands in it."""

    def __init__(self) -> None:
        self.block: transaction.Atomic | None = None
        self.stands: Any = None
        self.untouched = False

    def open(self) -> None:
        """Begin the transaction unless there is one; one that was closed with its connection has ended."""
        if connection.closed_in_transaction:
            self.close()
        if not connection.in_atomic_block:
            self.block, self.stands = transaction.atomic(), None
            self.block.__enter__()
            say(f"SAVEPOINT {BARE}")

    def close(self) -> None:
        """End the transaction, and with it what stands."""
        if self.block is not None:
            self.pass_by()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)
            self.block = None

    def watch(self) -> None:
        """From here on the first statement finds bare ground."""
        if self.block is not None and not self.untouched:
            self.untouched = True
            connection.execute_wrappers.append(self.first)

    def pass_by(self) -> bool:
        """Watch no longer; say whether nobody had asked anything."""
        was, self.untouched = self.untouched, False
        if was:
            connection.execute_wrappers.remove(self.first)
        return was

    def first(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Execute the first statement, on bare ground."""
        self.pass_by()
        if self.stands is not None:
            self.lay(None, None)
        return execute(*asked)

    def stand(self, what: object, put: Callable[[], None]) -> bool:
        """Let a test begin with what `put` puts there; False where it has begun otherwise."""
        if len(connection.savepoint_ids) != 1 or not self.pass_by():
            return False
        if self.stands is not what:
            self.lay(what, put)
        return True

    def lay(self, what: object, put: Callable[[], None] | None) -> None:
        """Go back to bare ground, put something there, set again the savepoint of a test that has just begun."""
        say(f"ROLLBACK TO SAVEPOINT {BARE}")
        self.stands = None  # until all of it stands
        if put is not None:
            put()
            connection.check_constraints()  # once, not at the end of each test
        self.stands = what
        for sid in connection.savepoint_ids:
            say(f"SAVEPOINT {connection.ops.quote_name(sid)}")


def say(sql: str) -> None:
    """Tell the database past everything that counts statements."""
    cursor = connection.connection.cursor()
    cursor.execute(sql)
    cursor.close()


GROUND = Ground()


def settle(patch: MonkeyPatch) -> None:
    """Let Django's tests begin and end on this ground."""
    enter, leave = TestCase._enter_atomics, TestCase._rollback_atomics
    commits = TransactionTestCase._fixture_setup

    def begin(cls: type[TestCase]) -> Any:
        GROUND.open()
        untouched = GROUND.pass_by() or (GROUND.block is not None and not connection.savepoint_ids)
        atomics = enter.__func__(cls)
        if untouched:
            GROUND.watch()
        return atomics

    def end(cls: type[TestCase], atomics: Any) -> None:
        GROUND.pass_by()
        leave.__func__(cls, atomics)
        if not connection.savepoint_ids:
            GROUND.watch()

    def commit(cls: type[TransactionTestCase]) -> None:
        GROUND.close()
        commits.__func__(cls)

    patch.setattr(TestCase, "_enter_atomics", classmethod(begin))
    patch.setattr(TestCase, "_rollback_atomics", classmethod(end))
    patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(commit))
