"""A PostgreSQL that lives as long as one command: `python -m tests.postgres -- pytest …`."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from pwd import getpwnam

OLDEST = 15
NEEDED = ("initdb", "postgres", "pg_isready", "createdb")
MISSING = (
    f"没有找到 PostgreSQL ≥ {OLDEST}：apt-get install postgresql"
    f" · PostgreSQL ≥ {OLDEST} is missing: apt-get install postgresql"
)
# Nothing in it outlives the command, so it need not survive a power cut.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)


class Unavailable(Exception):
    """There is no PostgreSQL here, or it does not start."""


def programs(places: list[Path] | None = None) -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL that is new enough."""
    if places is None:
        places = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.get_exec_path())]
    found = [(version(place), place) for place in places if all(os.access(place / name, os.X_OK) for name in NEEDED)]
    return max((pair for pair in found if pair[0] >= OLDEST), default=(0, None))[1]


def version(place: Path) -> int:
    """Return the major version of the server in this folder, 0 if it does not say."""
    try:
        said = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else 0


def owner() -> str | None:
    """Return the account for the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            getpwnam(name)
            return name
    raise Unavailable("以 root 运行，又没有 postgres 或 nobody 账户 · root, and no account to run the server")


@contextlib.contextmanager
def temporary() -> Iterator[str]:
    """Start a server on a socket of its own, yield its TIEXIN_DATABASE, stop it and delete everything."""
    place, user = programs(), owner()
    if place is None:
        raise Unavailable(MISSING)
    home = Path(tempfile.mkdtemp(prefix="tiexin-pg-", dir="/tmp"))  # a socket's path must stay short
    if user:
        shutil.chown(home, user, getpwnam(user).pw_gid)
    try:
        with running(place, home, user):
            run([place / "createdb", "-h", home, "-U", "tiexin", "tiexin"], home, user)
            yield f"postgres://tiexin@/tiexin?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def running(place: Path, home: Path, user: str | None) -> Iterator[None]:
    """Run the server in `home` for a while."""
    data = home / "data"
    manners = ["--locale=C.UTF-8", "-E", "UTF8", "-A", "trust", "-U", "tiexin", "--no-sync"]
    run([place / "initdb", "-D", data, *manners], home, user)
    options = [f"-c{option}" for option in ("listen_addresses=", f"unix_socket_directories={home}", *CARELESS)]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [place / "postgres", "-D", data, *options], stdout=log, stderr=log, **manner(home, user)
        )
    try:
        await_ready(place, home, server)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: there is nothing to keep
        server.wait(30)


def await_ready(place: Path, home: Path, server: subprocess.Popen[bytes], patience: float = 60) -> None:
    """Wait until the server answers; say what it logged when it does not."""
    end = time.monotonic() + patience
    while time.monotonic() < end and server.poll() is None:
        if subprocess.run([place / "pg_isready", "-q", "-h", home], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise Unavailable(f"PostgreSQL 没有启动 · did not start:\n{(home / 'log').read_text()}")


def run(command: list[str | Path], home: Path, user: str | None) -> None:
    """Run one of PostgreSQL's programs; its words appear only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **manner(home, user))
    if done.returncode:
        raise Unavailable(f"{command[0]}: {done.stdout}{done.stderr}")


def manner(home: Path, user: str | None) -> dict[str, object]:
    """Say how PostgreSQL's programs are started: apart from the terminal, never as root."""
    account = {"user": user, "group": getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    return {
        "cwd": home,
        "start_new_session": True,
        "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        **account,
    }


def main(command: list[str]) -> int:
    """Run a command with TIEXIN_DATABASE set to a temporary PostgreSQL."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with temporary() as address:
            return subprocess.call(command, env={**os.environ, "TIEXIN_DATABASE": address})
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main([word for place, word in enumerate(sys.argv[1:]) if (place, word) != (0, "--")]))
