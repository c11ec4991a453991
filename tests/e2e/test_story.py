"""One story in a real browser, on a phone and at a desk: a plan is published, a visit recorded, the board moves.

The office of the region publishes a plan, an officer of 兴庆区 writes down a visit, and the region's leader sees the
numbers of the board move and opens them down to that visit.
"""

import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.office import publish
from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE
from tiexin.boards.demo import script
from tiexin.boards.demo.parts import Firm

pytestmark = pytest.mark.e2e

OFFICE, FIELD, LEADER = "沈彦萍", "贾维牧", "魏守岩"
HOME = "640104"  # 兴庆区, where the officer works
TITLE = "夏季走访通知"
SENTENCE = "县一级走访企业不少于15家"
DOCUMENT = """各市、县（区）总工会：
一、全区走访企业不少于一千家，面对面交流的职工不少于一万名。
二、县一级走访企业不少于15家，面对面交流沟通的职工不少于150名。
三、收集职工最盼、最急、最忧、最怨的问题。
"""
PACK = """\
pack: summer-visits
title: 夏季走访通知
number: 宁工发〔201*〕28号
issuers: [宁夏回族自治区总工会]
jurisdiction: "64"
year: 201*
issued: 2-27
period: {from: 2-29, to: 6-30}
rank_minimum: 2
sections:
  - {title: 一、全区, clauses: C1..C2}
  - {title: 二、县一级, clauses: C3..C5}
duties:
  - clause: C1
    quote: 全区走访企业不少于一千家
    title: 全区走访企业
    of: {population: 各级工会, level: 省级, kind: 地方总工会}
    do: {measure: 走访企业, count: {distinct: 企业}}
    counted: 含下级
    at_least: 1000
    unit: 家
  - clause: C2
    quote: 面对面交流的职工不少于一万名
    title: 全区面对面交流
    of: {population: 各级工会, level: 省级, kind: 地方总工会}
    do: {measure: 面对面交流职工, count: {distinct: 职工}}
    counted: 含下级
    at_least: 10000
    unit: 人
  - clause: C3
    quote: 县一级走访企业不少于15家
    title: 县级走访企业
    of: {population: 各级工会, level: 县级, kind: 地方总工会}
    do: {measure: 走访企业, count: {distinct: 企业}}
    at_least: 15
    unit: 家
  - clause: C4
    quote: 面对面交流沟通的职工不少于150名
    title: 县级面对面交流
    of: {population: 各级工会, level: 县级, kind: 地方总工会}
    do: {measure: 面对面交流职工, count: {distinct: 职工}}
    at_least: 150
    unit: 人
  - clause: C5
    quote: 收集职工最盼、最急、最忧、最怨的问题
    title: 县级收集问题
    of: {population: 各级工会, level: 县级, kind: 地方总工会}
    do: {measure: 发现问题}
    unit: 件
"""

# What the visit adds to each row of the region's board: one enterprise, three people, one problem.
MOVED = {
    "总数 全区走访企业": [1],
    "总数 全区面对面交流": [3],
    "下级 银川市总工会": [0, 0, 1, 3],  # met, owed, enterprises, people
    "条款 全区走访企业": [1, 0, 1],  # what one unit owes alone: done, wanted, total
    "条款 全区面对面交流": [3, 0, 3],
    "条款 县级走访企业": [0, 0, 1],  # met, owed, total
    "条款 县级面对面交流": [0, 0, 3],
    "条款 县级收集问题": [1],
}
ROWS = {
    "总数": (".tx-stat", ".tx-stat-label", ".tx-stat-value b"),
    "下级": (".tx-ladder tbody tr", "th a", ".tx-count, .tx-row-value"),
    "条款": (".tx-promises tbody tr", "th a", ".tx-count, .tx-row-value"),
}
READ = """(rows, [name, numbers]) => rows.map(row => [
  row.querySelector(name).textContent,
  [...row.querySelectorAll(numbers)].flatMap(each => each.textContent.match(/[0-9,]+/g) ?? [])
    .map(text => Number(text.replaceAll(",", ""))),
])"""
CARDS = """cards => cards.map(card => [card.querySelector("h3").textContent,
  [...card.querySelectorAll("li:not(:has(time))")].map(each => each.textContent)])"""

MOST_TYPED = 9  # fields, for a talk with three workers

Figures = Mapping[str, list[int]]


@pytest.fixture(scope="module")
def untouched() -> list[Firm]:
    """Enterprises of the officer's county that nobody in the demo has visited."""
    demo = script.write()
    visited = {outing.firm for outing in demo.outings}
    return [firm for firm in demo.firms if firm.unit == HOME and firm.key not in visited]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_plan_is_published_a_visit_recorded_and_the_board_moves(
    size: tuple[int, int], house: str, browser: Browser, untouched: list[Firm]
) -> None:
    firm = untouched[(PHONE, DESK).index(size)]
    with ExitStack() as stack:
        office, field, leader = (
            stack.enter_context(entering(browser, size, house, name)) for name in (OFFICE, FIELD, LEADER)
        )
        publish(office, TITLE, PACK, DOCUMENT)
        expect(office.main.get_by_text(f"“{SENTENCE}”")).to_be_visible()
        before = open_board(leader)
        number = record(field, firm)
        expected = before | {name: added(before[name], more) for name, more in MOVED.items()}
        assert figures_within(5, leader.page, expected) == expected
        open_down_to_the_visit(leader, firm, number)
        assert typed_for_a_visit(leader, house) <= MOST_TYPED


