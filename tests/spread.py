"""Which tests run on which of the two databases, and why no more often than that.

What the database decides runs on both: every action, read and property, whoever looks at the connection or opens the
whole house (`house`: every page with more and more rows, real processes, full databases). What it does not decide runs
on one of the two: the examples of one test take turns, the people of the matrix among them, and so do the tests of
pages, whose every page the whole house opens on both.
`TIEXIN_EVERY_TEST=1` runs all of them on both; without the suite, pytest runs all of them on the one it is given.
"""

from collections import defaultdict
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

WORKERS = ("sqlite", "postgres")
BY_VENDOR = {"duties", "search", "evidence", "config"}  # rooms that ask which database it is before they ask it
LOOKS = ("connection", "connections", "subprocess", "call_command", "house", "postgres")
ASKING = {"db", "transactional_db", "live_server", "django_db_setup"}
VISITING = {"client", "admin_client", "live_server"}


class Turns:
    """Whose turn it is; the tests come in the order in which they were collected, which is the same everywhere.

    Turns go 0110 1001 …, so that of examples that are every one of these with every one of those, each database has
    some of each of these and some of each of those.
    """

    def __init__(self, every: bool = False) -> None:
        self.every = every
        self.next: dict[str, Any] = defaultdict(count)

    def of(self, item: pytest.Item) -> tuple[str, ...]:
        """The workers that run a test; of the browser's each has a half, whose houses stand on SQLite in both.

        Tests that walk through the one furnished house stay together; those that change a house of their own run in
        the other process.
        """
        if marked(item, "e2e"):
            return ("sqlite" if "furnished" in fixtures(item) else "postgres",)
        if marked(item, "once") or asks_nothing(item):
            return WORKERS[:1]  # PostgreSQL takes longer for what runs on both
        turn = None if self.every or whole(item) else key(item)
        return WORKERS if turn is None else (WORKERS[next(self.next[turn]).bit_count() % 2],)


def key(item: pytest.Item) -> str | None:
    """What a test takes turns with: the other examples of the same function, the other tests of pages of its file."""
    name, given, _ = item.nodeid.partition("[")
    if given:
        return name
    visits = VISITING & fixtures(item) and not marked(item, "house")
    return str(item.path) if visits else None


def whole(item: pytest.Item) -> bool:
    """Say whether the database decides a test that may ask it."""
    return marked(item, "both") or transacts(item) or in_room(item) or asks_which(item.path)


def in_room(item: pytest.Item) -> bool:
    """Say whether a test's room says other words to each database."""
    return bool(BY_VENDOR & set(item.path.parts))


@cache
def asks_which(file: Path) -> bool:
    """Say whether a file of tests asks which database it is."""
    return file.is_file() and ".vendor" in file.read_text(encoding="utf-8")


def transacts(item: pytest.Item) -> bool:
    """Say whether a test commits: what happens at once, and who waits for whom, is the database's."""
    mark = item.get_closest_marker("django_db")
    asked = mark is not None and getattr(mark, "kwargs", {}).get("transaction", False)
    return bool(asked) or "transactional_db" in fixtures(item)


def asks_nothing(item: pytest.Item) -> bool:
    """Say whether a test cannot ask the database, nor does its room say other words to each of the two.

    pytest-django lets nobody ask who has neither the mark nor a fixture for it. Who starts processes, or looks at the
    connection itself, runs on both all the same; the marks `both` and `once` say otherwise than this rule.
    """
    if ASKING & fixtures(item) or marked(item, "django_db", "both", "house"):
        return False
    module = getattr(item, "module", None)
    looks = in_room(item) or any(hasattr(module, name) for name in LOOKS)
    return not (looks or hasattr(getattr(item, "cls", None), "_enter_atomics"))


def fixtures(item: pytest.Item) -> set[str]:
    """The names of what a test is given."""
    return set(getattr(item, "fixturenames", ()))


def marked(item: pytest.Item, *names: str) -> bool:
    """Say whether a test carries one of these marks."""
    return any(item.get_closest_marker(name) for name in names)
