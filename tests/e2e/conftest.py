"""One furnished house for the tests that walk through every page; they change nothing in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

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
