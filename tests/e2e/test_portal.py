"""A worker's phone without an account: asked, followed by code, answered, rated; axe looks at each page."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.person import Person, entering
from tests.e2e.test_axe import judged
from tests.house import DESK, PHONE, environment, open_house

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
WORDS = "从二月起一直没有发"
CODE = re.compile(r"^[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}$")
OFFICE = "沈彦萍"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="module")
def house(home: Path) -> Iterator[str]:
    """A house whose texts go to a file, as a phone would get them."""
    os.environ["TIEXIN_SMS"] = "file:texts.jsonl"
    try:
        with open_house(home) as address:
            yield address
    finally:
        del os.environ["TIEXIN_SMS"]


def test_asked_followed_answered_and_rated(house: str, home: Path, browser: Browser) -> None:
    with entering(browser, PHONE, house) as worker:
        code = asked(worker, house)
    with entering(browser, PHONE, house) as later:
        followed(later, house, code)
        officer_does(home, "claim", "accept", "reply")
        later.page.reload()
        expect(later.main).to_contain_text("调解成了，五月底前补发")
        expect(later.main).to_contain_text("已答复")
        rated(later)
        left(later)


def asked(worker: Person, house: str) -> str:
    """From the front page to the slip; returns the code."""
    page = worker.page
    page.goto(f"{house}/my/")
    worker.arrive("有事找工会")
    looked(worker, "front")
    worker.press(page.get_by_role("button", name="大字"))
    worker.arrive("有事找工会")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    looked(worker, "large")
    worker.press(page.get_by_role("button", name="平常字"))
    worker.follow("我有事要说")
    worker.arrive("是什么事？")
    looked(worker, "services")
    worker.follow("争议调处")
    worker.arrive("争议调处：在哪里？")
    looked(worker, "places")
    page.get_by_label("地方的名称").fill("原州")
    worker.press(page.get_by_role("button", name="找"))
    worker.arrive("争议调处：在哪里？")
    worker.press(worker.main.get_by_role("link", name=re.compile("原州区总工会")))
    worker.arrive("争议调处")
    looked(worker, "form")
    worker.press(worker.page.get_by_role("button", name="提交"))
    expect(page.get_by_role("alert").first).to_be_visible()
    mended(worker)
    written(worker)
    worker.press(page.get_by_role("button", name="提交"))
    worker.arrive("已经登记，这是回执")
    looked(worker, "slip")
    found = page.locator(".tx-my-code").inner_text()
    assert CODE.match(found)
    return found


def mended(person: Person) -> None:
    """What was refused on purpose is no complaint."""
    person.page.wait_for_load_state("networkidle")
    person.complaints[:] = [each for each in person.complaints if "422" not in each]


def written(worker: Person) -> None:
    """Only what the service needs."""
    page = worker.page
    page.get_by_label("怎么称呼您").fill("刘桂英")
    page.get_by_label("什么事", exact=True).fill("拖欠三个月工资")
    page.get_by_label("情况", exact=False).first.fill(WORDS)
    worker.press(chip(worker, "支付工资报酬"))


def followed(later: Person, house: str, code: str) -> None:
    """The link of the picture fills in the code and takes it out of the address; a wrong one says so."""
    page = later.page
    page.goto(f"{house}/my/follow/")
    later.arrive("凭查询码看办到哪一步")
    page.get_by_label("查询码").fill("AAAA-BBBB-CCCC")
    later.press(page.get_by_role("button", name="查看"))
    expect(later.main).to_contain_text("没有找到这个查询码")
    mended(later)
    page.goto(f"{house}/my/")
    page.goto(f"{house}/my/follow/#{code}")
    later.arrive("凭查询码看办到哪一步")
    expect(page.get_by_label("查询码")).to_have_value(code)
    assert page.url == f"{house}/my/follow/"
    looked(later, "follow")
    later.press(page.get_by_role("button", name="查看"))
    later.arrive("争议调处")
    expect(later.main).to_contain_text("正在安排承办的人")
    expect(later.main).not_to_contain_text(WORDS)
    looked(later, "matter")
    later.follow("补充情况")
    later.arrive("补充情况")
    looked(later, "add")
    page.get_by_label("补充什么").fill("工资条找到了")
    later.press(page.get_by_role("button", name="补充", exact=True))
    later.arrive("争议调处")
    expect(later.main).to_contain_text("工资条找到了")


def officer_does(home: Path, *steps: str) -> None:
    """The officer's part, by the actions themselves."""
    line = [sys.executable, "-m", "tests.e2e.portal_officer", *steps]
    subprocess.run(line, env=environment(home), check=True)


def rated(later: Person) -> None:
    """One choice and one tap."""
    later.follow("评价：解决了没有")
    later.arrive("这件事办得怎么样？")
    looked(later, "answer")
    later.press(chip(later, "解决了一部分"))
    later.press(later.page.get_by_role("button", name="部分满意"))
    later.arrive("争议调处")
    expect(later.main).to_contain_text("本人评价：解决了一部分，部分满意")
    looked(later, "rated")


def left(later: Person) -> None:
    """Gone from this machine."""
    where = later.page.url
    later.press(later.page.get_by_role("button", name="退出"))
    later.arrive("有事找工会")
    later.page.goto(where)
    later.arrive("凭查询码看办到哪一步")


def test_a_code_by_text_opens_an_account(house: str, home: Path, browser: Browser) -> None:
    with entering(browser, PHONE, house) as worker:
        page = worker.page
        page.goto(f"{house}/my/login/")
        worker.arrive("用手机号登录")
        looked(worker, "login")
        page.get_by_label("手机号").fill("139 0000 1111")
        worker.press(page.get_by_role("button", name="发验证码"))
        worker.arrive("输入验证码")
        looked(worker, "digits")
        page.get_by_label("验证码").fill(texted(worker, home))
        worker.press(page.get_by_role("button", name="登录"))
        worker.arrive("我的诉求")
        looked(worker, "matters")
        page.goto(f"{house}/cases/")
        worker.arrive("登录")
    assert "13900001111" not in (home / "serve.log").read_text()


def texted(worker: Person, home: Path) -> str:
    """The digits that the worker process sent to the phone."""
    for _ in range(80):
        path = home / "texts.jsonl"
        if path.exists() and (found := re.findall(r"验证码(\d{6})", path.read_text())):
            return found[-1]
        worker.page.wait_for_timeout(250)
    raise AssertionError("no text was sent")


def test_no_code_stands_in_the_database_or_the_log(house: str, home: Path) -> None:
    with sqlite3.connect(f"file:{home / 'tiexin.sqlite3'}?mode=ro", uri=True) as asked_of:
        rows = asked_of.execute("select code_hash, phone_sealed from cases_case").fetchall()
    assert rows and all(re.fullmatch(r"[0-9a-f]{64}", code) for code, _ in rows)
    assert re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", (home / "serve.log").read_text()) == []


def looked(person: Person, name: str) -> None:
    """axe at both widths, fingers and a picture when somebody wants to look."""
    assert list(judged(person.page, name)) == []
    assert person.too_small() == []
    if SHOTS:
        for size in (DESK, PHONE):
            person.page.set_viewport_size({"width": size[0], "height": size[1]})
            person.page.screenshot(path=str(Path(SHOTS) / f"portal-{name}-{size[0]}.png"), full_page=True)


def chip(person: Person, text: str) -> Locator:
    return person.page.locator("label.tx-chip").filter(has_text=re.compile(f"^{text}$"))
