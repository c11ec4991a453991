"""Take the pictures of docs/images and docs/screenshots anew, from a real demo: `make screenshots ARGS=album`.

`ARGS=compare` takes them beside and says which pages look different now.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from scripts.compare import differences, report
from tests.browser import MISSING, program
from tests.house import DESK, PHONE, chromium, furnish, open_house, screen

IMAGES = Path(__file__).parents[1] / "docs" / "images"


@dataclass(frozen=True)
class Shot:
    """One picture: its file, who looks, where, on what, and the links clicked and buttons pressed on the way."""

    name: str
    person: str
    place: str
    size: tuple[int, int]
    clicks: tuple[str, ...] = ()
    presses: tuple[str, ...] = ()
    paste: str = ""


LEADER, FIELD, OFFICE = "魏守岩", "贾维牧", "沈彦萍"
PLAN = "活动实施方案"
PASTED = """四、实施步骤
（一）自治区总工会的10个服务职工工作组，每组在每个市走访5家以上不同类型企业，与50名以上职工进行面对面的交流沟通。
（二）市一级走访企业数不少于10家，面对面交流沟通的职工不少于100名。
（三）县一级不少于15家，面对面交流沟通的职工不少于150名。
（四）产业、直属基层工会根据企业实际确定走访范围。
（五）走访结束后，每个工作组撰写走访调研报告，报活动办公室。
（六）对收集到的问题建立台账，逐件办理，逐件答复。
"""
SHOTS = (
    Shot("today-phone", FIELD, "/", PHONE),
    Shot("visit-phone", FIELD, "/visits/new/", PHONE),
    Shot("board-phone", FIELD, "/board/", PHONE),
    Shot("today-desk", LEADER, "/", DESK),
    Shot("board-desk", LEADER, "/board/", DESK),
    Shot("duty-desk", LEADER, "/board/", DESK, ("县（区）总工会走访企业",)),
    Shot("gauge-desk", LEADER, "/board/", DESK, ("县（区）总工会走访企业", "永宁县总工会")),
    Shot("plan-desk", LEADER, "/plans/", DESK, (PLAN,)),
    Shot("lint-desk", OFFICE, "/plans/", DESK, (PLAN, "第1版")),
    Shot("sent-desk", OFFICE, "/plans/", DESK, (PLAN, "发送与启动")),
    Shot("timeline-desk", OFFICE, "/plans/", DESK, (PLAN, "时间表")),
    Shot("editor-desk", OFFICE, "/plans/", DESK, (PLAN, "第1版", "接着写下一版"), ("开始写下一版",), PASTED),
)


def main(wanted: list[str]) -> int:
    """Take the wanted pictures, or all; `album` is one of every page."""
    if program() is None:
        print(MISSING, file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tiexin-shots-") as home,
        open_house(Path(home)) as address,
        chromium() as browser,
    ):
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(browser, address, shot)
        if not wanted or "album" in wanted:
            album(browser, address, Path(home), None)
        if "compare" in wanted:
            return compare(browser, address, Path(home))
    return 0


def album(browser: Any, address: str, home: Path, folder: Path | None) -> Path:
    """Take every page that the resolver knows, into docs/screenshots or a folder; return docs/screenshots."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from scripts.album import ALBUM, take_album

    take_album(browser, address, home, furnish(home), folder or ALBUM)
    return ALBUM


def compare(browser: Any, address: str, home: Path) -> int:
    """Take every page beside, print which look different, and leave a page with both; 1 if there are any."""
    fresh = IMAGES.parents[1] / "var" / "screenshots"
    kept = album(browser, address, home, fresh)
    page = screen(browser, DESK)
    found = list(differences(page, kept, fresh))
    (fresh / "index.html").write_text(report(found, kept, fresh), encoding="utf-8")
    print("\n".join(map(str, found)) or "都没有变样 · nothing looks different")
    print(f"{fresh / 'index.html'}")
    return 1 if found else 0


def take(browser: Any, address: str, shot: Shot) -> None:
    """Enter as the person, go to the place, keep what is seen."""
    page = screen(browser, shot.size)
    enter(page, address, shot.person)
    answer = page.goto(address + shot.place, wait_until="networkidle")
    if answer.status != 200:
        raise SystemExit(f"{shot.name}: {shot.place} → {answer.status}")
    for link in shot.clicks:
        page.get_by_role("main").get_by_role("link", name=link).first.click()
        page.wait_for_load_state("networkidle")
    for button in shot.presses:
        page.get_by_role("main").get_by_role("button", name=button).first.click()
        page.wait_for_load_state("networkidle")
    if shot.paste:
        page.get_by_role("link", name="贴上原文").first.click()
        page.locator("textarea").first.fill(shot.paste)
        page.get_by_role("main").get_by_role("button", name="保存").first.click()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{shot.name}.png")
    page.context.close()
    print(f"docs/images/{shot.name}.png")


def enter(page: Any, address: str, person: str) -> None:
    """Click a person of the demo on the page to log in."""
    page.goto(f"{address}/login/")
    page.get_by_role("button", name=person).first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
