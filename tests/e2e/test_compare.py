"""Pictures are compared by what an eye sees: packing is no difference, another colour, place or size is."""

import base64

import pytest
from scripts import compare

from tests.house import DESK, screen

PAGE = "<body style='margin:0;background:#fff'><h1 style='color:#222'>看板</h1><div style='{style}'></div></body>"
BOX = "position:absolute;left:{left}px;top:200px;width:200px;height:120px;background:{colour}"


def take(page, file, style, size=(800, 600), quality=55):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.set_content(PAGE.format(style=style))
    wire = page.context.new_cdp_session(page)
    file.write_bytes(
        base64.b64decode(wire.send("Page.captureScreenshot", {"format": "webp", "quality": quality})["data"])
    )


@pytest.fixture
def folders(tmp_path):
    found = tmp_path / "kept", tmp_path / "fresh"
    for folder in found:
        folder.mkdir()
    return found


def test_only_what_looks_different_is_told(browser, folders):
    page = screen(browser, DESK)
    kept, fresh = folders
    red = BOX.format(left=100, colour="#b3122b")
    for name in ("same", "packed", "colour", "place", "size", "gone"):
        take(page, kept / f"{name}.webp", red)
    take(page, fresh / "same.webp", red)
    take(page, fresh / "packed.webp", red, quality=35)
    take(page, fresh / "colour.webp", BOX.format(left=100, colour="#2c7a51"))
    take(page, fresh / "place.webp", BOX.format(left=180, colour="#b3122b"))
    take(page, fresh / "size.webp", red, size=(800, 640))
    take(page, fresh / "new.webp", red)
    found = list(compare.differences(page, kept, fresh))
    assert [each.name for each in found] == ["colour.webp", "gone.webp", "new.webp", "place.webp", "size.webp"]
    shares = {each.name: each.share for each in found}
    assert shares["colour.webp"] == pytest.approx(200 * 120 / (800 * 600), rel=0.1)
    assert shares["place.webp"] == pytest.approx(2 * 80 * 120 / (800 * 600), rel=0.1)
    said = compare.report(found, kept, fresh)
    assert said.index("gone.webp") < said.index("colour.webp")
    assert "大小 [800, 600] → [800, 640]" in said
    page.context.close()


def test_folders_that_are_alike_say_nothing(browser, folders):
    page = screen(browser, DESK)
    for folder in folders:
        take(page, folder / "a.webp", BOX.format(left=0, colour="#b3122b"))
    assert list(compare.differences(page, *folders)) == []
    page.context.close()
