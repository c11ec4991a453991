"""One story of sending: a plan goes out, a city signs and starts on a phone, the issuer sees how far everybody is.

The office of the region publishes and starts its own organ first. The office of 银川 finds the plan on its phone,
signs, starts with a day and its own plan, takes a wrong day back and starts again.
"""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.office import publish
from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("TIEXIN_SHOTS", "")

OFFICE, CITY = "沈彦萍", "吴以稳"
TITLE, ORGAN, HOME = "春季安全走访通知", "自治区总工会", "银川市总工会"
CITIES = 5
SENTENCE, FIRST = "各市总工会4月底前全面启动", "自治区总工会机关率先启动"
PACK = f"""\
pack: spring-safety
title: {TITLE}
number: 宁工发〔2012〕31号
issuers: [宁夏回族自治区总工会]
recipients:
  - {{name: 各市总工会, of: {{population: 各级工会, level: 市级, kind: 地方总工会}}}}
  - {{name: 机关各部室}}
jurisdiction: "64"
year: "2012"
issued: 4-16
period: {{from: 4-16, to: 6-30}}
rank_minimum: 2
duties:
  - clause: C1
    quote: {SENTENCE}
    title: 单位启动
    of: {{population: 各级工会, level: 市级, kind: 地方总工会}}
    do: {{measure: 单位启动}}
    from: 4-20
    by: 4-30
    at_least: 1
    unit: 次
milestones:
  - clause: C2
    quote: {FIRST}
    title: 机关率先启动
    event: 单位启动
    of: {{population: 各级工会, level: 省级, kind: 地方总工会}}
"""
NUMBERS = """rows => rows.map(row =>
  [...row.querySelectorAll("b")].map(each => Number(each.textContent.replaceAll(",", ""))))"""


def test_a_plan_is_sent_signed_for_on_a_phone_and_started(house: str, browser: Browser) -> None:
    with ExitStack() as stack:
        office = stack.enter_context(entering(browser, DESK, house, OFFICE))
        city = stack.enter_context(entering(browser, PHONE, house, CITY))
        publish(office, TITLE, PACK)
        open_sent(office)
        assert standing(office.page) == ([1 + CITIES, 0, 0], [[0, 1, 0], [0, CITIES, 0]])
        sign(office, ORGAN)
        start(office, "2012-04-23")
        sign(city, HOME)
        start(city, "2012-04-20", "银川市方案.txt")
        take_back(city, "4月20日是开会的日子")
        start(city, "2012-04-25", "银川市方案.txt")
        expect(city.main).to_contain_text("原登记2012年4月20日启动，撤回：4月20日是开会的日子")
        see_from_the_issuer(office)


def open_sent(office: Person) -> None:
    """From the plan to 发送与启动."""
    office.turn_to("方案")
    office.arrive("方案")
    office.follow(TITLE)
    office.arrive(TITLE)
    office.follow("发送与启动")
    office.arrive("发送与启动")
    expect(office.page.locator(".tx-sentence blockquote")).to_have_text(f"“{FIRST}”")


def standing(page: Page) -> tuple[list[int], list[list[int]]]:
    """Sent, signed, started as a whole; then by class: signed, sent, started (and inside the window)."""
    whole = page.locator(".tx-stats .tx-stat-value").evaluate_all(NUMBERS)
    rows = page.locator("section[aria-labelledby=classes] tbody tr:has(.tx-count)")
    signed = rows.locator(".tx-row-count").evaluate_all("cells => cells.map(cell => cell.innerText.match(/[0-9]+/g))")
    more = rows.evaluate_all(NUMBERS)
    classes = [[int(got), int(of), *row[1:]] for (got, of, *_), row in zip(signed, more, strict=True)]
    return [row[0] for row in whole][:3], classes


def sign(person: Person, unit: str) -> None:
    """Find the plan under 今日, and sign for it with one press."""
    person.turn_to("今日")
    person.follow(TITLE)
    person.arrive(TITLE)
    expect(person.page.locator(".tx-state").first).to_have_text("未签收")
    expect(person.page.get_by_label("所在位置")).to_contain_text(unit)
    assert person.too_small() == []
    person.press(person.page.get_by_role("button", name="签收"))
    expect(person.main).to_contain_text("已签收")
    shoot(person, "signed")


def start(person: Person, day: str, paper: str = "") -> None:
    """Start with a day and, when there is one, the unit's own plan."""
    page = person.page
    person.follow("登记启动")
    person.arrive("登记启动")
    page.get_by_label("启动日期").fill(day)
    if paper:
        file = {"name": paper, "mimeType": "text/plain", "buffer": "方案".encode()}
        page.get_by_label("本单位的实施方案").set_input_files(file)
        assert person.too_small() == []
    shoot(person, "start")
    person.press(page.get_by_role("button", name="登记启动"))
    person.arrive(TITLE)
    expect(person.main).to_contain_text("已启动")
    if paper:
        expect(page.get_by_role("link", name=paper).first).to_be_visible()
    shoot(person, "started")


def take_back(person: Person, why: str) -> None:
    """Take the start back with its reason; the plan waits to be started again."""
    person.follow("撤回启动")
    person.arrive("撤回启动")
    person.page.get_by_label("撤回的理由").fill(why)
    assert person.too_small() == []
    person.press(person.page.get_by_role("button", name="撤回启动"))
    person.arrive(TITLE)
    expect(person.main).to_contain_text("已撤回，可以重新登记启动")


def see_from_the_issuer(office: Person) -> None:
    """Its own organ stands first among the classes; of the cities one has started in its days, four are silent."""
    open_sent(office)
    page = office.page
    assert standing(page) == ([1 + CITIES, 2, 2], [[1, 1, 1], [1, CITIES, 1, 1]])
    classes = page.locator("section[aria-labelledby=classes] tbody th")
    assert classes.all_inner_texts() == ["发文单位本级", "各市总工会", "机关各部室"]
    rows = page.locator("section[aria-labelledby=units] tbody tr")
    states = dict(zip(rows.locator("th a").all_inner_texts(), rows.locator(".tx-state").all_inner_texts(), strict=True))
    silent = [unit for unit, state in states.items() if state.strip() == "未签收"]
    assert (len(states), len(silent)) == (1 + CITIES, CITIES - 1)
    assert {unit: states[unit].strip() for unit in (ORGAN, HOME)} == {ORGAN: "已启动", HOME: "窗口内启动"}
    shoot(office, "seen")


def shoot(person: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        size = "phone" if person.finger else "desk"
        person.page.screenshot(path=str(Path(SHOTS) / f"sending-{name}-{size}.png"), full_page=True)
