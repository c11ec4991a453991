"""A problem to each of its ends, on a phone and at a desk: what was done is written down, the worker is told."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE = "沈彦萍"  # who reaches every unit: each story finds a problem of its own
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
ENDS = {  # the buttons that lead to each end, and what the page says then
    "solved": (("已经解决",), "已解决"),
    "won": (("争取党委和政府解决", "已经解决"), "已解决"),
    "explained": (("一时不能解决，已向职工解释",), "一时不能解决，已解释"),
    "policy": (("从政策和制度层面推动",), "从政策和制度层面推动"),
}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
@pytest.mark.parametrize("end", ENDS)
def test_a_problem_comes_to_its_end_and_the_worker_is_told(
    size: tuple[int, int], end: str, house: str, browser: Browser
) -> None:
    steps, said = ENDS[end]
    with entering(browser, size, house, OFFICE) as field:
        page = field.page
        page.goto(f"{house}/problems/?state=open")
        shoot(field, "list")
        page.locator("tbody th a").first.click()
        expect(page.get_by_role("heading", name="办理过程")).to_be_visible()
        for label in steps:
            take(field, label)
        expect(field.main.locator("dl")).to_contain_text(said)
        tell(field)
        expect(field.main.get_by_role("link", name="告知职工")).to_have_count(0)
        expect(page.locator("aside.tx-aside")).to_contain_text(f"电话告知 · {OFFICE}")
        shoot(field, end)


def take(field: Person, label: str) -> None:
    """One step: its button, what was done, 保存."""
    page = field.page
    field.follow(label)
    field.arrive("办理问题")
    expect(page.get_by_role("radio", name=label)).to_be_checked()
    page.get_by_label("情况和理由").fill("和有关方面谈过，情况属实，已按商量的办法落实。")
    assert field.too_small() == []
    shoot(field, "step")
    field.press(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("heading", name="办理过程")).to_be_visible()


def tell(field: Person) -> None:
    """Whoever raised it hears the result by phone."""
    page = field.page
    field.follow("告知职工")
    field.arrive("告知职工")
    page.get_by_role("radio", name="电话").check()
    shoot(field, "tell")
    field.press(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("heading", name="办理过程")).to_be_visible()


@SIZES
def test_what_is_not_solved_is_taken_along_as_a_workbook(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, "魏守岩") as leader:
        leader.page.goto(f"{house}/problems/")
        with leader.page.expect_download() as asked:
            leader.page.get_by_role("link", name="导出清单").click()
        assert re.fullmatch(r"未解决问题清单-\d{8}\.xlsx", asked.value.suggested_filename)


def shoot(field: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = field.page.viewport_size["width"]
        field.page.screenshot(path=str(Path(SHOTS) / f"problem-{name}-{width}.png"), full_page=True)
