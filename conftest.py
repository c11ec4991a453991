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
from django.test import TransactionTestCase
from hypothesis import settings
from tests import compiled, quick, spread
from tests.browser import MISSING, program

from tiexin.core import briefly
from tiexin.orgs.tests import standing

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("unit", derandomize=True, deadline=None, print_blob=True, max_examples=10)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.register_profile("beside", settings.get_profile("ci"), max_examples=15)


def examples() -> str:
    """How many examples are tried: those of the suite in full on one database, fewer of them on the other beside it."""
    beside = os.environ.get("PYTEST_XDIST_WORKER") == "postgres" and not os.environ.get("TIEXIN_EVERY_TEST")
    return os.environ.get("TIEXIN_EXAMPLES", "beside" if beside else "ci")


settings.load_profile(examples())

LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each database its tests, and the browser its own after everything else."""
    if os.environ.get("TIEXIN_TEST_POSTGRES"):  # two processes, each named after its database
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        turns = spread.Turns(every=bool(os.environ.get("TIEXIN_EVERY_TEST")))
        dropped = {item for item in items if worker and worker not in turns.of(item)}
        config.hook.pytest_deselected(items=list(dropped))
        items[:] = [item for item in items if item not in dropped]
    for item in items:
        if spread.marked(item, "e2e") and program() is None:
            item.add_marker(pytest.mark.skip(reason=MISSING))
    items.sort(key=lambda item: spread.marked(item, "e2e"))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now alone: looking through it for garbage takes a fifth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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


ROWS = {
    "tiexin.orgs.migrations.0002_installation_row": "make",
    "tiexin.calendars.migrations.0002_seed": "fill",
}
GIVEN = ROWS | {"tiexin.search.migrations.0002_words": "make"}


def give(given: dict[str, str]) -> None:
    """Put what migrations put, where there is nothing of it."""
    for module, function in given.items():
        getattr(import_module(module), function)(apps, connection.schema_editor(atomic=False))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tables made without migrations hold what migrations write all the same; tests stand on common ground.

    A test that commits is swept away with every row there is, and what migrations wrote is put back after it.
    """
    if request.config.getoption("nomigrations"):
        with django_db_blocker.unblock():
            give(GIVEN)
    patch = pytest.MonkeyPatch()
    standing.settle(patch)
    sweep = TransactionTestCase._fixture_teardown

    def swept(self: TransactionTestCase) -> None:
        sweep(self)
        give(ROWS)

    patch.setattr(TransactionTestCase, "_fixture_teardown", swept)
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
def _no_seconds() -> Iterator[None]:
    """What a process knows for a few seconds is known for the whole of a test, however slow the machine is."""
    patch = pytest.MonkeyPatch()
    patch.setattr(briefly, "monotonic", lambda: 1.0)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    """What a process would know for a few seconds more is of the test before."""
    briefly.forget_all()


@pytest.fixture(autouse=True, scope="session")
def _founded() -> Iterator[None]:
    """The house of the tests counts as begun, as any does that was asked once; tests of the start say otherwise."""
    from tiexin.boards.start import queries

    queries.KNOWN.add("founded")
    yield
    queries.KNOWN.clear()
