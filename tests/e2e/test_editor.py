"""A pack is written in the browser: paste the document, mark a sentence, make a duty, mend a fault, load it."""

import os
from pathlib import Path

import pytest

from tests.e2e.person import entering
from tests.house import DESK, PHONE, chromium, open_house

pytestmark = pytest.mark.e2e
OFFICE = "沈彦萍"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
DOCUMENT = """\
关于开展走访活动的通知
一、总体要求
各级工会要高度重视，认真组织，管理的的办法要公开。市一级走访企业数不少于10家，面对面交流沟通的职工不少于100名，把存在的
问题弄明白。
二、时间安排
从2月底开始至6月集中开展走访调研活动。
友情提示：本文仅供参考
来源：网络
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("editor")) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def shoot(page, name):
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"editor-{name}.png"))


def begin(page, address, code):
    page.goto(f"{address}/plans/")
    page.get_by_role("link", name="编写").click()
    page.get_by_role("link", name="新的草稿").first.click()
    filled = {
        "标题": "走访活动",
        "代号": code,
        "印发日": "2-13",
        "年份": "2012",
        "活动期从哪天": "2-20",
        "到哪天": "6-30",
    }
    for label, value in filled.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("方案原文").fill(DOCUMENT)
    shoot(page, f"new-{code}")
    page.get_by_role("button", name="开始编写").click()
    page.wait_for_selector("[data-doc]")


def settled(page, words):
    """Wait until the findings of the item under work say so."""
    page.locator("#tried", has_text=words).wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_document_becomes_a_version(browser, address, size):
    with entering(browser, size, address, OFFICE) as person:
        write(person, address, f"story-{size[0]}")


def write(person, address, code):
    page = person.page
    begin(page, address, code)
    assert page.locator("#left").inner_text().startswith("4 句还没有条款")
    assert page.locator(".tx-s.is-boiler").count() == 1, "boiler-plate is marked once"
    assert "的的〔原文如此〕" in page.locator("[data-doc]").inner_text()
    shoot(page, f"desk-{code}")
    mark(person)
    make_duty(page, code)
    mend(page, code)
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="装载为新版本").click()
    page.wait_for_url("**/plans/versions/*/")
    page.get_by_role("link", name="原文对照").click()
    page.wait_for_selector(".tx-beside")
    shoot(page, f"beside-{code}")
    assert page.locator(".tx-beside .is-said").count() == 1


def mark(person):
    """Tap a sentence; its first part is proposed, and the handles cut another one."""
    page = person.page
    person.press(page.locator(".tx-s a", has_text="市一级走访企业数不少于10家").first)
    quote = page.locator("#id_quote")
    quote.wait_for()
    assert quote.input_value() == "市一级走访企业数不少于10家"
    end = page.locator("[data-cut-to]")
    end.focus()
    for _ in range(2):
        end.press("ArrowLeft")
    assert quote.input_value() == "市一级走访企业数不少于1"
    end.press("ArrowRight")
    end.press("ArrowRight")
    assert quote.input_value() == "市一级走访企业数不少于10家"


def make_duty(page, code):
    """Choose words, see what the lint says, save."""
    page.locator("#id_of-population").select_option("各级工会")
    page.locator("#id_of-level label.tx-chip", has_text="市级").wait_for()
    assert page.locator("#id_quote").input_value() == "市一级走访企业数不少于10家", "nothing filled in is lost"
    page.locator("#id_of-level label.tx-chip", has_text="市级").click()
    page.locator("#id_do-measure").select_option("走访企业")
    page.locator("#id_do-count").select_option("distinct:企业")
    page.locator("#id_target").select_option("at_least")
    page.locator("#id_amount").fill("十家")
    page.locator("#id_unit").select_option("家")
    settled(page, "这里应写不小于 0 的数")
    shoot(page, f"lint-{code}")
    page.get_by_role("button", name="存入方案").click()
    page.locator("#state", has_text="1 处错误").wait_for()
    page.locator("#items", has_text="市一级走访企业数不少于10家").wait_for()
    assert page.locator(".tx-s.is-said .tx-clause").inner_text() == "C1"
    assert page.locator("#left").inner_text().startswith("3 句还没有条款")
    shoot(page, f"saved-{code}")


def mend(page, code):
    """A finding leads to its item; mended, the pack may be loaded."""
    assert page.get_by_role("button", name="装载为新版本").is_disabled()
    page.locator("#state .tx-finding a").first.click()
    page.locator("#id_amount").wait_for()
    page.locator("#id_amount").fill("10")
    settled(page, "没有问题")
    page.get_by_role("button", name="存入方案").click()
    page.locator("#state", has_text="没有错误").wait_for()
    shoot(page, f"mended-{code}")


def test_words_may_be_selected_and_the_next_open_sentence_is_found(browser, address):
    with entering(browser, DESK, address, OFFICE) as person:
        select(person.page, address)


def select(page, address):
    begin(page, address, "select")
    page.locator(".tx-s a", has_text="从2月底开始").evaluate(
        """link => { const range = document.createRange(); const text = link.firstChild;
        range.setStart(text, 0); range.setEnd(text, 9);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.get_by_text("用选中的 9 字写一项").click()
    page.locator("#id_quote").wait_for()
    assert page.locator("#id_quote").input_value() == "从2月底开始至6月"
    assert page.locator("#id_kind").input_value() == "milestones"
    page.keyboard.press("Escape")
    assert page.locator("#form form").count() == 0
    texts = []
    for _ in range(2):
        page.locator("[data-next]").click()
        texts.append(page.evaluate("document.activeElement.textContent.slice(0, 6)"))
    assert len(set(texts)) == 2
    page.keyboard.press("Enter")
    page.locator("#id_quote").wait_for()


def test_two_authors_at_once_lose_nothing(browser, address):
    with entering(browser, DESK, address, OFFICE) as person:
        both(person.page, address)
        person.complaints = [line for line in person.complaints if "422" not in line]


def both(first, address):
    begin(first, address, "two")
    first.get_by_role("link", name="文本").click()
    second = first.context.new_page()
    second.goto(first.url)
    first.locator("#yaml").press("Control+End")
    first.locator("#yaml").type("# 甲\n")
    first.locator("#text-state", has_text="第 2 次修订").wait_for()
    second.locator("#yaml").press("Control+End")
    second.locator("#yaml").type("# 乙\n")
    second.locator("#text-state", has_text="沈彦萍刚才改过").wait_for()
    assert "# 甲" in second.locator("#theirs").input_value()
    assert "# 乙" in second.locator("#yaml").input_value()
    shoot(second, "two-authors")
    second.get_by_role("button", name="保存").click()
    second.locator("#text-state", has_text="第 3 次修订").wait_for()
