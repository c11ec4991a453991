"""Debian's Chromium for the browser tests and the screenshots."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "没有找到 Chromium：apt-get install chromium fonts-noto-cjk"
    " · Chromium is missing: apt-get install chromium fonts-noto-cjk"
)
# As root (in a container) Chromium has no sandbox to stand in; a container's /dev/shm is small.
ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN")


def program() -> str | None:
    """Return the path of Chromium, if the machine has it."""
    return next(filter(None, map(shutil.which, NAMES)), None)
