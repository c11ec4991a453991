"""A first start in a real browser, on a phone: from an empty folder over five questions to the first plan on the board.

The house is the real `tiexin serve` on a home in which nothing is. These pages are gone once anything is founded; axe
looks at them here.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.office import agree
from tests.e2e.person import Person, entering
from tests.e2e.test_axe import judged
from tests.house import PHONE, serving, start_of

pytestmark = pytest.mark.e2e
UNION, PASSWORD = "宁夏回族自治区总工会", "tiexin-2026-ningxia"
PEOPLE = ("周明", "吴静", "郑强")
TITLE = "省总工会“面对面、心贴心、实打实服务职工在基层”活动（原文未写明省份）"
PATIENCE = 180  # seconds for the tables of a new home on a busy machine


@dataclass(frozen=True)
class Empty:
    """The address of a house in which nothing is founded, and the one that begins it."""

    address: str
    start: str
    home: Path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Empty]:
    home = tmp_path_factory.mktemp("empty")
    with serving(home, PATIENCE) as address:
        yield Empty(address, start_of(home), home)


def test_five_questions_lead_to_the_first_plan_on_the_board(empty: Empty, browser: Browser) -> None:
    with ExitStack() as stack:
        founder, office = (stack.enter_context(entering(browser, PHONE, empty.address)) for _ in range(2))
        wrong = look_without_a_code(founder, empty)
        founder.page.goto(empty.start)
        wrong += [line for step in (union, administrators, officer, plan, year) for line in step(founder)]
        wrong += confirm(founder)
        links = handed_out(founder)
        wrong += list(judged(founder.page, "links"))
        publish(office, links["沈彦萍"])
        founder.page.goto(links["周明"])
        founder.arrive("设置密码，激活账号")
        assert wrong == []
    gone(browser, empty)


def look_without_a_code(founder: Person, empty: Empty) -> list[str]:
    """Any address leads to the page that asks for the code."""
    founder.page.goto(f"{empty.address}/board/")
    founder.arrive("开始")
    assert founder.page.url == f"{empty.address}/start/"
    return list(judged(founder.page, "code"))


def onward(founder: Person) -> list[str]:
    """Look at the question with its answer, and press on."""
    found = list(judged(founder.page, founder.page.url))
    assert founder.too_small() == []
    founder.press(founder.page.get_by_role("button", name="下一步"))
    return found


def union(founder: Person) -> list[str]:
    founder.arrive("哪个工会？")
    assert "code" not in founder.page.url
    founder.page.get_by_label("工会全称").fill(UNION)
    founder.page.get_by_placeholder("区划名称或代码").press_sequentially("64")
    founder.press(founder.page.locator(".tx-chip", has_text="宁夏回族自治区"))
    return onward(founder)


def administrators(founder: Person) -> list[str]:
    """One name is written, then the way back and forth again: nothing is lost."""
    founder.arrive("谁管系统、安全、审计？")
    names = founder.page.get_by_label("姓名", exact=True)
    names.nth(0).fill(PEOPLE[0])
    founder.press(founder.page.get_by_role("button", name="上一步"))
    founder.arrive("哪个工会？")
    expect(founder.page.get_by_label("工会全称")).to_have_value(UNION)
    founder.press(founder.page.get_by_role("button", name="下一步"))
    founder.arrive("谁管系统、安全、审计？")
    expect(names.nth(0)).to_have_value(PEOPLE[0])
    for number, name in enumerate(PEOPLE):
        names.nth(number).fill(name)
    return onward(founder)


def officer(founder: Person) -> list[str]:
    founder.arrive("谁负责方案？")
    founder.page.get_by_label("姓名", exact=True).fill("沈彦萍")
    return onward(founder)


def plan(founder: Person) -> list[str]:
    founder.arrive("用哪份方案？")
    expect(founder.page.get_by_role("radio")).to_have_count(5)
    founder.press(founder.page.locator(".tx-chip", has_text="原文未写明省份"))
    return onward(founder)


def year(founder: Person) -> list[str]:
    founder.arrive("哪一年？")
    expect(founder.page.locator(".tx-steps")).to_contain_text("第 5/5 步")
    return onward(founder)


def confirm(founder: Person) -> list[str]:
    """The summary names everything; then it is made."""
    founder.arrive("核对一遍，就可以用了")
    for word in (UNION, *PEOPLE, "沈彦萍", "登录名 shenyanping", f"《{TITLE}》"):
        expect(founder.main).to_contain_text(word)
    found = list(judged(founder.page, "check"))
    founder.press(founder.page.get_by_role("button", name="确认，开始使用"))
    return found


def handed_out(founder: Person) -> dict[str, str]:
    """The four links by whom they are for."""
    founder.arrive("把四个链接交给四个人")
    founder.page.reload()
    rows = founder.page.locator(".tx-handed")
    expect(rows).to_have_count(4)
    found = rows.evaluate_all(
        "rows => rows.map(row => [row.querySelector('h2'), row.querySelector('.tx-sentence')]"
        ".map(each => each.innerText))"
    )
    return {head.split()[1]: link for head, link in found}


def publish(office: Person, link: str) -> None:
    """The plan's officer sets a password, publishes the draft that comes next, and finds it on the board."""
    page = office.page
    page.goto(link)
    office.arrive("设置密码，激活账号")
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    office.press(page.get_by_role("button", name="设好密码"))
    office.arrive(f"{TITLE} 第1版")
    assert office.too_small() == []
    asked: list[str] = []
    page.once("dialog", lambda dialog: agree(dialog, asked))
    office.press(office.main.get_by_role("button", name="发布", exact=True))
    expect(page.locator(".tx-job .tx-state")).to_have_text("已发布", timeout=90_000)
    assert asked == ["确定发布？发布后指标对各级单位可见。"]
    office.turn_to("看板")
    office.arrive(UNION)
    expect(office.main.get_by_role("link", name=f"《{TITLE}》")).to_be_visible()
    expect(office.main.get_by_role("heading", name=re.compile("承诺与结果"))).to_be_visible()


def gone(browser: Browser, empty: Empty) -> None:
    """Nobody begins again: the page and the code are no more."""
    page = browser.new_page()
    answers = [page.goto(place) for place in (empty.start, f"{empty.address}/start/", f"{empty.address}/start/check/")]
    assert [answer and answer.status for answer in answers] == [404, 404, 404]
    page.close()
    assert not (empty.home / "start-code").exists()
