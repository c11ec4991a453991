"""With the keyboard alone: to the text at once, through the page in reading order, always seeing where one is."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import House
from tests.house import DESK, screen
from tests.tour import Tour

pytestmark = pytest.mark.e2e

MOST = 400  # presses of Tab after which a page is said to hold one fast
# Where the focus is: what it is, where it stands, and what shows it.
HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const shown = here.matches(".tx-chip input") ? here.nextElementSibling : here;
  const whole = here.matches("a.tx-number") ? "::after" : null;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown, whole);
  return {
    what: here.tagName + " " + (here.innerText || here.name || here.id || "").trim().slice(0, 40),
    place: [...document.querySelectorAll("*")].indexOf(here),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
    there: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.fixture
def page(furnished: House, chrome: Browser) -> Iterator[Page]:
    opened = screen(chrome, DESK)
    furnished.enter(opened, "office")
    yield opened
    opened.context.close()


def walk(page: Page) -> list[dict[str, object]]:
    """Press Tab through the whole page; return where the focus was."""
    steps = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or (steps and here["place"] == steps[0]["place"]):
            return steps
        steps.append(here)
    return steps


@pytest.mark.parametrize("name", ["board", "visit-new", "worker", "today"])
def test_focus_is_seen_everywhere_and_goes_in_reading_order(name: str, tour: Tour, page: Page) -> None:
    page.goto(tour.visitors["office"].house + tour.stops[name].address)
    steps = walk(page)
    assert len(steps) > 10
    assert [step["what"] for step in steps if not (step["seen"] and step["there"])] == []
    assert [after["what"] for before, after in pairwise(steps) if after["place"] < before["place"]] == []


def test_first_press_offers_to_skip_the_menu(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_escape_closes_a_menu_and_goes_back_to_its_button(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/")
    menu = page.locator(".tx-top details.tx-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    leave = menu.get_by_role("button", name="退出登录")
    expect(leave).to_be_visible()
    leave.focus()
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_slash_goes_to_the_search_and_escape_out_of_it(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/")
    page.keyboard.press("/")
    field = page.locator(".tx-top [data-search]")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    assert field.input_value() == ""
