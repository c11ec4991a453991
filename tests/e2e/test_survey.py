"""A survey on a phone: workers drawn by two, slips, one tap of each without a log-in, the end, and the rate moves."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.person import Person, entering
from tests.house import PHONE

pytestmark = pytest.mark.e2e
OFFICE, LEADER, CITY = "沈彦萍", "魏守岩", "固原市总工会"
WORDS = {OFFICE: "黄河水从天上来二〇一二", LEADER: "贺兰山下果园成二〇一二"}
TITLE, LAST = "抽职工问满意度", date(2012, 5, 10)
TAPS = ("满意", "满意", "不满意", "满意", "部分满意")
SHOTS = os.environ.get("TIEXIN_SHOTS", "")


def test_drawn_workers_tap_once_and_the_rate_follows_at_the_end(house: str, browser: Browser) -> None:
    with entering(browser, PHONE, house, OFFICE) as office, entering(browser, PHONE, house, LEADER) as leader:
        draw(office, leader, house)
        opened(office, house)
        survey = office.page.url
        office.follow("发条子")
        office.arrive("条子")
        assert office.too_small() == []
        shoot(office, "slips")
        slips = office.page.locator("a[href^='/s/']").evaluate_all("all => all.map(each => each.pathname)")
        assert len(set(slips)) == len(slips) == 6
        for slip, word in zip(slips, TAPS, strict=False):
            tap(browser, house + slip, word)
        office.page.goto(survey)
        expect(row(office, "已回答")).to_contain_text("5")
        expect(office.main).to_contain_text("结束以后才公布")
        end(office)
        expect(office.main).to_contain_text("满意率 60.0%：5 份回答里满意的 3 份")
        expect(office.main).to_contain_text("没有回答的 1 人不计入满意率")
        shoot(office, "result")
        rated(office, house)


def draw(office: Person, leader: Person, house: str) -> None:
    """Six workers of the city, whoever they are, by the seed of two people."""
    page = office.page
    page.goto(f"{house}/draws/new/")
    page.get_by_label("名称", exact=True).fill(TITLE)
    office.press(chip(office, "职工"))
    page.get_by_label("范围").fill("固原市")
    office.press(chip(office, CITY))
    page.get_by_label("每层抽几家").fill("6")
    office.press(page.get_by_role("button", name="列出抽样框"))
    office.arrive(TITLE)
    office.press(page.get_by_role("button", name="封存"))
    expect(office.main).to_contain_text("抽样框已封存，哈希值已记下")
    where = page.url
    for link, button in (("约定我的一份", "约定"), ("公开我的一份", "公开")):
        for person, words in ((office, WORDS[OFFICE]), (leader, WORDS[LEADER])):
            person.page.goto(where)
            person.follow(link)
            person.page.get_by_label("您的种子").fill(words)
            person.press(person.page.get_by_role("button", name=button))
            expect(person.main).to_contain_text(f"种子已{button}")
    page.goto(where)
    office.press(office.main.get_by_role("button", name="抽签"))
    expect(office.main).to_contain_text("已抽签，结果在下面")


def opened(office: Person, house: str) -> None:
    """The survey of the city, from the room on."""
    page = office.page
    page.goto(f"{house}/inspections/")
    office.follow("成效调查")
    office.arrive("成效调查")
    office.follow("发起成效调查")
    office.arrive("发起成效调查")
    office.press(chip(office, "职工满意度"))
    page.get_by_label("被评价单位").fill("固原市")
    office.press(chip(office, CITY))
    page.get_by_label("抽签").select_option(label=f"{TITLE}（{CITY}）")
    page.get_by_label("最后一天").fill(str(LAST))
    assert office.too_small() == []
    office.press(page.get_by_role("button", name="发起调查"))
    office.arrive(f"{CITY}职工满意度调查")
    expect(row(office, "要问的")).to_contain_text("6")
    shoot(office, "opened")


def tap(browser: Browser, link: str, word: str) -> None:
    """A worker's own phone, without an account: one tap, and a second visit changes nothing."""
    with entering(browser, PHONE, "") as worker:
        worker.page.goto(link)
        worker.arrive(re.compile(f"^您对{CITY}的工作满意吗"))
        assert worker.too_small() == []
        shoot(worker, "question")
        worker.press(worker.page.get_by_role("button", name=word, exact=True))
        worker.arrive("谢谢您，记下了")
        assert worker.pressed == 1
        worker.page.goto(link)
        worker.arrive("这一份已经回答过了")


def end(office: Person) -> None:
    """End it by hand, before its last day."""
    office.follow("结束调查")
    office.arrive("结束调查")
    office.press(office.page.get_by_role("button", name="结束并计数"))
    office.arrive(f"{CITY}职工满意度调查")


def rated(office: Person, house: str) -> None:
    """The city's rate on the board, once the worker has counted."""
    page = office.page
    page.goto(f"{house}/board/")
    office.follow("职工满意度")
    office.arrive("职工满意度")
    office.follow(CITY)
    expect(page.get_by_role("navigation", name="所在位置")).to_contain_text(CITY)
    office.press(page.get_by_role("row").get_by_role("link", name=CITY, exact=True))
    office.arrive(CITY)
    for _ in range(40):  # the worker folds within seconds
        if office.main.get_by_text("60%", exact=True).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(office.main.get_by_text("60%", exact=True).first).to_be_visible()
    expect(office.main).to_contain_text("基数 5")
    shoot(office, "rate")


def chip(person: Person, text: str) -> Locator:
    return person.page.locator("label.tx-chip").filter(has_text=re.compile(f"^{text}(　|$)"))


def row(person: Person, name: str) -> Locator:
    return person.main.get_by_role("row").filter(has=person.page.get_by_role("rowheader", name=name, exact=True))


def shoot(person: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        person.page.screenshot(path=str(Path(SHOTS) / f"survey-{name}.png"), full_page=True)
