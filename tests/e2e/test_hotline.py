"""Answering a call at a desk without a mouse: sit down, it rings, one key for a question, one for a matter."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, environment, open_house

pytestmark = pytest.mark.e2e
OFFICE = "沈彦萍"
SECRET = "a secret of this story"


@pytest.fixture(scope="module")
def ringing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A house whose telephone system knows the secret."""
    home = tmp_path_factory.mktemp("hotline")
    os.environ["TIEXIN_EXCHANGE_SECRET"] = SECRET
    try:
        with open_house(home) as address:
            yield address, home
    finally:
        del os.environ["TIEXIN_EXCHANGE_SECRET"]


def ring(house: tuple[str, Path], until: str, calls: int = 1) -> str:
    """Let calls of 兴庆区 come to the second seat."""
    address, home = house
    line = [sys.executable, "-m", "tiexin", "hotline", "simulate", "--url", address, "--calls", str(calls)]
    line += ["--until", until, "--region", "640104", "--seat", "2", "--together", "16"]
    done = subprocess.run(line, env=environment(home), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def access(clerk: Person, key: str) -> None:
    """Press Alt and a letter as a keyboard does: the driver's own keys carry no letter beside Alt."""
    wire = clerk.page.context.new_cdp_session(clerk.page)
    letter = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
    wire.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **letter})
    wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **letter})
    wire.detach()


def sit_down(clerk: Person, address: str) -> None:
    clerk.page.goto(f"{address}/hotline/")
    if clerk.page.get_by_role("button", name="坐 2号座席").count():
        clerk.press(clerk.page.get_by_role("button", name="坐 2号座席"))
    expect(clerk.page.get_by_role("heading", name="2号座席")).to_be_visible()


def test_a_question_is_answered_with_one_key(ringing: tuple[str, Path], browser: Browser) -> None:
    address, _ = ringing
    with entering(browser, DESK, address, OFFICE) as clerk:
        page = clerk.page
        sit_down(clerk, address)
        ring(ringing, "ringing")
        expect(page.get_by_role("heading", name="正在振铃 1")).to_be_visible()  # by itself
        ring(ringing, "answered")
        expect(page.get_by_role("button", name="当场答复")).to_be_visible()
        access(clerk, "a")
        expect(page.get_by_role("button", name="当场答复")).to_have_count(0)
        page.goto(f"{address}/hotline/calls/?what=question")
        expect(page.locator(".tx-row").first).to_contain_text("当场答复")


def test_a_request_goes_on_to_a_matter_with_the_number_filled_in(ringing: tuple[str, Path], browser: Browser) -> None:
    address, _ = ringing
    with entering(browser, DESK, address, OFFICE) as clerk:
        page = clerk.page
        sit_down(clerk, address)
        ring(ringing, "answered")
        expect(page.get_by_role("button", name="有求，登记诉求").first).to_be_visible()
        access(clerk, "s")
        clerk.follow("争议调处")
        expect(page.get_by_role("textbox", name="电话")).to_have_value("13900000000")


def test_two_hundred_calls_at_once_are_kept_by_a_running_house(ringing: tuple[str, Path]) -> None:
    assert "200 个来电，941 条消息，收下 941 条" in ring(ringing, "recording", 200)
