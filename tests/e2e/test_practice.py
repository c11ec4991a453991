"""Practice on a phone and at a desk: in, a visit, the gauge moves, mended, out; nothing real has moved."""

import os
import re
import time
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.e2e.test_axe import AXE, GRAVE, RUN
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
FIELD, LEADER = "贾维牧", "魏守岩"
BAND = "练习中：这里写下的都不算数"
GAUGE = "每名干部见 10 名职工"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
NUMBERS = """() => [...document.querySelectorAll(".tx-stat-value, .tx-count, .tx-row-value, .tx-number")]
  .map(each => each.textContent.trim())"""
# What of the band lies over something else, or is cut off at a side.
BENEATH = """() => { const band = document.querySelector(".tx-practice").getBoundingClientRect();
  const top = document.querySelector(".tx-top").getBoundingClientRect();
  return band.left < 0 || band.right > innerWidth || band.bottom > top.top + 0.5; }"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_practice_moves_its_own_gauge_and_nothing_real(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, LEADER) as leader, entering(browser, size, house, FIELD) as field:
        before = board(leader)
        begin(field)
        start = gauge(field)
        written = record(field)
        assert gauge(field, start + 2) == start + 2
        field.page.goto(written)
        mend(field)
        assert gauge(field, start + 3) == start + 3
        field.press(field.page.get_by_role("button", name="结束练习"))
        field.arrive(re.compile(f"^{FIELD}，今天"))
        expect(field.page.get_by_text(BAND)).to_have_count(0)
        assert board(leader) == before


def board(leader: Person) -> list[str]:
    """Every number on the board of the region."""
    leader.turn_to("看板")
    leader.arrive("宁夏回族自治区总工会")
    found: list[str] = leader.page.evaluate(NUMBERS)
    assert len(found) > 20
    return found


def begin(field: Person) -> None:
    """Enter through the account's menu."""
    page = field.page
    field.press(page.locator(".tx-top .tx-menu summary"))
    field.press(page.get_by_role("link", name="练习", exact=True))
    field.arrive("练习")
    look(field, "door", band=False)
    field.press(page.get_by_role("button", name=re.compile("^(以|换成)干部的身份")))
    field.arrive(re.compile(f"^{FIELD}（练习），今天"))
    assert page.title().startswith("练习 · ")
    look(field, "today")


def gauge(field: Person, wanted: int = -1) -> int:
    """Read the officer's gauge on 今日, once it is there, until it says what is wanted or too long has passed."""
    page, end = field.page, time.monotonic() + 150
    while True:
        page.goto(urljoin(page.url, "/"))
        shown = page.locator("article", has_text=GAUGE).locator(".tx-count")
        found = int(re.findall(r"\d+", shown.first.inner_text())[0]) if shown.count() else -1
        if (found == wanted if wanted >= 0 else found >= 0) or time.monotonic() > end:
            return found
        time.sleep(0.3)


def record(field: Person) -> str:
    """Write down a visit to the first enterprise that is offered, two people met; return its address."""
    page = field.page
    field.follow("登记走访")
    field.arrive("登记走访")
    page.get_by_label("查找企业").press_sequentially("练习")
    found = page.get_by_role("button", name=re.compile("^练习"))
    expect(found.first).to_be_visible()
    field.press(found.first)
    field.press(page.locator(".tx-chip", has_text="个案访谈"))
    size = "甲" if field.finger else "乙"
    for number in (1, 2):
        if number > 1:
            field.press(page.get_by_role("button", name="再加一人"))
        page.get_by_role("textbox", name="姓名").nth(number - 1).fill(f"练{size}{number}")
    look(field, "form")
    field.press(page.get_by_role("button", name="保存"))
    field.arrive(re.compile("^走访 练习"))
    expect(page.locator(".tx-saved")).to_contain_text(GAUGE)
    look(field, "saved")
    return page.url.removesuffix("saved/")


def mend(field: Person) -> None:
    """One person was forgotten."""
    page = field.page
    field.follow("更正")
    field.arrive("更正走访记录")
    field.press(page.get_by_role("button", name="再加一人"))
    page.get_by_role("textbox", name="姓名").last.fill("练漏了" if field.finger else "练也漏")
    field.press(page.get_by_role("button", name="漏记了"))
    field.press(page.get_by_role("button", name="保存"))
    field.arrive(re.compile("^走访 练习"))


def look(field: Person, name: str, *, band: bool = True) -> None:
    """See that the band is there and lies over nothing, and that axe finds nothing."""
    page = field.page
    expect(page.get_by_text(BAND)).to_have_count(1 if band else 0)
    assert not (band and page.evaluate(BENEATH))
    page.evaluate(AXE.read_text())
    assert [found for found in page.evaluate(RUN) if found[0] in GRAVE] == []
    assert field.too_small() == []
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"practice-{name}-{page.viewport_size['width']}.png"), full_page=True)
