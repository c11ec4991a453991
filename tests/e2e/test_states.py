"""What a page shows when there is nothing, when it waits, and when something is wrong: words, and nothing is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import House
from tests.e2e.person import OVERFLOW
from tests.e2e.test_axe import AXE, GRAVE, RUN
from tests.house import DESK, PHONE, screen
from tests.tour import Tour, path
from tiexin.config import errors, maintenance

pytestmark = pytest.mark.e2e

NOBODY = "查无此人此事"
FILTERS = re.compile(r'<form class="tx-filters".*?</form>', re.S)
WORDS = re.compile(r'<input[^>]*type="search"[^>]*name="(\w+)"')
CUT, KEPT, LOGIN = "没有连上服务器，页面上的内容没有变", "没有连上服务器，已填写的内容存为草稿", "登录已过期"


@pytest.fixture
def page(furnished: House, chrome: Browser) -> Iterator[Page]:
    """The field officer's phone."""
    opened = screen(chrome, PHONE)
    furnished.enter(opened, "officer")
    yield opened
    opened.context.close()


def live(page: Page) -> Any:
    return page.locator("[data-live]")


def search(page: Page, house: House) -> Any:
    """Open the search with something found, and return its field."""
    page.goto(f"{house.address}/search/?q=银川")
    expect(page.locator("#found li").first).to_be_visible()
    return page.get_by_role("searchbox").last


# ── empty ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_list_says_in_words_that_it_found_nothing(tour: Tour) -> None:
    bare, lists = [], 0
    for stop in tour.stops.values():
        visitor = tour.visitors[stop.role]
        found = FILTERS.search(visitor.get(stop.address)[1])
        names = WORDS.findall(found[0]) if found else []
        for name in names[:1]:
            lists += 1
            nothing = "zzqq" + "".join(chr(ord("a") + int(sign)) for sign in str(lists))  # a search in vain is kept
            text = visitor.get(f"{path(stop.address)}?{name}={nothing}")[1]
            bare += [str(stop)] if 'class="tx-empty"' not in text else []
    assert (bare, lists > 5) == ([], True)


# ── waiting ────────────────────────────────────────────────────────────────────────────────────────────


