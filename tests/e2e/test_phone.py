"""Lists of an officer on a phone: the filters fold behind one line, cards name their figures, days stay whole."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import House
from tests.e2e.test_axe import AXE, GRAVE, RUN
from tests.house import DESK, PHONE, screen
from tests.tour import Visitor

pytestmark = pytest.mark.e2e

LIST = "/cases/?state=all"
# Words of one line of text each; where a day or an hour goes on in the next line.
CUT = r"""() => {
  const cut = [], seen = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = seen.nextNode());) {
    const about = node.parentElement;
    const box = about.closest(".visually-hidden, thead, option, textarea") || !about.checkVisibility();
    const range = document.createRange();
    let line = "", top = null;
    for (let at = 0; !box && at < node.length; at++) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const found = range.getClientRects()[0];
      if (!found?.width) continue;
      const sign = node.data[at];
      if (top !== null && found.top - top > 6) {
        const split = /\d$/.test(line) ? /[年月日时:\d]/ : /\d[年月]$/.test(line) ? /\d/ : /^$/;
        if (split.test(sign)) cut.push(line + "/" + sign);
        line = "";
      }
      line += sign; top = found.top;
    }
  }
  return cut;
}"""


@contextmanager
def looking(house: House, chrome: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """Open a page of this size as the officer of the federation."""
    page = screen(chrome, size)
    house.enter(page, "office")
    yield page
    page.context.close()


@contextmanager
def unscripted(house: House, chrome: Browser) -> Iterator[Page]:
    """The same on a phone, in a browser that runs no script."""
    context = chrome.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False)
    house.enter(page := context.new_page(), "office")
    yield page
    context.close()


def fold(page: Page) -> Any:
    return page.locator(".tx-phone-fold:has(+ .tx-filters) summary")


@pytest.mark.parametrize("script", [True, False], ids=["script", "none"])
def test_a_phone_unfolds_the_filters_and_a_desk_has_them_open(furnished: House, chrome: Browser, script: bool) -> None:
    with looking(furnished, chrome, PHONE) if script else unscripted(furnished, chrome) as page:
        page.goto(furnished.address + LIST)
        expect(page.get_by_role("search", name="筛选")).to_be_hidden()
        fold(page).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("search", name="筛选")).to_be_visible()
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        expect(fold(page)).to_be_hidden()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        fold(page).click()
        expect(page.get_by_role("search", name="筛选")).to_be_hidden()
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        expect(page.get_by_role("search", name="筛选")).to_be_visible()


def test_what_is_set_is_named_beside_and_several_are_set_in_one_go(furnished: House, chrome: Browser) -> None:
    with looking(furnished, chrome, PHONE) as page:
        page.goto(furnished.address + "/cases/")
        expect(fold(page)).to_have_text("筛选")
        fold(page).click()
        form = page.get_by_role("search", name="筛选")
        form.locator("[name=state]").select_option("all")
        form.locator("[name=when]").select_option("late")
        expect(page).to_have_url(f"{furnished.address}/cases/")  # nothing was sent before the button
        form.get_by_role("button", name="筛选").click()
        expect(fold(page)).to_contain_text(re.compile("用了2个条件：状态 .+；期限 .+"))
        expect(page.get_by_role("search", name="筛选")).to_be_hidden()


def test_a_choice_at_a_desk_is_sent_at_once(furnished: House, chrome: Browser) -> None:
    with looking(furnished, chrome, DESK) as page:
        page.goto(furnished.address + "/cases/")
        page.get_by_role("search", name="筛选").locator("[name=state]").select_option("all")
        expect(page).to_have_url(re.compile("state=all"))


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "unfolded"])
def test_nothing_is_wrong_with_the_fold(furnished: House, chrome: Browser, opened: bool) -> None:
    with looking(furnished, chrome, PHONE) as page:
        page.goto(furnished.address + LIST)
        if opened:
            fold(page).click()
        page.add_script_tag(path=str(AXE))
        assert [each for each in page.evaluate(RUN) if each[0] in GRAVE] == []
        assert fold(page).bounding_box()["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


LISTS = {
    LIST: ["在办", "期限"],
    "/rooms/": ["联系干部", "启用"],
    "/hotline/calls/": ["接听", "结果"],
    "/knowledge/list/": ["负责", "有效期至"],
}


@pytest.mark.parametrize("address", LISTS)
def test_a_card_names_its_figures_and_a_table_does_so_once(address: str, furnished: House, chrome: Browser) -> None:
    with looking(furnished, chrome, PHONE) as page:
        page.goto(furnished.address + address)
        keys = page.locator(".tx-table tbody tr").first.locator(".tx-key:visible")
        assert keys.all_inner_texts() == LISTS[address]
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        expect(keys).to_have_count(0)


PAGES = [
    "/cases/",
    "/hotline/",
    "/hotline/calls/",
    "/hotline/rates/",
    "/cases/rates/",
    "/appointments/",
    "/rooms/",
    "/waiting/",
]


def test_no_day_and_no_hour_is_cut_in_two(furnished: House, chrome: Browser) -> None:
    first = re.search(r'href="(/cases/\d+/)"', Visitor(furnished.address, "office").get("/cases/")[1])
    assert first
    with looking(furnished, chrome, PHONE) as page:
        cut = {}
        for address in (*PAGES, first[1]):
            page.goto(furnished.address + address)
            cut[address] = page.evaluate(CUT)
        assert {address: found for address, found in cut.items() if found} == {}
        page.set_content('<main><p style="width: 4em">一二2012年4月27日</p></main>')
        assert page.evaluate(CUT) != []


@pytest.mark.parametrize("address", ["/cases/rates/", "/hotline/rates/"])
def test_long_tables_of_rates_fold_and_their_figures_take_a_finger(
    address: str, furnished: House, chrome: Browser
) -> None:
    with looking(furnished, chrome, PHONE) as page:
        page.goto(furnished.address + address)
        folds = page.locator(".tx-phone-fold summary:visible")
        assert folds.count() >= 2
        folded = page.evaluate("document.documentElement.scrollHeight")
        folds.first.click()
        assert page.evaluate("document.documentElement.scrollHeight") > folded * 1.5
        sizes = page.locator(".tx-table .tx-figure:visible").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
        )
        assert (len(sizes) > 8, [size for size in sizes if size < 44]) == (True, [])
        page.locator("nav[aria-label=本页] a").first.click()
        assert re.search(r"#by-", page.url)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        expect(folds).to_have_count(0)
        for table in page.locator(".tx-table").all():
            expect(table).to_be_visible()


def test_what_unfolds_takes_a_finger_and_keys_are_named_where_there_are_some(furnished: House, chrome: Browser) -> None:
    said = Visitor(furnished.address, "office")
    first = re.search(r'href="(/cases/\d+/)"', said.get("/cases/")[1])
    assert first
    with looking(furnished, chrome, PHONE) as page:
        for address in (first[1], "/knowledge/1/"):
            page.goto(furnished.address + address)
            boxes = page.locator("main details > summary:visible").evaluate_all(
                "all => all.map(each => each.getBoundingClientRect().height)"
            )
            assert (boxes != [], [height for height in boxes if height < 44]) == (True, [])
        page.goto(f"{furnished.address}/hotline/")
        expect(page.locator("main kbd:visible, main .tx-for-keys:visible")).to_have_count(0)
    with looking(furnished, chrome, DESK) as page:
        page.goto(f"{furnished.address}/hotline/")
        expect(page.locator("main .tx-for-keys")).to_be_visible()
