"""nginx before web processes, for one measurement or one test: its site is the one that `tiexin nginx` prints."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.house import await_answer, free_port
from tiexin.config.nginx import Site

MISSING = "没有找到 nginx：apt-get install nginx-light · nginx is missing: apt-get install nginx-light"
AROUND = """\
daemon off;
{user}
worker_processes 1;
pid {home}/pid;
error_log {home}/log;
events {{ worker_connections 512; }}
http {{
{places}
{site}
}}
"""
BODIES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def program() -> str | None:
    """The program; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.pathsep.join([*os.get_exec_path(), "/usr/sbin"]))


def adjoining(count: int) -> int:
    """The first of as many free ports in a row."""
    for _ in range(100):
        first = free_port()
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for port in range(first, first + count):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise RuntimeError("no free ports in a row")


@contextlib.contextmanager
def before(port: int, workers: int, *, kept: list[str] | None = None, **asked: str) -> Iterator[int]:
    """Run it before the web processes on these ports; yield its own port on loopback; what it logged goes to `kept`."""
    nginx, own = program(), free_port()
    if nginx is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory(prefix="tiexin-nginx-") as place:
        home = Path(place)
        site = Site(port, workers, listen=f"127.0.0.1:{own}", **asked).text()
        places = "\n".join(f"{name}_temp_path {home}/{name};" for name in BODIES)
        user = "user root;" if os.geteuid() == 0 else ""
        (home / "nginx.conf").write_text(AROUND.format(home=home, places=places, site=site, user=user))
        with (home / "said").open("w") as log:
            running = subprocess.Popen([nginx, "-p", place, "-c", f"{home}/nginx.conf"], stdout=log, stderr=log)
        try:
            await_answer(running, own, home / "said", 20)
            yield own
        finally:
            running.terminate()
            running.wait(30)
            if kept is not None:
                kept += [(home / name).read_text() for name in ("log", "said")]
