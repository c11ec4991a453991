"""What every test shares: examples that repeat, no way out to the network, the browser last."""

import gc
import os
import socket
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import settings
from tests import compiled, quick
from tests.browser import MISSING, program

from tiexin.orgs.tests import standing

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("unit", derandomize=True, deadline=None, print_blob=True, max_examples=10)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("TIEXIN_EXAMPLES", "ci"))

BY_VENDOR = {"duties", "search", "evidence", "config"}  # rooms that ask which database it is before they ask it
LOOKS = ("connection", "connections", "subprocess", "call_command", "house", "postgres")
LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what has nothing to do with the database once, and the browser after everything else."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        dropped = [item for item in items if not taken(item, worker)]
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]
    for item in items:
        if marked(item, "e2e") and program() is None:
            item.add_marker(pytest.mark.skip(reason=MISSING))
    items.sort(key=lambda item: marked(item, "e2e"))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now alone: looking through it for garbage takes a fifth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def taken(item: pytest.Item, worker: str) -> bool:
    """Say whether this worker runs the test: each those of its database; of the browser's, each a half.

    The houses of the browser stand on SQLite whoever opens them. Tests that walk through the one furnished house
    stay together; those that change a house of their own run in the other process, if there is one.
    """
    if marked(item, "e2e") and os.environ.get("TIEXIN_TEST_POSTGRES"):
        walks = "furnished" in getattr(item, "fixturenames", ())
        return worker == ("sqlite" if walks else "postgres")
    return worker != "postgres" or not (marked(item, "once", "e2e") or asks_nothing(item))


def asks_nothing(item: pytest.Item) -> bool:
    """Say whether a test cannot ask the database, nor does its room say other words to each of the two.

    pytest-django lets nobody ask who has neither the mark nor a fixture for it. Who starts processes, or looks at the
    connection itself, runs on both all the same; the marks `both` and `once` say otherwise than this rule.
    """
    names = {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    if names or marked(item, "django_db", "both", "house") or hasattr(getattr(item, "cls", None), "_enter_atomics"):
        return False
    module = getattr(item, "module", None)
    return not (BY_VENDOR & set(item.path.parts) or any(hasattr(module, name) for name in LOOKS))


def marked(item: pytest.Item, *names: str) -> bool:
    """Say whether a test carries one of these marks."""
    return any(item.get_closest_marker(name) for name in names)


def refuse_strangers(address: Any) -> None:
    """Raise for an address that is not on this machine."""
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise RuntimeError(f"测试不得联网 · a test must not reach the network: {address[0]}")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, real: Any = real) -> Any:
            refuse_strangers(address)
            return real(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


GIVEN = {
    "tiexin.orgs.migrations.0002_installation_row": "make",
    "tiexin.calendars.migrations.0002_seed": "fill",
    "tiexin.search.migrations.0002_words": "make",
}


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tables made without migrations hold what migrations write all the same; tests stand on common ground."""
    if request.config.getoption("nomigrations"):
        with django_db_blocker.unblock():
            for module, function in GIVEN.items():
                getattr(import_module(module), function)(apps, connection.schema_editor(atomic=False))
    patch = pytest.MonkeyPatch()
    standing.settle(patch)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        standing.GROUND.close()


@pytest.fixture(autouse=True, scope="session")
def _kept_texts(request: pytest.FixtureRequest) -> Iterator[None]:
    store = getattr(request.config, "cache", None)
    patch = pytest.MonkeyPatch()
    if store is not None and compiled.loaded():
        compiled.keep(compiled.loaded(), store.mkdir("texts"), patch)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _quick() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    quick.quicken(patch)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _founded() -> Iterator[None]:
    """The house of the tests counts as begun, as any does that was asked once; tests of the start say otherwise."""
    from tiexin.boards.start import queries

    queries.KNOWN.add("founded")
    yield
    queries.KNOWN.clear()
