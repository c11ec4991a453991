"""Every page of the tour carries the link to its passage, and that passage speaks the words of the page."""

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import House
from tests.house import DESK, screen
from tests.tour import Stop, Tour
from tiexin.core.handbook import book

pytestmark = pytest.mark.e2e

QUOTED = re.compile(r"「([^」]+)」")
HELP = re.compile(r'class="tx-help" href="([^"]+)"')
# Pages that the demo shows only in another state than the one their passage speaks of, with what they say instead.
ELSEWHERE = {"plan-document": "没有可对照的原文", "version-document": "没有可对照的原文"}
HIDDEN = """() => getComputedStyle(document.querySelector(".tx-help")).display"""


def wrong(tour: Tour, stop: Stop) -> str:
    """Say what is wrong with the help of one page."""
    text = tour.visitors[stop.role].get(stop.address)[1]
    section = book.by_page()[stop.name]
    if HELP.findall(text) != [section.url]:
        return f"{stop}: {HELP.findall(text)}, not {section.url}"
    words = [*QUOTED.findall(section.text), ELSEWHERE.get(stop.name, "")]
    shown = unescape(text) + re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))
    return "" if any(word and word in shown for word in words) else f"{stop}: no word of {section.url} stands here"


def test_every_page_leads_to_the_passage_about_it_which_names_what_stands_there(tour: Tour) -> None:
    found = [said for stop in tour.stops.values() if (said := wrong(tour, stop))]
    assert not found, "\n" + "\n".join(found)


def test_on_paper_there_is_no_link_to_help(furnished: House, chrome: Browser) -> None:
    page = screen(chrome, DESK)
    furnished.enter(page, "office")
    page.goto(f"{furnished.address}/visits/new/")
    shown = page.evaluate(HIDDEN)
    page.emulate_media(media="print")
    hidden = page.evaluate(HIDDEN)
    page.context.close()
    assert shown != "none"
    assert hidden == "none"


def test_the_keyboard_reaches_the_passage_of_the_page(furnished: House, chrome: Browser) -> None:
    page = screen(chrome, DESK)
    furnished.enter(page, "office")
    page.goto(f"{furnished.address}/visits/new/")
    page.get_by_role("main").get_by_role("link", name="帮助").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/visits/#visit-new")
    top = page.evaluate("document.getElementById('visit-new').getBoundingClientRect().top")
    bar = page.evaluate("document.querySelector('.tx-top').getBoundingClientRect().bottom")
    page.context.close()
    assert bar <= top < 200
