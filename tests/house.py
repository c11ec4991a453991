"""A real house for the browser: a demo in a folder of its own, web and worker as processes."""

import atexit
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.browser import ARGUMENTS, program

START = re.compile(r"http://\S+/start/\?code=\S+")
PHONE, DESK = (390, 844), (1440, 900)


@cache
def made() -> Path:
    """The demo, made once in this process: every house begins as a copy of it."""
    home = Path(tempfile.mkdtemp(prefix="tiexin-demo-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    line = [sys.executable, "-m", "tiexin", "demo", "--ensure"]
    subprocess.run(line, env=environment(home), check=True, stdout=sys.stderr)
    return home


@contextlib.contextmanager
def open_house(home: Path, patience: float = 60) -> Iterator[str]:
    """Put the demo into `home`, serve it with its worker, yield the address, stop both."""
    shutil.copytree(made(), home, dirs_exist_ok=True)
    with serving(home, patience) as address:
        yield address


@contextlib.contextmanager
def serving(home: Path, patience: float = 60) -> Iterator[str]:
    """Serve what is in `home`, or nothing yet, with its worker; what it says stands in `serve.log`."""
    port, env = free_port(), environment(home)
    line = [sys.executable, "-m", "tiexin", "serve", "--with-worker", "--port", str(port)]
    with (home / "serve.log").open("w") as log:
        server = subprocess.Popen(line, env=env, stdout=log, stderr=log)
    try:
        await_answer(server, port, home / "serve.log", patience)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that belongs to the house in `home`."""
    own = {"TIEXIN_HOME": str(home), "TIEXIN_DATABASE": "", "DJANGO_SETTINGS_MODULE": "tiexin.config.settings"}
    return {**os.environ, **own, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def start_of(home: Path, patience: float = 10) -> str:
    """Return the address that a house without any unit tells in its terminal."""
    end = time.monotonic() + patience
    while not (found := START.search((home / "serve.log").read_text())) and time.monotonic() < end:
        time.sleep(0.1)
    assert found, (home / "serve.log").read_text()
    return found[0]


def furnish(home: Path) -> str:
    """Give an open house what a demo has none of yet; return the address of a link to activate an account."""
    line = [sys.executable, "-m", "tests.furnish"]
    done = subprocess.run(line, env=environment(home), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def await_answer(server: subprocess.Popen[bytes], port: int, log: Path, patience: float) -> None:
    """Wait until the house answers; say what it logged when it does not."""
    end = time.monotonic() + patience
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"网页没有启动 · the web did not start:\n{log.read_text()}")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        chinese = {**os.environ, "LANGUAGE": "zh_CN"}  # for fields of days, given chromium-l10n
        yield player.chromium.launch(executable_path=program(), args=list(ARGUMENTS), env=chinese)


def screen(browser: Any, size: tuple[int, int]) -> Any:
    """Open a page of this size, as a person of its own; a phone has a finger."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    return context.new_page()
