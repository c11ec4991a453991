"""Records on paper, A4: no menus and buttons, links as text, nothing cut off at the edge, rows whole on one page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import House
from tests.house import DESK, screen
from tests.tour import Tour

pytestmark = pytest.mark.e2e

RECORDS = ["board", "gauge", "visit", "worker", "plan", "audit-entry"]
PAPER = {"width": 673, "height": 986}  # CSS pixels within the margins of A4, as app.css sets them
TOOLS = """() => [...document.querySelectorAll(
  "nav, button, input, select, .btn, .tx-top, .tx-tabs, .tx-actions, .tx-pager, .tx-filters, .tx-row-do, .tx-submit")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().width > 1)
  .map(each => each.outerHTML.slice(0, 120))"""
LINKS = """() => [...document.querySelectorAll("main a")]
  .filter(each => each.checkVisibility() && getComputedStyle(each).textDecorationLine !== "none")
  .map(each => each.outerHTML.slice(0, 120))"""
WIDE = """() => [...document.querySelectorAll("main *")]
  .filter(each => each.checkVisibility() && getComputedStyle(each).position !== "absolute")
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(each => each.outerHTML.slice(0, 120))"""
SPLIT = """() => [...document.querySelectorAll("tr, .tx-timeline > li, .tx-list > li, .tx-clause-row, .tx-sentence")]
  .filter(each => each.checkVisibility() && getComputedStyle(each).breakInside !== "avoid")
  .map(each => each.outerHTML.slice(0, 120))"""

RULES = {"a tool": TOOLS, "a link that looks like one": LINKS, "beyond the edge": WIDE, "cut in two": SPLIT}


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    opened = screen(chrome, DESK)
    yield opened
    opened.context.close()


@pytest.mark.parametrize("name", RECORDS)
def test_record_prints_cleanly(name: str, tour: Tour, furnished: House, page: Page) -> None:
    stop = tour.stops[name]
    furnished.enter(page, stop.role)
    page.goto(furnished.address + stop.address, wait_until="networkidle")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert {wrong: page.evaluate(rule) for wrong, rule in RULES.items()} == {wrong: [] for wrong in RULES}
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type /Page\b(?!s)", paper))
    assert (paper[:5], 1 <= sheets <= 16) == (b"%PDF-", True), f"{sheets} sheets"
