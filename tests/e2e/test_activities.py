"""A seminar on a phone and at a desk: written down, ticked in one go, signed by the code; a stop held with one tap."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICER = "贾维牧"  # of a county, with enterprises on its roster
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_a_seminar_is_written_down_ticked_and_signed(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICER) as field:
        page = field.page
        write_down(field, f"工资协商座谈会{size[0]}", house)
        seminar = page.url
        field.follow("点名")
        field.arrive("点名")
        chips = page.locator(".tx-chip")
        count = min(chips.count(), 30)
        before = field.pressed
        for number in range(count):
            field.press(chips.nth(number))
        assert field.too_small() == []
        shoot(field, "people")
        field.press(page.get_by_role("button", name="保存"))
        expect(page.get_by_role("heading", name=f"到场 {count} 人")).to_be_visible()
        assert field.pressed - before == count + 1  # a tap each, and one for all
        field.follow("签到码")
        field.arrive("签到码")
        expect(page.locator(".tx-qr svg")).to_be_visible()
        shoot(field, "code")
        sign(browser, page.locator("a[href^='/sign/']").get_attribute("href") or "", house, f"新来的{size[0]}")
        page.goto(seminar)
        field.follow("去确认")
        field.arrive("确认签到")
        shoot(field, "signings")
        field.press(page.get_by_role("button", name="确认选中的人"))
        expect(page.get_by_role("heading", name=f"到场 {count + 1} 人")).to_be_visible()
        shoot(field, "seminar")


def write_down(field: Person, title: str, house: str) -> None:
    """The form, with what a seminar needs and no more."""
    page = field.page
    page.goto(f"{house}/activities/")
    field.arrive("宣讲培训")
    shoot(field, "list")
    field.follow("登记活动")
    field.arrive("登记活动")
    field.press(page.locator(".tx-chip").filter(has_text=re.compile("^座谈$")))
    page.get_by_label("主题").fill(title)
    field.press(page.locator("label", has=page.locator("input[name=employer]")).first)
    shoot(field, "new")
    assert field.too_small() == []
    field.press(page.get_by_role("button", name="保存"))
    field.arrive(title)
    expect(field.main.locator("dl")).to_contain_text("开展调查研究")


def sign(browser: Browser, path: str, house: str, name: str) -> None:
    """Somebody else's phone, without an account: a name, one tap."""
    with entering(browser, PHONE, house) as worker:
        worker.page.goto(house + path)
        worker.arrive("签到")
        worker.page.get_by_label("您的姓名").fill(name)
        assert worker.too_small() == []
        shoot(worker, "sign")
        worker.press(worker.page.get_by_role("button", name="签到"))
        worker.arrive("已签到")


@SIZES
def test_a_month_of_lectures_is_a_grid_or_a_list(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, "沈彦萍") as office:
        page = office.page
        page.goto(f"{house}/activities/calendar/?month=2012-05")
        office.arrive("宣讲日历")
        days = page.locator(".tx-agenda > li:visible")
        expect(days).to_have_count(35 if size == DESK else page.locator(".tx-agenda-stop").count())
        shoot(office, "calendar")
        office.press(page.get_by_role("link", name="上个月"))
        expect(page.locator(".tx-turn b")).to_have_text("2012年4月")
        for address, heading in (("corps/", "宣讲团"), ("training/", "培训情况"), ("guidance/", "工作指导")):
            page.goto(f"{house}/activities/{address}")
            office.arrive(heading)
            shoot(office, address.strip("/"))


@SIZES
def test_a_model_is_judged_above_and_its_cadre_consents(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, "魏守岩") as leader:
        page = leader.page
        page.goto(f"{house}/activities/examples/?state=proposed")
        leader.arrive("典型")
        shoot(leader, "examples")
        if page.locator("tbody th a").count():  # the first of the two people decides
            page.locator("tbody th a").first.click()
            leader.follow("采纳不采纳")
            leader.arrive("采纳不采纳")
            leader.press(page.locator(".tx-chip").filter(has_text=re.compile("^采纳$")))
            page.get_by_label("理由").fill("做法具体，记录清楚。")
            shoot(leader, "decide")
            leader.press(page.get_by_role("button", name="采纳不采纳"))
            expect(leader.main.locator("dl")).to_contain_text("上级已采纳")
            leader.follow("公布")
            leader.press(page.get_by_role("button", name="公布"))
            expect(leader.main.locator("dl")).to_contain_text("已公布")
        page.goto(f"{house}/activities/examples/?state=published")
        page.locator("tbody th a").first.click()
        expect(page.get_by_role("heading", name="谁在学用")).to_be_visible()
        shoot(leader, "example")


def shoot(field: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = field.page.viewport_size["width"]
        field.page.screenshot(path=str(Path(SHOTS) / f"activity-{name}-{width}.png"), full_page=True)
