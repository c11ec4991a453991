"""A draw in the browser: frame, freeze, two people's seed, result; a stranger's program proves its file."""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import second_draw
from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE, LEADER = "沈彦萍", "魏守岩"
FIRST, SECOND = "黄河水从天上来二〇一二", "贺兰山下果园成二〇一二"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_draw_is_made_by_two_and_proved_by_a_third(
    size: tuple[int, int], house: str, browser: Browser, tmp_path: Path
) -> None:
    title = f"走访企业 {size[0]}"
    with entering(browser, size, house, OFFICE) as office, entering(browser, size, house, LEADER) as leader:
        opened(office, house, title)
        frozen(office, title)
        where = office.page.url
        for person, words in ((office, FIRST), (leader, SECOND)):
            give(person, where, "约定我的一份", words, "约定")
        shoot(office, "committed", where)
        for person, words in ((office, FIRST), (leader, SECOND)):
            give(person, where, "公开我的一份", words, "公开")
        office.page.goto(where)
        office.press(office.main.get_by_role("button", name="抽签"))
        expect(office.main).to_contain_text("已抽签，结果在下面")
        shoot(office, "drawn", where)
        with office.page.expect_download() as waited:
            office.follow("下载结果文件")
        file = json.loads(waited.value.path().read_text(encoding="utf-8"))
        assert second_draw.wrong(file) == []
        assert file["seed"] == f"{FIRST}|{SECOND}"
        assert [row["excluded"] for row in file["frozen"]["items"] if row["excluded"]] == ["已停产"]
        expect(office.main.get_by_role("row").filter(has_text=file["picks"][0]["label"])).to_be_visible()
        assert office.too_small() == []


def opened(office: Person, house: str, title: str) -> None:
    """Open a draw by type, from the page of the teams on."""
    page = office.page
    page.goto(f"{house}/teams/")
    office.follow("抽签")
    office.arrive("抽签")
    office.follow("发起抽签")
    office.arrive("发起抽签")
    page.get_by_label("名称", exact=True).fill(title)
    office.press(page.locator("label.tx-chip").filter(has_text="企业类型"))
    page.get_by_label("每层抽几家").fill("2")
    shoot(office, "new")
    office.press(page.get_by_role("button", name="列出抽样框"))
    office.arrive(title)


def frozen(office: Person, title: str) -> None:
    """Leave one out, and freeze."""
    page = office.page
    shoot(office, "opened")
    office.follow("核对抽样框")
    office.arrive("抽样框")
    shoot(office, "frame")
    office.press(office.main.get_by_role("link", name=re.compile("^排除")).first)
    office.arrive("排除")
    page.get_by_label("理由").fill("已停产")
    office.press(page.get_by_role("button", name="排除"))
    office.arrive("抽样框")
    office.follow(title)
    office.press(page.get_by_role("button", name="封存"))
    expect(office.main).to_contain_text("抽样框已封存，哈希值已记下")


def give(person: Person, where: str, link: str, words: str, button: str) -> None:
    """Agree on one's part of the seed, or make it public."""
    page = person.page
    page.goto(where)
    person.follow(link)
    person.arrive("种子")
    page.get_by_label("您的种子").fill(words)
    shoot(person, f"seed-{button}")
    person.press(page.get_by_role("button", name=button))
    expect(person.main).to_contain_text(f"种子已{button}")


def shoot(person: Person, name: str, where: str = "") -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        if where:
            person.page.goto(where)
        width = person.page.viewport_size["width"]
        person.page.screenshot(path=str(Path(SHOTS) / f"draw-{name}-{width}.png"), full_page=True)
