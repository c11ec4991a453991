"""A worker's phone: an hour chosen, moved and given up; an authorisation taken back; axe looks at each page."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.e2e.test_portal import looked
from tests.house import PHONE, environment, open_house

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """A house, and the codes with which somebody comes: a talk, a woman's, a matter that an agent carries."""
    home: Path = tmp_path_factory.mktemp("hours")
    with open_house(home) as address:
        line = [sys.executable, "-m", "tests.e2e.portal_given"]
        done = subprocess.run(line, env=environment(home), check=True, stdout=subprocess.PIPE, text=True)
        yield address, *done.stdout.split()


def opened(worker: Person, house: str, code: str, heading: str | re.Pattern[str]) -> None:
    """Let somebody in by the code of their slip."""
    page = worker.page
    page.goto(f"{house}/my/follow/")
    worker.arrive("凭查询码看办到哪一步")
    page.get_by_label("查询码").fill(code)
    worker.press(page.get_by_role("button", name="查看"))
    worker.arrive(heading)


def test_an_hour_is_chosen_moved_and_given_up(given: tuple[str, ...], browser: Browser) -> None:
    house, talk, _, _ = given
    with entering(browser, PHONE, house) as worker:
        opened(worker, house, talk, "心理咨询")
        looked(worker, "hour-none")
        worker.follow("约时间")
        worker.arrive("什么时候来？")
        looked(worker, "hours")
        boxes = worker.page.locator("label.tx-chip")
        assert boxes.count() >= 4
        first = boxes.first.inner_text()
        worker.press(boxes.first)
        worker.press(worker.page.get_by_role("button", name="约这个时间"))
        worker.arrive("心理咨询")
        expect(worker.main).to_contain_text("约好的时间")
        expect(worker.main).to_contain_text(first[:11])
        looked(worker, "hour-agreed")
        worker.follow("改时间")
        worker.arrive("改时间")
        looked(worker, "hour-move")
        worker.press(worker.page.locator("label.tx-chip").last)
        worker.press(worker.page.get_by_role("button", name="改到这个时间"))
        worker.arrive("心理咨询")
        expect(worker.main).to_contain_text("19:00—19:50")
        worker.follow("取消预约")
        worker.arrive("取消预约？")
        looked(worker, "hour-cancel")
        worker.press(worker.page.get_by_role("button", name="取消预约"))
        worker.arrive("心理咨询")
        expect(worker.main.get_by_role("link", name="约时间")).to_be_visible()


def test_a_woman_finds_hours_with_a_woman(given: tuple[str, ...], browser: Browser) -> None:
    house, _, hers, _ = given
    with entering(browser, PHONE, house) as worker:
        opened(worker, house, hers, "心理咨询")
        worker.follow("约时间")
        worker.arrive("什么时候来？")
        said = worker.page.locator("label.tx-chip").all_inner_texts()
        assert len(said) == 2 and all("（女同志）" in each for each in said)
        looked(worker, "hours-woman")
        worker.follow("看全部时间")
        expect(worker.main.get_by_role("link", name="只看女同志接待的")).to_be_visible()
        assert worker.page.locator("label.tx-chip").count() > 2


def test_an_authorisation_is_taken_back_in_two_steps(given: tuple[str, ...], browser: Browser) -> None:
    house, _, _, carried = given
    with entering(browser, PHONE, house) as worker:
        opened(worker, house, carried, re.compile("争议调处|职工信访"))
        looked(worker, "mandates")
        worker.follow("撤回委托")
        worker.arrive("撤回委托？")
        looked(worker, "mandate")
        worker.press(worker.page.get_by_role("button", name="撤回委托"))
        expect(worker.main).to_contain_text("已撤回")
        expect(worker.main.get_by_role("link", name="撤回委托")).to_have_count(0)
        looked(worker, "mandate-back")
