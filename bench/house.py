"""The processes of one run: the product's web and worker, and the floor's web, each on loopback."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.house import await_answer, free_port

from tiexin.config import serve

FLOOR = "bench.floor.wsgi:application"


@contextlib.contextmanager
def process(command: Sequence[str], home: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command for a while; what it says goes to a file in the home."""
    with (home / f"{name}.log").open("w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


@contextlib.contextmanager
def product(home: Path, workers: int = 1) -> Iterator[int]:
    """Serve the product by its own command, with as many web processes; yield the port."""
    port = free_port()
    command = [sys.executable, "-m", "tiexin", "serve", "--port", str(port), "--workers", str(workers)]
    with process(command, home, "web") as web:
        await_answer(web, port, home / "web.log", 60)
        yield port


@contextlib.contextmanager
def floor(home: Path, workers: int = 1) -> Iterator[tuple[int, str]]:
    """Serve the floor with the same server and manners; yield the port and a session."""
    made = subprocess.run([sys.executable, "-m", "bench.floor.prepare"], check=True, stdout=subprocess.PIPE, text=True)
    port = free_port()
    options = argparse.Namespace(host="127.0.0.1", port=port, workers=workers)
    with process([*serve.web_command(options)[:-1], FLOOR], home, "floor") as web:
        await_answer(web, port, home / "floor.log", 60)
        yield port, made.stdout.split()[-1]


@contextlib.contextmanager
def worker(home: Path) -> Iterator[None]:
    """Run the background process."""
    with process([sys.executable, "-m", "tiexin", "worker"], home, "worker"):
        yield


@contextlib.contextmanager
def databases(address: str) -> Iterator[tuple[str, str]]:
    """Make two databases on a PostgreSQL server, for the product and the floor; drop them at the end."""
    import psycopg

    parts = urlsplit(address)
    names = [f"tiexin_bench_{os.getpid()}", f"tiexin_bench_{os.getpid()}_floor"]
    with psycopg.connect(address, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        try:
            yield tuple(urlunsplit(parts._replace(path=f"/{name}")) for name in names)  # type: ignore[misc]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
