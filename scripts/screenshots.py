"""Take the pictures of docs/images anew, from a real demo in a real browser: `make screenshots`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser import MISSING, program
from tests.house import DESK, PHONE, chromium, open_house, screen

IMAGES = Path(__file__).parents[1] / "docs" / "images"


@dataclass(frozen=True)
class Shot:
    """One picture: its file, who looks, where, and on what."""

    name: str
    person: str
    place: str
    size: tuple[int, int]


SHOTS = (
    Shot("today-phone", "蹲点干部", "/", PHONE),
    Shot("visit-phone", "蹲点干部", "/visits/new/", PHONE),
    Shot("board-desk", "带队领导", "/board/", DESK),
    Shot("plan-desk", "带队领导", "/plans/", DESK),
)


def main(wanted: list[str]) -> int:
    """Take the wanted pictures, or all."""
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
    return 0


def take(browser: Any, address: str, shot: Shot) -> None:
    """Enter as the person, go to the place, keep what is seen."""
    page = screen(browser, shot.size)
    enter(page, address, shot.person)
    answer = page.goto(address + shot.place, wait_until="networkidle")
    if answer.status != 200:
        raise SystemExit(f"{shot.name}: {shot.place} → {answer.status}")
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
