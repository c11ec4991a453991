"""One picture of every page at both widths, with an index by room: docs/screenshots, taken by `make screenshots`."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.house import DESK, PHONE, screen
from tests.tour import PEOPLE, Stop, Tour

ALBUM = Path(__file__).parents[1] / "docs" / "screenshots"
SIZES = {"phone": PHONE, "desk": DESK}
ROOMS = {
    "boards": "今日和看板 boards",
    "plans": "方案 plans",
    "visits": "蹲点走访 visits",
    "activities": "宣讲培训 activities",
    "cases": "诉求 cases",
    "portal": "职工自己的页面 portal",
    "draws": "抽签 draws",
    "supervision": "督导 supervision",
    "evidence": "佐证和审计 evidence",
    "registry": "名册 registry",
    "calendars": "工作日历 calendars",
    "atlas": "地图 atlas",
    "search": "检索 search",
    "outbox": "消息 outbox",
    "orgs": "组织 orgs",
}
SCREENS = 2  # a picture ends after so many screens
QUALITIES = (55, 35, 15)  # of WebP: the first with which a picture stays below `MOST`
MOST = 120 * 1024  # bytes
DRAWN = "[...document.querySelectorAll('[data-chart]')].every(box => box.querySelector('canvas, svg'))"
SHOWN = {"phone": 200, "desk": 480}  # how wide they stand in the index, CSS pixels


def take_album(browser: Any, address: str, home: Path, given: str, folder: Path = ALBUM) -> None:
    """Take every page anew into a folder, and write its index."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    tour = Tour(address, home / "tiexin.sqlite3", [given])
    if missing := {room(tour, stop) for stop in tour.stops.values()} - ROOMS.keys():
        raise SystemExit(f"ROOMS: {', '.join(sorted(missing))}")
    for role in PEOPLE:
        stops = [stop for stop in tour.stops.values() if stop.role == role]
        for kind, size in SIZES.items():
            page = screen(browser, size)
            page.context.add_cookies(tour.visitors[role].cookies)
            for stop in stops:
                keep(page, address, stop, folder / name(stop, kind), size)
            page.context.close()
    (folder / "README.md").write_text("\n".join(index(tour)), encoding="utf-8")


def keep(page: Any, address: str, stop: Stop, file: Path, size: tuple[int, int]) -> None:
    """Take one page; a long one is cut after some screens."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address + stop.address)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # else pictures are drawn only when they come into sight
    page.wait_for_function(DRAWN)
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(whole, SCREENS * height)})
    wire = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        taken = wire.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(taken["data"])
        if len(picture) <= MOST:
            file.write_bytes(picture)
            return
    raise SystemExit(f"{stop}: {len(picture)} bytes > {MOST}")


def name(stop: Stop, kind: str) -> str:
    """Return the file of a picture."""
    return f"{stop.name}-{kind}.webp"


def room(tour: Tour, stop: Stop) -> str:
    """Return the app that a page belongs to."""
    return str(tour.pages[stop.name].view.__module__.split(".")[1])


def index(tour: Tour) -> Iterator[str]:
    """Write the page that shows all pictures, room by room."""
    yield "# 每一页的样子 · Every page"
    yield ""
    yield "Taken by `make screenshots` from the demo, at 390 and 1440 px. 人员和企业都是演示数据。"
    for name_of_room, title in ROOMS.items():
        stops = [stop for stop in tour.stops.values() if room(tour, stop) == name_of_room]
        yield f"\n## {title}\n"
        yield "| 页面 | 390 px | 1440 px |"
        yield "|---|---|---|"
        for stop in sorted(stops, key=lambda stop: tour.pages[stop.name].route):
            said = f"`/{tour.pages[stop.name].route}`<br>{stop.name}"
            shown = (f'<img src="{name(stop, kind)}" width="{wide}">' for kind, wide in SHOWN.items())
            yield f"| {said} | {' | '.join(shown)} |"
    yield ""
