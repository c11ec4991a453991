"""Somebody at a screen, with a finger or a mouse; whatever goes wrong behind the pages is kept."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.house import PHONE, screen

LOUD = ("error", "warning")
FINGER = 44  # CSS pixels that a finger hits without looking

# What one presses in a page: of a tick the word around it, of everything else the thing itself.
TARGETS = """page => [...page.querySelectorAll("a, button:not([aria-hidden]), input, select, textarea, summary")]
  .map(each => each.matches("[type=checkbox], [type=radio]") ? each.closest("label") : each)
  .map(each => ({box: each.getBoundingClientRect(), name: each.innerText || each.name || each.outerHTML}))
  .filter(({box}) => box.width && box.height)
  .map(({box, name}) => [name, box.width, box.height])"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Person:
    """One person with a browser of their own, entered into the demo; without a name nobody in particular."""

    def __init__(self, browser: Browser, size: tuple[int, int], house: str, name: str = "") -> None:
        self.page: Page = screen(browser, size)
        self.finger = size == PHONE
        self.pressed = 0
        self.complaints: list[str] = []
        self.hosts: set[str | None] = set()
        self._listen()
        if name:
            self._enter(house, name)

    def _enter(self, house: str, name: str) -> None:
        self.page.goto(f"{house}/login/")
        self.arrive("登录")
        self.press(self.page.get_by_role("button", name=name))
        self.arrive(re.compile(f"^{name}，今天"))

    def _listen(self) -> None:
        page, complain = self.page, self.complaints.append
        page.on("console", self._hear)
        page.on("pageerror", lambda error: complain(f"script: {error}"))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("requestfailed", self._fail)
        page.on("response", self._check)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self.complaints.append(f"console: {message.text}")

    def _check(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"answer: {response.url} {response.status}")

    def _fail(self, request: Request) -> None:
        """A page that is left takes what it still asked for with it; only a page itself may not break off."""
        left = request.failure == "net::ERR_ABORTED" and not request.is_navigation_request()
        if not left:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    @property
    def main(self) -> Locator:
        """The page without its menus."""
        return self.page.get_by_role("main")

    def press(self, target: Locator) -> None:
        """Tap on a phone, click at a desk."""
        (target.tap if self.finger else target.click)()
        self.pressed += 1

    def follow(self, name: str) -> None:
        """Press the first link of this name in the page."""
        self.press(self.main.get_by_role("link", name=name).first)

    def turn_to(self, name: str) -> None:
        """Go to a place of the menu; on a phone the last ones are behind 更多."""
        place = self.page.locator("nav:not(.tx-crumbs)").get_by_role("link", name=name, exact=True)
        if not place.is_visible():
            self.press(self.page.get_by_text("更多", exact=True))
        self.press(place)

    def arrive(self, heading: str | re.Pattern[str]) -> None:
        """Wait until the page of this heading is there as a whole; see that it is no wider than the screen."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()
        assert self.page.evaluate(OVERFLOW) == 0, f"{self.page.url} is wider than the screen"

    def too_small(self) -> list[str]:
        """Name what a finger would miss in the page; a mouse misses nothing."""
        found = self.page.locator("body").evaluate(TARGETS) if self.finger else []
        return [f"{name}: {width}×{height}" for name, width, height in found if min(width, height) < FINGER]


@contextmanager
def entering(browser: Browser, size: tuple[int, int], house: str, name: str = "") -> Iterator[Person]:
    """Let a person in, and see at the end that nothing went wrong behind the pages and nothing left the machine."""
    person = Person(browser, size, house, name)
    try:
        yield person
        assert not person.complaints, person.complaints
        assert person.hosts == {"127.0.0.1"}, person.hosts
    finally:
        person.page.context.close()
