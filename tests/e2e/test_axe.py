"""Every page that the resolver knows, at both widths: axe finds nothing wrong in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import House
from tests.house import DESK, PHONE, screen
from tests.tour import PEOPLE, Stop, Tour

pytestmark = pytest.mark.e2e

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("moderate", "serious", "critical")
# Size of targets is left out of axe's own choice; it is part of WCAG 2.2 AA.
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}});
  return found.violations.flatMap(({id, impact, nodes}) => nodes.map(node =>
    [impact, id, `${node.target.join(" ")} ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`]));
}"""
NO_PAGE = {  # name of a page → why nobody can look at it
    "board-home": "leads on to the board of one's own unit",
    "home": "leads on to the first page of the menu",
    "own-target": "leads back where the plan itself states the number; the demo's plan states all",
    "draft-sheet": "answers with a workbook",
    "draft-download": "answers with a pack as a file",
    "import-refusals": "answers with a workbook",
    "file": "answers with a file",
    "organ-paper": "answers with a file",
    "start": "there before anything is founded only; test_start.py looks at it",
    "start-step": "there before anything is founded only; test_start.py looks at it",
    "start-links": "told to the browser that began only; test_start.py looks at it",
    "start-region": "a part of a page before anything is founded",
    "openapi-json": "the description of the API",
}


def findings(page: Page, stop: Stop, address: str) -> Iterator[str]:
    """Open a page once and look at it at both widths."""
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    answer = page.goto(address + stop.address)
    if answer is None or answer.status != 200:
        yield f"{stop}: {answer and answer.status}"
    yield from judged(page, str(stop))


def judged(page: Page, place: str) -> Iterator[str]:
    """Look at the page that is open, at both widths; the last is a phone's."""
    page.evaluate(AXE.read_text())
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for impact, rule, element in page.evaluate(RUN):
            if impact in GRAVE:
                yield f"{place} {width} px: {impact} {rule}: {element}"


def test_every_page_is_on_the_tour(tour: Tour) -> None:
    assert sorted(tour.missing()) == sorted(NO_PAGE)


@pytest.mark.parametrize("role", PEOPLE)
def test_axe_finds_nothing_on_any_page(role: str, tour: Tour, furnished: House, chrome: Browser) -> None:
    assert AXE.exists(), "缺少 axe-core：在 frontend 里运行 npm ci · axe-core is missing: run npm ci in frontend"
    page: Any = screen(chrome, DESK)
    furnished.enter(page, role)
    stops = [stop for stop in tour.stops.values() if stop.role == role]
    found = [line for stop in stops for line in findings(page, stop, furnished.address)]
    page.context.close()
    assert not found, "\n" + "\n".join(found)


def test_axe_is_seen_to_find_what_is_wrong(chrome: Browser) -> None:
    page: Any = screen(chrome, DESK)
    page.set_content('<html lang="zh"><title>贴心</title><main><h1>贴心</h1><img src="x.png"><input></main></html>')
    page.evaluate(AXE.read_text())
    found = {(impact, rule) for impact, rule, _ in page.evaluate(RUN) if impact in GRAVE}
    page.context.close()
    assert found == {("critical", "image-alt"), ("critical", "label")}