def test_slow_answer_is_announced_and_the_note_goes_when_it_comes(page: Page, furnished: House) -> None:
    held: list[Route] = []
    field = search(page, furnished)
    page.route("**/search/?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    field.fill(NOBODY)
    expect(page.locator("[data-wait]")).to_have_text("正在载入…")
    assert page.locator("#found").get_attribute("aria-busy") == "true"
    held[0].continue_()
    expect(page.locator("[data-wait]")).to_have_count(0)
    expect(page.locator("#found")).to_contain_text("没有找到")
    assert page.locator("#found").get_attribute("aria-busy") is None


@pytest.mark.parametrize("pressed", ["in a field", "on the key"])
def test_a_form_that_is_sent_says_so_on_the_key_that_one_sees(page: Page, furnished: House, pressed: str) -> None:
    asked: list[Route] = []

    def keep(route: Route) -> None:
        asked.append(route)

    page.route("**/cases/new/like/?*", keep)  # what a part of the form asks is answered after it was sent
    page.goto(f"{furnished.address}/cases/new/?kind=suggestion", wait_until="load")
    page.route("**/cases/new/?*", lambda route: route.fulfill(status=204))  # the page stays as it was when it was sent
    key = page.locator(".tx-submit button")
    (page.get_by_label("什么事") if pressed == "in a field" else key).focus()
    page.keyboard.press("Enter")
    expect(key).to_have_text("正在登记…")
    with page.expect_response("**/cases/new/like/?*"):
        asked[0].fulfill(body="")
    expect(key).to_have_text("正在登记…")
    expect(key).to_be_disabled()


def test_a_form_half_filled_goes_to_the_crisis_with_its_words_and_enter_never_does(
    page: Page, furnished: House
) -> None:
    page.goto(f"{furnished.address}/cases/new/?kind=suggestion")
    page.get_by_label("什么事").fill("厂门口聚了人")
    page.get_by_role("link", name="危急").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("危急：先救人，后登记")
    expect(page.get_by_label("怎么回事")).to_have_value("厂门口聚了人")
    assert "厂门口" not in page.url


# ── cut off ────────────────────────────────────────────────────────────────────────────────────────────


def test_cut_network_is_said_and_what_was_shown_stays(page: Page, furnished: House) -> None:
    field = search(page, furnished)
    before = page.locator("#found").inner_html()
    page.context.set_offline(True)
    field.fill(NOBODY)
    expect(live(page)).to_contain_text(CUT)
    assert (page.locator("#found").inner_html(), field.input_value()) == (before, NOBODY)


def test_cut_network_in_a_form_keeps_what_was_typed(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/new/")
    said = page.get_by_label("谈了什么")
    said.fill("谈了加班工资")
    page.context.set_offline(True)
    page.get_by_role("searchbox", name="查找企业").fill("银川")
    expect(live(page)).to_contain_text(KEPT)
    page.context.set_offline(False)
    page.reload()
    expect(said).to_have_value("谈了加班工资")


def test_answer_that_failed_is_said_and_what_was_shown_stays(page: Page, furnished: House) -> None:
    field = search(page, furnished)
    before = page.locator("#found").inner_html()
    page.route("**/search/?*", lambda route: route.fulfill(status=500, body="<h1>broken</h1>"))
    field.fill(NOBODY)
    expect(live(page)).to_contain_text("这一步没有办成，页面上的内容没有变")
    assert page.locator("#found").inner_html() == before


def test_log_in_that_is_over_does_not_put_its_page_into_this_one(page: Page, furnished: House) -> None:
    field = search(page, furnished)
    before = page.locator("#found").inner_html()
    page.context.clear_cookies()
    field.fill(NOBODY)
    expect(live(page)).to_contain_text(LOGIN)
    assert page.locator("#found").inner_html() == before


# ── wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def designed(page: Page, heading: str) -> list[str]:
    """Say what is wrong with a page that says what went wrong, at both widths."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page.get_by_role("main").get_by_role("link").last).to_be_visible()
    page.evaluate(AXE.read_text())
    found = []
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} px: {rule} {element}" for impact, rule, element in page.evaluate(RUN) if impact in GRAVE]
        found += [f"{width} px: too wide"] if page.evaluate(OVERFLOW) else []
    return found


def test_page_that_is_not_there(page: Page, furnished: House) -> None:
    answer = page.goto(f"{furnished.address}/visits/999999999/")
    assert (answer and answer.status, designed(page, "没有这个页面，或者您没有查看它的权限")) == (404, [])


def test_form_that_is_too_old(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/new/")
    page.locator("form[data-draft] [name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'x' }")
    page.locator("form[data-draft] button[type=submit]").last.click()
    assert designed(page, errors.TITLE) == []


def test_form_that_is_too_large(page: Page, furnished: House) -> None:
    page.goto(f"{furnished.address}/visits/new/")
    page.get_by_label("谈了什么").evaluate("field => { field.value = '字'.repeat(1_000_000) }")
    page.locator("form[data-draft] button[type=submit]").last.click()
    assert designed(page, errors.LARGE[0]) == []


def test_house_that_is_being_worked_on(page: Page, furnished: House) -> None:
    closed = furnished.home / maintenance.FILE
    closed.write_text("今晚八点到九点升级，请稍后再来。", encoding="utf-8")
    try:
        answer = page.goto(f"{furnished.address}/visits/")
        assert (answer and answer.status, designed(page, maintenance.TITLE)) == (503, [])
        expect(page.get_by_role("main")).to_contain_text("今晚八点到九点升级，请稍后再来。")
    finally:
        closed.unlink()
    page.get_by_role("link", name="再试一次").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访")
