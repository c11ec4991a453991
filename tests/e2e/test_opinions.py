"""What was said ends somewhere, the same matter is one problem, what is common goes to policy, a visit is announced.

On a phone and at a desk, each story by the office that reaches every unit, with rows of its own.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE = "沈彦萍"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
Size = tuple[int, int]


def shoot(field: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = field.page.viewport_size["width"]
        field.page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def save(field: Person, name: str, button: str = "保存") -> None:
    """A form that a finger can fill, kept as a picture and sent."""
    assert field.too_small() == []
    shoot(field, name)
    field.press(field.main.get_by_role("button", name=button, exact=True))


@SIZES
def test_an_opinion_ends_and_its_giver_is_told(size: Size, house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as field:
        page = field.page
        page.goto(f"{house}/opinions/?state=open")
        shoot(field, "opinions")
        page.locator("tbody th a").first.click()
        expect(page.get_by_role("heading", name="怎样了结")).to_be_visible()
        field.follow("当场答复")
        field.arrive("了结意见建议")
        expect(page.get_by_role("radio", name="当场答复")).to_be_checked()
        page.get_by_label("答复、建议、回复或理由").fill("下周起夜班供应热饭。")
        save(field, "opinion-settle")
        field.follow("告知提意见的人")
        page.get_by_role("radio", name="电话").check()
        save(field, "opinion-tell")
        expect(field.main.locator("dl")).to_contain_text("电话")
        expect(field.main.get_by_role("link", name="告知提意见的人")).to_have_count(0)
        shoot(field, "opinion")


@SIZES
def test_the_same_matter_is_joined_and_parted_again(size: Size, house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as field:
        page = field.page
        page.goto(f"{house}/problems/?state=open")
        page.locator("tbody th a").last.click()
        shoot(field, "problem-alike")
        mine = page.url
        field.follow("并入别的问题")
        field.arrive("并入别的问题")
        page.locator("#id_into_picks label").first.click()
        page.get_by_label("为什么是同一件事").fill("两次走访说的是同一件事。")
        save(field, "problem-join", "并入")
        expect(page.get_by_role("heading", name="并进来的问题")).to_be_visible()
        shoot(field, "problem-joined")
        page.goto(mine)
        expect(field.main.locator("dl")).to_contain_text("已并入")
        field.follow("分开办")
        page.get_by_label("为什么要分开").fill("细问了，不是一回事。")
        save(field, "problem-separate", "分开")
        expect(field.main.locator("dl")).to_contain_text("在企业层面解决")


@SIZES
def test_a_proposal_is_followed_to_its_effect_and_ends_its_problems(size: Size, house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as field:
        page = field.page
        page.goto(f"{house}/proposals/")
        shoot(field, "proposals")
        field.follow("提一个政策建议")
        page.get_by_label("建议什么").fill("出台高温津贴办法")
        page.get_by_label("内容和理由").fill("走访的几家企业高温天都没有津贴，建议统一标准。")
        page.get_by_label("提给谁").fill("人民政府")
        page.locator("#id_problems_picks label").first.click()
        save(field, "proposal-new", "提出")
        expect(page.get_by_role("heading", name=re.compile("汇总的问题"))).to_contain_text("1")
        field.follow("记下答复")
        page.get_by_role("radio", name="采纳", exact=True).check()
        page.get_by_label("怎么答复的").fill("同意，列入今年的规章计划。")
        save(field, "proposal-answer")
        field.follow("已经见效")
        page.get_by_label("改变了什么").fill("高温津贴办法已经施行")
        save(field, "proposal-effect")
        field.follow("办结问题")
        save(field, "proposal-end", "办结")
        expect(field.main).to_contain_text("人没告知")
        shoot(field, "proposal")


@SIZES
def test_a_visit_is_announced_and_the_day_moved(size: Size, house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as field:
        page = field.page
        page.goto(f"{house}/announcements/")
        shoot(field, "announcements")
        page.locator("tbody th a").first.click()
        page.locator("main dl a").first.click()
        field.follow("预告走访")
        expect(page.get_by_role("heading", name="各级最近的走访")).to_be_visible()
        page.get_by_label("为什么去").fill("回访工资发放情况")
        save(field, "announcement-new", "预告")
        field.follow("企业确认或改日子")
        page.get_by_label("企业谁说的").fill("办公室")
        page.get_by_label("企业联系人").fill("钱经理")
        save(field, "announcement-answer")
        expect(field.main.locator("dl")).to_contain_text("企业已确认")
        shoot(field, "announcement")
        field.follow("登记走访")
        expect(page.locator("input[name=announced]")).to_have_count(1)
        page.get_by_text("提了意见建议").click()
        shoot(field, "visit-new")