def open_board(leader: Person) -> Figures:
    """Go to the board of the new plan and read it."""
    leader.turn_to("看板")
    leader.arrive("宁夏回族自治区总工会")
    expect(leader.main.get_by_role("link", name=f"《{TITLE}》")).to_be_visible()
    return figures(leader.page)


def record(field: Person, firm: Firm) -> str:
    """Write down a visit to the enterprise, as one does after it; return the number that the saved page tells."""
    page = field.page
    field.follow("登记走访")
    field.arrive("登记走访")
    pick(field, firm)
    known = [name for name, _ in firm.staff[:2]]
    for word in ("个案访谈", "车间", *known):
        field.press(page.locator(".tx-chip", has_text=word))
    page.get_by_role("textbox", name="姓名").fill("谢新来")
    page.get_by_label("身份").select_option("基层工会干部")
    page.get_by_label("谈了什么").fill(f"到{firm.name}车间谈了加班和食堂。")
    field.press(page.get_by_text("反映了问题"))
    page.get_by_label("问题类别").select_option("最急")
    page.get_by_label("反映的问题").fill("夜班没有热饭")
    assert field.too_small() == []
    field.press(page.get_by_role("button", name="保存"))
    field.arrive(f"走访 {firm.name}")
    return saved_number(page)


def pick(field: Person, firm: Firm) -> None:
    """Type two letters of the enterprise's name and choose it among those found."""
    page, typed = field.page, firm.name[3:5]
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [typed]):
        page.get_by_label("查找企业").press_sequentially(typed)
    found = page.get_by_role("button", name=firm.name)
    expect(found).to_be_visible()
    assert field.too_small() == []
    field.press(found)
    expect(page.locator(".tx-picked b")).to_have_text(firm.name)


def saved_number(page: Page) -> str:
    """Read what the visit was counted for; return the county's new number of enterprises."""
    saved = page.locator(".tx-saved")
    mine = saved.locator("article", has_text=TITLE)
    assert dict(mine.evaluate_all(CARDS)) == {
        "县级走访企业": ["兴庆区总工会", "本次 +1"],
        "县级面对面交流": ["兴庆区总工会", "本次 +3"],
        "县级收集问题": ["兴庆区总工会", "本次 +1"],
    }
    shown = saved.locator("article").count()
    expect(saved.get_by_role("heading", level=2)).to_have_text(f"已保存，计入 {shown} 项指标")
    return mine.filter(has_text="县级走访企业").locator(".tx-count").inner_text()


def figures(page: Page) -> Figures:
    """Read every number of the board, by the name of its row."""
    return {
        f"{kind} {label}": numbers
        for kind, (rows, name, cells) in ROWS.items()
        for label, numbers in page.locator(rows).evaluate_all(READ, [name, cells])
    }


def figures_within(seconds: float, page: Page, expected: Figures) -> Figures:
    """Look at the board again and again, as a leader does, until it says what is expected or the time is over."""
    end = time.monotonic() + seconds
    while (found := figures(page)) != expected and time.monotonic() < end:
        page.reload()
    return found


def typed_for_a_visit(leader: Person, house: str) -> float:
    """Read, as the leader does, how many fields a visit of the officer's unit took on average to write down."""
    leader.page.goto(f"{house}/burden/?form=visit-new&unit=兴庆区")
    leader.arrive("登记负担")
    (row,) = leader.page.get_by_role("row").filter(has_text="登记走访").all()
    found = re.search(r"([0-9.]+) 格", row.inner_text())
    assert found
    assert float(found[1]) >= 3  # a name, what was said, the problem
    return float(found[1])


def added(numbers: list[int], more: list[int]) -> list[int]:
    """Add number by number."""
    return [number + each for number, each in zip(numbers, more, strict=True)]


def open_down_to_the_visit(leader: Person, firm: Firm, number: str) -> None:
    """From the board to the visit behind a number, past the plan's sentence, in four clicks."""
    start, page = leader.pressed, leader.page
    sentence = page.locator(".tx-sentence blockquote")
    leader.follow("县级走访企业")
    leader.arrive("县级走访企业")
    expect(sentence).to_have_text(f"“{SENTENCE}”")
    leader.follow("兴庆区总工会")
    leader.arrive("兴庆区总工会")
    expect(sentence).to_have_text(f"“{SENTENCE}”")
    expect(page.locator(".tx-single .tx-count")).to_have_text(number)
    row = page.get_by_role("row").filter(has_text=firm.name)
    leader.press(row.get_by_role("link", name="打开记录"))
    leader.arrive("登记走访")
    leader.press(page.locator("dl a[href^='/visits/']"))
    leader.arrive(f"走访 {firm.name}")
    expect(leader.main).to_contain_text(f"到{firm.name}车间谈了加班和食堂。")
    expect(leader.main).to_contain_text("夜班没有热饭")
    assert leader.pressed - start == 4
