"""Houses for the browser: one of its own for each story, one furnished for the tests that walk through every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.house import chromium, furnish, open_house
from tests.tour import Tour, Visitor


@dataclass(frozen=True)
class House:
    """The address of a furnished demo, and the link that its newest officer was given."""

    address: str
    home: Path
    given: str

    def enter(self, page: Any, role: str) -> None:
        """Let the browser in as the person of this role."""
        page.context.add_cookies(Visitor(self.address, role).cookies)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("furnished")
    with open_house(home) as address:
        yield House(address, home, furnish(home))


@pytest.fixture(scope="session")
def tour(furnished: House) -> Tour:
    return Tour(furnished.address, furnished.home / "tiexin.sqlite3", [furnished.given])


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo with its web and worker, for one story to change."""
    with open_house(tmp_path_factory.mktemp("house")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)  # a busy machine is no failure; what must be quick is measured
    with chromium() as found:
        yield found
