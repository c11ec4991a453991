"""The officer's pages without a signal: the network is cut in the middle of everything and nothing is lost or doubled.

Each story has a browser profile of its own on the disk; between the browser and the house runs a wire that can be cut.
"""

import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect, sync_playwright

from tests.browser import ARGUMENTS, program
from tests.e2e.person import FINGER, OVERFLOW, TARGETS
from tests.e2e.test_axe import judged
from tests.house import DESK, PHONE, open_house
from tests.wire import Wire, wired

pytestmark = pytest.mark.e2e

FIELD, OFFICE = "贾维牧", "沈彦萍"
PIN = "246813"
WAITS = "还没有发出的记录"
DAY = 24 * 3600 * 1000
NAME = re.compile(rb'(VERSION = ")(.)')  # of a version, as the worker is told it
GONE = """async names => { const there = (await indexedDB.databases()).map(each => each.name);
  return names.filter(name => there.includes(name)); }"""
STORED = """async () => {
  const all = name => new Promise((resolve, reject) => {
    const asked = indexedDB.open(name);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const base = asked.result, found = [...base.objectStoreNames];
      if (!found.length) { base.close(); return resolve([]); }
      const run = base.transaction(found), rows = [];
      for (const store of found) run.objectStore(store).getAll().onsuccess = e => rows.push(...e.target.result);
      run.oncomplete = () => { base.close(); resolve(rows); };
    };
  });
  const words = thing => {
    if (thing instanceof ArrayBuffer || ArrayBuffer.isView(thing)) return new TextDecoder().decode(thing);
    if (thing instanceof CryptoKey) return `key ${thing.extractable}`;
    if (thing && typeof thing === "object") return Object.entries(thing).map(([k, v]) => k + words(v)).join(" ");
    return String(thing);
  };
  const caught = await Promise.all((await caches.keys()).map(async name => {
    const cache = await caches.open(name);
    const texts = (await cache.keys()).map(async key => (await cache.match(key)).text());
    return (await Promise.all(texts)).join(" ");
  }));
  return [words(await all("tiexin-field-reading")), words(await all("tiexin-field-outbox")), caught.join(" "),
    JSON.stringify(localStorage)].join("\\n");
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("field")


@pytest.fixture(scope="module")
def house(home: Path) -> Iterator[str]:
    with open_house(home) as address:
        yield address


@pytest.fixture
def wire(house: str) -> Iterator[Wire]:
    with wired(house) as found:
        yield found


@pytest.fixture(scope="module")
def player() -> Iterator[Playwright]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as found:
        yield found


class Phone:
    """One officer's browser with its profile on the disk."""

    def __init__(self, player: Playwright, profile: Path, wire: Wire, home: Path) -> None:
        self.player, self.profile, self.wire, self.home = player, profile, wire, home
        self.context: BrowserContext
        self.page: Page
        self.errors: list[str] = []
        self.open()

    def open(self) -> None:
        """Start the browser; what it was shown before is what it finds."""
        width, height = PHONE
        self.context = self.player.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=program(),
            args=list(ARGUMENTS),
            viewport={"width": width, "height": height},
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def die(self) -> None:
        """The battery is empty: the browser's processes end at once, without a word."""
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = place.read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={self.profile}".encode() in line.split(b"\0"):
                os.kill(int(place.parent.name), signal.SIGKILL)
        with pytest.raises(Exception, match=r"closed|crashed|disconnected"):
            self.page.wait_for_timeout(10_000)
        self.context.close()

    def enter(self, name: str = FIELD) -> None:
        """Log in at the door and come to the pages."""
        self.page.goto(f"{self.wire.address}/login/?next=/field/")
        self.page.get_by_role("button", name=name).first.tap()
        self.page.wait_for_url("**/field/")

    def begin(self, name: str = FIELD) -> "Phone":
        """Use the pages for the first time: log in, choose a PIN, wait for what is taken along."""
        self.enter(name)
        self.arrive("设口令")
        self.page.get_by_label("口令", exact=True).fill(PIN)
        self.page.get_by_label("再输一次").fill(PIN)
        self.page.get_by_role("button", name="设好口令").tap()
        self.arrive(f"{name}，4月27日")
        expect(self.page.get_by_role("heading", name="接下来的企业")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        return self

    def unlock(self, pin: str = PIN) -> None:
        """Type the PIN."""
        self.page.get_by_label("口令", exact=True).fill(pin)
        self.page.get_by_role("button", name="打开").tap()

    def arrive(self, heading: str) -> None:
        """Wait for a screen; see that it is no wider than the phone."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert self.page.evaluate(OVERFLOW) == 0

    def turn_to(self, name: str) -> None:
        """Go to a tab at the bottom."""
        self.page.get_by_label("底部菜单").get_by_role("link", name=name).tap()

    def write(self, said: str, new: str = "") -> None:
        """Write down a visit to the enterprise that is offered first, without saving it."""
        self.turn_to("今天")
        self.page.locator("ul.tx-list a").first.tap()
        self.page.get_by_role("link", name="登记走访").first.tap()
        self.arrive("登记走访")
        self.page.locator(".tx-chip", has_text="个案访谈").tap()
        if new:
            self.page.get_by_role("textbox", name="姓名", exact=True).fill(new)
        else:
            self.page.locator("label:has([name=known])").first.tap()
        self.page.get_by_label("谈了什么").fill(said)

    def save(self) -> None:
        """Save on the phone; what waits is shown."""
        self.page.get_by_role("button", name="保存").tap()
        self.arrive("待发")

    def waiting(self, count: int) -> None:
        """See how many records wait."""
        told = self.page.locator("[data-state]")
        (expect(told).to_contain_text if count else expect(told).not_to_contain_text)(f"{WAITS} {count or ''}".strip())
        expect(self.page.get_by_label(WAITS).locator("> li")).to_have_count(count)

    def send(self) -> None:
        """Ask for what waits to be sent now."""
        self.turn_to("待发")
        self.page.get_by_role("button", name="现在发").tap()

    def visits(self, said: str) -> int:
        """How many visits with these words the house has."""
        return int(asked(self.home, "select count(*) from visits_visit where said = ?", said)[0][0])


def until(true: Callable[[], bool], patience: float = 30) -> None:
    """Wait for something that no page shows."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def asked(home: Path, question: str, *values: object) -> list[Any]:
    with sqlite3.connect(home / "tiexin.sqlite3", timeout=20) as base:
        return base.execute(question, values).fetchall()


@pytest.fixture
def phone(player: Playwright, tmp_path: Path, wire: Wire, home: Path) -> Iterator[Phone]:
    made = Phone(player, tmp_path / "profile", wire, home)
    yield made
    made.context.close()
    assert made.errors == []


@contextmanager
def another(player: Playwright, tmp_path: Path, wire: Wire, home: Path) -> Iterator[Phone]:
    made = Phone(player, tmp_path / "other", wire, home)
    yield made
    made.context.close()


def test_a_visit_without_a_network_is_sent_when_there_is_one_and_moves_the_board(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    phone.page.reload()
    phone.unlock()
    phone.arrive(f"{FIELD}，4月27日")
    phone.write("没有网络时谈的")
    assert too_small(phone.page) == []
    phone.save()
    phone.waiting(1)
    expect(phone.page.locator("[data-state]")).to_contain_text("现在没有网络，照样可以登记")
    assert phone.visits("没有网络时谈的") == 0
    wire.mend()
    phone.send()
    expect(phone.page.get_by_label("已经收到的").locator("li")).to_have_count(1)
    phone.waiting(0)
    assert phone.visits("没有网络时谈的") == 1
    phone.page.get_by_label("已经收到的").get_by_role("link").first.tap()
    expect(phone.page.get_by_role("main")).to_contain_text("没有网络时谈的")
    phone.page.get_by_role("link", name="佐证记录").tap()
    expect(phone.page.get_by_role("main")).to_contain_text("走访企业")  # the fact that boards count


def too_small(page: Page) -> list[str]:
    """Name what a finger would miss; photos are chosen by the button around the browser's own."""
    found = [each for each in page.locator("[data-field]").evaluate(TARGETS) if each[0] != "photos"]
    return [f"{name}: {width}×{height}" for name, width, height in found if min(width, height) < FINGER]


@pytest.mark.parametrize("trap", ["request", "answer", "broken"])
def test_a_sync_that_breaks_off_loses_nothing_and_doubles_nothing(phone: Phone, wire: Wire, trap: str) -> None:
    said = f"断在 {trap}"
    phone.begin()
    wire.cut()
    phone.write(said)
    phone.save()
    phone.write(f"{said} 之后")
    phone.save()
    phone.waiting(2)
    wire.mend()
    wire.trap = trap
    phone.send()
    until(lambda: wire.sprung)
    words = "服务器暂时没有应答" if trap == "broken" else "现在没有网络"
    expect(phone.page.locator("[data-state]")).to_contain_text(words)
    phone.waiting(2)
    done = trap == "answer"  # the server had both when its answer was lost
    assert [phone.visits(said), phone.visits(f"{said} 之后")] == [done, done]
    wire.trap = ""
    wire.mend()
    phone.send()
    expect(phone.page.get_by_label("已经收到的").locator("> li")).to_have_count(2)
    phone.waiting(0)
    assert [phone.visits(said), phone.visits(f"{said} 之后")] == [1, 1]


def test_an_empty_battery_takes_neither_what_waits_nor_what_is_being_typed(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    phone.write("没电以前存的")
    phone.save()
    phone.waiting(1)
    phone.write("没电以前正在写的")
    phone.page.wait_for_timeout(1000)  # longer than it takes to keep what is typed
    phone.die()
    phone.open()
    phone.page.goto(f"{wire.address}/field/")
    phone.unlock()
    phone.turn_to("登记走访")
    expect(phone.page.get_by_label("谈了什么")).to_have_value("没电以前正在写的")
    expect(phone.page.get_by_text("已恢复没有写完的内容")).to_be_visible()
    phone.save()
    phone.waiting(2)
    wire.mend()
    phone.enter()  # a browser that died may have forgotten who is logged in
    until(lambda: [phone.visits(said) for said in ("没电以前存的", "没电以前正在写的")] == [1, 1])


def test_a_session_that_ran_out_keeps_everything_until_one_logs_in_again(phone: Phone, wire: Wire, home: Path) -> None:
    phone.begin()
    asked(home, "delete from orgs_session")
    phone.write("登录过期时谈的")
    phone.save()
    expect(phone.page.locator("[data-state]")).to_contain_text("登录已过期，记录都在这部手机上")
    phone.waiting(1)
    phone.page.locator("[data-state]").get_by_role("link", name="登录").tap()
    phone.page.get_by_role("button", name=FIELD).first.tap()
    phone.page.wait_for_url("**/field/")
    until(lambda: phone.visits("登录过期时谈的") == 1)  # before the PIN is asked for
    phone.unlock()
    phone.arrive(f"{FIELD}，4月27日")


@pytest.mark.parametrize("way", ["field", "site"])
def test_logging_out_wipes_what_can_be_read_and_keeps_what_waits(phone: Phone, wire: Wire, way: str) -> None:
    said = f"退出以前谈的 {way}"
    phone.begin()
    with broken_sync(phone.context):
        phone.write(said)
        phone.save()
        phone.waiting(1)
        if way == "field":
            phone.turn_to("今天")
            phone.page.get_by_role("button", name="退出登录").tap()
        else:
            phone.page.goto(f"{wire.address}/visits/")
            phone.page.locator(".tx-top summary").tap()
            phone.page.get_by_role("button", name="退出登录").tap()
        phone.page.wait_for_url("**/login/")
        held = phone.page.evaluate(GONE, ["tiexin-field-reading", "tiexin-field-outbox"])
        assert held == ["tiexin-field-outbox"]
    phone.enter()
    until(lambda: phone.visits(said) == 1)
    phone.arrive("设口令")


@contextmanager
def broken_sync(context: BrowserContext) -> Iterator[None]:
    """The server answers 500 to every sync."""

    def fail(route: Route) -> None:
        route.fulfill(status=500)

    context.route("**/api/field/sync", fail)
    yield
    context.unroute("**/api/field/sync", fail)


def test_after_fourteen_days_what_can_be_read_goes_and_what_waits_stays(phone: Phone, wire: Wire) -> None:
    phone.page.clock.install()
    phone.begin()
    wire.cut()
    phone.write("两周以前谈的")
    phone.save()
    phone.turn_to("今天")
    phone.page.clock.fast_forward(13 * DAY)
    phone.page.reload()
    phone.arrive("输入口令")
    phone.page.clock.fast_forward(DAY)  # the page looks by itself
    phone.arrive("设口令")
    expect(phone.page.locator("[data-update]")).to_contain_text("超过 14 天没有更新，已从这部手机清除")
    expect(phone.page.locator("[data-state]")).to_contain_text(f"{WAITS} 1 条")
    wire.mend()
    phone.turn_to("待发")
    phone.send()
    phone.waiting(0)
    assert phone.visits("两周以前谈的") == 1


def test_a_wrong_pin_opens_nothing_and_a_forgotten_one_costs_only_what_can_be_fetched_again(
    phone: Phone, wire: Wire
) -> None:
    phone.begin()
    wire.cut()
    phone.write("忘记口令以前谈的")
    phone.save()
    phone.turn_to("今天")
    phone.page.reload()
    phone.unlock("000000")
    expect(phone.page.get_by_text("口令不对，还可以再试 4 次")).to_be_visible()
    for _ in range(3):
        phone.unlock("000000")
        expect(phone.page.get_by_role("button", name="打开")).to_be_enabled()
    phone.unlock("000000")
    phone.arrive("设口令")
    expect(phone.page.get_by_text("口令输错太多次，资料已清除")).to_be_visible()
    expect(phone.page.locator("[data-state]")).to_contain_text(f"{WAITS} 1 条")
    wire.mend()
    phone.page.reload()
    until(lambda: phone.visits("忘记口令以前谈的") == 1)


def test_nothing_on_the_phone_can_be_read_without_the_pin(phone: Phone, wire: Wire) -> None:
    phone.begin()
    shown = phone.page.locator("ul.tx-list a").first.inner_text()
    wire.cut()
    phone.write("只有系统打得开的话", new="谢密之")
    phone.page.wait_for_timeout(600)
    phone.save()
    found = phone.page.evaluate(STORED)
    assert [word for word in (shown, "只有系统打得开的话", "谢密之", FIELD, PIN) if word in found] == []
    assert "key false" in found  # the device's own key cannot be taken out
    assert "key true" not in found


def test_records_of_another_officer_wait_for_that_officer(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    phone.write("交给下一位以前写的")
    phone.save()
    wire.mend()
    phone.context.clear_cookies()
    phone.enter(OFFICE)
    phone.arrive("设口令")  # what the first one could read is gone
    expect(phone.page.locator("[data-state]")).to_contain_text("其中 1 条是另一位干部写的")
    phone.turn_to("待发")
    expect(phone.page.get_by_label(WAITS)).to_contain_text("另一位干部写的，那位干部登录后再发")
    phone.page.get_by_role("button", name="现在发").tap()
    expect(phone.page.get_by_role("button", name="现在发")).to_be_enabled()
    assert phone.visits("交给下一位以前写的") == 0
    phone.context.clear_cookies()
    phone.enter(FIELD)
    until(lambda: phone.visits("交给下一位以前写的") == 1)


def test_what_is_typed_for_one_enterprise_stays_beside_another(phone: Phone) -> None:
    phone.begin()
    phone.write("第一家的半句")
    phone.page.wait_for_timeout(600)
    phone.turn_to("今天")
    phone.page.locator("ul.tx-list a").nth(1).tap()
    phone.page.get_by_role("link", name="登记走访").first.tap()
    expect(phone.page.get_by_label("谈了什么")).to_have_value("")
    phone.page.get_by_label("谈了什么").fill("第二家的半句")
    phone.page.wait_for_timeout(600)
    for place, words in enumerate(("第一家的半句", "第二家的半句")):
        phone.turn_to("今天")
        phone.page.locator("ul.tx-list a").nth(place).tap()
        phone.page.get_by_role("link", name="登记走访").first.tap()
        expect(phone.page.get_by_label("谈了什么")).to_have_value(words)


def test_two_officers_who_met_the_same_worker_are_told(
    phone: Phone, player: Playwright, tmp_path: Path, wire: Wire, home: Path
) -> None:
    phone.begin()
    phone.write("先到的人谈的")
    worker = phone.page.locator("label:has([name=known]) span").first.inner_text().split()[0]
    phone.save()
    phone.waiting(0)
    expect(phone.page.get_by_label("已经收到的").locator("> li")).to_have_count(1)
    firm = phone.page.get_by_label("已经收到的").get_by_role("link").first.inner_text()
    with another(player, tmp_path, wire, home) as other:
        other.begin(OFFICE)
        other.page.get_by_label("查找别的企业").fill(firm)
        other.page.get_by_role("button", name="查找").tap()
        other.page.locator("search .tx-list button", has_text=firm).tap()
        other.arrive(firm)
        other.page.get_by_role("link", name="登记走访").first.tap()
        other.page.locator(".tx-chip", has_text="座谈会").tap()
        other.page.locator("label:has([name=known])").first.tap()
        other.save()
        told = other.page.locator(".tx-note", has_text="先到的人谈的")
        expect(told).to_contain_text(f"同一天{FIELD}也登记了{worker}")
        expect(told).to_contain_text("两条都保留，职工只算一人")


def test_somebody_named_as_one_known_there_is_asked_about_at_once(phone: Phone) -> None:
    phone.begin()
    phone.write("问过是不是同一个人", new="待定")
    name = phone.page.locator("label:has([name=known]) span").first.inner_text().split()[0]
    phone.page.get_by_role("textbox", name="姓名", exact=True).fill(name)
    phone.page.get_by_role("button", name="保存").tap()
    expect(phone.page.get_by_text(f"名册上已有{name}，是同一个人吗")).to_be_visible()
    phone.page.get_by_role("button", name="是同一个人").tap()
    expect(phone.page.locator("[name=known]").first).to_be_checked()
    phone.save()
    phone.waiting(0)
    assert phone.visits("问过是不是同一个人") == 1


def test_a_day_told_elsewhere_meanwhile_shows_both_and_the_officer_chooses(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    tell_day(phone, "手机上写的")
    wire.mend()
    desk = phone.context.new_page()
    desk.goto(f"{wire.address}/")
    desk.get_by_role("link", name="记一天").first.click()
    desk.get_by_label("当天记事").fill("桌上写的")
    desk.get_by_role("button", name="保存改动").or_(desk.get_by_role("button", name="记下这一天")).click()
    expect(desk.get_by_text("已记下")).to_be_visible()
    desk.close()
    phone.send()
    phone.page.get_by_role("link", name="去决定").tap()
    phone.arrive("请您决定")
    main = phone.page.get_by_role("main")
    for words in ("手机上写的", "已经记下的", "桌上写的"):
        expect(main).to_contain_text(words)
    phone.page.get_by_role("button", name="以手机上的为准").tap()
    phone.arrive("待发")
    phone.waiting(0)
    standing = "select note from visits_stayday where replaced is null and note in ('手机上写的', '桌上写的')"
    assert asked(phone.home, standing) == [("手机上写的",)]


def test_a_day_told_twice_without_a_network_is_no_conflict(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    tell_day(phone, "第一遍")
    tell_day(phone, "第二遍")
    phone.waiting(2)
    wire.mend()
    phone.send()
    phone.waiting(0)
    standing = "select note from visits_stayday where replaced is null and note like '第_遍'"
    assert asked(phone.home, standing) == [("第二遍",)]


def tell_day(phone: Phone, words: str) -> None:
    phone.turn_to("今天")
    phone.page.locator(".tx-field-days a", has_text="今天").tap()
    phone.arrive("4月27日做了什么")
    phone.page.get_by_label("当天记事").fill(words)
    phone.page.get_by_role("button", name="记下这一天").tap()
    phone.arrive("待发")


def test_a_photo_goes_small_and_without_its_place(phone: Phone, wire: Wire, tmp_path: Path, home: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    photo, words = tmp_path / "photo.jpg", tmp_path / "words.jpg"
    Image.effect_noise((3000, 2000), 90).convert("RGB").save(photo, exif=exif, quality=95)
    words.write_text("not a picture")
    phone.begin()
    wire.cut()
    phone.write("带照片的走访")
    phone.page.locator("[name=photos]").set_input_files([photo, words])
    expect(phone.page.get_by_text("1 张照片已备好，1 个文件不是照片，没有选")).to_be_visible()
    phone.save()
    phone.waiting(2)
    wire.mend()
    phone.send()
    phone.waiting(0)
    ((size, digest),) = asked(home, "select size, sha256 from evidence_file where name = '走访照片1.jpg'")
    content = (home / "files" / digest[:2] / digest).read_bytes()
    assert (len(content), size < photo.stat().st_size / 2, b"Maker" in content) == (size, True, False)
    phone.page.get_by_label("已经收到的").get_by_role("link").first.tap()
    expect(phone.page.get_by_role("link", name="走访照片1.jpg")).to_be_visible()


def test_a_refused_record_is_mended_where_it_was_refused(phone: Phone, wire: Wire) -> None:
    phone.begin()
    wire.cut()
    phone.write("改了再发的", new="谢改之")
    phone.page.locator(".tx-chip", has_text="座谈会").tap()
    phone.save()
    firm = phone.page.get_by_label(WAITS).locator("b").inner_text()
    wire.mend()
    ((home,),) = asked(phone.home, "select org_id from registry_employer where name = ?", firm)
    give(phone.home, firm, asked(phone.home, "select id from orgs_org where region = '640200'")[0][0])
    phone.send()
    expect(phone.page.get_by_label(WAITS)).to_contain_text("没有这家企业，或者不在您的工作范围内")
    phone.waiting(1)
    give(phone.home, firm, home)
    phone.page.get_by_role("link", name="去改").tap()
    phone.arrive("改一条记录")
    expect(phone.page.get_by_label("谈了什么")).to_have_value("改了再发的")
    expect(phone.page.get_by_role("combobox", name="企业")).to_have_attribute("aria-invalid", "true")
    phone.page.get_by_role("button", name="改好了，再发").tap()
    phone.arrive("待发")
    phone.waiting(0)
    assert phone.visits("改了再发的") == 1


def give(home: Path, firm: str, org: int) -> None:
    """Let an enterprise belong to a union, as after a change of the tree."""
    asked(home, "update registry_employer set org_id = ? where name = ?", org, firm)


def test_every_screen_is_sound_at_both_widths(phone: Phone, wire: Wire) -> None:
    found, page = [], phone.page
    phone.enter()
    phone.arrive("设口令")
    found += judged(page, "choosing")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    phone.begin()
    found += judged(page, "today")
    page.locator("ul.tx-list a").first.tap()
    page.get_by_role("link", name="登记走访").first.wait_for()
    found += judged(page, "employer")
    page.locator(".tx-crumbs ~ * a, main a", has_text="登记走访").first.tap()
    phone.arrive("登记走访")
    name = page.locator("label:has([name=known]) span").first.inner_text().split()[0]
    page.get_by_role("textbox", name="姓名", exact=True).fill(name)
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("请先说明是不是同一个人")).to_be_visible()
    found += judged(page, "record")
    wire.cut()
    tell_day(phone, "样子")
    found += judged(page, "outbox")
    page.get_by_label("底部菜单").get_by_role("link", name="今天").tap()
    page.locator(".tx-field-days a", has_text="今天").tap()
    phone.arrive("4月27日做了什么")
    found += judged(page, "day")
    page.reload()
    phone.arrive("输入口令")
    found += judged(page, "entering")
    assert found == []


def test_a_new_version_asks_before_it_takes_over_and_takes_nothing_away(
    phone: Phone, wire: Wire, new_version: Callable[[], None]
) -> None:
    phone.begin()
    wire.cut()
    phone.write("换版本以前存的")
    phone.save()
    phone.write("换版本时正在写的")
    wire.mend()
    new_version()
    phone.page.evaluate("navigator.serviceWorker.getRegistration('/field/').then(worker => worker.update())")
    expect(phone.page.locator("[data-update]")).to_contain_text("有新版本")
    expect(phone.page.get_by_label("谈了什么")).to_have_value("换版本时正在写的")
    phone.page.get_by_role("button", name="现在更新").tap()
    phone.arrive("输入口令")
    assert phone.page.evaluate("caches.keys().then(names => names.length)") == 1
    phone.unlock()
    phone.arrive("登记走访")
    expect(phone.page.get_by_label("谈了什么")).to_have_value("换版本时正在写的")
    until(lambda: phone.visits("换版本以前存的") == 1)


@pytest.fixture
def new_version(wire: Wire) -> Iterator[Callable[[], None]]:
    """Let the house tell of another version of the worker, as after an upgrade."""

    def upgrade() -> None:
        wire.told = lambda data: NAME.sub(lambda found: found[1] + bytes([found[2][0] ^ 1]), data)

    yield upgrade
    wire.told = bytes


def test_everything_goes_by_the_keyboard(phone: Phone) -> None:
    phone.begin()
    page = phone.page
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.get_by_label("主菜单").get_by_role("link", name="登记走访").focus()
    page.keyboard.press("Enter")
    phone.arrive("登记走访")
    page.get_by_role("combobox", name="企业").focus()
    page.keyboard.press("ArrowDown")
    for name in ("methods", "known"):
        page.locator(f"[name={name}]").first.focus()
        page.keyboard.press("Space")
    page.get_by_label("谈了什么").focus()
    page.keyboard.type("用键盘写的")
    page.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    phone.arrive("待发")
    phone.waiting(0)
    assert phone.visits("用键盘写的") == 1


def test_a_full_stay_by_phone_with_twenty_minutes_without_a_network(
    phone: Phone, wire: Wire, home: Path, tmp_path: Path
) -> None:
    """Taken along, lived through without a signal, sent, and read at the desk: day, talks, photo, log, report."""
    from PIL import Image

    photo = tmp_path / "bench.jpg"
    Image.effect_noise((900, 600), 40).convert("RGB").save(photo)
    phone.page.clock.install()
    phone.begin()
    before = asked(home, "select count(*) from visits_visit")[0][0]
    wire.cut()
    tell_whole_day(phone)
    phone.page.clock.fast_forward(7 * 60_000)
    talk_in_the_stay(phone, "班组里谈夜班", new="尹一线", problem="夜班没有热饭")
    phone.page.clock.fast_forward(7 * 60_000)
    phone.page.reload()  # the phone was put away
    phone.waiting(2)  # seen without the PIN
    phone.turn_to("今天")
    phone.unlock()
    talk_in_the_stay(phone, "再访老工人", photo=photo)
    phone.page.clock.fast_forward(6 * 60_000)
    phone.waiting(4)
    assert asked(home, "select count(*) from visits_visit")[0][0] == before
    wire.mend()
    phone.send()
    phone.waiting(0)
    assert asked(home, "select count(*) from visits_visit")[0][0] == before + 2
    assert [phone.visits(said) for said in ("班组里谈夜班", "再访老工人")] == [1, 1]
    told = "select together, done, board, receipt from visits_stayday where replaced is null and note = '机修班跟班'"
    assert asked(home, told) == [('["eat", "work"]', '["study_joined", "line_work", "reception_held"]', 1800, "0427")]
    read_the_stay(phone)


def tell_whole_day(phone: Phone) -> None:
    """Everything that a day can hold, in taps, with what was paid."""
    phone.turn_to("今天")
    phone.page.locator(".tx-field-days a", has_text="今天").tap()
    phone.arrive("4月27日做了什么")
    for chip in ("同吃", "同住", "同学习", "同劳动", "参加班组学习", "在一线劳动", "到群众工作室接访"):
        box = phone.page.locator(".tx-chip", has_text=chip).first
        if box.locator("input").is_checked() != (chip not in ("同住", "同学习")):
            box.tap()
    phone.page.get_by_label("自己付的伙食费（元）").fill("18")
    phone.page.get_by_label("自己付的住宿费（元）").fill("")
    phone.page.get_by_label("票据号").fill("0427")
    phone.page.get_by_label("当天记事").fill("机修班跟班")
    assert too_small(phone.page) == []
    phone.page.get_by_role("button", name="记下这一天").tap()
    phone.arrive("待发")


def talk_in_the_stay(phone: Phone, said: str, new: str = "", problem: str = "", photo: Path | None = None) -> None:
    """Record a talk at the enterprise where the team stays."""
    phone.turn_to("今天")
    phone.page.locator(".tx-field-days").get_by_role("link", name="登记走访").first.tap()
    phone.arrive("登记走访")
    phone.page.locator(".tx-chip", has_text="座谈会").tap()
    if new:
        phone.page.get_by_role("textbox", name="姓名", exact=True).fill(new)
    else:
        phone.page.locator("label:has([name=known])").first.tap()
    phone.page.get_by_label("谈了什么").fill(said)
    if problem:
        phone.page.get_by_text("反映了问题").tap()
        phone.page.get_by_label("问题类别").select_option(label="最盼")
        phone.page.get_by_label("反映的问题").fill(problem)
    if photo:
        phone.page.locator("[name=photos]").set_input_files([photo])
        expect(phone.page.get_by_text("1 张照片已备好")).to_be_visible()
    phone.save()


def read_the_stay(phone: Phone) -> None:
    """What was sent stands in the stay: its day, its visits, the log, and a report drafted from them."""
    page = phone.page
    page.goto(f"{phone.wire.address}/")
    page.locator("h3:has-text('正在蹲点') + ul").get_by_role("link").first.tap()
    main = page.get_by_role("main")
    expect(main).to_contain_text("同吃、同劳动、参加班组学习、在一线劳动、到群众工作室接访、伙食18元")
    page.get_by_role("link", name="工作日志").first.tap()
    for words in ("机修班跟班", "班组里谈夜班", "再访老工人", "最盼：夜班没有热饭", "尹一线"):
        expect(main).to_contain_text(words)
    page.go_back()
    page.locator("section[aria-labelledby=papers] li", has_text="调研报告").get_by_role("button").tap()
    expect(main).to_contain_text("夜班没有热饭")
    assert page.evaluate(OVERFLOW) == 0
