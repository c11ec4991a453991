"""A room on a phone and at a desk: somebody is received in a few taps; what cannot be answered goes on to a matter."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICER, OFFICE = "贾维牧", "沈彦萍"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def shoot(person: Person, name: str) -> None:
    if SHOTS:
        width = person.page.viewport_size["width"] if person.page.viewport_size else 0
        person.page.screenshot(path=str(Path(SHOTS) / f"rooms-{name}-{width}.png"), full_page=True)


@SIZES
def test_somebody_is_answered_at_once_in_two_fields(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICER) as field:
        page = field.page
        page.goto(f"{house}/rooms/")
        field.arrive("群众工作室")
        page.locator(".tx-row a").first.click()
        field.follow("记接待")
        field.arrive("记接待")
        page.get_by_label("什么事").fill(f"问年休假{size[0]}")
        page.get_by_label("答复了什么").fill("满一年五天")
        assert field.too_small() == []
        shoot(field, "reception")
        before = field.pressed
        field.press(page.get_by_role("button", name="保存"))
        expect(page.get_by_role("heading", name=f"问年休假{size[0]}")).to_be_visible()
        assert field.pressed == before + 1
        expect(field.main.get_by_text("当场答复", exact=True)).to_be_visible()
        shoot(field, "received")


@SIZES
def test_what_cannot_be_answered_becomes_a_matter(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICER) as field:
        page = field.page
        page.goto(f"{house}/rooms/")
        page.locator(".tx-row a").nth(1).click()
        field.follow("记接待")
        page.get_by_label("什么事").fill(f"欠了两个月工资{size[0]}")
        field.press(page.locator(".tx-chip").filter(has_text="当场答不了"))
        field.press(page.get_by_role("button", name="保存"))
        expect(page.get_by_role("heading", name=re.compile("是什么事"))).to_be_visible()
        assert "reception=" in page.url
        field.follow("争议调处")
        expect(page.get_by_label("什么事")).to_have_value(f"欠了两个月工资{size[0]}")
        shoot(field, "matter")


@SIZES
def test_a_room_is_held_against_the_list(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        page.goto(f"{house}/rooms/?standardised=no")
        page.locator(".tx-row a").first.click()
        office.follow("规范化检查")
        office.arrive("规范化检查")
        for chip in page.locator(".tx-chip").filter(has_text=re.compile("^达到$")).all():
            office.press(chip)
        assert office.too_small() == []
        office.press(page.get_by_role("button", name="保存检查"))
        expect(office.main.get_by_text("已规范化")).to_be_visible()
        shoot(office, "checked")
