"""The processes of one run: the product's web and worker, and the floor's web, each on loopback."""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests import front
from tests.house import await_answer

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
    """Serve the product by its own command; several web processes as operations deploy them; yield the port."""
    options = place(workers)
    said = ["--port", str(options.port), "--workers", str(workers), *["--apart"][: options.apart]]
    with web(home, "web", options, [[sys.executable, "-m", "tiexin", "serve", *said]]) as port:
        yield port


@contextlib.contextmanager
def floor(home: Path, workers: int = 1) -> Iterator[tuple[int, str]]:
    """Serve the floor with the same server and manners; yield the port and a session."""
    made = subprocess.run([sys.executable, "-m", "bench.floor.prepare"], check=True, stdout=subprocess.PIPE, text=True)
    options = place(workers)
    with web(home, "floor", options, serve.web_commands(options, FLOOR)) as port:
        yield port, made.stdout.split()[-1]


def place(workers: int) -> argparse.Namespace:
    """Where as many web processes listen: apart, behind nginx, where it is installed."""
    apart = workers > 1 and front.program() is not None
    return argparse.Namespace(host="127.0.0.1", port=front.adjoining(workers), workers=workers, apart=apart)


@contextlib.contextmanager
def web(home: Path, name: str, options: argparse.Namespace, commands: list[list[str]]) -> Iterator[int]:
    """Run them, and nginx before those that listen apart; yield the port to ask."""
    with contextlib.ExitStack() as stack:
        for number, command in enumerate(commands):
            running = stack.enter_context(process(command, home, f"{name}{number}"))
        for port in serve.ports(options):
            await_answer(running, port, home / f"{name}0.log", 60)
        yield stack.enter_context(front.before(options.port, options.workers)) if options.apart else options.port


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
