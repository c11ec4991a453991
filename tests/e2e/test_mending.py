"""A wrong visit is mended on a phone and at a desk: 更正, the change and its reason, 保存."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
FIELD = "贾维牧"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_visit_is_mended_in_two_taps_beside_the_change(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, FIELD) as field:
        page = field.page
        page.goto(f"{house}/visits/?mine=1")
        row = page.get_by_role("row").filter(has_not_text="已作废").filter(has=page.locator("th a"))
        row.locator("th a").first.click()
        field.arrive(re.compile("^走访 "))
        wrong, start = page.url, field.pressed
        field.follow("更正")
        field.arrive("更正走访记录")
        shoot(field, "form")
        mend(field)
        field.press(page.get_by_role("button", name="保存"))
        field.arrive(re.compile("^走访 "))
        assert field.pressed - start == 2 + 1, "更正 and 保存, and one tap for the reason"
        expect(page.locator(".tx-saved h2")).to_have_text(re.compile("^已更正"))
        shoot(field, "saved")
        page.goto(wrong)
        expect(field.main).to_contain_text("不再计入任何指标")
        expect(field.main).to_contain_text("漏记了")
        assert page.get_by_role("link", name="更正", exact=True).count() == 0
        shoot(field, "wrong")


def mend(field: Person) -> None:
    """Add a sentence that was left out; the reason is one of the usual ones."""
    page = field.page
    page.get_by_label("谈了什么").press("End")
    page.get_by_label("谈了什么").press_sequentially("还谈了班车。")
    field.press(page.get_by_role("button", name="漏记了"))
    expect(page.get_by_label("为什么更正")).to_have_value("漏记了")
    assert field.too_small() == []


def shoot(field: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = field.page.viewport_size["width"]
        field.page.screenshot(path=str(Path(SHOTS) / f"mend-{name}-{width}.png"), full_page=True)
