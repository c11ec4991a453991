"""What a phone loads: at most 250 KB of scripts and styles over the wire, in no chain, and soon something to see."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from tests.e2e.conftest import House
from tests.house import PHONE, screen
from tests.tour import Tour

pytestmark = pytest.mark.e2e

KB = 1024
MOST = 250 * KB  # scripts and styles together, as they come over the wire
CHARTS = "charts.js"  # fetched only where a page has a picture
REQUESTS = 8  # of a first visit, the page itself included
PAGES = ["login", "today", "board", "visit-new", "visits", "worker", "plan", "search", "gauge", "draft"]
# A cheap phone in a workshop: 1.6 Mbit/s, 150 ms there and back, a processor four times slower than a desk's.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
FIRST = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""
BLOCKING = """() => performance.getEntriesByType("resource").filter(each => each.renderBlockingStatus === "blocking")
  .map(each => new URL(each.name).pathname)"""
HEAD = (
    """() => [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(each => each.src || each.href)"""
)


@dataclass
class Load:
    """What one page needed on a first visit."""

    bytes: dict[str, int] = field(default_factory=dict)  # name of a script or style → bytes over the wire
    requests: int = 0
    blocking: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # scripts and styles that no line of the page itself names
    first: float = 0.0  # milliseconds until something is seen
    packed: set[str | None] = field(default_factory=set)


def load(browser: Browser, house: House, role: str, address: str) -> Load:
    """Open a page on a slow phone that was never here before."""
    page: Any = screen(browser, PHONE)
    house.enter(page, role)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks what it calls
    page.goto(house.address + address, wait_until="networkidle")
    named = page.evaluate(HEAD)
    found = Load(requests=len(answers), blocking=page.evaluate(BLOCKING), first=page.evaluate(FIRST))
    for answer in answers:
        if answer.request.resource_type in ("script", "stylesheet"):
            name = answer.url.rsplit("/", 1)[1].partition("?")[0]
            found.bytes[name] = answer.request.sizes()["responseBodySize"]
            found.packed.add(answer.headers.get("content-encoding"))
            found.late += [] if answer.url in named else [name]
    page.context.close()
    return found


@pytest.fixture(scope="module")
def loads(tour: Tour, furnished: House, chrome: Browser) -> Iterator[dict[str, Load]]:
    yield {name: load(chrome, furnished, tour.stops[name].role, tour.stops[name].address) for name in PAGES}


def test_scripts_and_styles_fit_the_budget(loads: dict[str, Load]) -> None:
    total = {name: sum(size for file, size in each.bytes.items() if file != CHARTS) for name, each in loads.items()}
    print("\nKB of scripts and styles:", {name: round(size / KB, 1) for name, size in total.items()})
    assert {name: size for name, size in total.items() if not 0 < size <= MOST} == {}
    whole = {name: sum(each.bytes.values()) for name, each in loads.items()}
    print("with pictures:", {name: round(size / KB, 1) for name, size in whole.items() if size != total[name]})
    assert {name: size for name, size in whole.items() if size > MOST + KB * 10} == {}


def test_scripts_and_styles_come_packed(loads: dict[str, Load]) -> None:
    assert {name: each.packed for name, each in loads.items() if not each.packed <= {"gzip", "br"}} == {}


def test_nothing_holds_up_the_first_sight_but_one_style(loads: dict[str, Load]) -> None:
    blocking = {name: [path.rsplit("/", 1)[1] for path in each.blocking] for name, each in loads.items()}
    assert blocking == {name: ["app.css"] for name in PAGES}


def test_no_chain_of_files_and_few_requests(loads: dict[str, Load]) -> None:
    assert {name: each.late for name, each in loads.items() if set(each.late) - {CHARTS}} == {}
    assert {name: each.requests for name, each in loads.items() if each.requests > REQUESTS} == {}


def test_first_sight_is_told(loads: dict[str, Load]) -> None:
    """The time is told and not judged: machines are noisy."""
    print("\nms to the first sight on a slow phone:", {name: round(each.first) for name, each in loads.items()})
    assert all(each.first > 0 for each in loads.values())
