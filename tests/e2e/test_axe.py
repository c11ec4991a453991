"""Every page that the resolver knows, at both widths: axe finds nothing wrong in it, nothing lies over another, and the
link to help stands beside its title.
"""

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
  const rules = {"target-size": {enabled: true}};
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, rules});
  return found.violations.flatMap(({id, impact, nodes}) => nodes.map(node =>
    [impact, id, `${node.target.join(" ")} ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`]));
}"""
# Words and fields that lie over each other, and words in a column too narrow for them: what axe does not see.
CLASH = """() => {
  const kinds = "label,legend,.form-control,.form-select,.btn,.tx-field-help,.tx-error,h1,h2,h3,p";
  const seen = [...document.querySelectorAll(kinds)].filter(e => e.checkVisibility({opacityProperty: true}))
    .filter(e => getComputedStyle(e).position === "static").map(e => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && box.height > 2);
  const said = e => `${e.tagName} ${e.className} “${(e.innerText || e.name || "").slice(0, 30)}”`;
  const narrow = seen.filter(([e, box]) => e.matches("p,.tx-field-help,.tx-error") && box.width < 60 && box.height > 90)
    .map(([e]) => `narrow ${said(e)}`);
  const over = seen.flatMap(([a, x], at) => seen.slice(at + 1).filter(([b, y]) => !a.contains(b) && !b.contains(a)
    && Math.min(x.right, y.right) - Math.max(x.left, y.left) > 3
    && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 3).map(([b]) => `${said(a)} over ${said(b)}`));
  return [...narrow, ...over];
}"""
# The link to the handbook stands beside the title, large enough for a finger.
HELP = """() => {
  const at = document.querySelector(".tx-help")?.getBoundingClientRect();
  const title = document.querySelector("h1")?.getBoundingClientRect();
  return at && title ? [at.width, at.height, at.left >= title.right - 1 && at.right <= innerWidth
    && at.bottom > title.top && at.top < title.bottom] : [];
}"""
OWN = ("my-matter", "my-slip", "my-add", "my-answer", "my-move", "my-paper", "my-letter")
HOURS = ("my-mandate", "my-hour", "my-hour-move", "my-hour-cancel")
NO_PAGE = {  # name of a page → why nobody can look at it
    "board-home": "leads on to the board of one's own unit",
    "home": "leads on to the first page of the menu",
    "own-target": "leads back where the plan itself states the number; the demo's plan states all",
    "draft-sheet": "answers with a workbook",
    "draft-download": "answers with a pack as a file",
    "import-refusals": "answers with a workbook",
    "file": "answers with a file",
    "case-paper": "answers with a file",
    "organ-paper": "answers with a file",
    "draw-file": "answers with a file",
    "calendar-feed": "answers with a file",
    "draw-pairs": "answers with a file",
    "start": "there before anything is founded only; test_start.py looks at it",
    "start-step": "there before anything is founded only; test_start.py looks at it",
    "start-links": "told to the browser that began only; test_start.py looks at it",
    "start-region": "a part of a page before anything is founded",
    "field-worker": "answers with a script; test_field.py looks at what it keeps",
    "openapi-json": "the description of the API",
    "hotline-seats": "answers the telephone system alone, by signature",
    **{name: "there for whoever holds the code; test_portal.py looks at it" for name in OWN},
    **{name: "there for whoever holds the code; test_portal_hours.py looks at it" for name in HOURS},
}


def findings(page: Page, stop: Stop, address: str) -> Iterator[str]:
    """Open a page once and look at it at both widths."""
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    answer = page.goto(address + stop.address)
    if answer is None or answer.status != 200:
        yield f"{stop}: {answer and answer.status}"
    yield from judged(page, str(stop), [44, 44, True])


def judged(page: Page, place: str, helped: list[Any] | None = None) -> Iterator[str]:
    """Look at the page that is open, at both widths; the last is a phone's. `helped` is the box of its link to help."""
    page.evaluate(AXE.read_text())
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for impact, rule, element in page.evaluate(RUN):
            if impact in GRAVE:
                yield f"{place} {width} px: {impact} {rule}: {element}"
        yield from (f"{place} {width} px: {clash}" for clash in page.evaluate(CLASH))
        if helped and (box := page.evaluate(HELP)) != helped:
            yield f"{place} {width} px: the link to help is {box}, not {helped}"


def test_every_page_is_on_the_tour(tour: Tour) -> None:
    assert sorted(set(tour.missing()) ^ set(NO_PAGE)) == []


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


def test_a_hint_over_a_field_is_seen(chrome: Browser) -> None:
    page: Any = screen(chrome, DESK)
    hint = '<p class="tx-field-help" style="width: 44px; margin-bottom: -60px">请输入更多的字缩小范围再试</p>'
    page.set_content(
        f'<html lang="zh"><title>贴心</title><main>{hint}<input class="form-control" name="q"></main></html>'
    )
    found = page.evaluate(CLASH)
    page.context.close()
    assert [line.split()[0] for line in found] == ["narrow", "P"]
