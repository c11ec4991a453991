"""Two entries that are one person: found by initials, merged, counted once on the region's board, parted again."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from pypinyin import Style, lazy_pinyin

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE = "沈彦萍"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
COUNTS = "async address => (await (await fetch(address)).json()).promises.map(each => each.distinct)"
TRIES, PAUSE = 120, 500  # a minute


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_two_entries_become_one_person_and_two_again(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        board = region(office, house)
        before = page.evaluate(COUNTS, board)
        kept, gone, firm = met_together(office, house)
        search(office, house, gone)
        office.follow("与另一条合并")
        office.arrive(f"{gone}：与另一条合并")
        page.get_by_placeholder("姓名中的几个字").press_sequentially(kept)
        office.press(page.locator(".tx-chip").filter(has_text=kept).filter(has_text=firm))
        page.get_by_label("怎么知道是同一个人").fill("两次登记，本人确认")
        assert office.too_small() == []
        shoot(office, "merge")
        office.press(page.get_by_role("button", name="合并"))
        office.arrive(kept)
        expect(office.main).to_contain_text("两次登记，本人确认")
        shoot(office, "merged")
        one_less = counts(office, board, lambda now: now != before)
        assert sorted({old - new for old, new in zip(before, one_less, strict=True) if old is not None}) == [0, 1]
        office.follow("撤销合并")
        office.arrive(f"{gone}：撤销合并")
        page.get_by_label("撤销的理由").fill("是两个人")
        office.press(page.get_by_role("button", name="撤销合并"))
        office.arrive(gone)
        counts(office, board, lambda now: now == before)


def counts(office: Person, board: str, wanted: Callable[[list[int | None]], bool]) -> list[int | None]:
    """The board's numbers as soon as they are as wanted; within a minute they must be."""
    for _ in range(TRIES):
        now: list[int | None] = office.page.evaluate(COUNTS, board)
        if wanted(now):
            return now
        office.page.wait_for_timeout(PAUSE)
    raise AssertionError(f"the board stayed at {now}")


def region(office: Person, house: str) -> str:
    """The address of the highest board's numbers."""
    office.turn_to("看板")
    office.page.wait_for_url(re.compile("/board/[0-9]+/"))
    return f"{house}/api/board/{office.page.url.rstrip('/').rpartition('/')[2]}"


def met_together(office: Person, house: str) -> tuple[str, str, str]:
    """Two front-line workers whom one visit met, and their employer."""
    page = office.page
    page.goto(f"{house}/visits/")
    rows = page.get_by_role("row").filter(has_not_text="已作废").locator("th a")
    for address in [link.get_attribute("href") for link in rows.all()]:
        page.goto(f"{house}{address}")
        people = page.locator("[aria-labelledby=met] li").filter(has_text="一线职工").locator("a:first-child")
        names = [name.strip() for name in people.all_inner_texts()]
        if len(set(names)) > 1:
            firm = page.get_by_role("heading", level=1).inner_text().removeprefix("走访 ")
            return names[0], names[1], firm.strip()
    raise AssertionError("no visit met two front-line workers")


def search(office: Person, house: str, name: str) -> None:
    """Find somebody by the initials of the name and open the page."""
    page = office.page
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    page.goto(f"{house}/search/?q={initials}&kind=worker")
    office.press(link(office, name))
    office.arrive(name)


def link(office: Person, name: str) -> Locator:
    """The first hit of this very name."""
    return office.main.get_by_role("link", name=re.compile(f"^{name}")).first


def shoot(office: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = office.page.viewport_size["width"]  # type: ignore[index]
        office.page.screenshot(path=str(Path(SHOTS) / f"people-{name}-{width}.png"), full_page=True)
